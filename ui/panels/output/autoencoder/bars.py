"""The decoder's answer where the inputs are no picture: one bar for each feature over its own range."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from ui import numbers
from ui.panels.output.text import draw_text, text_width
from ui.theme import current, px

_PITCH = 30
_THICK = 6


def draw_bars(
    painter: QPainter, box: QRectF, names: Sequence[str], values: Sequence[float], shares: Sequence[float]
) -> None:
    """Draw as many features as have room, and say how many there are besides.

    Parameters
    ----------
    painter : QPainter
    box : QRectF
    names : sequence of str
    values : sequence of float
        In each feature's own unit.
    shares : sequence of float
        How full each bar is, 0 to 1: from the least to the largest value in the training share.
    """
    theme, pitch = current(), px(_PITCH)
    room = max(1, int(box.height() // pitch))
    shown = len(names) if len(names) <= room else max(1, room - 1)
    grid, ink = QColor(theme.grid), QColor(theme.ink2)
    for place in range(shown):
        top = box.top() + place * pitch
        line = QRectF(box.left(), top, box.width(), px(17))
        number = numbers.weight(values[place])
        draw_text(painter, number, line, "small", theme.ink, right=True)
        rest = line.adjusted(0, 0, -text_width(number, "small") - px(6), 0)
        draw_text(painter, names[place], rest, "tick", theme.ink2, is_name=True)
        bar = QRectF(box.left(), top + px(18), box.width(), px(_THICK))
        painter.fillRect(bar, grid)
        share = shares[place]
        if share == share:  # a number
            painter.fillRect(QRectF(bar.left(), bar.top(), max(share * bar.width(), 1.0), bar.height()), ink)
    if shown < len(names):
        words = f"and {numbers.count(len(names) - shown)} more"
        draw_text(
            painter, words, QRectF(box.left(), box.top() + shown * pitch, box.width(), px(17)), "tick", theme.ink3
        )
