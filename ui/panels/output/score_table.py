"""Precision, recall and F1 beside the rows of a confusion matrix, and their means below: each with its formula."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.class_quality import ClassQuality
from ui.numbers import UNKNOWN, count
from ui.panels.output.text import draw_text
from ui.theme import current, px

COLUMN = 52
"""Width of one column, at 100 %."""
APART = 8
"""Pixels between the matrix and the table, at 100 %."""
MEANS = 24
"""Height of the row of means, at 100 %."""
NAMES = ("precision", "recall", "F1")
LEAST_CELL = (26, 18)
"""The smallest cell of a matrix beside which the table stands, at 100 %."""

Score = tuple[int, int]
"""A class, or the number of classes for the means; and a column."""


class ScoreTable:
    """The table.

    Parameters
    ----------
    box : QRectF
        Beside all cells of the matrix: its rows are the matrix's.
    classes : sequence of str
        Their names.
    cell_height : int
        Of the matrix.
    """

    def __init__(self, box: QRectF, classes: Sequence[str], cell_height: int) -> None:
        self.box = box
        self._classes = classes
        self._high = cell_height

    @property
    def area(self) -> QRectF:
        """Around all numbers, the means included."""
        return self.box.adjusted(0, 0, 0, px(MEANS))

    def place(self, row: int, column: int) -> QRectF:
        """Return the rectangle of one number."""
        wide = self.box.width() / len(NAMES)
        left = self.box.left() + column * wide
        if row == len(self._classes):
            return QRectF(left, self.box.bottom() + px(3), wide, px(MEANS - 3))
        return QRectF(left, self.box.top() + row * self._high, wide, self._high)

    def find(self, pointer: QPointF) -> Score | None:
        """Return the number under the pointer."""
        if not self.area.contains(pointer):
            return None
        column = int((pointer.x() - self.box.left()) // (self.box.width() / len(NAMES)))
        row = int((pointer.y() - self.box.top()) // self._high) if pointer.y() < self.box.bottom() else None
        return (len(self._classes) if row is None else row), min(column, len(NAMES) - 1)

    def draw_heads(self, painter: QPainter) -> None:
        """Draw the columns' names, and what the row below is."""
        theme = current()
        for column, name in enumerate(NAMES):
            head = self.place(0, column)
            head = QRectF(head.left(), head.top() - px(20), head.width(), px(18))
            draw_text(painter, name, head, "tick", theme.ink3, right=True)
        means = self.place(len(self._classes), 0)
        words = QRectF(self.box.left() - px(160), means.top(), px(160), means.height())
        draw_text(painter, "mean of classes", words, "tick", theme.ink3, right=True)
        y = round(self.box.bottom()) + px(1)
        painter.fillRect(QRectF(self.box.left() + px(12), y, self.box.width() - px(12), 1), QColor(theme.line))

    def draw(self, painter: QPainter, quality: ClassQuality) -> None:
        """Draw all numbers."""
        theme = current()
        for column, values in enumerate(_columns(quality)):
            for row, value in enumerate(values):
                role, ink = ("label", theme.ink) if row < len(self._classes) else ("value", theme.ink)
                draw_text(painter, written(value), self.place(row, column), role, ink, right=True)  # type: ignore[arg-type]

    def draw_ring(self, painter: QPainter, score: Score) -> None:
        """Draw a ring around the number under the pointer."""
        theme = current()
        painter.setPen(QPen(QColor(theme.ink), theme.lines.grid))
        box = self.place(*score)
        high = min(box.height(), px(22))
        box = QRectF(box.left() + px(8), box.center().y() - high / 2, box.width() - px(2), high)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), px(3), px(3))


def written(value: float) -> str:
    """Return a score with three decimals; a dash where there is none."""
    return UNKNOWN if value != value else f"{value:.3f}"


def score_words(quality: ClassQuality, classes: Sequence[str], score: Score) -> str:
    """Say in one line how a number came about."""
    row, column = score
    name = NAMES[column]
    if row == len(classes):
        known = int(((quality.support + quality.taken) > 0).sum())
        return f"Mean {name} of {count(known)} classes, each counted alike: {written(quality.macro[column])}"
    right, taken, support = int(quality.right[row]), int(quality.taken[row]), int(quality.support[row])
    subject = f"{name[0].upper()}{name[1:]} of {classes[row]}"
    value = written(_columns(quality)[column][row])
    if not support and not taken:
        return f"{subject}: there is none, for it neither occurs nor is predicted"
    if column == 0:
        how = f"{count(right)} of {count(taken)} taken for it are right" if taken else "nothing is taken for it"
    elif column == 1:
        how = f"{count(right)} of its {count(support)} are found" if support else "it does not occur"
    else:
        how = f"2 \u00b7 {count(right)} right / ({count(taken)} taken for it + {count(support)} of it)"
    return (
        f"{subject}: {how} = {value}" if (taken, support, 1)[column] else f"{subject}: {how}, which counts as {value}"
    )


def _columns(quality: ClassQuality) -> list[list[float]]:
    """Return the numbers of each column, the mean last."""
    parts = (quality.precision, quality.recall, quality.f1)
    return [[*part.tolist(), mean] for part, mean in zip(parts, quality.macro, strict=True)]
