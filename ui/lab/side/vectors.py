"""Vectors from one origin in a small square: what makes up a move."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from nnviz.landscape.update_rows import UpdateArrow
from ui import numbers
from ui.plotting.axes import nice_step
from ui.plotting.text import draw_text, text_width
from ui.theme import Theme, colour, current, pen, px

HEAD = 8.0
"""The length of an arrow's head at 100 %."""
REACH = 0.86
"""How far a vector of which only the direction means something reaches, as a share of the half side."""


class Stroke(Struct, frozen=True):
    """How one kind of vector is drawn: told apart by width and dash as well as by colour."""

    token: str
    width: float
    dash: tuple[float, float] | None


def stroke_of(arrow: UpdateArrow, theme: Theme) -> Stroke:
    """Return how a vector is drawn."""
    if arrow.words == "move":
        return Stroke(theme.ink, theme.lines.curve * 1.25, None)
    token = theme.negative if arrow.words == "gradient" else theme.positive
    return Stroke(token, theme.lines.curve * 0.75, None if arrow.to_scale else (4.0, 3.0))


def range_of(arrows: Sequence[UpdateArrow]) -> float:
    """Return the half side in data: 1, 2 or 5 times a power of ten, so that it rarely changes while a race goes on."""
    sizes = [abs(part) for arrow in arrows if arrow.to_scale for part in arrow.vector.tolist() if math.isfinite(part)]
    return nice_step(1.02 * max(sizes, default=0.0))


def draw_vectors(painter: QPainter, box: QRectF, arrows: Sequence[UpdateArrow], half: float) -> None:
    """Draw vectors in a square whose half side is `half`, the smaller ones on top."""
    theme, centre = current(), box.center()
    painter.fillRect(box, colour(theme.grid))
    painter.setPen(pen(theme.line if not theme.is_dark else theme.border, theme.lines.grid))
    quarter = box.width() / 4.0
    painter.drawLines(
        [QLineF(box.left() + k * quarter, box.top(), box.left() + k * quarter, box.bottom()) for k in (1, 3)]
        + [QLineF(box.left(), box.top() + k * quarter, box.right(), box.top() + k * quarter) for k in (1, 3)]
    )
    painter.setPen(pen(theme.axis, theme.lines.axis))
    painter.drawLine(QLineF(box.left(), centre.y(), box.right(), centre.y()))
    painter.drawLine(QLineF(centre.x(), box.top(), centre.x(), box.bottom()))
    draw_text(painter, "small", theme.ink2, box.right() - px(4) - text_width("small", "x"), centre.y() + px(9), "x")
    draw_text(painter, "small", theme.ink2, centre.x() + px(5), box.top() + px(9), "y")
    tips = [_tip(arrow, box, half) for arrow in arrows]
    painter.save()
    painter.setClipRect(box)
    _draw_sides(painter, arrows, tips, theme)
    for arrow, tip in sorted(zip(arrows, tips, strict=True), key=lambda pair: pair[0].words != "move"):
        if tip is not None:
            draw_arrow(painter, centre, tip, stroke_of(arrow, theme))
    painter.restore()


def draw_arrow(painter: QPainter, start: QPointF, end: QPointF, stroke: Stroke) -> None:
    """Draw an arrow; one too short for its head is a dot."""
    across, down = end.x() - start.x(), end.y() - start.y()
    length = math.hypot(across, down)
    head = min(px(1000) / 1000.0 * HEAD * max(1.0, stroke.width / 2.5), length)
    if length < 2.0:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(stroke.token))
        painter.drawEllipse(start, stroke.width, stroke.width)
        return
    x, y = across / length, down / length
    neck = QPointF(end.x() - 0.8 * head * x, end.y() - 0.8 * head * y)
    line: QPen = pen(stroke.token, stroke.width, stroke.dash)
    line.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(line)
    painter.drawLine(start, neck)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(stroke.token))
    left = QPointF(end.x() - head * (x + 0.42 * y), end.y() - head * (y - 0.42 * x))
    right = QPointF(end.x() - head * (x - 0.42 * y), end.y() - head * (y + 0.42 * x))
    painter.drawPolygon(QPolygonF([end, left, right]))


def _tip(arrow: UpdateArrow, box: QRectF, half: float) -> QPointF | None:
    x, y = arrow.vector.tolist()
    length = math.hypot(x, y)
    if not math.isfinite(length):
        return None
    pixels = box.width() / 2.0
    if not arrow.to_scale:
        # Of different lengths, so that two that point the same way are both seen.
        reach = REACH if arrow.words == "gradient" else 0.75 * REACH
        half = length / reach if length else 1.0
    scale = pixels / half
    return QPointF(box.center().x() + x * scale, box.center().y() - y * scale)


def _draw_sides(painter: QPainter, arrows: Sequence[UpdateArrow], tips: Sequence[QPointF | None], theme: Theme) -> None:
    """Draw from the tips of the parts to that of the move, which is their sum."""
    *parts, move = tips
    if len(parts) == 2 and all(arrow.to_scale for arrow in arrows) and move is not None:
        painter.setPen(pen(theme.axis, 1.0, (2.0, 3.0)))
        for part in parts:
            if part is not None:
                painter.drawLine(part, move)


def length_of(arrow: UpdateArrow) -> str:
    """Say how long a vector is."""
    return numbers.weight(float(np.hypot(*arrow.vector))) if arrow.to_scale else "direction"
