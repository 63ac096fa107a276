"""The card in which numbers under the pointer are read: a title with its value, rows of label and number."""

from __future__ import annotations

import math

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QPainter, QPen

from ui.plotting.text import draw_text, text_width
from ui.theme import Role, current, draw_run_marker, px, run_style

ROW = 17
PADDING_X = 10
PADDING_Y = 6
COLUMN_GAP = 14
MARKER = 8
MARKER_INDENT = 14
RADIUS = 4.0


def draw_card_ground(painter: QPainter, box: QRectF) -> None:
    """Draw what is under the words of a card, with its border."""
    theme = current()
    painter.setPen(QPen(QColor(theme.border), 1.0))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


class ReadOut(Struct, frozen=True):
    """What a card says.

    Attributes
    ----------
    title, value : str
        The first row, in semibold; the value may be empty.
    rows : tuple of (str, str)
        Label and number of each further row; one without a number is a heading for those that follow.
    run : int or None
        The run whose marker stands before the title.
    """

    title: str
    value: str
    rows: tuple[tuple[str, str], ...]
    run: int | None = None

    @property
    def size(self) -> QSizeF:
        """The card's size in pixels."""
        needed = self._indent + _needed("value", self.title, self.value)
        for label, number in self.rows:
            needed = max(needed, _needed("small" if number else "value", label, number))
        return QSizeF(math.ceil(needed) + 2 * px(PADDING_X), (1 + len(self.rows)) * px(ROW) + 2 * px(PADDING_Y))

    @property
    def spoken(self) -> str:
        """The same in one line."""
        rows = (f"{label} {number}," if number else f"{label}:" for label, number in self.rows)
        return " ".join((f"{self.title} {self.value}".strip() + ",", *rows)).rstrip(",")

    def draw(self, painter: QPainter, place: QPointF) -> None:
        """Draw the card with its upper left corner at a place."""
        theme, box = current(), QRectF(place, self.size)
        draw_card_ground(painter, box)
        left, right = box.left() + px(PADDING_X), box.right() - px(PADDING_X)
        y = box.top() + px(PADDING_Y) + px(ROW) / 2.0
        if self.run is not None:
            draw_run_marker(painter, run_style(self.run), theme, QPointF(left + px(MARKER) / 2.0, y), px(MARKER))
        draw_text(painter, "value", theme.ink, left + self._indent, y, self.title)
        draw_text(painter, "value", theme.ink, right - text_width("value", self.value), y, self.value)
        for label, number in self.rows:
            y += px(ROW)
            draw_text(painter, *("small", theme.ink2) if number else ("value", theme.ink), left, y, label)
            draw_text(painter, "small", theme.ink, right - text_width("small", number), y, number)

    @property
    def _indent(self) -> int:
        return px(MARKER_INDENT) if self.run is not None else 0


def _needed(role: Role, label: str, number: str) -> float:
    return text_width(role, label) + (px(COLUMN_GAP) + text_width(role, number) if number else 0.0)
