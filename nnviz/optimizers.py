r"""Optimizers: how a gradient becomes a step. They see flat vectors only, so they know nothing of networks.

``update(theta, gradient, state, scratch, count, learning_rate, **hyperparameters)`` changes `theta` (P,) and `state` in
place. `state` is (vectors, P) and starts at 0; `scratch` (P,) is free for use; `count` is 1 for the first update with
this state. Nothing is allocated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.arrays import Array
from nnviz.registry import Entry, Hyperparameter, Registry


@dataclass(frozen=True, kw_only=True)
class Optimizer(Entry):
    """One optimizer.

    Attributes
    ----------
    vectors : int
        How many vectors of state it keeps for each parameter.
    update : callable
        See the head of the module.
    """

    vectors: int
    update: Callable[..., None]


def _sgd(theta: Array, gradient: Array, state: Array, scratch: Array, count: int, learning_rate: float) -> None:
    np.multiply(gradient, learning_rate, scratch)
    np.subtract(theta, scratch, theta)


def _momentum(
    theta: Array, gradient: Array, state: Array, scratch: Array, count: int, learning_rate: float, momentum: float
) -> None:
    velocity = state[0]
    np.multiply(velocity, momentum, velocity)
    np.multiply(gradient, learning_rate, scratch)
    np.add(velocity, scratch, velocity)
    np.subtract(theta, velocity, theta)


def _adam(
    theta: Array,
    gradient: Array,
    state: Array,
    scratch: Array,
    count: int,
    learning_rate: float,
    beta1: float,
    beta2: float,
    epsilon: float,
) -> None:
    mean, square = state
    np.multiply(mean, beta1, mean)
    np.multiply(gradient, 1.0 - beta1, scratch)
    np.add(mean, scratch, mean)
    np.multiply(square, beta2, square)
    np.multiply(gradient, gradient, scratch)
    np.multiply(scratch, 1.0 - beta2, scratch)
    np.add(square, scratch, square)
    # eta (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon), with c = sqrt(1 - beta2^t) taken out of the
    # fraction: (eta c / (1 - beta1^t)) m / (sqrt v + c epsilon)
    correction = (1.0 - beta2**count) ** 0.5
    np.sqrt(square, scratch)
    np.add(scratch, correction * epsilon, scratch)
    np.divide(mean, scratch, scratch)
    np.multiply(scratch, learning_rate * correction / (1.0 - beta1**count), scratch)
    np.subtract(theta, scratch, theta)


def _learning_rate(default: float) -> Hyperparameter:
    return Hyperparameter(
        name="learning_rate",
        label="Learning rate",
        default=default,
        minimum=0.0,
        minimum_excluded=True,
        maximum=1e6,
        slider=(1e-5, 10.0),
        scale="log",
        tooltip="How far each step goes: too small is slow, too large overshoots and may diverge.",
    )


def _decay(name: str, label: str, default: float, tooltip: str) -> Hyperparameter:
    return Hyperparameter(
        name=name,
        label=label,
        default=default,
        minimum=0.0,
        maximum=1.0,
        maximum_excluded=True,
        slider=(0.0, 0.999),
        tooltip=tooltip,
    )


OPTIMIZERS: Registry[Optimizer] = Registry(
    "optimizer",
    Optimizer(
        name="sgd",
        label="SGD",
        formula=r"w \leftarrow w - \eta g",
        sentence="Walks straight down the gradient of the batch.",
        source="Robbins and Monro 1951",
        hyperparameters=(_learning_rate(0.03),),
        vectors=0,
        update=_sgd,
    ),
    Optimizer(
        name="momentum",
        label="Momentum",
        formula=r"v \leftarrow \beta v + \eta g, \quad w \leftarrow w - v",
        sentence="Keeps a velocity, so that steps in a steady direction add up and zigzags cancel.",
        source="Polyak 1964",
        hyperparameters=(
            _learning_rate(0.03),
            _decay("momentum", "Momentum", 0.9, "Share of the velocity that is kept from step to step."),
        ),
        vectors=1,
        update=_momentum,
    ),
    Optimizer(
        name="adam",
        label="Adam",
        formula=r"w \leftarrow w - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}",
        sentence="Scales every parameter's step by the recent size of its own gradient.",
        source="Kingma and Ba 2015",
        hyperparameters=(
            _learning_rate(0.001),
            _decay("beta1", "Beta 1", 0.9, "Memory of the mean gradient."),
            _decay("beta2", "Beta 2", 0.999, "Memory of the mean squared gradient."),
            Hyperparameter(
                name="epsilon",
                label="Epsilon",
                default=1e-8,
                minimum=0.0,
                minimum_excluded=True,
                maximum=1.0,
                slider=(1e-10, 1e-2),
                scale="log",
                tooltip="Keeps the division finite where the gradient is 0.",
            ),
        ),
        vectors=2,
        update=_adam,
    ),
)
