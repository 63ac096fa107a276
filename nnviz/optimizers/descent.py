"""Optimizers with one rate for all parameters: plain gradient descent, and with a velocity."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.optimizers.optimizer import Vectors
from nnviz.optimizers.squares import remember


def sgd(theta: Array, gradient: Array, state: Vectors, scratch: Vectors, count: int, learning_rate: float) -> None:
    """Subtract eta g (Robbins and Monro 1951)."""
    step = scratch[0]
    np.multiply(gradient, learning_rate, step)
    np.subtract(theta, step, theta)


def momentum(
    theta: Array, gradient: Array, state: Vectors, scratch: Vectors, count: int, learning_rate: float, momentum: float
) -> None:
    """Subtract v = beta v + eta g (Polyak 1964)."""
    velocity, step = state[0], scratch[0]
    np.multiply(velocity, momentum, velocity)
    np.multiply(gradient, learning_rate, step)
    np.add(velocity, step, velocity)
    np.subtract(theta, velocity, theta)


def momentum_ema(
    theta: Array, gradient: Array, state: Vectors, scratch: Vectors, count: int, learning_rate: float, momentum: float
) -> None:
    """Subtract eta v, with v = beta v + (1 - beta) g, the running mean of the gradients."""
    mean, step = state[0], scratch[0]
    remember(mean, gradient, momentum, step)
    np.multiply(mean, learning_rate, step)
    np.subtract(theta, step, theta)


def nesterov(
    theta: Array, gradient: Array, state: Vectors, scratch: Vectors, count: int, learning_rate: float, momentum: float
) -> None:
    """Subtract beta v + eta g, with v = beta v + eta g: where the velocity is about to lead (Nesterov 1983)."""
    velocity, step = state[0], scratch[0]
    np.multiply(velocity, momentum, velocity)
    np.multiply(gradient, learning_rate, step)
    np.add(velocity, step, velocity)
    np.subtract(theta, step, theta)
    np.multiply(velocity, momentum, step)
    np.subtract(theta, step, theta)
