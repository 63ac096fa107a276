"""Losses of probabilities: the surprise at the right answer, of one yes-or-no question or of several classes."""

from __future__ import annotations

import numpy as np

from nnviz.activations import largest_of_rows, sum_of_rows
from nnviz.arrays import Array

CLIP = 1e-12
"""Probabilities are clipped to [CLIP, 1 - CLIP] before their logarithm is taken."""


def _clipped(y: Array) -> Array:
    """Return probabilities within the limits, in float64, because 1 - 1e-12 does not exist in float32."""
    return np.clip(y.astype(np.float64), CLIP, 1.0 - CLIP)


def clipped_piece(y: Array, t: Array) -> Array:
    """Say whether an output lies below the limits, within them or above."""
    p = y.astype(np.float64)
    return (p > CLIP).astype(np.int8) + (p > 1.0 - CLIP)


def binary(y: Array, t: Array, out: Array, scratch: Array) -> None:
    """Write -(t ln p + (1 - t) ln(1 - p)), with p the clipped output."""
    p = _clipped(y)
    out[...] = -(t * np.log(p) + (1.0 - t) * np.log1p(-p))


def binary_gradient(y: Array, t: Array, out: Array, scratch: Array) -> None:
    """Write the derivative of the mean of `binary`; 0 where the output is clipped."""
    p = _clipped(y)
    gradient = (p - t) / (p * (1.0 - p)) / p.size
    gradient[p != y] = 0.0
    np.copyto(out, gradient, casting="same_kind")


def binary_from_z(z: Array, t: Array, out: Array, scratch: Array) -> None:
    """Write the terms of `binary` after a sigmoid, from z."""
    # -(t ln p + (1 - t) ln(1 - p)) = max(z, 0) - t z + ln(1 + e^-|z|): no term overflows, and where t is 0 or 1 the
    # first two cancel exactly, element by element, so that a loss of 1e-12 keeps its digits.
    # (fmax skips NaN, which the last term brings back; np.maximum takes five times as long on a small batch.)
    np.fmax(z, 0.0, out)
    np.multiply(t, z, scratch)
    np.subtract(out, scratch, out)
    np.absolute(z, scratch)
    np.negative(scratch, scratch)
    np.exp(scratch, scratch)
    np.log1p(scratch, scratch)
    np.add(out, scratch, out)


def categorical(y: Array, t: Array, out: Array, scratch: Array) -> None:
    """Write -t ln p, with p the clipped output."""
    out[...] = -t * np.log(_clipped(y))


def categorical_gradient(y: Array, t: Array, out: Array, scratch: Array) -> None:
    """Write the derivative of the mean over rows of `categorical`; 0 where the output is clipped."""
    p = _clipped(y)
    gradient = -t / p / len(y)
    gradient[p != y] = 0.0
    np.copyto(out, gradient, casting="same_kind")


def categorical_from_z(z: Array, t: Array, out: Array, scratch: Array) -> None:
    """Write the terms of `categorical` after a softmax, from z."""
    # -t_c ln p_c = t_c (ln sum_k e^(z_k - m) - (z_c - m)), with m the row's largest z.
    largest_of_rows(z, scratch)
    np.subtract(z, scratch, out)
    np.exp(out, scratch)
    sum_of_rows(scratch, scratch)
    np.log(scratch, scratch)
    np.subtract(scratch, out, out)
    np.multiply(t, out, out)
