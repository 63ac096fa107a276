"""Flags in a plot: where a live edit was made, and what was edited."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ui.panels.loss.run_curves import RunCurves
from ui.panels.loss.view import View
from ui.plotting.primitives import draw_lines
from ui.plotting.scale import Floats
from ui.plotting.text import draw_text, text_width
from ui.theme import current, px

FLAG = 7
REACH = 6
"""How near the pointer must be to a flag for its words to show."""


@dataclass(frozen=True)
class Flag:
    """A live edit in a plot: where it is along the bottom, and what was edited."""

    place: float
    words: str


def flags_of(runs: list[RunCurves], epochs: bool) -> list[Flag]:
    """Return the live edits of these runs; what was done to several at once stands once."""
    found: dict[tuple[float, str], None] = {}
    for run in runs:
        for mark in run.marks:
            found[mark.epoch if epochs else float(mark.step), mark.words] = None
    return [Flag(place, words) for place, words in found]


class FlagPicture:
    """The flags of one plot, made once and drawn often.

    Parameters
    ----------
    view : View
    flags : list of Flag
    """

    def __init__(self, view: View, flags: list[Flag]) -> None:
        self._lines: Floats = np.zeros((0, 4))
        if not flags:
            return
        theme, box, size = current(), view.box, px(FLAG)
        # Edits that share a column of pixels, as while a slider is dragged, are one line.
        x = np.unique(np.round(view.x.to_pixels([flag.place for flag in flags])))
        x = x[(x >= box.left()) & (x <= box.left() + box.width())] + theme.lines.threshold / 2.0
        top, bottom = np.full_like(x, box.top() + size), np.full_like(x, box.top() + box.height())
        self._lines = np.stack((x, top, x, bottom), axis=1)
        self._pen = QPen(QColor(theme.ink3), theme.lines.threshold)
        self._pen.setDashPattern([length / theme.lines.threshold for length in theme.lines.threshold_dash])
        self._cloths = QPainterPath()
        self._cloths.setFillRule(Qt.FillRule.WindingFill)
        for left in x.tolist():
            self._cloths.moveTo(left - 0.5, box.top() + 0.5)
            self._cloths.lineTo(left + size, box.top() + size / 2.0)
            self._cloths.lineTo(left - 0.5, box.top() + size - 0.5)
            self._cloths.closeSubpath()

    def draw(self, painter: QPainter) -> None:
        """Draw a dashed line and a small flag on top for each live edit within the plot."""
        if len(self._lines):
            painter.setPen(self._pen)
            draw_lines(painter, self._lines)
            painter.fillPath(self._cloths, QColor(current().ink2))


def draw_flag_words(painter: QPainter, view: View, flags: list[Flag], pointer: QPointF) -> None:
    """Draw the words of the flags at the pointer, on a ground of their own beside the flag."""
    theme, box = current(), view.box
    near = [flag for flag in flags if abs(float(view.x.to_pixels(flag.place)) - pointer.x()) <= px(REACH)]
    if not near:
        return
    text = "; ".join(dict.fromkeys(flag.words for flag in near))
    limit = float(box.width() - 2 * px(8))
    width = min(text_width("small", text), limit)
    x = float(view.x.to_pixels(near[-1].place)) + px(FLAG) + px(6)
    x = max(box.left() + px(4.0), min(x, box.left() + box.width() - width - px(4)))
    height = float(px(18))
    ground = QRectF(x - px(4), box.top(), width + 2 * px(4), height)
    painter.setPen(QPen(QColor(theme.line), 1.0))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(ground.adjusted(0.5, 0.5, -0.5, -0.5), 3.0, 3.0)
    draw_text(painter, "small", theme.ink, x, box.top() + height / 2.0, text, width)
