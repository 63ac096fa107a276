"""Histories of any length in bounded memory: thinned by minimum and maximum, so that no spike disappears."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array, Indices
from nnviz.snapshot import EVALUATION_COLUMNS, Scalars


class ThinnedSeries:
    """Rows of numbers over steps, as buckets that hold each column's minimum and maximum.

    A bucket is one row at first. Whenever the capacity is reached, neighbouring buckets are merged, so memory stays
    the same and every extreme value stays visible. NaN is skipped where a bucket has any other value.

    Parameters
    ----------
    columns : int
    capacity : int
        The largest number of buckets; even.

    Attributes
    ----------
    rows_per_bucket : int
        1 as long as nothing was merged.
    """

    def __init__(self, columns: int, capacity: int) -> None:
        self._capacity = capacity
        self._steps = np.zeros(capacity, dtype=np.int64)
        self._low = np.zeros((capacity, columns))
        self._high = np.zeros((capacity, columns))
        self._last = np.full(columns, np.nan)
        self._last_step = 0
        self._full = 0
        self._partial = 0
        self.rows_per_bucket = 1

    def __len__(self) -> int:
        """Return the number of buckets, the last, partial one included."""
        return self._full + (self._partial > 0)

    def append(self, steps: Indices, rows: Array) -> None:
        """Add consecutive rows, shape (n, columns), at `steps`, shape (n,)."""
        start = 0
        while start < len(steps):
            if self._full == self._capacity:
                self._merge()
            taken = self._fill(steps[start:], rows[start:])
            start += taken
        if len(steps):
            self._last = rows[-1].copy()
            self._last_step = int(steps[-1])

    def curve(self, column: int) -> tuple[Indices, Array, Array]:
        """Return steps (n,), minimum (n,) and maximum (n,) of a column: views, valid until the next append."""
        count = len(self)
        return self._steps[:count], self._low[:count, column], self._high[:count, column]

    def polyline(self, column: int) -> tuple[Array, Array]:
        """Return one line through every minimum and maximum of a column, ending at the newest row.

        Without thinning these are the rows themselves.
        """
        steps, low, high = self.curve(column)
        if self.rows_per_bucket == 1:
            return steps.astype(float), low.copy()
        x = np.repeat(steps.astype(float), 2)
        x[1::2] += self.rows_per_bucket / 2
        y = np.empty(2 * len(steps))
        y[0::2], y[1::2] = low, high
        return np.append(x[x < self._last_step], self._last_step), np.append(
            y[x < self._last_step], self._last[column]
        )

    def at(self, step: int) -> tuple[int, Array, Array] | None:
        """Return the bucket that holds `step`: its first step, minima and maxima. None where there is nothing."""
        index = int(np.searchsorted(self._steps[: len(self)], step, side="right")) - 1
        if index < 0:
            return None
        return int(self._steps[index]), self._low[index], self._high[index]

    @property
    def last(self) -> tuple[int, Array]:
        """The newest row as it is, with its step."""
        return self._last_step, self._last

    def _fill(self, steps: Indices, rows: Array) -> int:
        """Fill the partial bucket, or as many whole buckets as fit. Returns the number of rows used."""
        width = self.rows_per_bucket
        if self._partial or len(steps) < width:
            taken = min(len(steps), width - self._partial)
            low, high = np.fmin.reduce(rows[:taken]), np.fmax.reduce(rows[:taken])
            if self._partial:
                np.fmin(self._low[self._full], low, out=self._low[self._full])
                np.fmax(self._high[self._full], high, out=self._high[self._full])
            else:
                self._steps[self._full], self._low[self._full], self._high[self._full] = steps[0], low, high
            self._partial += taken
            if self._partial == width:
                self._full, self._partial = self._full + 1, 0
            return taken
        buckets = min(len(steps) // width, self._capacity - self._full)
        taken = buckets * width
        shaped = rows[:taken].reshape(buckets, width, -1)
        into = slice(self._full, self._full + buckets)
        self._steps[into] = steps[:taken:width]
        np.fmin.reduce(shaped, axis=1, out=self._low[into])
        np.fmax.reduce(shaped, axis=1, out=self._high[into])
        self._full += buckets
        return taken

    def _merge(self) -> None:
        half = self._capacity // 2
        self._steps[:half] = self._steps[::2]
        self._low[:half] = np.fmin(self._low[::2], self._low[1::2])
        self._high[:half] = np.fmax(self._high[::2], self._high[1::2])
        self._full = half
        self.rows_per_bucket *= 2


class History:
    """All scalars of one run.

    Parameters
    ----------
    layers : int
    budget : int
        Bytes that the buckets may take.

    Attributes
    ----------
    batch_losses : ThinnedSeries
        One column.
    gradient_sizes : ThinnedSeries
        One column per layer.
    evaluations : ThinnedSeries
        Columns `EVALUATION_COLUMNS`.
    """

    def __init__(self, layers: int, budget: int = 16 * 2**20) -> None:
        per_bucket = 8 + 16 * (1 + layers)
        capacity = int(min(2**14, max(256, budget // (2 * per_bucket)))) // 2 * 2
        self.batch_losses = ThinnedSeries(1, capacity)
        self.gradient_sizes = ThinnedSeries(layers, capacity)
        self.evaluations = ThinnedSeries(len(EVALUATION_COLUMNS), capacity)

    def append(self, scalars: Scalars) -> None:
        """Add what a snapshot brought."""
        self.batch_losses.append(scalars.steps, scalars.batch_losses[:, None])
        self.gradient_sizes.append(scalars.steps, scalars.gradient_sizes)
        self.evaluations.append(scalars.evaluation_steps, scalars.evaluations)
