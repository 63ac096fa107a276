"""The axes of a surface from the side: along the two edges of the floor that are nearer, and up its left corner."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.plotting.levels import Levels
from ui.plotting.relief_scene import corners_of
from ui.plotting.side_view import HEIGHT, View
from ui.plotting.text import draw_text, text_width
from ui.plotting.ticks import linear_ticks
from ui.theme import current, pen, px

MOST = 7
ALONG = 56
UP = 22


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
    theme = current()
    left, right, bottom, top = view.extent
    corners = corners_of(view.extent)
    nearness = view.sideways(corners)[:, 1]
    y_near = top if nearness[0] + nearness[1] < nearness[2] + nearness[3] else bottom
    x_near = left if nearness[0] + nearness[3] < nearness[1] + nearness[2] else right
    [middle] = view.to_pixels(np.array([((left + right) / 2.0, (bottom + top) / 2.0)]), -view.floor)
    for axis, (low, high) in enumerate(((left, right), (bottom, top))):
        ends = np.array([(low, y_near), (high, y_near)] if axis == 0 else [(x_near, low), (x_near, high)])
        pixels = view.to_pixels(ends, -view.floor)
        length = float(np.hypot(*(pixels[1] - pixels[0])))
        out = (pixels[0] + pixels[1]) / 2.0 - middle
        out /= max(float(np.hypot(*out)), 1e-9)
        wide, high_line = text_width("small", names[axis]), px(16)
        at = (pixels[0] + pixels[1]) / 2.0 + out * px(26)
        x = min(max(at[0] - wide / 2.0 + out[0] * wide / 3.0, view.box[0]), view.box[0] + view.box[2] - wide)
        y = min(at[1], view.box[1] + view.box[3] - px(7))
        draw_text(painter, "value" if axis in lit else "small", theme.ink2, x, y, names[axis])
        name = QRectF(x - px(4), y - high_line / 2.0, wide + px(8), high_line)
        ticks = linear_ticks(low, high, min(MOST, max(2, int(length / px(ALONG)))))
        for value, label in zip(ticks.values, ticks.labels, strict=True):
            x, y = pixels[0] + (value - low) / (high - low) * (pixels[1] - pixels[0])
            half = text_width("tick", label) / 2.0
            tx, ty = x + out[0] * (px(8) + half), y + out[1] * px(11)
            painter.setPen(pen(theme.axis, theme.lines.axis))
            painter.drawLine(QPointF(x, y), QPointF(x + out[0] * px(4), y + out[1] * px(4)))
            if not name.intersects(QRectF(tx - half, ty - high_line / 2.0, 2.0 * half, high_line)):
                draw_text(painter, "tick", theme.ink3, tx - half, ty, label)
    _draw_upright(painter, view, levels, upright)


def _draw_upright(painter: QPainter, view: View, levels: Levels, name: str) -> None:
    """Draw the axis of the loss above the corner that is farthest to the left."""
    theme, corners = current(), corners_of(view.extent)
    corner = corners[[int(np.argmin(view.sideways(corners)[:, 0]))]]
    [[x, low]] = view.to_pixels(corner, 0.0).tolist()
    [[_, high]] = view.to_pixels(corner, HEIGHT).tolist()
    axis = pen(theme.axis, theme.lines.axis)
    painter.setPen(axis)
    painter.drawLine(QPointF(x, low), QPointF(x, high))
    ticks = levels.ticks(min(MOST - 1, max(2, int((low - high) / px(UP)))))
    for value, label in zip(ticks.values, ticks.labels, strict=True):
        y = low - levels.share(value) * (low - high)
        painter.setPen(axis)
        painter.drawLine(QPointF(x - px(4), y), QPointF(x, y))
        draw_text(painter, "tick", theme.ink3, x - px(7) - text_width("tick", label), y, label)
    at = max(view.box[0], x - text_width("small", name) / 2.0)
    draw_text(painter, "small", theme.ink2, at, max(view.box[1] + px(7), high - px(12)), name)
