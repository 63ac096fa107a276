"""Which classes a network confuses over a share of the data, and which samples it is least sure of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from msgspec import Struct

from nnviz.answers import UNANSWERED, answers, class_scores, never, predicted_classes
from nnviz.arrays import Array, Indices
from nnviz.assembly import Assembly

ShareName = Literal["train", "test", "validation"]


class Confusion(Struct, frozen=True, eq=False):
    """A network's predictions over one share.

    Attributes
    ----------
    matrix : ndarray of int, shape (C, C)
        ``matrix[t, p]`` rows are of class t and were taken for class p.
    labels, predicted : ndarray of int, shape (n,)
        The true class and the predicted one; `nnviz.answers.UNANSWERED` where the answer is not a number.
    scores : ndarray, shape (n, C)
        See `nnviz.answers.class_scores`.
    """

    matrix: Indices
    labels: Indices
    predicted: Indices
    scores: Array

    @property
    def rows(self) -> int:
        """How many rows the share has."""
        return len(self.labels)

    @property
    def unanswered(self) -> int:
        """How many rows have no answer; they are not in the matrix."""
        return int(np.count_nonzero(self.predicted == UNANSWERED))

    @property
    def wrong(self) -> int:
        """How many rows were taken for another class."""
        return int(self.matrix.sum() - np.trace(self.matrix))

    def in_cell(self, true: int, predicted: int) -> Indices:
        """Return the rows that one cell counts, the most certain first."""
        return self._most_certain((self.labels == true) & (self.predicted == predicted))

    def most_certain_wrong(self, most: int) -> Indices:
        """Return up to `most` rows that were taken for another class, the most certain first."""
        mistaken = (self.predicted != self.labels) & (self.predicted != UNANSWERED)
        return self._most_certain(mistaken)[:most]

    def least_certain_right(self, most: int) -> Indices:
        """Return up to `most` rows that were taken for what they are, the least certain first."""
        rows = np.flatnonzero(self.predicted == self.labels)
        return rows[np.argsort(self.scores[rows].max(axis=1), kind="stable")][:most]

    def ranking(self, row: int, most: int) -> Indices:
        """Return up to `most` classes for one row, the predicted one first."""
        return np.argsort(-self.scores[row], kind="stable")[:most]

    def _most_certain(self, chosen: Array) -> Indices:
        rows = np.flatnonzero(chosen)
        return rows[np.argsort(-self.scores[rows].max(axis=1), kind="stable")]


def confusion_matrix(labels: Indices, predicted: Indices, classes: int) -> Indices:
    """Count how often each class was taken for each class.

    Parameters
    ----------
    labels, predicted : ndarray of int, shape (n,)
        Rows whose prediction is `nnviz.answers.UNANSWERED` are left out.
    classes : int

    Returns
    -------
    ndarray of int, shape (classes, classes)
        True class down, predicted class across.
    """
    answered = predicted != UNANSWERED
    places = labels[answered] * classes + predicted[answered]
    return np.bincount(places, minlength=classes * classes).reshape(classes, classes)


def examine(
    assembly: Assembly, theta: Array, share: ShareName, cancelled: Callable[[], bool] = never
) -> Confusion | None:
    """Return the confusion over a whole share, or None where `cancelled` said that it is no longer wanted.

    Parameters
    ----------
    assembly : Assembly
        Of a classification.
    theta : ndarray, shape (P,)
    share : "train", "test" or "validation"
    cancelled : callable
    """
    data = assembly.data
    inputs, labels = data.of("inputs", share), data.of("labels", share)
    outputs = answers(assembly, theta, inputs, cancelled)
    if outputs is None:
        return None
    predicted = predicted_classes(assembly, outputs)
    matrix = confusion_matrix(labels, predicted, len(data.classes))
    return Confusion(matrix, labels, predicted, class_scores(assembly, outputs))
