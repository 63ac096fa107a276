"""The card with the values under the pointer: each run by marker and name, its values beside."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainter

from ui.panels.loss.reading import Reading
from ui.plotting.read_out import draw_card_ground
from ui.plotting.text import draw_text, text_width
from ui.theme import current, draw_run_marker, px, run_style

ROW = 17
PADDING = 8
MARKER = 8
INDENT = 14
COLUMN_GAP = 12
NAME_LIMIT = 130
DOT = 5


class Card:
    """One reading as a card.

    Parameters
    ----------
    reading : Reading
    shares : tuple of str
        The words for the shares, at the head of their columns.
    widest : float
        The panel's width: where it is short, long names are cut.
    """

    def __init__(self, reading: Reading, shares: tuple[str, ...], widest: float) -> None:
        self._reading, self._shares = reading, shares
        self._columns = [
            max([text_width("value", row.texts[k]) for row in reading.rows] + [text_width("tick", share)])
            for k, share in enumerate(shares)
        ]
        values = sum(self._columns) + px(COLUMN_GAP) * (len(shares) - 1)
        step, epoch = text_width("value", reading.step), text_width("tick", reading.epoch)
        names = max((min(text_width("small", row.name), px(NAME_LIMIT)) for row in reading.rows), default=0.0)
        beside = px(COLUMN_GAP) + values + 2 * px(PADDING)
        # Where step, epoch and the words for the shares have no room on one line, they take two.
        self._two_heads = step + px(8) + epoch + beside > widest
        head = max(step, epoch) if self._two_heads else step + px(8) + epoch
        width = min(math.ceil(max(px(INDENT) + names, head) + beside), math.floor(widest))
        rows = len(reading.rows) + (2 if self._two_heads else 1)
        self.size = QSizeF(width, px(ROW) * rows + 2 * px(PADDING) - px(4))

    def draw(self, painter: QPainter, place: QPointF) -> None:
        """Draw the card with its upper left corner at a place."""
        theme, box = current(), QRectF(place, self.size)
        draw_card_ground(painter, box)
        left, right = box.left() + px(PADDING), box.right() - px(PADDING)
        y = box.top() + px(PADDING) - px(2) + px(ROW) / 2.0
        draw_text(painter, "value", theme.ink, left, y, self._reading.step)
        after = left + text_width("value", self._reading.step) + px(8)
        if self._two_heads:
            y += px(ROW)
            draw_text(painter, "tick", theme.ink3, left, y, self._reading.epoch)
        else:
            draw_text(painter, "tick", theme.ink3, after, y, self._reading.epoch)
        ends = [right]
        for column in self._columns[:0:-1]:
            ends.insert(0, ends[0] - column - px(COLUMN_GAP))
        for share, end in zip(self._shares, ends, strict=True):
            draw_text(painter, "tick", theme.ink3, end - text_width("tick", share), y, share)
        for row in self._reading.rows:
            y += px(ROW)
            middle = QPointF(left + px(MARKER) / 2.0, y)
            draw_run_marker(painter, run_style(row.index), theme, middle, px(MARKER))
            width = ends[0] - self._columns[0] - px(COLUMN_GAP) - left - px(INDENT)
            draw_text(painter, "small", theme.ink2, left + px(INDENT), y, row.name, width, is_name=True)
            for text, end in zip(row.texts, ends, strict=True):
                draw_text(painter, "value", theme.ink, end - text_width("value", text), y, text)
