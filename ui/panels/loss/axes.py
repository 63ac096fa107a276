"""The part of a plot that seldom changes: grid, axis, ticks and their labels."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ui.panels.loss.view import View
from ui.plotting.text import text_width
from ui.plotting.ticks import readable
from ui.theme import current, font, px

TICK_HEIGHT = 4
LABEL_TOP = 6
LABEL_HEIGHT = 15
LABEL_GAP = 8
UNIT_GAP = 7
UNIT_REACH = 12
"""How far the unit may stand beyond the axis' end."""

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


def draw_axes(painter: QPainter, view: View) -> None:
    """Draw a plot without its curves."""
    theme, box = current(), view.box
    left, right, bottom = box.left(), box.left() + box.width(), box.top() + box.height()
    grid, axis = QColor(theme.grid), QColor(theme.axis)
    painter.setFont(font("tick"))
    painter.setPen(QColor(theme.ink3))
    height = px(LABEL_HEIGHT)
    places = [round(view.y.to_pixel(value)) for value in view.y_ticks.values]
    said = readable(places, [float(height)] * len(places), 0.0)
    for y, label, is_said in zip(places, view.y_ticks.labels, said, strict=True):
        if box.top() <= y <= bottom:
            if y < bottom:
                painter.fillRect(QRectF(left, y, box.width(), theme.lines.grid), grid)
            if is_said:
                painter.drawText(QRectF(0, y - height / 2, left - px(LABEL_GAP), height), _RIGHT, label)
    painter.fillRect(QRectF(left, bottom, box.width(), theme.lines.axis), axis)
    top = bottom + px(LABEL_TOP)
    unit_width = text_width("tick", view.unit)
    taken = -math.inf
    for value, label in zip(view.x_ticks.values, view.x_ticks.labels, strict=True):
        x = view.x.to_pixel(value)
        if left - 0.5 <= x <= right + 0.5:
            painter.fillRect(QRectF(round(x), bottom, theme.lines.axis, px(TICK_HEIGHT)), axis)
            half = text_width("tick", label) / 2.0
            # The unit may give way a little to the last label, but not leave the plot's surroundings.
            if x + half + px(UNIT_GAP) + unit_width <= right + px(UNIT_REACH) and x - half >= taken:
                painter.drawText(QRectF(x - half - 1, top, 2 * half + 2, height), _CENTRE, label)
                taken = x + half + px(UNIT_GAP)
    unit_left = max(right - unit_width, taken, left)
    painter.drawText(QRectF(unit_left, top, unit_width + 1, height), _CENTRE, view.unit)


def side_width(labels: tuple[str, ...]) -> float:
    """Return the pixels that the labels at the side take, with their gap to the plot."""
    return max((text_width("tick", label) for label in labels), default=0.0) + px(LABEL_GAP)
