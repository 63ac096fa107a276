"""Which part of the input plane is shown: taken from the data once, so that nothing moves while training."""

from __future__ import annotations

import math

import numpy as np

from nnviz.arrays import Array

_UNLIKE = 3.0
"""From this ratio of their ranges on, two inputs are not drawn to the same scale."""


def data_limits(raw: Array, margin: float) -> tuple[Array, Array]:
    """Return the lowest and the highest value shown of each column of `raw`, shape (n, columns).

    Two columns of like range get the same scale, and stand around zero where the data do, although chance has put a
    point farther out on one side.

    Parameters
    ----------
    raw : ndarray, shape (n, columns)
    margin : float
        What the data's half-width is multiplied by.
    """
    low, high = raw.min(axis=0), raw.max(axis=0)
    centre, half = (low + high) / 2.0, (high - low) / 2.0
    if half.max() <= _UNLIKE * half.min() or half.min() == 0.0:
        half = np.full_like(half, half.max())
    if np.all(np.abs(centre) <= 0.25 * half) and np.all(half == half[0]):
        centre, half = np.zeros_like(centre), np.full_like(half, np.abs(raw).max())
    half = np.array([rounded_up(float(value) * margin) for value in half])
    return centre - half, centre + half


def rounded_up(half: float) -> float:
    """Return a half-width rounded up to two digits; 1 where there is none."""
    if not half > 0.0 or not math.isfinite(half):
        return 1.0
    digit = 10.0 ** (math.floor(math.log10(half)) - 1)
    return math.ceil(half / digit - 1e-9) * digit
