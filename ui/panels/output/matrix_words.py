"""The confusion matrix in one line: a cell, a class that is lit up, or all of it."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.class_quality import ClassQuality
from nnviz.confusion import Confusion, ShareName
from ui.numbers import count, percent
from ui.panels.output.score_table import written


def cell_words(confusion: Confusion, classes: Sequence[str], cell: tuple[int, int]) -> str:
    """Say how many of a true class were taken for another."""
    true, predicted = cell
    inside, row = int(confusion.matrix[cell]), int(confusion.matrix[true].sum())
    share = f" ({percent(inside / row)})" if row else ""
    return f"True {classes[true]}, predicted {classes[predicted]}: {count(inside)} of {count(row)}{share}"


def class_words(quality: ClassQuality, classes: Sequence[str], place: int) -> str:
    """Say how many of a class were recognised, how many others were taken for it, and the scores that follow."""
    right, others = int(quality.right[place]), int(quality.taken[place] - quality.right[place])
    counts = f"{count(right)} of {count(int(quality.support[place]))} right, {count(others)} others taken for it"
    precision, recall, f1 = (written(float(part[place])) for part in (quality.precision, quality.recall, quality.f1))
    return f"True {classes[place]}: {counts}; precision {precision}, recall {recall}, F1 {f1}"


def matrix_words(confusion: Confusion, quality: ClassQuality, share: ShareName, has_test: bool) -> str:
    """Say how many are wrong, and the mean F1."""
    of = {"test": "", "train": " training samples", "validation": " validation samples"}[share]
    words = f"Columns: predicted. {count(confusion.wrong)} of {count(confusion.rows)}{of} wrong"
    if confusion.unanswered:
        words += f", {count(confusion.unanswered)} without an answer"
    words += f", mean F1 {written(quality.macro[2])}"
    return words if has_test or share != "train" else f"{words}; there is no test share"
