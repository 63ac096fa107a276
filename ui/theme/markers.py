"""The markers of runs and classes as paths, and how to draw one."""

from __future__ import annotations

import math
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from ui.theme.runs import RunStyle, Shape
from ui.theme.tokens import Theme

# A third of the unit square is the width of an arm of the plus and of the cross.
_ARM = 1.0 / 6.0


@cache
def marker_path(shape: Shape, size: float = 1.0) -> QPainterPath:
    """Return one closed marker centred at (0, 0), y downwards.

    Parameters
    ----------
    shape : Shape
        Which one.
    size : float
        The diameter of the circle; the others are scaled so that all look equally large. The path is shared: do not
        change it.
    """
    path = QPainterPath()
    if shape == "circle":
        path.addEllipse(QPointF(0.0, 0.0), 0.5, 0.5)
    elif shape == "bar":
        path.addRect(QRectF(-0.55, -0.2, 1.1, 0.4))
    else:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in _corners(shape)]))
        path.closeSubpath()
    return QTransform.fromScale(size, size).map(path)


def draw_marker(
    painter: QPainter,
    shape: Shape,
    centre: QPointF,
    size: float,
    colour: str,
    *,
    outline: str | None = None,
    outline_width: float = 1.0,
    fill: str | None = None,
) -> None:
    """Draw one marker.

    Parameters
    ----------
    painter : QPainter
        Antialiasing should be on; its pen and brush are left changed.
    shape : Shape
        Which marker.
    centre : QPointF
        Where, in the painter's coordinates.
    size : float
        See `marker_path`.
    colour : str
        The marker's own colour.
    outline, outline_width : str or None, float
        A line around the marker, half of it outside.
    fill : str or None
        For a hollow marker: what it is filled with, while `colour` draws its line.
    """
    edge = colour if fill is not None else outline
    painter.setPen(QPen(QColor(edge), outline_width) if edge is not None else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(QColor(fill if fill is not None else colour))
    painter.translate(centre)
    painter.drawPath(marker_path(shape, size))
    painter.translate(-centre)


def draw_run_marker(painter: QPainter, style: RunStyle, theme: Theme, centre: QPointF, size: float) -> None:
    """Draw a run's marker as legends and curve ends show it."""
    draw_marker(painter, style.marker, centre, size, style.colour(theme), outline=style.outline(theme))


def _corners(shape: Shape) -> list[tuple[float, float]]:
    match shape:
        case "square":
            return [(-0.45, -0.45), (0.45, -0.45), (0.45, 0.45), (-0.45, 0.45)]
        case "diamond":
            return [(0.0, -0.62), (0.62, 0.0), (0.0, 0.62), (-0.62, 0.0)]
        case "triangle":
            return [(0.0, -0.6), (0.6, 0.46), (-0.6, 0.46)]
        case "triangle_down":
            return [(0.0, 0.6), (-0.6, -0.46), (0.6, -0.46)]
        case "pentagon":
            return _ring([0.58] * 5)
        case "star":
            return _ring([0.66, 0.3] * 5)
        case "plus":
            return _plus()
        case _:
            half = math.sqrt(0.5)
            return [(half * (x - y), half * (x + y)) for x, y in _plus()]


def _ring(radii: list[float]) -> list[tuple[float, float]]:
    """Return corners at even angles, the first one on top."""
    turn = 2.0 * math.pi / len(radii)
    return [(r * math.sin(k * turn), -r * math.cos(k * turn)) for k, r in enumerate(radii)]


def _plus() -> list[tuple[float, float]]:
    corner = [(_ARM, -_ARM), (_ARM, -0.6), (-_ARM, -0.6)]
    corners: list[tuple[float, float]] = []
    for _ in range(4):
        corners += corner
        corner = [(y, -x) for x, y in corner]
    return corners
