"""Scales: from data to pixels along one axis, and back."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

Floats = npt.NDArray[np.floating[Any]]

_SMALLEST = 1e-320
"""Stands for zero where a logarithm is taken; below every range, so it is clipped to the axis' end."""


class Scale(Struct, frozen=True, dict=True):
    """One axis, linear or logarithmic.

    Attributes
    ----------
    low, high : float
        The ends in data; their decimal logarithms where `log`. `high` is the larger.
    start, end : float
        The pixels of `low` and `high`; `end` is the smaller for an axis that goes up.
    log : bool
    """

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    @cached_property
    def _pixels_per_unit(self) -> float:
        return (self.end - self.start) / (self.high - self.low)

    @cached_property
    def _ends(self) -> tuple[float, float]:
        """The lowest and the highest pixel."""
        return min(self.start, self.end), max(self.start, self.end)

    def to_pixels(self, values: Any) -> Floats:
        """Return the pixels of data; NaN stays NaN, and zero on a logarithmic axis is far below it."""
        places = np.asarray(values, dtype=float)
        if self.log:
            places = np.log10(np.maximum(places, _SMALLEST))
        return self.start + (places - self.low) * self._pixels_per_unit

    def to_pixel(self, value: float) -> float:
        """Return the pixel of a single number, as `to_pixels` does for many, and in a tenth of its time."""
        if self.log:
            value = math.log10(max(value, _SMALLEST))
        return self.start + (value - self.low) * self._pixels_per_unit

    def to_clipped_pixel(self, value: float) -> float:
        """Return the pixel of a single number, moved to the nearer end of the axis where it lies beyond it."""
        least, largest = self._ends
        # In this order of arguments NaN stays NaN.
        return min(max(self.to_pixel(value), least), largest)

    def to_clipped_pixels(self, values: Any) -> Floats:
        """Return the pixels of data, moved to the nearer end of the axis where they lie beyond it."""
        # The same as np.clip, which takes its time over small arrays.
        least, largest = self._ends
        return np.minimum(np.maximum(self.to_pixels(values), least), largest)

    def between(self, low: float, high: float) -> Scale:
        """Return the same axis with other ends."""
        return replace(self, low=low, high=high)

    def to_data(self, pixel: float) -> float:
        """Return what lies at a pixel."""
        place = self.low + (pixel - self.start) * (self.high - self.low) / (self.end - self.start)
        return float(10.0**place) if self.log else place
