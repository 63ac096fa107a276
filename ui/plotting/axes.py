"""Plain linear axes: ranges, ticks at 1, 2 or 5 times a power of ten, and the rectangle that data are drawn in."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from ui import numbers
from ui.plotting.text import text_width
from ui.theme import current, font, px

Floats = npt.NDArray[np.floating[Any]]

SHORT = 2
"""Letters of a name that has room between two ticks."""


class Axis(Struct, frozen=True):
    """One linear axis.

    Attributes
    ----------
    low, high : float
        The ends, in the data's unit; `high` is the larger.
    name : str
        What is measured, with its unit.
    """

    low: float
    high: float
    name: str = ""

    @property
    def width(self) -> float:
        """The distance between the ends."""
        return self.high - self.low

    def ticks(self, most: int) -> tuple[list[float], float]:
        """Return up to about `most` ticks and the distance between them, which is 1, 2 or 5 times a power of ten."""
        step, times = nice_multiples(self.low, self.high, most, fewest=min(2, most))
        return [k * step for k in times], step * times.step

    def write(self, value: float) -> str:
        """Return a place on the axis to about a pixel."""
        decimals = max(0, 2 - math.floor(math.log10(self.width)))
        return f"{value:z,.{decimals}f}".replace("-", numbers.MINUS)


class PlotArea(Struct, frozen=True):
    """A rectangle of the screen and the axes along its bottom and its left side."""

    box: QRectF
    x: Axis
    y: Axis

    def to_pixels(self, points: Floats) -> Floats:
        """Return where data points of shape (n, 2) lie on the screen."""
        box = self.box
        across = box.left() + (points[:, 0] - self.x.low) * (box.width() / self.x.width)
        down = box.bottom() - (points[:, 1] - self.y.low) * (box.height() / self.y.width)
        return np.stack([across, down], axis=1)

    def to_data(self, place: QPointF) -> tuple[float, float]:
        """Return the data point that lies at a place of the screen."""
        box = self.box
        return (
            self.x.low + (place.x() - box.left()) * self.x.width / box.width(),
            self.y.low + (box.bottom() - place.y()) * self.y.width / box.height(),
        )


def nice_step(least: float) -> float:
    """Return the smallest of 1, 2 or 5 times a power of ten that is at least `least`."""
    if not least > 0.0 or not math.isfinite(least):
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return power * next((k for k in (1.0, 2.0, 5.0) if k * power >= least * (1.0 - 1e-9)), 10.0)


def nice_multiples(low: float, high: float, most: int, fewest: int = 2, least_step: float = 0.0) -> tuple[float, range]:
    """Return a step, 1, 2 or 5 times a power of ten, and which multiples of it lie from one end to the other.

    They are up to `most` or one more; but at least `fewest`, one or two, where no step has to be smaller than
    `least_step` for that: a single number does not tell the scale of an axis.
    """
    most = max(most, 1)
    for parts in range(most, most + 5):
        step = max(nice_step((high - low) / parts), least_step)
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 >= fewest:
            break
    return step, range(first, last + 1, max(1, math.ceil((last - first) / most)))


def left_margin(axis: Axis, height: float, rotated_name: bool = False) -> int:
    """Return the pixels that an axis at the left needs for its labels, with the gap to the plot."""
    ticks, step = axis.ticks(_most(height))
    metrics = QFontMetricsF(font("tick"))
    labels = max((metrics.horizontalAdvance(numbers.tick(value, step)) for value in ticks), default=0.0)
    return math.ceil(max(labels, px(12))) + px(7) + (px(18) if rotated_name else 0)


def bottom_margin(long_name: bool = False) -> int:
    """Return the pixels that an axis at the bottom needs, with the gap to the plot."""
    return px(22) + (px(16) if long_name else 0)


def draw_grid(painter: QPainter, area: PlotArea, *, across: bool = True, down: bool = False) -> None:
    """Draw lines at the ticks: `across` the plot at those of y, `down` it at those of x."""
    theme = current()
    thickness, box = theme.lines.grid, area.box
    if across:
        for value in area.y.ticks(_most(box.height()))[0]:
            y = round(area.to_pixels(np.array([[area.x.low, value]]))[0, 1])
            painter.fillRect(QRectF(box.left(), y - thickness / 2, box.width(), thickness), QColor(theme.grid))
    if down:
        for value in area.x.ticks(_most(box.width()))[0]:
            x = round(area.to_pixels(np.array([[value, area.y.low]]))[0, 0])
            painter.fillRect(QRectF(x - thickness / 2, box.top(), thickness, box.height()), QColor(theme.grid))


def draw_baseline(painter: QPainter, area: PlotArea) -> None:
    """Draw the axis line under the plot."""
    theme, box = current(), area.box
    painter.fillRect(QRectF(box.left(), box.bottom(), box.width(), theme.lines.axis), QColor(theme.axis))


def draw_tick_labels(painter: QPainter, area: PlotArea, *, up: bool = True) -> None:
    """Draw the numbers along the bottom and, unless they have no meaning, along the left side."""
    theme, box = current(), area.box
    painter.setFont(font("tick"))
    painter.setPen(QColor(theme.ink3))
    high = px(16)
    values, step = area.x.ticks(_most(box.width()))
    for value in values:
        x = box.left() + (value - area.x.low) / area.x.width * box.width()
        slot = QRectF(x - px(40), box.bottom() + px(4), 2 * px(40), high)
        painter.drawText(slot, Qt.AlignmentFlag.AlignCenter, numbers.tick(value, step))
    values, step = area.y.ticks(_most(box.height())) if up else ([], 1.0)
    for value in values:
        y = box.bottom() - (value - area.y.low) / area.y.width * box.height()
        slot = QRectF(box.left() - px(7) - px(90), y - high / 2, px(90), high)
        painter.drawText(slot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, numbers.tick(value, step))


def has_long_names(*axes: Axis) -> bool:
    """Say whether a name of these axes, such as that of a column of a table, has no room between two ticks."""
    return any(len(axis.name) > SHORT for axis in axes)


def draw_names(painter: QPainter, area: PlotArea) -> None:
    """Draw the axes' names where they have room; the margins are to be made for `has_long_names`."""
    if has_long_names(area.x, area.y):
        draw_long_names(painter, area)
    else:
        draw_short_names(painter, area)


