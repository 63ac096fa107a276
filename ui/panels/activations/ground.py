"""What stays while training: zones of saturation, grid, axes, and the curves of f and f'."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.panels.activations.axes import Axes
from ui.panels.activations.curves import Curve, Curves
from ui.plotting.primitives import polygon
from ui.plotting.text import draw_text, text_width
from ui.plotting.ticks import readable
from ui.theme import current, pen, px
from ui.theme.tokens import Dash

ZONE_NAME = "saturated"
Z_NAME, VALUE_NAME, SHARE_NAME = "z (pre-activation)", "f(z), f\u2032(z)", "share of z"
_LABEL_GAP = 7
_LABEL_HEIGHT = 13
_LABEL_DROP = 14
"""From the base line to the middle of the labels below it: sample ticks hang between."""
_NAME_DROP = 29
_NAME_GAP, _NAME_HEIGHT = 5, 16
"""From the end of the axis to the name of f, and from the top to below it."""
_DOT = 2.6
"""A dot's radius in widths of its curve."""
_LEAST_JUMP = 10
"""Pixels below which the dots at a jump would touch each other."""
_HIGH_ENOUGH = 80
"""The height of curves above which zones are named."""
_WIDE_NAMES = 40
"""The height of bars above which their axis is named."""


def draw_zones(painter: QPainter, axes: Axes) -> None:
    """Draw the zones of saturation behind everything."""
    slopes = axes.subject.slopes
    box, grid = axes.plot, QColor(current().grid)
    for zone in slopes.zones if slopes is not None else ():
        left, right = axes.x(zone.low), axes.x(zone.high)
        if right > left:
            painter.fillRect(QRectF(left, box.top(), right - left, box.height()), grid)


def draw_zone_names(painter: QPainter, axes: Axes) -> None:
    """Say what the zones are, where the curves leave room for it: a quarter down from the top."""
    slopes, curve = axes.subject.slopes, axes.curve
    if slopes is None or curve.height() < px(_HIGH_ENOUGH):
        return
    wide = text_width("tick", ZONE_NAME)
    for zone in slopes.zones:
        left, right = axes.x(zone.low), axes.x(zone.high)
        if right - left >= wide + px(8):
            x, y = (left + right - wide) / 2.0, curve.top() + 0.27 * curve.height()
            draw_text(painter, "tick", current().ink3, x, y, ZONE_NAME)


def draw_grid(painter: QPainter, axes: Axes) -> None:
    """Draw grid lines and their labels, and the axis."""
    theme, lines = current(), current().lines
    grid = QColor(theme.grid)
    for box, ticks, bottom in ((axes.curve, axes.value_ticks, 0.0), (axes.bars, axes.share_ticks, axes.bars.bottom())):
        places = [axes.y(v) if not bottom else bottom - v / axes.top * axes.bars.height() for v in ticks.values]
        said = readable(places, [float(px(_LABEL_HEIGHT))] * len(places), 0.0)
        for y, label, is_said in zip(places, ticks.labels, said, strict=True):
            painter.fillRect(QRectF(box.left(), round(y - lines.grid / 2), box.width(), lines.grid), grid)
            if is_said:
                x = box.left() - px(_LABEL_GAP) - text_width("tick", label)
                draw_text(painter, "tick", theme.ink3, x, y, label)
    bars = axes.bars
    painter.fillRect(QRectF(bars.left(), bars.bottom(), bars.width(), lines.axis), QColor(theme.axis))
    places = [axes.x(value) for value in axes.z_ticks.values]
    said = readable(places, [text_width("tick", label) for label in axes.z_ticks.labels], px(4))
    for x, value, label, is_said in zip(places, axes.z_ticks.values, axes.z_ticks.labels, said, strict=True):
        painter.fillRect(QRectF(round(x - lines.axis / 2), bars.bottom(), lines.axis, px(4)), QColor(theme.axis))
        wide = text_width("tick", label)
        # A minus has no counterpart at the right, so numbers stand in the middle without it.
        lead = text_width("tick", label[0]) / 2.0 if value < 0.0 else 0.0
        if is_said:
            draw_text(painter, "tick", theme.ink3, x - wide / 2 - lead, bars.bottom() + px(_LABEL_DROP), label)


