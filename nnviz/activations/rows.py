"""Softmax, the activation in which the units of a layer depend on each other, and what it needs of rows."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array


def softmax(z: Array, out: Array, scratch: Array) -> None:
    """Write e^z / sum of the row's e^z."""
    largest_of_rows(z, scratch)
    np.subtract(z, scratch, out)
    np.exp(out, out)
    sum_of_rows(out, scratch)
    np.divide(out, scratch, out)


def softmax_pullback(a: Array, gradient: Array, scratch: Array) -> None:
    """Turn dL/da into dL/dz."""
    # dL/dz_i = a_i (g_i - sum_c g_c a_c) = a_i g_i - a_i sum_c a_c g_c
    np.multiply(gradient, a, gradient)
    sum_of_rows(gradient, scratch)
    np.multiply(scratch, a, scratch)
    np.subtract(gradient, scratch, gradient)


def largest_of_rows(values: Array, out: Array) -> None:
    """Write the largest value of each row into all its columns.

    One copy and a plain difference take half as long as a difference that NumPy has to broadcast, and no buffer.
    """
    first = out[:, :1]
    np.maximum.reduce(values, axis=1, out=first, keepdims=True)
    out[:, 1:] = first


def sum_of_rows(values: Array, out: Array) -> None:
    """Write the sum of each row into all its columns."""
    first = out[:, :1]
    np.add.reduce(values, axis=1, out=first, keepdims=True)
    out[:, 1:] = first