def draw_short_names(painter: QPainter, area: PlotArea) -> None:
    """Draw the axes' names between their last two ticks, where a name of one or two letters has room."""
    theme, box = current(), area.box
    painter.setFont(font("small"))
    painter.setPen(QColor(theme.ink2))
    high = px(16)
    x = box.left() + _between(area.x, box.width(), text_width("small", area.x.name)) * box.width()
    painter.drawText(
        QRectF(x - px(40), box.bottom() + px(4), 2 * px(40), high), Qt.AlignmentFlag.AlignCenter, area.x.name
    )
    y = box.bottom() - _between(area.y, box.height(), 0.0) * box.height()
    slot = QRectF(box.left() - px(7) - px(90), y - high / 2, px(90), high)
    painter.drawText(slot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, area.y.name)


def draw_long_names(painter: QPainter, area: PlotArea) -> None:
    """Draw the axes' names in words: below the numbers of x, and upwards beside those of y."""
    theme, box = current(), area.box
    painter.setFont(font("small"))
    painter.setPen(QColor(theme.ink2))
    metrics = QFontMetricsF(painter.font())
    slot = QRectF(box.left(), box.bottom() + px(21), box.width(), px(16))
    painter.drawText(
        slot,
        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
        metrics.elidedText(area.x.name, Qt.TextElideMode.ElideRight, slot.width()),
    )
    painter.save()
    painter.translate(box.left() - left_margin(area.y, box.height()) - px(16), box.bottom())
    painter.rotate(-90.0)
    painter.drawText(
        QRectF(0, 0, box.height(), px(16)),
        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
        metrics.elidedText(area.y.name, Qt.TextElideMode.ElideRight, box.height()),
    )
    painter.restore()


def _most(length: float) -> int:
    """Return how many ticks a side of so many pixels has room for."""
    return max(1, int(length // px(44)))


def _between(axis: Axis, length: float, width: float) -> float:
    """Return where a name stands, as a share of the axis: between the last two ticks, or after the only one.

    Parameters
    ----------
    axis : Axis
    length : float
        The axis' pixels.
    width : float
        Those of the name along a level axis; 0 for one that goes up, where a name is as high as a line.
    """
    ticks, step = axis.ticks(_most(length))
    alone = ((ticks[0] if ticks else axis.low) + axis.high) / 2.0
    place = ticks[-1] - step / 2.0 if len(ticks) > 1 else alone
    if len(ticks) == 1:  # in a small plot the end may be too near
        number = text_width("tick", numbers.tick(ticks[0], step))
        clear = (number + width) / 2.0 + px(4) if width else px(15)
        place = max(place, ticks[0] + clear * axis.width / max(length, 1.0))
    return (place - axis.low) / axis.width
