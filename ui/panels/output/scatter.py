"""A regression over any number of inputs: what is predicted against what is true, for every sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.arrays import Array, Indices
from ui import numbers
from ui.frame import Frame, RunView
from ui.panels.base import Computation
from ui.panels.output.marks import Marks, MarkStyle, Spot, mark_size, share_styles
from ui.panels.output.plan import Plan, plan_plot
from ui.panels.output.plane import REACH
from ui.panels.output.points import SHARES, Points, Sample, all_of, nearest, row_of
from ui.panels.output.quality import Prediction, figure_words, predict, quality_figures, rate_for
from ui.panels.output.ranges import value_axis
from ui.panels.output.response import responding_unit
from ui.panels.output.response_points import NEUTRAL, ResponsePoints, compute_response_points, response_styles
from ui.panels.output.side import CardRow, LegendRow, Side, Symbol, draw_card, draw_figures, draw_side
from ui.panels.output.text import draw_text
from ui.panels.output.units import with_unit
from ui.panels.output.view import View
from ui.plotting import axes
from ui.theme import Theme, current, px, run_style


class ScatterView(View):
    """Predicted against true values; the diagonal is a perfect prediction."""

    label = "Scatter"
    tooltip = "Predicted against true values"

    def __init__(self, run: RunView, runs: Sequence[RunView]) -> None:
        super().__init__(run, runs)
        data = run.assembly.data
        self.points = Points.choose(data)
        self._true = self.points.pick_of(data, "values")
        values = np.concatenate(all_of(data, "values"))
        axis = value_axis(values, with_unit(f"true {data.target_name}", data.target_unit))
        self._axes = axis, axes.Axis(axis.low, axis.high, "predicted")
        self._plan = Plan(QRectF())
        self._side = Side(None, ())
        self._marks = Marks(self._mark_styles)
        self._response_marks = Marks(response_styles)
        self._prediction: Prediction | None = None
        self._response: ResponsePoints | None = None
        self._predicted: Array = np.full(len(self._true), np.nan)
        self._places: Array = np.full((len(self._true), 2), np.nan)
        self._shown: Array = np.zeros(len(self._true), dtype=bool)
        self._near: int | None = None
        self._card: list[CardRow] = []
        self._words = ""

    @property
    def sentence(self) -> str:  # noqa: D102
        if not self._words and self._response is not None:
            return self._response.response.points_sentence
        if self._words or self._prediction is None:
            return self._words or "Predicted against true values: on the line, the prediction is right"
        quality, share = self._prediction.test_quality, "test"
        if quality is None:
            quality, share = self._prediction.train_quality, "training; there is no test share"
        error = numbers.weight(quality.mean_absolute_error if quality is not None else None)
        unit = self.run.assembly.data.target_unit
        return f"Predicted against true: off by {error}{' ' + unit if unit else ''} on average ({share})"

    @property
    def results_per_second(self) -> float:  # noqa: D102
        return rate_for(self.run.assembly)

    @property
    def plot(self) -> axes.PlotArea:
        """The plot's rectangle and axes."""
        return axes.PlotArea(self._plan.plot, *self._axes)

    @property
    def places(self) -> Array:
        """Where the points are drawn, shape (m, 2)."""
        return self._places

    @property
    def prediction(self) -> Prediction | None:
        """What was computed last."""
        return self._prediction

    def arrange(self) -> None:  # noqa: D102
        shares = 1 + len(self.points.held_out)
        legend = [LegendRow("train", self._symbol(0))]
        legend += [LegendRow(words, self._symbol(place)) for place, words in self.points.held_out]
        legend.append(LegendRow("predicted = true", _line_symbol))
        self._side = Side(None, tuple(legend), self.points.note, figures=2, figure_lines=shares, card_rows=4)
        left = axes.left_margin(self._axes[1], self.size.height(), rotated_name=True)
        bottom = axes.bottom_margin(long_name=True)
        self._plan = plan_plot(self.size, left, bottom, self._side.height, square=True)
        self._place()

    def restyle(self) -> None:  # noqa: D102
        super().restyle()
        self._renew_marks()

    def rebase(self, run: RunView, runs: Sequence[RunView]) -> None:  # noqa: D102
        super().rebase(run, runs)
        self._renew_marks()

    def computation(self, frame: Frame) -> Computation:  # noqa: D102
        assembly, theta, points = frame.run.assembly, frame.snapshot.theta, self.points
        unit = self.wanted = responding_unit(frame)

        def compute(cancelled: Callable[[], bool]) -> tuple[Prediction, ResponsePoints | None] | None:
            prediction = predict(assembly, theta, cancelled)
            if prediction is None:
                return None
            if unit is None:
                return prediction, None
            inputs = points.pick_of(assembly.data, "inputs")
            return prediction, compute_response_points(assembly, theta, unit, inputs, cancelled)

        return compute

    def adopt(self, frame: Frame) -> bool:  # noqa: D102
        self.wanted = responding_unit(frame)
        return super().adopt(frame)

    def show(self, result: tuple[Prediction, ResponsePoints | None]) -> QRect:  # noqa: D102
        self._prediction, self._response = result
        self._predicted = self.points.pick(*self._prediction.all)
        self._place()
        return self.everywhere

    def _place(self) -> None:
        self._places = self.plot.to_pixels(np.stack([self._true, self._predicted], axis=1))
        axis = self._axes[1]
        with np.errstate(invalid="ignore"):
            self._shown = (self._predicted >= axis.low) & (self._predicted <= axis.high)

    def _renew_marks(self) -> None:
        self._marks = Marks(self._mark_styles)

    # Painting.

    def draw_base(self, painter: QPainter) -> None:  # noqa: D102
        plot = self.plot
        axes.draw_grid(painter, plot, down=True)
        axes.draw_tick_labels(painter, plot)
        axes.draw_long_names(painter, plot)
        theme = current()
        painter.setPen(QPen(QColor(theme.axis), theme.lines.axis))
        painter.drawLine(QLineF(plot.box.bottomLeft(), plot.box.topRight()))
        if self._plan.side is not None:
            draw_side(painter, self._side, self._plan.side)

    def draw_data(self, painter: QPainter) -> None:  # noqa: D102
        theme, box, side = current(), self._plan.plot, self._plan.side
        size = mark_size(theme, box.width())
        marks, kinds = self._marks, self.points.shares
        if self._response is not None:
            marks, kinds = self._response_marks, self._response.kinds(self.points.shares)
        marks.paint(painter, self._places[self._shown], kinds[self._shown], size)
        if self._prediction is not None:
            if side is not None:
                unit = self.run.assembly.data.target_unit
                draw_figures(painter, self._side, side, quality_figures(self._prediction, unit))
            self._draw_missing(painter)
        near = None if self._near is None else self._spot(self.points.sample(self._near), kinds)
        marks.paint_ringed(painter, size, chosen=self._spot(self.sample, kinds), near=near)
        if self._card and side is not None:
            draw_card(painter, self._side, side, self._card)

    def _spot(self, sample: Sample | None, kinds: Indices) -> Spot | None:
        data, made = self.run.assembly.data, self._prediction
        true = row_of(sample, *all_of(data, "values"))
        predicted = None if made is None else row_of(sample, *made.all)
        if sample is None or true is None or predicted is None:
            return None
        x, y = self.plot.to_pixels(np.stack([true, predicted], axis=1))[0].tolist()
        inside = self._plan.plot.top() <= y <= self._plan.plot.bottom()
        index = self.points.index_of(sample)
        unknown = (0 if self._response is None else NEUTRAL) + SHARES.index(sample[0])
        kind = unknown if index is None else int(kinds[index])
        return Spot((x, y), kind) if inside else None

    def _draw_missing(self, painter: QPainter) -> None:
        """Say what is not drawn: points beyond the axes, and predictions that are no numbers."""
        theme, box = current(), self._plan.plot
        missing = int(np.count_nonzero(np.isnan(self._predicted)))
        beyond = int(np.count_nonzero(~self._shown)) - missing
        self.draw_words(painter, box, broken=missing == len(self._predicted))
        if beyond:
            words = f"{numbers.count(beyond)} beyond the axis"
            draw_text(painter, words, QRectF(box.left() + px(6), box.top(), box.width(), px(18)), "tick", theme.ink3)

    # Reading.

    def hover(self, pointer: QPointF | None) -> bool:  # noqa: D102
        before = self._near, self._words
        self._near = None if pointer is None else self._index_at(pointer)
        self._card, self._words = [], figure_words(self._side, self._plan.side, pointer)
        if self._near is not None:
            share, row = self.points.sample(self._near)
            true, predicted = float(self._true[self._near]), float(self._predicted[self._near])
            self._card = [
                CardRow(f"{'training' if share == 'train' else share} row", numbers.count(row)),
                CardRow("true", numbers.weight(true)),
                CardRow("predicted", numbers.weight(predicted), strong=True),
                CardRow("error", numbers.weight(predicted - true)),
            ]
            if self._plan.side is None:
                self._words = "  ".join(f"{row.label} {row.value}" for row in self._card)
        return before != (self._near, self._words)

    def sample_at(self, pointer: QPointF) -> Sample | None:  # noqa: D102
        index = self._index_at(pointer)
        return None if index is None else self.points.sample(index)

    def _index_at(self, pointer: QPointF) -> int | None:
        if not self._plan.plot.contains(pointer) or not self._shown.any():
            return None
        index, distance = nearest(np.where(self._shown[:, None], self._places, np.nan), pointer)
        return index if distance <= px(REACH) else None

    def _mark_styles(self, theme: Theme) -> list[MarkStyle]:
        colour = run_style(self.run.index).colour(theme)
        return share_styles("circle", colour, theme.surface)

    def _symbol(self, kind: int) -> Symbol:
        def draw(painter: QPainter, centre: QPointF) -> None:
            self._marks.styles()[kind].draw(painter, centre, px(8))

        return draw


def _line_symbol(painter: QPainter, centre: QPointF) -> None:
    theme = current()
    painter.setPen(QPen(QColor(theme.axis), theme.lines.axis))
    half = px(4)
    painter.drawLine(QLineF(centre.x() - half, centre.y() + half, centre.x() + half, centre.y() - half))
