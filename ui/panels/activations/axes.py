"""The axes of one plot: z along the bottom, f above it, and shares of the values at the histogram."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF

from nnviz.arrays import Array
from ui.numbers import MINUS, THIN_SPACE, tick
from ui.panels.activations.curves import Curves, curves
from ui.panels.activations.subject import Subject
from ui.plotting.text import text_width
from ui.plotting.ticks import Ticks, linear_ticks
from ui.theme import px

_PADDING = 7
"""Pixels between a curve's extremes and the ends of its box, as far as there is room."""
_TICK_WIDTH, _TICK_HEIGHT = 40, 30
_MOST_VALUE_TICKS, _MOST_Z_TICKS = 6, 12
_RESERVED = (f"50{THIN_SPACE}%", f"{MINUS}0.5")
"""Labels whose room is kept, so that a plot does not move when its axes grow."""


class Axes(Struct, frozen=True, eq=False, dict=True):
    """Where what is drawn.

    Attributes
    ----------
    subject : Subject
    curve, bars : QRectF
    half_width : float
        The axis of z reaches from -half_width to half_width.
    top : float
        The share at the upper end of `bars`.
    aim : (float, float) or None
        The half width and the top that these are on their way to, which ticks are made for; None where they are there.
    """

    subject: Subject
    curve: QRectF
    bars: QRectF
    half_width: float
    top: float
    aim: tuple[float, float] | None = None

    @cached_property
    def curves(self) -> Curves | None:
        """f and f'; None where there is no curve."""
        return curves(self.subject.activation, self.half_width) if self.subject.is_elementwise else None

    @property
    def plot(self) -> QRectF:
        """From the top of the curve to the bottom of the bars."""
        return QRectF(self.curve.topLeft(), self.bars.bottomRight())

    def x(self, z: float) -> float:
        """Return where z stands, in pixels; at the nearer end where it lies beyond the axis."""
        share = 0.5 + 0.5 * min(max(z / self.half_width, -1.0), 1.0)
        return self.curve.left() + share * self.curve.width()

    def z(self, x: float) -> float:
        """Return what stands at a place, in pixels."""
        return self.half_width * (2.0 * (x - self.curve.left()) / self.curve.width() - 1.0)

    def y(self, value: float) -> float:
        """Return where a value of f or f' stands, in pixels."""
        low, scale = self._vertical
        return low + value * scale

    def point(self, z: float, value: float) -> QPointF:
        """Return a point of a curve, in pixels."""
        return QPointF(self.x(z), self.y(value))

    def points(self, piece: Array) -> Array:
        """Return the points of a curve, each of shape (n, 2), in pixels."""
        low, scale = self._vertical
        across = self.curve.width() / (2.0 * self.half_width)
        origin = self.curve.left() + self.curve.width() / 2.0
        return piece * (across, scale) + (origin, low)

    def direction(self, slope: float) -> tuple[float, float]:
        """Return the way along a tangent, in pixels, for one unit of z."""
        return self.curve.width() / (2.0 * self.half_width), slope * self._vertical[1]

    @property
    def z_ticks(self) -> Ticks:
        """Those along the bottom."""
        most, (half_width, _) = int(self.curve.width() // px(_TICK_WIDTH)), self._ends
        found = linear_ticks(-half_width, half_width, min(most, _MOST_Z_TICKS))
        return _within(found, -self.half_width, self.half_width)

    @property
    def value_ticks(self) -> Ticks:
        """Those of f and f'."""
        now = self.curves
        if now is None:
            return Ticks((), ())
        aim = curves(self.subject.activation, self._ends[0])
        most = int(self.curve.height() // px(_TICK_HEIGHT))
        found = linear_ticks(aim.low, aim.high, min(max(2, most), _MOST_VALUE_TICKS))
        return _within(found, now.low, now.high)

    @property
    def share_ticks(self) -> Ticks:
        """Both ends of the histogram's axis, and where there is room the middle."""
        _, top = self._ends
        values = (0.0, top) if self.bars.height() < 3 * px(_TICK_HEIGHT) else (0.0, top / 2.0, top)
        found = Ticks(values, tuple(f"{tick(100.0 * value, 1.0)}{THIN_SPACE}%" for value in values))
        return _within(found, 0.0, self.top)

    @property
    def _ends(self) -> tuple[float, float]:
        return self.aim or (self.half_width, self.top)

    @cached_property
    def _vertical(self) -> tuple[float, float]:
        """Where 0 stands, and the pixels of one unit; upwards is negative."""
        found = self.curves
        if found is None:
            return self.curve.bottom(), 0.0
        padding = min(px(_PADDING), self.curve.height() / 6.0)
        scale = -(self.curve.height() - 2.0 * padding) / (found.high - found.low)
        return self.curve.bottom() - padding - found.low * scale, scale


def _within(ticks: Ticks, low: float, high: float) -> Ticks:
    """Return the ticks that have a place on an axis which is still on its way to where all of them have one."""
    room = 1e-9 * (high - low)
    kept = [k for k, value in enumerate(ticks.values) if low - room <= value <= high + room]
    return Ticks(tuple(ticks.values[k] for k in kept), tuple(ticks.labels[k] for k in kept))


def labels_width(subject: Subject, half_width: float) -> float:
    """Return the width of the widest label at the left of a subject's plot."""
    found = curves(subject.activation, half_width) if subject.is_elementwise else None
    labels = [*_RESERVED, *(linear_ticks(found.low, found.high, 5).labels if found is not None else ())]
    return max(text_width("tick", label) for label in labels)
