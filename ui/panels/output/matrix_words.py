"""The confusion matrix in one line: a cell, a class that is lit up, or all of it."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.confusion import Confusion, ShareName
from ui.numbers import count, percent


def cell_words(confusion: Confusion, classes: Sequence[str], cell: tuple[int, int]) -> str:
    """Say how many of a true class were taken for another."""
    true, predicted = cell
    inside, row = int(confusion.matrix[cell]), int(confusion.matrix[true].sum())
    share = f" ({percent(inside / row)})" if row else ""
    return f"True {classes[true]}, predicted {classes[predicted]}: {count(inside)} of {count(row)}{share}"


def class_words(confusion: Confusion, classes: Sequence[str], place: int) -> str:
    """Say how many of a class were recognised, and how many others were taken for it."""
    right, true = int(confusion.matrix[place, place]), int(confusion.matrix[place].sum())
    others = int(confusion.matrix[:, place].sum()) - right
    return f"True {classes[place]}: {count(right)} of {count(true)} right, {count(others)} others taken for it"


def matrix_words(confusion: Confusion, share: ShareName, has_test: bool) -> str:
    """Say how many are wrong."""
    of = {"test": "", "train": " training samples"}[share]
    words = f"Columns: predicted. {count(confusion.wrong)} of {count(confusion.rows)}{of} wrong"
    if confusion.unanswered:
        words += f", {count(confusion.unanswered)} without an answer"
    return words if has_test else f"{words}; there is no test share"
