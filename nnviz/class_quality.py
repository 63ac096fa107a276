"""How well each class is recognised: precision, recall and F1, and their means over the classes.

All numbers are those of scikit-learn on the same predictions (`precision_recall_fscore_support`, with 0 for a division
by 0).
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array, Indices
from nnviz.confusion import Confusion


class ClassQuality(Struct, frozen=True, eq=False):
    """How well each class is recognised over one share.

    A class that is never predicted has precision 0, one that is predicted but does not occur has recall 0. One that
    does neither has NaN throughout and counts in no mean.

    Attributes
    ----------
    right : ndarray of int, shape (C,)
        Rows of each class that were taken for what they are.
    support : ndarray of int, shape (C,)
        Rows of each class, those without an answer included.
    taken : ndarray of int, shape (C,)
        Rows that were taken for each class.
    precision : ndarray, shape (C,)
        right / taken: how much of what is taken for the class belongs to it.
    recall : ndarray, shape (C,)
        right / support: how much of the class is found.
    f1 : ndarray, shape (C,)
        2 right / (taken + support), the harmonic mean of both (van Rijsbergen 1979).
    """

    right: Indices
    support: Indices
    taken: Indices
    precision: Array
    recall: Array
    f1: Array

    @property
    def accuracy(self) -> float:
        """The share of all rows that was taken for what it is; NaN without a row."""
        rows = int(self.support.sum())
        return int(self.right.sum()) / rows if rows else math.nan

    @property
    def macro(self) -> tuple[float, float, float]:
        """Precision, recall and F1 as plain means over the classes, however many rows each has; NaN without a row."""
        known = np.flatnonzero(self.support + self.taken)
        if not len(known):
            return math.nan, math.nan, math.nan
        return tuple(float(values[known].mean()) for values in (self.precision, self.recall, self.f1))  # type: ignore[return-value]


def class_quality(confusion: Confusion) -> ClassQuality:
    """Return how well each class is recognised.

    Parameters
    ----------
    confusion : Confusion
        Rows without an answer are taken for no class, and count as missed.
    """
    matrix = confusion.matrix
    right, taken = np.diagonal(matrix).copy(), matrix.sum(axis=0)
    support = np.bincount(confusion.labels, minlength=len(matrix))
    known = support + taken > 0

    def share(of: Indices) -> Array:
        return np.where(known, right / np.maximum(of, 1), math.nan)

    f1 = np.where(known, 2 * right / np.maximum(taken + support, 1), math.nan)
    return ClassQuality(right, support, taken, share(taken), share(support), f1)
