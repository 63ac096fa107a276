"""Activations with a simple formula: linear, step, sigmoid, tanh and sine."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array


def linear(z: Array, out: Array, scratch: Array) -> None:
    """Write z."""
    out[...] = z


def linear_derivative(z: Array, a: Array, out: Array, scratch: Array) -> None:
    """Write 1."""
    out.fill(1.0)


def step(z: Array, out: Array, scratch: Array) -> None:
    """Write 1 for z >= 0, else 0."""
    np.heaviside(z, 1.0, out)


def step_derivative(z: Array, a: Array, out: Array, scratch: Array) -> None:
    """Write 0, at the jump too."""
    out.fill(0.0)


def sigmoid(z: Array, out: Array, scratch: Array) -> None:
    """Write 1 / (1 + e^-z)."""
    np.negative(z, out)
    np.exp(out, out)  # overflows to inf for z below -709, and 1 / (1 + inf) is the right 0
    np.add(out, 1.0, out)
    np.reciprocal(out, out)


def sigmoid_derivative(z: Array, a: Array, out: Array, scratch: Array) -> None:
    """Write a (1 - a)."""
    np.subtract(1.0, a, out)
    np.multiply(out, a, out)


def tanh(z: Array, out: Array, scratch: Array) -> None:
    """Write tanh z."""
    np.tanh(z, out)


def tanh_derivative(z: Array, a: Array, out: Array, scratch: Array) -> None:
    """Write 1 - a^2."""
    np.multiply(a, a, out)
    np.subtract(1.0, out, out)


def sine(z: Array, out: Array, scratch: Array) -> None:
    """Write sin z."""
    np.sin(z, out)


def sine_derivative(z: Array, a: Array, out: Array, scratch: Array) -> None:
    """Write cos z."""
    np.cos(z, out)
