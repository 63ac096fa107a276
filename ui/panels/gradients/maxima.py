"""The history of one run's gradients as columns of pixels: the largest of each layer in each column."""

from __future__ import annotations

import math

import numpy as np

from nnviz.arrays import Array
from nnviz.history import ThinnedSeries


class Maxima:
    """Grows with the series: only what is new is read.

    Parameters
    ----------
    layers : int
    columns : int
    end : float
        The step at the end of the last column.

    Attributes
    ----------
    table : ndarray, shape (columns, layers)
        NaN where there is no step yet, or where no step had a number.
    least, most : float
        The smallest and the largest positive number in it; NaN where there is none. The smallest is without the newest
        column, which may still grow.
    """

    def __init__(self, layers: int, columns: int, end: float) -> None:
        self.table: Array = np.full((columns, layers), np.nan)
        self.least = self.most = math.nan
        self._per_step = columns / end
        self._read = 0

    def advance(self, series: ThinnedSeries) -> slice:
        """Read what is new. Returns the columns that have changed.

        Steps that share a column become their largest; a step that is wider than a column fills several. The update
        that leads to step s lies between s - 1 and s.
        """
        last = series.last[0]
        if last <= self._read:
            return slice(0, 0)
        # The bucket that was the last may have gone on growing, or been merged with the one before.
        steps, _, sizes = series.buckets(max(0, series.index(self._read)))
        # A recording may have gradients before the first update.
        starts = np.maximum(steps - 1, 0) * self._per_step
        first = math.floor(starts[0])
        stop = min(math.ceil(last * self._per_step - 1e-9), len(self.table))
        columns = np.arange(first, stop)
        begin = np.maximum(np.searchsorted(starts, columns + 1e-9, side="right") - 1, 0)
        end = np.searchsorted(starts, columns + (1.0 - 1e-9))
        padded = np.concatenate((sizes, sizes[-1:]))
        pairs = np.empty(2 * len(columns), dtype=np.intp)
        pairs[::2], pairs[1::2] = begin, np.maximum(end, begin + 1)
        part = self.table[first:stop]
        np.fmax(part, np.fmax.reduceat(padded, pairs, axis=0)[::2], out=part)
        self._read = last
        drawable = np.where((part > 0.0) & (part < math.inf), part, np.nan)
        self.most = float(np.fmax(self.most, np.fmax.reduce(drawable, axis=None)))
        if len(part) > 1:
            self.least = float(np.fmin(self.least, np.fmin.reduce(drawable[:-1], axis=None)))
        return slice(first, stop)

    def steps(self, column: int) -> tuple[int, int]:
        """Return the first and the last step of a column, as far as there are any yet."""
        first = math.floor(column / self._per_step + 1e-9) + 1
        last = math.ceil((column + 1) / self._per_step - 1e-9)
        return first, max(first, min(last, self._read))
