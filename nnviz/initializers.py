"""Initial weights of one layer, drawn in float64 and cast afterwards, so that both dtypes start from the same draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.arrays import Array
from nnviz.registry import Entry, Registry

Draw = Callable[[np.random.Generator, int, int], Array]


@dataclass(frozen=True, kw_only=True)
class Initializer(Entry):
    """One way to draw the initial weights.

    Attributes
    ----------
    draw : callable
        ``draw(generator, fan_in, fan_out)`` returns W of shape (fan_in, fan_out) in float64. Biases start at 0.
    """

    draw: Draw


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
)