def draw_names(painter: QPainter, axes: Axes, *, below: bool, note: str) -> None:
    """Say what the axes measure.

    Parameters
    ----------
    painter : QPainter
    axes : Axes
    below : bool
        Whether there is room below the ticks; else z is named between the last two of them.
    note : str
        What the histogram counts, said below at the left where there is room.
    """
    theme, bars, curve = current(), axes.bars, axes.curve
    if axes.curves is not None:
        draw_text(painter, "small", theme.ink2, _value_name_left(axes, axes.curves), curve.top() + px(8), VALUE_NAME)
    if bars.height() >= px(_WIDE_NAMES):
        draw_text(painter, "small", theme.ink2, bars.left() + px(5), bars.top() - px(6), SHARE_NAME)
    if below:
        wide, y = text_width("small", Z_NAME), bars.bottom() + px(_NAME_DROP)
        draw_text(painter, "small", theme.ink2, bars.right() - wide, y, Z_NAME)
        if text_width("tick", note) + px(12) + wide <= bars.width():
            draw_text(painter, "tick", theme.ink3, bars.left(), y, note)
        return
    values = axes.z_ticks.values
    if len(values) > 1:
        x = axes.x((values[-2] + values[-1]) / 2.0)
        draw_text(painter, "small", theme.ink2, x - text_width("small", "z") / 2, bars.bottom() + px(_LABEL_DROP), "z")


def _value_name_left(axes: Axes, curves: Curves) -> float:
    """Return where f's name begins: at the left end, or at the right one where a curve passes through the left one."""
    curve, wide = axes.curve, text_width("small", VALUE_NAME)
    end, bottom = axes.z(curve.left() + px(_NAME_GAP) + wide), curve.top() + px(_NAME_HEIGHT)
    beginnings = (piece[piece[:, 0] <= end] for each in (curves.function, curves.derivative) for piece in each.pieces)
    if any((axes.points(beginning)[:, 1] < bottom).any() for beginning in beginnings):
        return curve.right() - px(_NAME_GAP) - wide
    return curve.left() + px(_NAME_GAP)


def draw_curves(painter: QPainter, axes: Axes, *, thin: bool = False) -> None:
    """Draw f' dashed and f over it; in a `thin` picture without dots, and in lines of a usual curve."""
    found, theme = axes.curves, current()
    if found is None:
        return
    lines = theme.lines
    width = lines.test_curve if thin else lines.function
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if not thin:
        dashed = line_pen(theme.ink2, lines.derivative, lines.derivative_dash)
        _draw_curve(painter, axes, found.derivative, dashed)
        _draw_dots(painter, axes, found.derivative, theme.ink2, lines.derivative)
    _draw_curve(painter, axes, found.function, line_pen(theme.ink, width))
    if not thin:
        _draw_dots(painter, axes, found.function, theme.ink, width)


def line_pen(token: str, width: float, dash: Dash | None = None) -> QPen:
    """Return a pen of the theme that grows with a picture's scale, as letters do."""
    result = pen(token, width, dash)
    result.setCosmetic(False)
    return result


def _draw_curve(painter: QPainter, axes: Axes, curve: Curve, line: QPen) -> None:
    painter.setPen(line)
    for piece in curve.pieces:
        painter.drawPolyline(polygon(axes.points(piece)))


def _draw_dots(painter: QPainter, axes: Axes, curve: Curve, token: str, width: float) -> None:
    """Draw the ends at jumps, where the jump is high enough to be seen."""
    places = [axes.point(dot.z, dot.value) for dot in curve.dots]
    for dot, place in zip(curve.dots, places, strict=True):
        nearest = min((_distance(place, other) for other in places if other is not place), default=math.inf)
        if nearest >= px(_LEAST_JUMP):
            painter.setPen(QPen(QColor(token), max(1.0, 0.6 * width)))
            painter.setBrush(QColor(token if dot.filled else current().surface))
            radius = max(2.0, _DOT * width / 2.0)
            painter.drawEllipse(place, radius, radius)


def _distance(one: QPointF, other: QPointF) -> float:
    return QLineF(one, other).length()
