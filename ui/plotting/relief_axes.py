"""The axes of a surface from the side: along the two edges of the floor that are nearer, and up its left corner."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.plotting.levels import Levels
from ui.plotting.relief_scene import corners_of
from ui.plotting.scale import Floats
from ui.plotting.side_view import HEIGHT, View
from ui.plotting.text import draw_text, text_width
from ui.plotting.tick_labels import fitted, pitch
from ui.plotting.ticks import linear_ticks
from ui.theme import current, pen, px

MOST = 7
ALONG = 56
UP = 22
LINE = 16
"""How high a line of text is."""
GAP = 6
"""Between two numbers that stand beside each other."""
LEAST_NUMBER = 36
"""Numbers up to so wide are written plainly, however near to each other the ticks of an edge are."""
LEAST_WAY = 1e-9
LEAST_NAMED = 24
"""Pixels of an edge that are seen at least where its name is written."""


class _Edge(Struct, frozen=True, eq=False):
    """An edge of the floor that is written at: what it reads at its ends, their pixels, and the way out from it."""

    low: float
    high: float
    pixels: Floats
    out: Floats


def draw_relief_axes(
    painter: QPainter, view: View, levels: Levels, names: tuple[str, str], lit: tuple[int, ...], upright: str
) -> None:
    """Draw ticks, numbers and names.

    Parameters
    ----------
    painter : QPainter
    view : View
    levels : Levels
    names : (str, str)
        Of x and y.
    lit : tuple of int
        The axes whose parameter is selected.
    upright : str
        The name of what stands upright.
    """
    left, right, bottom, top = view.extent
    corners = corners_of(view.extent)
    nearness = view.sideways(corners)[:, 1]
    y_near = top if nearness[0] + nearness[1] < nearness[2] + nearness[3] else bottom
    x_near = left if nearness[0] + nearness[3] < nearness[1] + nearness[2] else right
    [middle] = view.to_pixels(np.array([((left + right) / 2.0, (bottom + top) / 2.0)]), -view.floor)
    box = QRectF(*view.box)
    taken = _draw_upright(painter, view, levels, upright)
    edges = []
    for axis, (low, high) in enumerate(((left, right), (bottom, top))):
        ends = np.array([(low, y_near), (high, y_near)] if axis == 0 else [(x_near, low), (x_near, high)])
        pixels = view.to_pixels(ends, -view.floor)
        out = (pixels[0] + pixels[1]) / 2.0 - middle
        out /= max(float(np.hypot(*out)), 1e-9)
        first, last = _seen_part(pixels, box)
        if first >= last:
            continue
        edges.append(_Edge(low, high, pixels, out))
        if (last - first) * float(np.hypot(*(pixels[1] - pixels[0]))) > px(LEAST_NAMED):
            at = pixels[0] + 0.5 * (first + last) * (pixels[1] - pixels[0]) + out * px(26)
            taken.append(_draw_name(painter, box, at, float(out[0]), names[axis], axis in lit))
    for edge in edges:
        _draw_ticks(painter, box, edge, taken)


def _draw_ticks(painter: QPainter, box: QRectF, edge: _Edge, taken: list[QRectF]) -> None:
    """Draw the ticks of an edge within a box, and the numbers of those that have room beside what is written."""
    theme, (start, end), out = current(), edge.pixels, edge.out
    most = min(MOST, max(2, int(np.hypot(*(end - start)) / px(ALONG))))
    ticks = linear_ticks(edge.low, edge.high, most)
    # Along a steep edge numbers stand above each other, so it is their width along it that counts.
    across = abs(float(end[0] - start[0])) / (edge.high - edge.low)
    ticks = fitted(ticks, max(pitch(ticks) * across - px(GAP), px(LEAST_NUMBER)))
    for value, label in zip(ticks.values, ticks.labels, strict=True):
        x, y = start + (value - edge.low) / (edge.high - edge.low) * (end - start)
        if not box.contains(QPointF(x, y)):
            continue
        painter.setPen(pen(theme.axis, theme.lines.axis))
        painter.drawLine(QPointF(x, y), QPointF(x + out[0] * px(4), y + out[1] * px(4)))
        half = text_width("tick", label) / 2.0
        tx, ty = x + out[0] * (px(8) + half), y + out[1] * px(11)
        place = QRectF(tx - half, ty - px(LINE) / 2.0, 2.0 * half, px(LINE))
        clear = place.adjusted(-px(GAP), 0.0, px(GAP), 0.0)
        if box.contains(place) and not any(clear.intersects(other) for other in taken):
            draw_text(painter, "tick", theme.ink3, place.left(), ty, label)
            taken.append(place)


def _seen_part(ends: Floats, box: QRectF) -> tuple[float, float]:
    """Return the shares of the way between two pixels at which it is first and last within a box.

    By Liang and Barsky (1984), "A new concept and method for line clipping". The first is larger where no part is.
    """
    first, last = 0.0, 1.0
    for start, end, low, high in zip(*ends.tolist(), (box.left(), box.top()), (box.right(), box.bottom()), strict=True):
        way = end - start
        if abs(way) < LEAST_WAY:
            if not low <= start <= high:
                return 1.0, 0.0
            continue
        one, other = sorted(((low - start) / way, (high - start) / way))
        first, last = max(first, one), min(last, other)
    return first, last


def _draw_name(painter: QPainter, box: QRectF, at: Floats, out: float, name: str, lit: bool) -> QRectF:
    """Write an axis' name within a box, and return where."""
    wide = text_width("value" if lit else "small", name)
    x = min(max(at[0] - wide / 2.0 + out * wide / 3.0, box.left()), box.right() - wide)
    y = min(max(at[1], box.top() + px(7)), box.bottom() - px(7))
    draw_text(painter, "value" if lit else "small", current().ink2, x, y, name)
    return QRectF(x - px(4), y - px(LINE) / 2.0, wide + px(8), px(LINE))


