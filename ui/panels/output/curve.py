"""A regression over one input: the network's curve through the points it learns from, every run in its colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from nnviz.answers import answers, values_in_unit
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from ui import numbers
from ui.frame import Frame, RunView
from ui.panels.base import Computation
from ui.panels.output.comparable import comparable
from ui.panels.output.marks import Marks, MarkStyle, Spot, mark_size, share_styles
from ui.panels.output.plan import Plan, plan_plot
from ui.panels.output.plane import REACH
from ui.panels.output.points import SHARES, Points, Sample, all_of, nearest, row_of
from ui.panels.output.quality import Prediction, figure_words, predict, quality_figures, rate_for
from ui.panels.output.ranges import value_axis
from ui.panels.output.response import responding_unit
from ui.panels.output.response_curve import ResponseCurve, ResponseLine, compute_response_curve
from ui.panels.output.response_work import ScaleInputs
from ui.panels.output.side import CardRow, LegendRow, Side, Symbol, draw_card, draw_figures, draw_side, run_symbol
from ui.panels.output.units import with_unit
from ui.panels.output.view import View
from ui.plotting import axes, primitives
from ui.theme import Theme, current, draw_run_marker, px, run_style

_FAR = 1e5
"""Pixels: what lies farther out is drawn there, since painters count in numbers of limited size."""


class Curve(Struct, frozen=True, eq=False):
    """One run's answers along the input, in the target's own unit."""

    index: int
    name: str
    assembly: Assembly
    theta: Array
    values: Array


class CurveResult(Struct, frozen=True, eq=False):
    """The curves, the chosen run's first, at the inputs `x`; how well that one fits, and what one unit answers."""

    x: Array
    curves: list[Curve]
    prediction: Prediction
    response: ResponseCurve | None


