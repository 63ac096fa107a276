"""The data points that a view draws: all of them, or so many of each share that the picture stays readable."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from PySide6.QtCore import QPointF

from nnviz.arrays import Array, Indices
from nnviz.datasets import Split
from ui.numbers import count

MOST_POINTS = 2000

SHARES = ("train", "test", "validation")
"""In the order of the styles of their points (`ui.panels.output.marks.share_styles`)."""

HELD_OUT = {"test": "hollow: test", "validation": "dotted: validation"}
"""Words for a legend."""

Sample = tuple[str, int]
"""A share's name and a row of it."""


class Points(Struct, frozen=True, eq=False):
    """Rows of all shares, the training share's first; a row of the split is random, so the first ones are a sample.

    Attributes
    ----------
    rows : ndarray of int, shape (m,)
        The row within its share.
    shares : ndarray of int, shape (m,)
        Its share's place in `SHARES`.
    total : int
        How many rows the data have.
    """

    rows: Indices
    shares: Indices
    total: int

    @classmethod
    def choose(cls, data: Split, most: int = MOST_POINTS) -> Points:
        """Choose up to `most` points, from all shares alike."""
        sizes = [len(data.of("inputs", share)) for share in SHARES]
        part = min(1.0, most / sum(sizes))
        kept = [max(1, round(part * size)) if size else 0 for size in sizes]
        rows = np.concatenate([np.arange(count) for count in kept])
        return cls(rows, np.repeat(np.arange(len(SHARES)), kept), sum(sizes))

    @property
    def held_out(self) -> list[tuple[int, str]]:
        """Return the shares besides the training share that have points: their places, and words for a legend."""
        there = set(self.shares.tolist())
        return [(place, HELD_OUT[share]) for place, share in enumerate(SHARES) if place in there and place]

    @property
    def note(self) -> str:
        """Words for a legend where not all points are drawn."""
        return f"{count(len(self.rows))} of {count(self.total)} points drawn" if len(self.rows) < self.total else ""

    def pick(self, *parts: Array) -> Array:
        """Return the chosen rows of arrays that belong to the shares, in their order."""
        kept = np.bincount(self.shares, minlength=len(SHARES)).tolist()
        return np.concatenate([part[:count] for part, count in zip(parts, kept, strict=True)])

    def pick_of(self, data: Split, kind: str) -> Array:
        """Return the chosen rows of what the data have of a kind (`Split.of`)."""
        return self.pick(*all_of(data, kind))

    def sample(self, index: int) -> Sample:
        """Return the sample that a point stands for."""
        return SHARES[self.shares[index]], int(self.rows[index])

    def index_of(self, sample: Sample | None) -> int | None:
        """Return the point that stands for a sample, None where it is not drawn."""
        if sample is None:
            return None
        found = np.flatnonzero((self.rows == sample[1]) & (self.shares == SHARES.index(sample[0])))
        return int(found[0]) if len(found) else None


def row_of(sample: Sample | None, *parts: Array) -> Array | None:
    """Return a sample's row of arrays that belong to the shares in their order, shape (1, ...); None for none.

    The sample that is being looked at need not be one of those that are drawn.
    """
    if sample is None:
        return None
    share, row = sample
    found = parts[SHARES.index(share)][row : row + 1]
    return found if len(found) else None


def all_of(data: Split, kind: str) -> tuple[Array, ...]:
    """Return what the data have of a kind, share by share."""
    return tuple(data.of(kind, share) for share in SHARES)


def nearest(places: npt.NDArray[np.floating[Any]], pointer: QPointF) -> tuple[int, float]:
    """Return the point nearest to the pointer and its distance in pixels; places, shape (m, 2), may hold NaN."""
    with np.errstate(all="ignore"):
        squared = np.square(places - (pointer.x(), pointer.y())).sum(axis=1)
    squared = np.where(np.isnan(squared), np.inf, squared)
    index = int(np.argmin(squared))
    return index, float(np.sqrt(squared[index]))