def _draw_upright(painter: QPainter, view: View, levels: Levels, name: str) -> list[QRectF]:
    """Draw the axis of the loss above the corner that is farthest to the left; return where its numbers stand."""
    theme, corners, box = current(), corners_of(view.extent), QRectF(*view.box)
    corner = corners[[int(np.argmin(view.sideways(corners)[:, 0]))]]
    [[x, low]] = view.to_pixels(corner, 0.0).tolist()
    [[_, high]] = view.to_pixels(corner, HEIGHT).tolist()
    first, last = _seen_part(np.array([(x, low), (x, high)]), box)
    if first >= last:
        return []
    axis = pen(theme.axis, theme.lines.axis)
    painter.setPen(axis)
    painter.drawLine(QPointF(x, low + first * (high - low)), QPointF(x, low + last * (high - low)))
    found: list[QRectF] = []
    ticks = levels.ticks(min(MOST - 1, max(2, int((low - high) / px(UP)))))
    ticks = fitted(ticks, max(x - px(7) - box.left(), 0.0))
    for value, label in zip(ticks.values, ticks.labels, strict=True):
        y, wide = low - levels.share(value) * (low - high), text_width("tick", label)
        place = QRectF(x - px(7) - wide, y - px(LINE) / 2.0, wide, px(LINE))
        if not box.contains(place) or any(place.intersects(other) for other in found):
            continue
        painter.setPen(axis)
        painter.drawLine(QPointF(x - px(4), y), QPointF(x, y))
        draw_text(painter, "tick", theme.ink3, place.left(), y, label)
        found.append(place)
    wide = text_width("small", name)
    at = min(max(box.left(), x - wide / 2.0), box.right() - wide)
    top = low + last * (high - low)
    draw_text(painter, "small", theme.ink2, at, max(box.top() + px(7), top - px(LINE)), name)
    return found
