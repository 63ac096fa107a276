"""How a path is drawn: a line on a casing, a ring where it begins, arrow heads on its way, a marker where it is now."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from ui.plotting.primitives import draw_lines, polygon
from ui.plotting.scale import Floats
from ui.plotting.strokes import segments
from ui.theme import RunStyle, Theme, colour, draw_marker, draw_run_marker, px

MARKER = 10.0
RING = 8.0
CASING = 2.0
HEAD = 4.4
HEAD_EVERY = 150.0
"""A path that is longer than this has a second arrow head."""
LEAST_FOR_HEAD = 36.0
FINEST = 1.0
"""Pixels of the way that two points are apart at least."""
FILLED_EVERY = 4.0
MOST_FILLED = 4000
FEW = 48
"""So many points are drawn as they are."""
THICK = 4.0
EDGE = 0.75
DOT = 6.0
BEAD = 5.0
BEAD_GAP = 8.0


def thinned_way(points: Floats) -> Floats:
    """Return pixels of shape (n, 2) without those that lie closer on the way than can be seen; the last one stays."""
    points = points[np.isfinite(points).all(axis=1)]
    if len(points) < FEW:
        return points
    way = _way(points)
    bins = np.floor(way / FINEST)
    kept = np.ones(len(points), dtype=bool)
    kept[1:] = bins[1:] > bins[:-1]
    kept[-1] = True
    return points[kept]


def filled_way(points: Floats) -> Floats:
    """Return pixels of shape (n, 2) along a way, so near to each other that nothing fits between them."""
    if len(points) < 2:
        return points
    way = _way(points)
    at = np.linspace(0.0, way[-1], min(MOST_FILLED, 2 + int(way[-1] / FILLED_EVERY)))
    return np.column_stack([np.interp(at, way, points[:, k]) for k in (0, 1)])


def length_of(points: Floats) -> float:
    """Return how long the way through pixels of shape (n, 2) is."""
    return float(_way(points)[-1]) if len(points) else 0.0


def draw_line(painter: QPainter, theme: Theme, token: str, points: Floats, edge: str | None = None) -> None:
    """Draw a line on its casing through pixels of shape (n, 2), with a thin edge where its colour needs one."""
    if len(points) < 2:
        return
    line = polygon(points)
    # On thin lines nobody sees whether joins are round, and plain ones take half the time.
    plain = theme.lines.path < THICK
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(theme.surface, theme.lines.path + 2.0 * theme.lines.casing, plain))
    painter.drawPolyline(line)
    if edge is not None:
        painter.setPen(_pen(edge, theme.lines.path + 2.0 * EDGE, plain))
        painter.drawPolyline(line)
    painter.setPen(_pen(token, theme.lines.path, plain))
    painter.drawPolyline(line)


def draw_segments(painter: QPainter, theme: Theme, token: str, points: Floats, edge: str | None = None) -> None:
    """Draw the same line as `draw_line`, ten times as fast where it turns often: each segment by itself.

    Corners of heavy lines are square then.
    """
    if len(points) < 2:
        return
    lines = segments(points)
    edges = [(edge, 2.0 * EDGE)] if edge is not None else []
    inks = [(theme.surface, 2.0 * theme.lines.casing), *edges, (token, 0.0)]
    for ink, more in inks:
        pen = QPen(colour(ink), theme.lines.path + more)
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        painter.setPen(pen)
        draw_lines(painter, lines)


def draw_lit(painter: QPainter, theme: Theme, token: str, points: Floats) -> None:
    """Draw the line that is pointed at through pixels of shape (n, 2), on an edge of ink; NaN parts it."""
    lines, edge = segments(points), 2.0 * theme.lines.casing
    for ink, more in ((theme.surface, 2.0 * edge), (theme.ink, edge), (token, 0.0)):
        pen = QPen(colour(ink), theme.lines.path + more)
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        painter.setPen(pen)
        draw_lines(painter, lines)


def draw_heads(painter: QPainter, theme: Theme, token: str, points: Floats) -> None:
    """Draw one or two arrow heads on the way through pixels of shape (n, 2)."""
    if len(points) < 2:
        return
    way = _way(points)
    length = float(way[-1])
    if length < px(LEAST_FOR_HEAD):
        return
    size = px(HEAD) * max(1.0, theme.lines.path / 4.0)
    for share in (0.4, 0.75) if length >= px(HEAD_EVERY) else (0.5,):
        at = share * length
        # The direction over a few pixels: from step to step it may jump to and fro.
        ends = np.array([max(at - 1.5 * size, 0.0), at, min(at + 1.5 * size, length)])
        x, y = (np.interp(ends, way, points[:, k]) for k in (0, 1))
        along = np.array([x[2] - x[0], y[2] - y[0]])
        reach = float(np.hypot(*along))
        if reach < 0.5 * size:
            continue
        dx, dy = (along * (size / reach)).tolist()
        tip, cx, cy = QPointF(x[1] + 1.2 * dx, y[1] + 1.2 * dy), float(x[1] - 0.8 * dx), float(y[1] - 0.8 * dy)
        head = QPolygonF([tip, QPointF(cx - 0.9 * dy, cy + 0.9 * dx), QPointF(cx + 0.9 * dy, cy - 0.9 * dx)])
        painter.setPen(_pen(theme.surface, 2.0 * theme.lines.casing))
        painter.setBrush(_brush(token))
        painter.drawPolygon(head)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(head)


def draw_beads(painter: QPainter, theme: Theme, style: RunStyle, points: Floats) -> None:
    """Draw a small marker at each of some pixels, shape (n, 2), that is not too near to the last one."""
    least, size = px(BEAD_GAP), px(BEAD) * max(1.0, theme.lines.path / 4.0)
    last = points[0]
    for point in points[1:]:
        if np.abs(point - last).max() < least * max(1.0, theme.lines.path / 4.0):
            continue
        last, place = point, QPointF(*point.tolist())
        draw_marker(painter, style.marker, place, size, theme.surface, outline=theme.surface, outline_width=2.0)
        draw_run_marker(painter, style, theme, place, size)


def draw_ring(painter: QPainter, theme: Theme, token: str, x: float, y: float) -> None:
    """Draw the hollow ring where a path begins."""
    width = theme.lines.ring
    half = (px(RING) + width) / 2.0
    box = QRectF(x - half, y - half, 2.0 * half, 2.0 * half)
    painter.setBrush(_brush(theme.surface))
    painter.setPen(_pen(theme.surface, width + 2.0 * theme.lines.casing))
    painter.drawEllipse(box)
    painter.setPen(_pen(token, width))
    painter.drawEllipse(box)


def draw_now(painter: QPainter, theme: Theme, style: RunStyle, diverged: bool) -> None:
    """Draw the marker of where a run is now around the origin; a cross where it has diverged."""
    size, place = marker_size(theme), QPointF()
    casing = 2.0 * CASING * max(1.0, theme.lines.casing / 1.3)
    if diverged:
        draw_marker(painter, "cross", place, size, theme.surface, outline=theme.surface, outline_width=casing)
        draw_marker(painter, "cross", place, size, style.colour(theme), outline=style.outline(theme))
        return
    draw_marker(painter, style.marker, place, size, theme.surface, outline=theme.surface, outline_width=casing)
    draw_run_marker(painter, style, theme, place, size)


def draw_dot(painter: QPainter, theme: Theme, x: float, y: float) -> None:
    """Draw the cursor on a path: where the run was at the step that is pointed at."""
    half = px(DOT) / 2.0 + theme.lines.casing
    painter.setPen(_pen(theme.surface, 2.0))
    painter.setBrush(_brush(theme.ink))
    painter.drawEllipse(QRectF(x - half, y - half, 2.0 * half, 2.0 * half))


def draw_plus(painter: QPainter, theme: Theme, x: float, y: float) -> None:
    """Draw a white plus where the loss is lowest."""
    half, width = px(5), theme.lines.ring
    painter.setPen(_pen("#FFFFFF", width))
    painter.drawLine(QPointF(x - half, y), QPointF(x + half, y))
    painter.drawLine(QPointF(x, y - half), QPointF(x, y + half))


def marker_box(theme: Theme) -> QRectF:
    """Return what the marker of where a run is now covers around the origin."""
    half = marker_size(theme) + 2.0 * theme.lines.casing
    return QRectF(-half, -half, 2.0 * half, 2.0 * half)


def marker_size(theme: Theme) -> float:
    """Return the size of the marker at a path's end: larger where lines are heavier."""
    return px(MARKER) * max(1.0, theme.lines.path / 4.0)


def _way(points: Floats) -> Floats:
    steps = points[1:] - points[:-1]
    way = np.zeros(len(points))
    np.cumsum(np.hypot(steps[:, 0], steps[:, 1]), out=way[1:])
    return way


@lru_cache(maxsize=64)
def _pen(token: str, width: float, plain: bool = False) -> QPen:
    pen = QPen(colour(token), width)
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin if plain else Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if plain else Qt.PenCapStyle.RoundCap)
    return pen


@lru_cache(maxsize=32)
def _brush(token: str) -> QBrush:
    return QBrush(colour(token))
