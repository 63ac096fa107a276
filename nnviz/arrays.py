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
