"""What stands in a plot besides curves: cursor, flags of live edits, markers at the curves' ends, what is read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ui.frame import Mark
from ui.panels.loss.reading import Reading
from ui.panels.loss.run_curves import RunCurves
from ui.panels.loss.view import View
from ui.plotting.primitives import draw_lines
from ui.plotting.text import draw_text, text_width
from ui.theme import current, draw_marker, draw_run_marker, px, run_style

MARKER = 9
MARKER_PER_LINE = 1.5
"""How much larger a marker is for each pixel that curves are wider than 2."""
CASING = 1.5
FLAG = 7
DOT = 5
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
        now = run.place(False)
        for mark in run.run.marks:
            if mark.step <= now:
                found[_place(mark, epochs), mark.words] = None
    return [Flag(place, words) for place, words in found]


def draw_flags(painter: QPainter, view: View, flags: list[Flag]) -> None:
    """Draw a dashed line and a small flag on top for each live edit within the plot."""
    if not flags:
        return
    theme, box, size = current(), view.box, px(FLAG)
    # Edits that share a column of pixels, as while a slider is dragged, are one line.
    x = np.unique(np.round(view.x.to_pixels([flag.place for flag in flags])))
    x = x[(x >= box.left()) & (x <= box.left() + box.width())] + theme.lines.threshold / 2.0
    top, bottom = np.full_like(x, box.top() + size), np.full_like(x, box.top() + box.height())
    pen = QPen(QColor(theme.ink3), theme.lines.threshold)
    pen.setDashPattern([length / theme.lines.threshold for length in theme.lines.threshold_dash])
    painter.setPen(pen)
    draw_lines(painter, np.stack((x, top, x, bottom), axis=1))
    cloths = QPainterPath()
    cloths.setFillRule(Qt.FillRule.WindingFill)
    for left in x:
        cloths.moveTo(left - 0.5, box.top() + 0.5)
        cloths.lineTo(left + size, box.top() + size / 2.0)
        cloths.lineTo(left - 0.5, box.top() + size - 0.5)
        cloths.closeSubpath()
    painter.fillPath(cloths, QColor(theme.ink2))


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


def draw_cursor(painter: QPainter, view: View, place: float) -> None:
    """Draw the line at the present step."""
    theme, box = current(), view.box
    x = round(float(view.x.to_pixels(place)))
    if box.left() <= x <= box.left() + box.width():
        painter.fillRect(QRectF(x, box.top(), theme.lines.cursor, box.height()), QColor(theme.ink))


def draw_end_markers(painter: QPainter, view: View, runs: list[RunCurves], epochs: bool) -> None:
    """Draw each run's marker at its train curve's end, or an x where it diverged."""
    theme, box = current(), view.box
    size = px(MARKER) + MARKER_PER_LINE * (theme.lines.curve - 2.0)
    for run in runs:
        place, values = run.end(view.metric, epochs)
        x, y = float(view.x.to_pixels(place)), float(view.y.to_clipped_pixels(values[0]))
        if np.isnan(y) or not box.left() - 1 <= x <= box.left() + box.width() + 1:
            continue
        # On the middle of the cursor's line, which is on whole pixels.
        centre = QPointF(round(x) + theme.lines.cursor / 2.0, y)
        style = run_style(run.run.index)
        if run.snapshot is not None and run.snapshot.divergence is not None:
            draw_marker(painter, "cross", centre, size + 3, theme.surface, outline=theme.surface, outline_width=3.0)
            draw_marker(painter, "cross", centre, size + 3, style.colour(theme), outline=style.outline(theme))
        else:
            casing = 2.0 * CASING
            draw_marker(painter, style.marker, centre, size, theme.surface, outline=theme.surface, outline_width=casing)
            draw_run_marker(painter, style, theme, centre, size)


def draw_reading(painter: QPainter, view: View, reading: Reading) -> None:
    """Draw the line at the place that is read, and a dot on every curve there."""
    theme, box = current(), view.box
    x = round(float(view.x.to_pixels(reading.place)))
    if not box.left() <= x <= box.left() + box.width():
        return
    painter.fillRect(QRectF(x, box.top(), 1.0, box.height()), QColor(theme.axis))
    painter.setPen(QPen(QColor(theme.surface), 1.0))
    radius = px(DOT) / 2.0 + 0.5
    for row in reading.rows:
        painter.setBrush(QColor(run_style(row.index).colour(theme)))
        x = round(float(view.x.to_pixels(row.place)))
        for y in view.y.to_clipped_pixels(row.values):
            if np.isfinite(y):
                painter.drawEllipse(QPointF(x + 0.5, float(y)), radius, radius)


def _place(mark: Mark, epochs: bool) -> float:
    return mark.epoch if epochs else float(mark.step)
