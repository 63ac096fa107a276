"""The data points that a view draws: all of them, or so many of each share that the picture stays readable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF

from nnviz.arrays import Array, Indices
from nnviz.datasets import Split
from ui.numbers import count

MOST_POINTS = 2000

Sample = tuple[str, int]
"""A share's name and a row of it."""


@dataclass(frozen=True, eq=False)
class Points:
    """Rows of both shares, the training share's first; a row of the split is random, so the first ones are a sample.

    Attributes
    ----------
    rows : ndarray of int, shape (m,)
        The row within its share.
    tests : ndarray of int, shape (m,)
        1 for the test share, 0 for training.
    total : int
        How many rows the data have.
    """

    rows: Indices
    tests: Indices
    total: int

    @classmethod
    def choose(cls, data: Split, most: int = MOST_POINTS) -> Points:
        """Choose up to `most` points, from both shares alike."""
        train, test = len(data.inputs_train), len(data.inputs_test)
        share = min(1.0, most / (train + test))
        kept_train = max(1, round(share * train))
        kept_test = max(1, round(share * test)) if test else 0
        rows = np.concatenate([np.arange(kept_train), np.arange(kept_test)])
        tests = np.repeat(np.array([0, 1]), [kept_train, kept_test])
        return cls(rows, tests, train + test)

    @property
    def note(self) -> str:
        """Words for a legend where not all points are drawn."""
        return f"{count(len(self.rows))} of {count(self.total)} points drawn" if len(self.rows) < self.total else ""

    def pick(self, train: Array, test: Array) -> Array:
        """Return the chosen rows of two arrays that belong to the two shares."""
        kept_train = int(np.count_nonzero(self.tests == 0))
        return np.concatenate([train[:kept_train], test[: len(self.rows) - kept_train]])

    def sample(self, index: int) -> Sample:
        """Return the sample that a point stands for."""
        return ("test" if self.tests[index] else "train", int(self.rows[index]))

    def index_of(self, sample: Sample | None) -> int | None:
        """Return the point that stands for a sample, None where it is not drawn."""
        if sample is None:
            return None
        found = np.flatnonzero((self.rows == sample[1]) & (self.tests == (sample[0] == "test")))
        return int(found[0]) if len(found) else None


def row_of(sample: Sample | None, train: Array, test: Array) -> Array | None:
    """Return a sample's row of two arrays that belong to the shares, shape (1, ...); None where there is none.

    The sample that is being looked at need not be one of those that are drawn.
    """
    if sample is None:
        return None
    share, row = sample
    found = (test if share == "test" else train)[row : row + 1]
    return found if len(found) else None


def nearest(places: npt.NDArray[np.floating[Any]], pointer: QPointF) -> tuple[int, float]:
    """Return the point nearest to the pointer and its distance in pixels; places, shape (m, 2), may hold NaN."""
    with np.errstate(all="ignore"):
        squared = np.square(places - (pointer.x(), pointer.y())).sum(axis=1)
    squared = np.where(np.isnan(squared), np.inf, squared)
    index = int(np.argmin(squared))
    return index, float(np.sqrt(squared[index]))
