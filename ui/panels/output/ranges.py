"""The axes' ranges: taken from the data once, so that nothing moves while training."""

from __future__ import annotations

import math

import numpy as np

from nnviz.arrays import Array
from ui.plotting.axes import Axis

_MARGIN = 1.05
_UNLIKE = 3.0
"""From this ratio of their ranges on, two inputs are not drawn to the same scale."""


def plane_axes(raw: Array, names: tuple[str, ...]) -> tuple[Axis, Axis]:
    """Return the axes of a square plot of points of shape (n, 2): the same scale on both, where the data allow it."""
    low, high = raw.min(axis=0), raw.max(axis=0)
    centre, half = (low + high) / 2.0, (high - low) / 2.0
    if half.max() <= _UNLIKE * half.min() or half.min() == 0.0:
        half = np.full(2, half.max())
    # Data around zero get axes around zero, although chance has put a point farther out on one side.
    reach = np.maximum(np.abs(low), np.abs(high))
    if np.all(np.abs(centre) <= 0.25 * half) and half[0] == half[1]:
        centre, half = np.zeros(2), np.full(2, reach.max())
    x, y = (
        Axis(float(c - h), float(c + h), name)
        for c, h, name in zip(centre, map(_rounded_up, half * _MARGIN), names, strict=True)
    )
    return x, y


def value_axis(values: Array, name: str, margin: float = 0.06) -> Axis:
    """Return the axis of one column of values, with a margin at both ends."""
    low, high = float(values.min()), float(values.max())
    half = _rounded_up((high - low) / 2.0 * (1.0 + 2.0 * margin)) if high > low else 1.0
    return Axis((low + high) / 2.0 - half, (low + high) / 2.0 + half, name)


def _rounded_up(half: float) -> float:
    """Return a half-width rounded up to two digits; 1 where there is none."""
    if not half > 0.0 or not math.isfinite(half):
        return 1.0
    digit = 10.0 ** (math.floor(math.log10(half)) - 1)
    return math.ceil(half / digit - 1e-9) * digit
