"""The array types that run through the engine."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
"""A float array in the training dtype (float32 or float64)."""

Indices = npt.NDArray[np.int64]


def read_only(array: Array) -> Array:
    """Return `array`, from now on protected against writes: what crosses a thread is never changed."""
    array.flags.writeable = False
    return array
