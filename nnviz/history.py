"""Histories of any length in bounded memory: thinned by minimum and maximum, so that no spike disappears."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array, Indices
from nnviz.snapshot import EVALUATION_COLUMNS, Scalars

LARGEST_CAPACITY = 2**14
"""More buckets than any screen has columns of pixels, so thinning shows only where one zooms in far."""

SMALLEST_CAPACITY = 2**8

SERIES = ("batch_losses", "gradient_sizes", "evaluations", "learning_rates")
"""The parts of a `History`."""


class Bucket(Struct, frozen=True):
    """Neighbouring rows that were merged; one row as it is as long as nothing was thinned.

    Attributes
    ----------
    first_step, last_step : int
        Of the first and of the last row in it.
    low, high : ndarray, shape (columns,)
        Each column's minimum and maximum over these rows; NaN only where every row has NaN.
    """

    first_step: int
    last_step: int
    low: Array
    high: Array


class StoredSeries(Struct, frozen=True):
    """All that a `ThinnedSeries` needs to go on as it would have: what a file holds of it.

    Attributes
    ----------
    first_steps, last_steps : ndarray of int, shape (n,)
        Of each bucket.
    low, high : ndarray, shape (n, columns)
    last : ndarray, shape (columns,)
        The newest row.
    last_step : int
    capacity : int
    rows_per_bucket : int
    partial : int
        Rows in the last bucket; 0 where it is full.
    """

    first_steps: Indices
    last_steps: Indices
    low: Array
    high: Array
    last: Array
    last_step: int
    capacity: int
    rows_per_bucket: int
    partial: int


class ThinnedSeries:
    """Rows of numbers over steps, as buckets that hold each column's minimum and maximum.

    A bucket is one row at first. Whenever the capacity is reached, neighbouring buckets are merged, so memory stays
    the same and every extreme value stays visible. NaN is skipped where a bucket has any other value.

    Parameters
    ----------
    columns : int
    capacity : int
        The largest number of buckets; even, at least 2.

    Attributes
    ----------
    rows_per_bucket : int
        1 as long as nothing was merged, then twice as many after each merge.
    """

    def __init__(self, columns: int, capacity: int) -> None:
        if capacity < 2 or capacity % 2:
            raise ValueError(f"capacity {capacity}: it must be even and at least 2")
        self._capacity = capacity
        self._first_steps = np.zeros(capacity, dtype=np.int64)
        self._last_steps = np.zeros(capacity, dtype=np.int64)
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

    @property
    def nbytes(self) -> int:
        """The bytes that the buckets take, the same for any number of rows."""
        return self._first_steps.nbytes + self._last_steps.nbytes + self._low.nbytes + self._high.nbytes

    @property
    def last(self) -> tuple[int, Array]:
        """The newest row as it is, with its step; step 0 and NaN where there is none."""
        return self._last_step, self._last

    def append(self, steps: Indices, rows: Array) -> None:
        """Add consecutive rows, shape (n, columns), at `steps`, shape (n,), which rise."""
        start = 0
        while start < len(steps):
            if self._full == self._capacity:
                self._merge()
            start += self._fill(steps[start:], rows[start:])
        if len(steps):
            self._last = np.array(rows[-1], dtype=float)
            self._last_step = int(steps[-1])

    def buckets(self, start: int = 0) -> tuple[Indices, Array, Array]:
        """Return all buckets from index `start` on: first steps (n,), minima and maxima (n, columns).

        All three are views, valid until the next append. While `rows_per_bucket` stays the same, only the last bucket
        ever changes, so whoever remembers how far it has read need not read the rest again.
        """
        stop = len(self)
        return self._first_steps[start:stop], self._low[start:stop], self._high[start:stop]

    def index(self, step: int) -> int:
        """Return the index of the bucket that holds `step`, or the one before it; -1 before the first."""
        return int(np.searchsorted(self._first_steps[: len(self)], step, side="right")) - 1

    def at(self, index: int) -> Bucket:
        """Return a copy of one bucket, `index` from 0 to ``len(series) - 1``."""
        if not 0 <= index < len(self):
            raise IndexError(f"bucket {index} of {len(self)}")
        first, last = int(self._first_steps[index]), int(self._last_steps[index])
        return Bucket(first, last, self._low[index].copy(), self._high[index].copy())

    def dump(self) -> StoredSeries:
        """Copy everything, for a file."""
        stop = len(self)
        return StoredSeries(
            self._first_steps[:stop].copy(),
            self._last_steps[:stop].copy(),
            self._low[:stop].copy(),
            self._high[:stop].copy(),
            self._last.copy(),
            self._last_step,
            self._capacity,
            self.rows_per_bucket,
            self._partial,
        )

    @classmethod
    def load(cls, stored: StoredSeries) -> Self:
        """Make a series that goes on, to the last bit, as the one that was dumped.

        Raises
        ------
        ValueError
            If what it says of itself does not fit together.
        """
        buckets, partial, width = len(stored.low), stored.partial, stored.rows_per_bucket
        counted = 0 <= partial < width <= 2**62 and not width & (width - 1) and bool(buckets or not partial)
        rising = (np.diff(stored.first_steps) >= 0).all() and (stored.first_steps <= stored.last_steps).all()
        if not (counted and rising and buckets <= stored.capacity <= LARGEST_CAPACITY):
            raise ValueError("a series whose numbers do not fit together")
        series = cls(len(stored.last), stored.capacity)
        series._first_steps[:buckets], series._last_steps[:buckets] = stored.first_steps, stored.last_steps
        series._low[:buckets], series._high[:buckets] = stored.low, stored.high
        series._last, series._last_step = np.array(stored.last, dtype=float), stored.last_step
        series._full, series._partial, series.rows_per_bucket = buckets - (partial > 0), partial, width
        return series

    def until(self, step: int) -> Self:
        """Return a copy of the buckets that end by a step: of merged rows a bucketful may be missing."""
        stop = int(np.searchsorted(self._last_steps[: len(self)], step, side="right"))
        partial, last_step, last = self._partial, self._last_step, self._last
        if stop < len(self):
            partial, last_step, last = 0, 0, np.full_like(self._last, np.nan)
            if stop:
                last_step, last = int(self._last_steps[stop - 1]), self._high[stop - 1]
        steps, ends = (self._first_steps[:stop], self._last_steps[:stop]), (self._low[:stop], self._high[:stop])
        counters = last_step, self._capacity, self.rows_per_bucket, partial
        return self.load(StoredSeries(*steps, *ends, last, *counters))

    def _fill(self, steps: Indices, rows: Array) -> int:
        """Fill the partial bucket, or as many whole buckets as fit. Returns the number of rows used."""
        width = self.rows_per_bucket
        if self._partial or len(steps) < width:
            return self._fill_partial(steps, rows)
        buckets = min(len(steps) // width, self._capacity - self._full)
        taken = buckets * width
        shaped = rows[:taken].reshape(buckets, width, -1)
        into = slice(self._full, self._full + buckets)
        self._first_steps[into] = steps[:taken:width]
        self._last_steps[into] = steps[width - 1 : taken : width]
        np.fmin.reduce(shaped, axis=1, out=self._low[into])
        np.fmax.reduce(shaped, axis=1, out=self._high[into])
        self._full += buckets
        return taken

    def _fill_partial(self, steps: Indices, rows: Array) -> int:
        """Put rows into the bucket at hand, up to its end. Returns the number of rows used."""
        taken = min(len(steps), self.rows_per_bucket - self._partial)
        bucket = self._full
        low, high = np.fmin.reduce(rows[:taken]), np.fmax.reduce(rows[:taken])
        if self._partial:
            np.fmin(self._low[bucket], low, out=self._low[bucket])
            np.fmax(self._high[bucket], high, out=self._high[bucket])
        else:
            self._first_steps[bucket], self._low[bucket], self._high[bucket] = steps[0], low, high
        self._last_steps[bucket] = steps[taken - 1]
        self._partial += taken
        if self._partial == self.rows_per_bucket:
            self._full, self._partial = bucket + 1, 0
        return taken

    def _merge(self) -> None:
        half = self._capacity // 2
        self._first_steps[:half] = self._first_steps[::2]
        self._last_steps[:half] = self._last_steps[1::2]
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
        Bytes that all buckets together may take.

    Attributes
    ----------
    batch_losses : ThinnedSeries
        One column.
    gradient_sizes : ThinnedSeries
        One column per layer.
    evaluations : ThinnedSeries
        Columns `EVALUATION_COLUMNS`.
    learning_rates : ThinnedSeries
        One column.
    """

    def __init__(self, layers: int, budget: int = 16 * 2**20) -> None:
        # A bucket has two steps in each series, and a minimum and a maximum in each column, of 8 bytes all.
        per_bucket = 16 * (len(SERIES) + 1 + layers + len(EVALUATION_COLUMNS) + 1)
        capacity = min(LARGEST_CAPACITY, max(SMALLEST_CAPACITY, budget // per_bucket // 2 * 2))
        self.batch_losses = ThinnedSeries(1, capacity)
        self.gradient_sizes = ThinnedSeries(layers, capacity)
        self.evaluations = ThinnedSeries(len(EVALUATION_COLUMNS), capacity)
        self.learning_rates = ThinnedSeries(1, capacity)

    def append(self, scalars: Scalars) -> None:
        """Add what a snapshot brought."""
        self.batch_losses.append(scalars.steps, scalars.batch_losses[:, None])
        self.gradient_sizes.append(scalars.steps, scalars.gradient_sizes)
        self.evaluations.append(scalars.evaluation_steps, scalars.evaluations)
        self.learning_rates.append(scalars.steps, scalars.learning_rates[:, None])

    def until(self, step: int) -> Self:
        """Return a copy that ends by a step (`ThinnedSeries.until`): the past of a run that is forked there."""
        history = type(self).__new__(type(self))
        for name in SERIES:
            setattr(history, name, getattr(self, name).until(step))
        return history

    def dump(self) -> dict[str, StoredSeries]:
        """Copy every series by its name, for a file."""
        return {name: getattr(self, name).dump() for name in SERIES}

    @classmethod
    def load(cls, stored: Mapping[str, StoredSeries]) -> Self:
        """Make a history that goes on as the one that was dumped. Raises `ValueError` as `ThinnedSeries.load` does."""
        history = cls.__new__(cls)
        for name in SERIES:
            setattr(history, name, ThinnedSeries.load(stored[name]))
        return history
