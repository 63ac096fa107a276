"""A regression over two inputs: the predicted value for every point of the plane, with the true values on it."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.answers import values_in_unit
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from ui import numbers
from ui.panels.output.blank import over_surface
from ui.panels.output.marks import MarkStyle, value_styles
from ui.panels.output.plane import PlaneView
from ui.panels.output.plane_work import Floats, Work, level_lines
from ui.panels.output.points import SHARES, all_of
from ui.panels.output.side import CardRow, Key, LegendRow, Side, Symbol
from ui.panels.output.units import with_unit
from ui.plotting.axes import Axis
from ui.theme import Theme, current, px
from ui.theme.colour_maps import Pixels, magnitude_map, signed_map

_STEPS = 65
"""Colours that points are rounded to."""


class SurfaceView(PlaneView):
    """The predicted value as colour, with points of both shares in the colour of their true value."""

    label = "Map"
    tooltip = "The predicted value for every point of the plane"
    # Here colour is a value to be read, not one of a few classes.
    mark_scale = 1.25

    output_sentence = "The predicted value everywhere, and the true value of each point"

    @property
    def scale(self) -> Axis:
        """The range of the colours: symmetric about zero where the targets have both signs."""
        return self._scale

    def mark_styles(self, theme: Theme) -> list[MarkStyle]:  # noqa: D102
        values = np.linspace(self._scale.low, self._scale.high, _STEPS)
        return value_styles(theme, value_pixels(theme, self._scale, values))

    def mark_kinds(self) -> npt.NDArray[np.intp]:  # noqa: D102
        data = self.run.assembly.data
        self._values = self.points.pick_of(data, "values")
        self._scale = value_scale(np.concatenate(all_of(data, "values")))
        kinds: npt.NDArray[np.intp] = len(SHARES) * self._steps(self._values) + self.points.shares
        return kinds

    def kind_of(self, share: str, row: int) -> int:  # noqa: D102
        data = self.run.assembly.data
        return len(SHARES) * int(self._steps(data.of("values", share)[row])) + SHARES.index(share)

    def _steps(self, values: Array) -> npt.NDArray[np.intp]:
        return np.rint((values - self._scale.low) / self._scale.width * (_STEPS - 1)).astype(np.intp)

    def make_side(self) -> Side:  # noqa: D102
        data, scale = self.run.assembly.data, self._scale
        ticks, step = scale.ticks(4)
        key = Key(
            with_unit(data.target_name, data.target_unit),
            lambda theme: value_pixels(theme, scale, np.linspace(scale.low, scale.high, 257)),
            tuple(((value - scale.low) / scale.width, numbers.tick(value, step)) for value in ticks),
        )
        rows = [LegendRow("train", self._symbol(_STEPS - 1, 0))]
        rows += [LegendRow(words, self._symbol(_STEPS - 1, place)) for place, words in self.points.held_out]
        return Side(key, tuple(rows), self.points.note, card_rows=3)

    def work(self) -> Work:  # noqa: D102
        levels, _ = self._scale.ticks(8)
        return values_on_grid, partial(value_pixels, current(), self._scale), partial(level_lines, levels=levels)

    def line_pen(self) -> QPen:  # noqa: D102
        theme = current()
        colour = QColor(theme.ink)
        colour.setAlphaF(0.45)
        return QPen(colour, theme.lines.grid)

    def near_row(self, near: int) -> CardRow:  # noqa: D102
        return CardRow("nearest, true", numbers.weight(float(self._values[near])))

    def card_rows(self, assembly: Assembly, outputs: Array) -> tuple[list[CardRow], float]:  # noqa: D102
        value = float(values_in_unit(assembly, outputs)[0])
        return [CardRow("predicted", numbers.weight(value), strong=True)], (value - self._scale.low) / self._scale.width

    def _symbol(self, step: int, share: int) -> Symbol:
        def draw(painter: QPainter, centre: QPointF) -> None:
            self.marks.styles()[len(SHARES) * step + share].draw(painter, centre, px(8))

        return draw


def value_scale(values: Array) -> Axis:
    """Return the range of colours for targets: symmetric about zero where they have both signs."""
    low, high = float(values.min()), float(values.max())
    if low < 0.0 < high:
        return Axis(-max(-low, high), max(-low, high))
    return Axis(low, high) if high > low else Axis(low - 1.0, high + 1.0)


def values_on_grid(assembly: Assembly, outputs: Array) -> Floats:
    """Return predicted values in the target's unit, shape (r, r), from answers of shape (r, r, 1)."""
    return values_in_unit(assembly, outputs.reshape(-1, 1)).reshape(outputs.shape[:2])


def value_pixels(theme: Theme, scale: Axis, values: Floats) -> Pixels:
    """Return the colours of values: the signed map where the scale is symmetric about zero, else viridis."""
    symmetric = scale.low == -scale.high
    colours = signed_map(theme) if symmetric else magnitude_map()
    return over_surface(theme, colours.span(values, scale.low, scale.high), values)
