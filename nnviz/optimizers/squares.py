"""Optimizers that divide each parameter's step by the size its own gradients have had."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.optimizers.optimizer import Vectors


def adagrad(
    theta: Array, gradient: Array, state: Vectors, scratch: Vectors, count: int, learning_rate: float, epsilon: float
) -> None:
    """Subtract eta g / (sqrt s + epsilon), with s += g^2 (Duchi, Hazan and Singer 2011)."""
    square, step = state[0], scratch[0]
    np.multiply(gradient, gradient, step)
    np.add(square, step, square)
    _subtract_divided(theta, gradient, square, step, learning_rate, epsilon)


def rmsprop(
    theta: Array,
    gradient: Array,
    state: Vectors,
    scratch: Vectors,
    count: int,
    learning_rate: float,
    rho: float,
    epsilon: float,
) -> None:
    """Subtract eta g / (sqrt s + epsilon), with s = rho s + (1 - rho) g^2 (Tieleman and Hinton 2012)."""
    square, step = state[0], scratch[0]
    remember_square(square, gradient, rho, step)
    _subtract_divided(theta, gradient, square, step, learning_rate, epsilon)


def adadelta(
    theta: Array,
    gradient: Array,
    state: Vectors,
    scratch: Vectors,
    count: int,
    learning_rate: float,
    rho: float,
    epsilon: float,
) -> None:
    """Subtract eta d, with d = g sqrt(u + epsilon) / sqrt(s + epsilon) (Zeiler 2012).

    s = rho s + (1 - rho) g^2 comes before, and u = rho u + (1 - rho) d^2 after it.
    """
    square, step_square = state
    divisor, step = scratch
    remember_square(square, gradient, rho, step)
    np.add(square, epsilon, divisor)
    np.add(step_square, epsilon, step)
    np.divide(step, divisor, step)
    np.sqrt(step, step)
    np.multiply(step, gradient, step)
    remember_square(step_square, step, rho, divisor)
    np.multiply(step, learning_rate, step)
    np.subtract(theta, step, theta)


def remember(mean: Array, values: Array, share: float, scratch: Array) -> None:
    """Set a running mean to share * mean + (1 - share) * values; `scratch` may be the values themselves."""
    np.multiply(mean, share, mean)
    np.multiply(values, 1.0 - share, scratch)
    np.add(mean, scratch, mean)


def remember_square(square: Array, gradient: Array, share: float, scratch: Array) -> None:
    """Set the running mean square to share * square + (1 - share) * gradient^2."""
    np.multiply(gradient, gradient, scratch)
    remember(square, scratch, share, scratch)


def _subtract_divided(
    theta: Array, gradient: Array, square: Array, step: Array, learning_rate: float, epsilon: float
) -> None:
    """Subtract eta g / (sqrt s + epsilon)."""
    np.sqrt(square, step)
    np.add(step, epsilon, step)
    np.divide(gradient, step, step)
    np.multiply(step, learning_rate, step)
    np.subtract(theta, step, theta)