class CurveView(View):
    """The fit over one input."""

    label = "Fit"
    tooltip = "The predicted value along the input"

    def __init__(self, run: RunView, runs: Sequence[RunView]) -> None:
        super().__init__(run, runs)
        data = run.assembly.data
        self.points = Points.choose(data)
        raw = np.concatenate(all_of(data, "raw"))[:, 0]
        values = np.concatenate(all_of(data, "values"))
        self._axes = (
            value_axis(raw, data.raw_names[0], 0.0),
            value_axis(values, with_unit(data.target_name, data.target_unit), 0.12),
        )
        self._values = self.points.pick_of(data, "values")
        self._raw = np.stack([self.points.pick_of(data, "raw")[:, 0], self._values], axis=1)
        self._plan = Plan(QRectF())
        self._side = Side(None, ())
        self._marks = Marks(_mark_styles)
        self._result: CurveResult | None = None
        self._scale_inputs, self._response = ScaleInputs(), ResponseLine()
        self._paths: list[QPainterPath] = []
        self._pointer: QPointF | None = None
        self._near: int | None = None
        self._card: list[CardRow] = []
        self._words = ""

    @property
    def sentence(self) -> str:  # noqa: D102
        shown = self._result.response if self._result is not None else None
        usual = "The network's curve through the points that it learns from"
        return self._words or (shown.response.curve_sentence if shown is not None else usual)

    @property
    def results_per_second(self) -> float:  # noqa: D102
        return rate_for(self.run.assembly)

    @property
    def plot(self) -> axes.PlotArea:
        """The plot's rectangle and axes."""
        return axes.PlotArea(self._plan.plot, *self._axes)

    @property
    def result(self) -> CurveResult | None:
        """What was computed last."""
        return self._result

    @property
    def places(self) -> Array:
        """Where the points are drawn, shape (m, 2)."""
        return self._places

    def arrange(self) -> None:  # noqa: D102
        mine = self.run.assembly
        self._others = [other for other in self.runs if other is not self.run and comparable(other.assembly, mine)]
        shares = 1 + len(self.points.held_out)
        legend = [LegendRow("train", self._point_symbol(0))]
        legend += [LegendRow(words, self._point_symbol(place)) for place, words in self.points.held_out]
        shown = [self.run, *self._others]
        legend += [LegendRow(run.name, run_symbol(run.index)) for run in shown]
        self._side = Side(
            None, tuple(legend), self.points.note, figures=2, figure_lines=shares, card_rows=2 + len(shown)
        )
        long = axes.has_long_names(*self._axes)
        left = axes.left_margin(self._axes[1], self.size.height(), long)
        bottom = axes.bottom_margin(long)
        self._plan = plan_plot(self.size, left, bottom, self._side.height, square=False)
        self._places = self.plot.to_pixels(self._raw)
        self._make_paths()

    def computation(self, frame: Frame) -> Computation:  # noqa: D102
        axis = self._axes[0]
        x = np.linspace(axis.low, axis.high, int(min(max(self._plan.plot.width() / 1.5, 100), 600)))
        visible = [(run, snapshot) for run, snapshot in frame.visible_runs if run in self._others]
        wanted = [(self.run, frame.snapshot), *visible]
        unit = self.wanted = responding_unit(frame)
        scale = self._scale_inputs.inputs(self.run.assembly.data)

        def compute(cancelled: Callable[[], bool]) -> CurveResult | None:
            curves = []
            for run, snapshot in wanted:
                outputs = answers(run.assembly, snapshot.theta, run.assembly.data.inputs_at(x[:, None]), cancelled)
                if outputs is None:
                    return None
                values = values_in_unit(run.assembly, outputs)
                curves.append(Curve(run.index, run.name, run.assembly, snapshot.theta, values))
            assembly, theta = wanted[0][0].assembly, wanted[0][1].theta
            prediction = predict(assembly, theta, cancelled)
            if prediction is None:
                return None
            response = None
            if unit is not None:
                inputs = assembly.data.inputs_at(x[:, None])
                response = compute_response_curve(assembly, theta, unit, inputs, scale, cancelled)
            return CurveResult(x, curves, prediction, response)

        return compute

    def adopt(self, frame: Frame) -> bool:  # noqa: D102
        self.wanted = responding_unit(frame)
        return super().adopt(frame)

    def show(self, result: CurveResult) -> QRect:  # noqa: D102
        self._result = result
        self._make_paths()
        self._read()
        return self.everywhere

    def _make_paths(self) -> None:
        self._paths = []
        if self._result is None:
            return
        for curve in self._result.curves:
            pixels = self.plot.to_pixels(np.stack([self._result.x, curve.values], axis=1))
            self._paths.append(primitives.curves(pixels[:, 0], np.clip(pixels[:, 1], -_FAR, _FAR)))
        self._response.take(self._result.response, self._plan.plot)

    # Painting.

    def draw_base(self, painter: QPainter) -> None:  # noqa: D102
        axes.draw_grid(painter, self.plot)
        axes.draw_baseline(painter, self.plot)
        axes.draw_tick_labels(painter, self.plot)
        axes.draw_names(painter, self.plot)
        if self._plan.side is not None:
            draw_side(painter, self._side, self._plan.side)
        painter.save()
        painter.setClipRect(self._plan.plot.adjusted(0, -1, 1, 1))
        self._marks.paint(painter, self._places, self.points.shares, mark_size(current()))
        painter.restore()

    def draw_data(self, painter: QPainter) -> None:  # noqa: D102
        theme, box = current(), self._plan.plot
        painter.save()
        painter.setClipRect(box.adjusted(0, -1, 1, 1))
        curves = self._result.curves if self._result is not None else []
        # The chosen run is first, and so drawn last.
        for curve, path in reversed(list(zip(curves, self._paths, strict=True))):
            colour = run_style(curve.index).colour(theme)
            painter.setBrush(QColor(0, 0, 0, 0))
            if curve is curves[0]:
                painter.setPen(QPen(QColor(theme.surface), theme.lines.curve + 2.0 * theme.lines.grid))
                painter.drawPath(path)
            painter.setPen(QPen(QColor(colour), theme.lines.curve))
            painter.drawPath(path)
        painter.restore()
        self._response.draw(painter, box)
        for curve in reversed(curves):
            self._draw_end(painter, curve)
        broken = bool(curves) and bool(np.isnan(curves[0].values).all())
        self.draw_words(painter, box, broken=broken)
        near = None if self._near is None else self._spot(self.points.sample(self._near))
        self._marks.paint_ringed(painter, mark_size(theme), chosen=self._spot(self.sample), near=near)
        self._draw_reading(painter)

    def _spot(self, sample: Sample | None) -> Spot | None:
        data = self.run.assembly.data
        raw, values = (row_of(sample, *all_of(data, kind)) for kind in ("raw", "values"))
        if sample is None or raw is None or values is None:
            return None
        x, y = self.plot.to_pixels(np.stack([raw[:, 0], values], axis=1))[0].tolist()
        return Spot((x, y), SHARES.index(sample[0]))

    def _draw_end(self, painter: QPainter, curve: Curve) -> None:
        """Draw a run's marker where its curve ends."""
        assert self._result is not None
        end = np.array([[self._result.x[-1], curve.values[-1]]])
        x, y = self.plot.to_pixels(end)[0].tolist()
        if self._plan.plot.top() <= y <= self._plan.plot.bottom():
            draw_run_marker(painter, run_style(curve.index), current(), QPointF(x, y), px(9))

    def _draw_reading(self, painter: QPainter) -> None:
        theme, box, side = current(), self._plan.plot, self._plan.side
        if side is not None and self._result is not None:
            draw_figures(painter, self._side, side, quality_figures(self._result.prediction, self._unit))
        if self._pointer is not None:
            wide = theme.lines.cursor
            painter.fillRect(QRectF(self._pointer.x() - wide / 2, box.top(), wide, box.height()), QColor(theme.ink))
            if side is not None:
                draw_card(painter, self._side, side, self._card)

    # Reading.

    def hover(self, pointer: QPointF | None) -> bool:  # noqa: D102
        before, words = self._pointer, self._words
        self._pointer = pointer if pointer is not None and self._plan.plot.contains(pointer) else None
        self._read()
        self._words = self._words or figure_words(self._side, self._plan.side, pointer)
        return before is not None or self._pointer is not None or self._words != words

    def sample_at(self, pointer: QPointF) -> Sample | None:  # noqa: D102
        if not self._plan.plot.contains(pointer):
            return None
        index, distance = nearest(self._places, pointer)
        return self.points.sample(index) if distance <= px(REACH) else None

    def _read(self) -> None:
        self._card, self._near, self._words = [], None, ""
        if self._pointer is None:
            return
        x = self.plot.to_data(self._pointer)[0]
        index, distance = nearest(self._places, self._pointer)
        self._near = index if distance <= px(REACH) else None
        self._card.append(CardRow(self._axes[0].name, self._axes[0].write(x)))
        for curve in self._result.curves if self._result is not None else []:
            outputs = answers(curve.assembly, curve.theta, curve.assembly.data.inputs_at(np.array([[x]])))
            assert outputs is not None, "nobody cancels a reading"
            value = float(values_in_unit(curve.assembly, outputs)[0])
            strong = curve.index == self.run.index
            self._card.append(CardRow(curve.name, numbers.weight(value), run_symbol(curve.index), strong))
        if self._near is not None:
            symbol = self._point_symbol(int(self.points.shares[index]))
            self._card.append(CardRow("true", numbers.weight(float(self._values[index])), symbol))
        if self._plan.side is None:
            self._words = "  ".join(f"{row.label} {row.value}" for row in self._card)

    @property
    def _unit(self) -> str:
        return self.run.assembly.data.target_unit

    def _point_symbol(self, kind: int) -> Symbol:
        def draw(painter: QPainter, centre: QPointF) -> None:
            self._marks.styles()[kind].draw(painter, centre, px(8))

        return draw


def _mark_styles(theme: Theme) -> list[MarkStyle]:
    """Return how points look: grey, because colours belong to the runs here."""
    return share_styles("circle", theme.axis, theme.surface)
