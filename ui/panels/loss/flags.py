"""Flags in a plot: where a live edit was made, where earlier weights were brought back, where overfitting begins."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from ui import numbers
from ui.onset import words_of
from ui.panels.loss.run_curves import RunCurves
from ui.panels.loss.view import View
from ui.plotting.primitives import draw_lines
from ui.plotting.scale import Floats
from ui.plotting.text import draw_text, text_width
from ui.theme import current, px

FLAG = 7
REACH = 6
"""How near the pointer must be to a flag for its words to show."""


class Flag(Struct, frozen=True):
    """Something that happened in a plot.

    Attributes
    ----------
    place : float
        Where it is along the bottom.
    words : str
    warns : bool
        Whether it is no edit, but something that is not as it should be.
    """

    place: float
    words: str
    warns: bool = False


def flags_of(runs: list[RunCurves], epochs: bool) -> list[Flag]:
    """Return what happened in these runs; what was done to several at once stands once."""
    found: dict[Flag, None] = {}
    several = sum(run.overfitting is not None for run in runs) > 1
    for run in runs:
        for mark in run.marks:
            found[Flag(mark.epoch if epochs else float(mark.step), mark.words)] = None
        for step, epoch, of_step in run.restorations:
            words = f"best weights of step {numbers.count(of_step)}"
            told = words if len(runs) == 1 else f"{run.run.name}: {words}"
            found[Flag(epoch if epochs else float(step), told)] = None
        began = run.overfitting
        if began is not None:
            place = began.epoch if epochs else float(began.step)
            words = words_of(began)
            found[Flag(place, f"{run.run.name}: {words}" if several else words, warns=True)] = None
    return list(found)


class FlagPicture:
    """The flags of one plot, made once and drawn often.

    Parameters
    ----------
    view : View
    flags : list of Flag
    said : bool
        Whether words stand beside a warning: in one of the plots that show the same flags.
    """

    def __init__(self, view: View, flags: list[Flag], *, said: bool = True) -> None:
        self._lines: Floats = np.zeros((0, 4))
        if not flags:
            return
        theme, box, size = current(), view.box, px(FLAG)
        self._box = box
        # Edits that share a column of pixels, as while a slider is dragged, are one line.
        x = _columns(view, flags)
        top, bottom = np.full_like(x, box.top() + size), np.full_like(x, box.top() + box.height())
        self._lines = np.stack((x, top, x, bottom), axis=1)
        self._pen = QPen(QColor(theme.ink3), theme.lines.threshold)
        self._pen.setDashPattern([length / theme.lines.threshold for length in theme.lines.threshold_dash])
        self._cloths = QPainterPath()
        self._cloths.setFillRule(Qt.FillRule.WindingFill)
        for left in _columns(view, [flag for flag in flags if not flag.warns]).tolist():
            self._cloths.moveTo(left - 0.5, box.top() + 0.5)
            self._cloths.lineTo(left + size, box.top() + size / 2.0)
            self._cloths.lineTo(left - 0.5, box.top() + size - 0.5)
            self._cloths.closeSubpath()
        self._signs = QPainterPath()
        self._words: list[tuple[float, str]] = []
        taken = [(middle - size, middle + size) for middle in x.tolist()]
        for flag in (flag for flag in flags if flag.warns):
            for middle in _columns(view, [flag]).tolist():
                self._signs.addPolygon(_triangle(middle, box.top(), size))
                if said:
                    self._place_words(flag.words, middle, taken)

    def _place_words(self, words: str, middle: float, taken: list[tuple[float, float]]) -> None:
        """Write a warning where it covers no other flag and no other words; else the pointer alone brings it up."""
        box, size = self._box, px(FLAG)
        for said in (words, words.partition(" (")[0]):
            width = text_width("tick", said)
            for left in (middle + size, middle - size - width):
                right = left + width
                if (
                    box.left() <= left
                    and right <= box.left() + box.width()
                    and not any(begin < right and left < end for begin, end in taken)
                ):
                    self._words.append((left, said))
                    taken.append((left, right))
                    return

    def draw(self, painter: QPainter) -> None:
        """Draw a dashed line with a flag on top for each edit in the plot, with a triangle and words for a warning."""
        if len(self._lines):
            theme, box = current(), self._box
            painter.setPen(self._pen)
            draw_lines(painter, self._lines)
            painter.fillPath(self._cloths, QColor(theme.ink2))
            painter.fillPath(self._signs, QColor(theme.warn))
            for left, words in self._words:
                draw_text(painter, "tick", theme.ink2, left, box.top() + px(5.0), words)


def _columns(view: View, flags: list[Flag]) -> Floats:
    """Return the pixels along the bottom of flags that lie in a plot, each once."""
    box, x = view.box, np.unique(np.round(view.x.to_pixels([flag.place for flag in flags])))
    return x[(x >= box.left()) & (x <= box.left() + box.width())] + current().lines.threshold / 2.0


def _triangle(middle: float, top: float, size: float) -> QPolygonF:
    half, foot = size * 0.7, top + size * 1.2
    return QPolygonF([QPointF(middle, top), QPointF(middle + half, foot), QPointF(middle - half, foot)])


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
