"""The probe: a place on the axis of z that the user drags, with the tangent of f there."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.activations import Activation
from ui import numbers
from ui.panels.activations.axes import Axes
from ui.panels.activations.curves import value_and_slope
from ui.plotting.axes import nice_step
from ui.theme import current, px

START = 0.7
KNOB = 11
SNAP = 4
"""Pixels around 0 and around kinks within which it comes to lie there exactly."""
TANGENT, TANGENT_SHARE = 34, 0.16
"""Half of the tangent's length: pixels at least, and a share of the curve's height."""
_STEPS = 100
"""Steps of an arrow key from the middle of the axis to its end."""
_FINE = 500
_LARGE = 1e5
"""From this axis on, places are written without commas, and in e-form where they are long."""
_MOST_DECIMALS = 6


class Probe:
    """The place, which stays where it was put.

    Attributes
    ----------
    held : bool
        Whether it is being dragged.
    focused : bool
        Whether the keys are for it, which is then shown.
    """

    def __init__(self) -> None:
        self._z = START
        self.held = False
        self.focused = False

    def z(self, half_width: float) -> float:
        """Return the place, or the end of an axis that is too short for it."""
        return min(max(self._z, -half_width), half_width)

    def put(self, axes: Axes, x: float) -> None:
        """Put it where the pointer is."""
        entry: Activation = axes.subject.layer.entry
        near = [kink for kink in (0.0, *entry.kinks) if abs(axes.x(kink) - x) <= px(SNAP)]
        self._z = near[0] if near else pointed_at(axes.z(x), axes.half_width)

    def step(self, half_width: float, steps: int) -> None:
        """Move it by steps of a key, from one multiple of a step to another."""
        step = nice_step(half_width / _STEPS)
        self._z = min(max((round(self.z(half_width) / step) + steps) * step, -half_width), half_width)


def pointed_at(z: float, half_width: float) -> float:
    """Return the place that is meant, on the axis and with no more digits than the pointer can tell apart."""
    step = nice_step(half_width / _FINE)
    return min(max(round(z / step) * step, -half_width), half_width)


def place_words(z: float, half_width: float) -> str:
    """Return a place with the digits that the pointer can tell apart, and more where it needs them to be true.

    What is said of a place holds for what is written only: on an axis to 1,000 a probe at 0.7 is not at 1.
    """
    if half_width >= _LARGE:
        return numbers.entry(float(f"{z:.6g}"))
    fewest = max(0, -math.floor(math.log10(nice_step(half_width / _FINE)) + 1e-9))
    choices = range(fewest, fewest + _MOST_DECIMALS)
    decimals = next((k for k in choices if math.isclose(round(z, k), z, rel_tol=1e-9, abs_tol=1e-12)), choices[-1])
    return f"{z:z,.{decimals}f}".replace("-", numbers.MINUS)


def probe_words(axes: Axes, z: float) -> tuple[str, str]:
    """Return what the probe says: ``f(0.70) = 0.604`` and the same of f'."""
    value, slope = value_and_slope(axes.subject.activation, z)
    place = place_words(z, axes.half_width)
    return f"f({place}) = {numbers.weight(value)}", f"f\u2032({place}) = {numbers.weight(slope)}"


def draw_probe(painter: QPainter, axes: Axes, probe: Probe, *, whole: bool = True) -> None:
    """Draw the line down to the axis and, where `whole`, the tangent and the knob."""
    theme, curve = current(), axes.curve
    z = probe.z(axes.half_width)
    value, slope = value_and_slope(axes.subject.activation, z)
    place = axes.point(z, value)
    faint = QColor(theme.accent)
    faint.setAlphaF(0.55)
    wide = theme.lines.cursor
    painter.fillRect(QRectF(place.x() - wide / 2, place.y(), wide, axes.bars.bottom() - place.y()), faint)
    if not whole:
        return
    painter.save()
    painter.setClipRect(curve.adjusted(-px(8), -px(2), px(8), px(2)))
    painter.setPen(QPen(QColor(theme.accent), theme.lines.curve))
    painter.drawLine(tangent(axes, place, slope))
    painter.restore()
    radius = px(KNOB) / 2.0
    if probe.focused:
        painter.setPen(QPen(QColor(theme.accent), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(place, radius + 3.0, radius + 3.0)
    painter.setPen(QPen(QColor(theme.accent), theme.lines.curve))
    painter.setBrush(QColor(theme.raised))
    painter.drawEllipse(place, radius - 1.0, radius - 1.0)


def tangent(axes: Axes, place: QPointF, slope: float) -> QLineF:
    """Return the tangent through a point of f, in pixels."""
    across, down = axes.direction(slope)
    half = max(px(TANGENT), TANGENT_SHARE * axes.curve.height())
    way = QPointF(across, down) * (half / math.hypot(across, down))
    return QLineF(place - way, place + way)


def draw_knob_sign(painter: QPainter, centre: QPointF) -> None:
    """Draw a small knob, as the sign of the probe in a legend."""
    theme = current()
    painter.setPen(QPen(QColor(theme.accent), 1.75))
    painter.setBrush(QColor(theme.raised))
    painter.drawEllipse(centre, px(7) / 2.0, px(7) / 2.0)


def draw_tangent_sign(painter: QPainter, centre: QPointF) -> None:
    """Draw a short tangent, as its sign in a legend."""
    painter.setPen(QPen(QColor(current().accent), 1.75))
    half = QPointF(px(9) / 2.0, -px(9) / 2.0)
    painter.drawLine(QLineF(centre - half, centre + half))
