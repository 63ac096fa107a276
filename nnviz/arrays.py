"""The array types that run through the engine."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
"""A float array in the training dtype (float32 or float64)."""

Indices = npt.NDArray[np.int64]


def all_finite(vector: Array) -> bool:
    """Say whether a vector, shape (n,), holds finite numbers only. The sum of squares is fast and allocates nothing."""
    return math.isfinite(vector.dot(vector)) or bool(np.isfinite(vector).all())


def read_only(array: Array) -> Array:
    """Return `array`, from now on protected against writes: what crosses a thread is never changed."""
    array.flags.writeable = False
    return array


def extremes_within(low: Array, high: Array, first: Indices, last: Indices) -> tuple[Array, Array]:
    """Return the smallest of `low` and the largest of `high` over rows `first` to `last`, both included.

    Parameters
    ----------
    low, high : ndarray, shape (n,)
        At least one row.
    first, last : ndarray of int, shape (m,)

    Returns
    -------
    tuple of ndarray, shape (m,)
    """
    if not len(first):
        return low[:0], high[:0]
    # Each pair of places gives the extreme of the rows from one to before the other; what lies between pairs is left.
    places = np.stack([first, last + 1], axis=1).reshape(-1)
    least, largest = (np.append(ends, ends[-1]) for ends in (low, high))
    return np.minimum.reduceat(least, places)[::2], np.maximum.reduceat(largest, places)[::2]
