"""Losses of the distance between answer and target: squared, absolute, and Huber's between the two."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array


def squared(y: Array, t: Array, out: Array, scratch: Array) -> None:
    """Write (y - t)^2."""
    np.subtract(y, t, out)
    np.multiply(out, out, out)


def squared_gradient(y: Array, t: Array, out: Array, scratch: Array) -> None:
    """Write the derivative of the mean of `squared`."""
    np.subtract(y, t, out)
    np.multiply(out, 2.0 / out.size, out)


def absolute(y: Array, t: Array, out: Array, scratch: Array) -> None:
    """Write abs(y - t)."""
    np.subtract(y, t, out)
    np.absolute(out, out)


def absolute_gradient(y: Array, t: Array, out: Array, scratch: Array) -> None:
    """Write the derivative of the mean of `absolute`; 0 where y = t."""
    np.subtract(y, t, out)
    np.sign(out, out)
    np.multiply(out, 1.0 / out.size, out)


def absolute_piece(y: Array, t: Array) -> Array:
    """Say on which side of the kink at 0 an error lies."""
    piece: Array = np.sign(y - t)
    return piece


def huber(y: Array, t: Array, out: Array, scratch: Array, delta: float) -> None:
    """Write e^2/2 for errors e = y - t within delta, else delta (abs(e) - delta/2)."""
    # With c the error clipped to +-delta both are c (e - c/2): halving and doubling are exact.
    np.subtract(y, t, out)
    np.minimum(out, delta, out=scratch)
    np.maximum(scratch, -delta, out=scratch)
    np.multiply(scratch, 0.5, scratch)
    np.subtract(out, scratch, out)
    np.multiply(out, scratch, out)
    np.multiply(out, 2.0, out)


def huber_gradient(y: Array, t: Array, out: Array, scratch: Array, delta: float) -> None:
    """Write the derivative of the mean of `huber`: the error, clipped to +-delta."""
    np.subtract(y, t, out)
    np.minimum(out, delta, out=out)
    np.maximum(out, -delta, out=out)
    np.multiply(out, 1.0 / out.size, out)


def huber_piece(y: Array, t: Array, delta: float) -> Array:
    """Say on which side of +-delta an error lies: there the derivative bends, and a difference is less exact."""
    error = y - t
    return (error > -delta).astype(np.int8) + (error > delta)
