"""The extremes of a series that grows, brought forward with it."""

from __future__ import annotations

import math

import numpy as np

from nnviz.history import ThinnedSeries


class Extremes:
    """The smallest, the smallest positive and the largest finite number of each column of a growing series.

    Parameters
    ----------
    columns : int

    Attributes
    ----------
    low, positive, high : list of float
        NaN where there is none.
    """

    def __init__(self, columns: int) -> None:
        self._read = 0
        self._rows_per_bucket = 1
        self._last_step = -1
        self.low, self.positive, self.high = ([math.nan] * columns for _ in range(3))

    def update(self, series: ThinnedSeries) -> None:
        """Take in what is new."""
        if not len(series) or series.last[0] == self._last_step:
            return
        self._last_step = series.last[0]
        if series.rows_per_bucket != self._rows_per_bucket:
            self._rows_per_bucket, self._read = series.rows_per_bucket, 0
        _, low, high = series.buckets(self._read)
        # The last bucket may go on growing, so it is read again.
        self._read = len(series) - 1
        least, largest = np.fmin.reduce(low).tolist(), np.fmax.reduce(high).tolist()
        positive = least
        if any(value <= 0.0 for value in least) or math.inf in largest:
            low, high = (np.where(np.isfinite(ends), ends, np.nan) for ends in (low, high))
            least, largest = np.fmin.reduce(low).tolist(), np.fmax.reduce(high).tolist()
            positive = np.fmin.reduce(np.where(low > 0.0, low, np.where(high > 0.0, high, np.nan))).tolist()
        self.low = list(map(smaller, self.low, least))
        self.positive = list(map(smaller, self.positive, positive))
        self.high = list(map(larger, self.high, largest))


def smaller(one: float, other: float) -> float:
    """Return the smaller number, or the one that there is where the other is NaN."""
    return other if math.isnan(one) else min(one, other)


def larger(one: float, other: float) -> float:
    """Return the larger number, or the one that there is where the other is NaN."""
    return other if math.isnan(one) else max(one, other)
