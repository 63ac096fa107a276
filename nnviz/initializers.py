"""Initial weights of one layer, drawn in float64 and cast afterwards, so that both dtypes start from the same draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.registry import Entry, Hyperparameter, Registry

Draw = Callable[[np.random.Generator, int, int], Array]


class Initializer(Entry, frozen=True, kw_only=True):
    """One way to draw the initial weights.

    Attributes
    ----------
    draw : callable
        ``draw(generator, fan_in, fan_out, **hyperparameters)`` returns W of shape (fan_in, fan_out) in float64.
    """

    draw: Callable[..., Array]

    def bound(self, values: Mapping[str, float]) -> Draw:
        """Return `draw` with its hyperparameters filled in, every one by name."""
        named: dict[str, Any] = dict(values)
        return partial(self.draw, **named)


class LayerStart(Struct, frozen=True):
    """What one layer starts from.

    Attributes
    ----------
    draw : callable
        ``draw(generator, fan_in, fan_out)`` returns its weights.
    bias : float
        What all its biases are.
    """

    draw: Draw
    bias: float


def _zeros(generator: np.random.Generator, fan_in: int, fan_out: int) -> Array:
    return np.zeros((fan_in, fan_out))


def _normal(deviation: Callable[[int, int], float]) -> Draw:
    def draw(generator: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        return generator.standard_normal((fan_in, fan_out)) * deviation(fan_in, fan_out)

    return draw


def _uniform(limit: Callable[[int, int], float]) -> Draw:
    def draw(generator: np.random.Generator, fan_in: int, fan_out: int) -> Array:
        bound = limit(fan_in, fan_out)
        return generator.uniform(-bound, bound, (fan_in, fan_out))

    return draw


def _uniform_within(generator: np.random.Generator, fan_in: int, fan_out: int, limit: float) -> Array:
    return generator.uniform(-limit, limit, (fan_in, fan_out))


def _constant(generator: np.random.Generator, fan_in: int, fan_out: int, value: float) -> Array:
    return np.full((fan_in, fan_out), value)


def _orthogonal(generator: np.random.Generator, fan_in: int, fan_out: int, gain: float) -> Array:
    tall = generator.standard_normal((max(fan_in, fan_out), min(fan_in, fan_out)))
    columns, triangle = np.linalg.qr(tall)
    # QR leaves the signs open. With a positive diagonal the factor is unique, and every rotation is as likely
    # (Mezzadri 2007, How to generate random matrices from the classical compact groups).
    columns *= np.where(np.diagonal(triangle) < 0.0, -gain, gain)
    return columns if fan_in >= fan_out else columns.T


INITIALIZERS: Registry[Initializer] = Registry(
    "initializer",
    Initializer(
        name="zeros",
        label="Zeros",
        formula=r"W = 0",
        sentence="Every unit of a layer stays the same for ever: nothing breaks the symmetry.",
        source="Counter-example; see Goodfellow, Bengio and Courville 2016, section 8.4",
        draw=_zeros,
    ),
    Initializer(
        name="normal_small",
        label="Normal 0.01",
        formula=r"W \sim N(0,\ 0.01^2)",
        sentence="Small random weights: the signal shrinks from layer to layer in a deep network.",
        source="Krizhevsky, Sutskever and Hinton 2012",
        draw=_normal(lambda fan_in, fan_out: 0.01),
    ),
    Initializer(
        name="normal_large",
        label="Normal 1",
        formula=r"W \sim N(0,\ 1)",
        sentence="Large random weights: units saturate, or the signal explodes.",
        source="Counter-example; see Glorot and Bengio 2010",
        draw=_normal(lambda fan_in, fan_out: 1.0),
    ),
    Initializer(
        name="xavier_uniform",
        label="Xavier uniform",
        formula=r"W \sim U(\pm\sqrt{6 / (n_\mathrm{in} + n_\mathrm{out})})",
        sentence="Keeps the variance of signals and gradients alike across layers with tanh or sigmoid.",
        source="Glorot and Bengio 2010",
        draw=_uniform(lambda fan_in, fan_out: (6.0 / (fan_in + fan_out)) ** 0.5),
    ),
    Initializer(
        name="xavier_normal",
        label="Xavier normal",
        formula=r"W \sim N(0,\ 2 / (n_\mathrm{in} + n_\mathrm{out}))",
        sentence="The same variance as Xavier uniform, drawn from a normal distribution.",
        source="Glorot and Bengio 2010",
        draw=_normal(lambda fan_in, fan_out: (2.0 / (fan_in + fan_out)) ** 0.5),
    ),
    Initializer(
        name="he_uniform",
        label="He uniform",
        formula=r"W \sim U(\pm\sqrt{6 / n_\mathrm{in}})",
        sentence="Makes up for the half of the signal that ReLU drops.",
        source="He et al. 2015",
        draw=_uniform(lambda fan_in, fan_out: (6.0 / fan_in) ** 0.5),
    ),
    Initializer(
        name="he_normal",
        label="He normal",
        formula=r"W \sim N(0,\ 2 / n_\mathrm{in})",
        sentence="The same variance as He uniform, drawn from a normal distribution.",
        source="He et al. 2015",
        draw=_normal(lambda fan_in, fan_out: (2.0 / fan_in) ** 0.5),
    ),
    Initializer(
        name="lecun_uniform",
        label="LeCun uniform",
        formula=r"W \sim U(\pm\sqrt{3 / n_\mathrm{in}})",
        sentence="Keeps the variance of signals alike where the slope is 1 around zero; SELU is made for it.",
        source="LeCun et al. 1998, Efficient BackProp",
        draw=_uniform(lambda fan_in, fan_out: (3.0 / fan_in) ** 0.5),
    ),
    Initializer(
        name="lecun_normal",
        label="LeCun normal",
        formula=r"W \sim N(0,\ 1 / n_\mathrm{in})",
        sentence="The same variance as LeCun uniform, drawn from a normal distribution.",
        source="LeCun et al. 1998, Efficient BackProp; Klambauer et al. 2017",
        draw=_normal(lambda fan_in, fan_out: (1.0 / fan_in) ** 0.5),
    ),
    Initializer(
        name="orthogonal",
        label="Orthogonal",
        formula=r"W = g\,Q,\quad Q^T Q = I",
        sentence="A random rotation: it keeps the length of signals exactly, through any number of linear layers.",
        source="Saxe, McClelland and Ganguli 2014",
        hyperparameters=(
            Hyperparameter(
                name="gain",
                label="Gain",
                default=1.0,
                minimum=0.0,
                maximum=100.0,
                slider=(0.0, 3.0),
                tooltip="What every length is multiplied by: about 1.4 makes up for the half that ReLU drops.",
            ),
        ),
        draw=_orthogonal,
    ),
    Initializer(
        name="uniform",
        label="Uniform",
        formula=r"W \sim U(-l,\ l)",
        sentence="All weights from one range, whatever the layer's size: the textbook's first network.",
        source="Rumelhart, Hinton and Williams 1986",
        hyperparameters=(
            Hyperparameter(
                name="limit",
                label="Limit",
                default=0.5,
                minimum=0.0,
                maximum=100.0,
                slider=(0.0, 2.0),
                tooltip="Weights lie between minus this and this: larger ones saturate units, smaller ones say little.",
            ),
        ),
        draw=_uniform_within,
    ),
    Initializer(
        name="constant",
        label="Constant",
        formula=r"W = c",
        sentence="The same weight everywhere: units of a layer stay the same, as with zeros.",
        source="Counter-example; see Goodfellow, Bengio and Courville 2016, section 8.4",
        hyperparameters=(
            Hyperparameter(
                name="value",
                label="Value",
                default=0.1,
                minimum=-100.0,
                maximum=100.0,
                slider=(-1.0, 1.0),
                tooltip="What every weight starts as.",
            ),
        ),
        draw=_constant,
    ),
)
