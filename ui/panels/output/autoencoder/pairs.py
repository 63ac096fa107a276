"""Reconstructions of points on a plane: every point, and a short line to where the network puts it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.answers import answers
from nnviz.arrays import Array, Indices
from nnviz.autoencoder import in_own_units
from nnviz.reconstruction import Reconstruction, reconstruct
from ui import numbers
from ui.frame import Frame, RunView
from ui.panels.base import Computation
from ui.panels.output.autoencoder.faces import rate_for
from ui.panels.output.autoencoder.labels import LabelMarks, legend_columns
from ui.panels.output.marks import Spot, mark_size
from ui.panels.output.plan import Plan, plan_plot
from ui.panels.output.plane import REACH
from ui.panels.output.points import SHARES, Points, Sample, all_of, nearest
from ui.panels.output.ranges import plane_axes
from ui.panels.output.side import CardRow, Figure, LegendRow, Side, draw_card, draw_figures, draw_side
from ui.panels.output.view import View
from ui.plotting import axes, primitives
from ui.theme import current, px

Result = tuple[Array, dict[str, Reconstruction]]
"""Where the points come out, shape (m, 2), in own units; and how well each share comes back."""


class PairsView(View):
    """Points as they are to come back, joined to where they come out."""

    label = "Rebuilt"
    tooltip = "Each point, joined to where the network puts it"

    def __init__(self, run: RunView, runs: Sequence[RunView]) -> None:
        super().__init__(run, runs)
        data = run.assembly.data
        self.points = Points.choose(data)
        self._clean = self.points.pick_of(data, "raw")
        self._axes = plane_axes(np.concatenate(all_of(data, "raw")), data.raw_names)
        self.marks = LabelMarks(data, run.index)
        self._kinds: Indices = self.marks.kinds(self.points)
        self._plan = Plan(QRectF())
        self._side = Side(None, ())
        self._result: Result | None = None
        self._places: Array = np.zeros((0, 2))
        self._near: int | None = None

    @property
    def sentence(self) -> str:  # noqa: D102
        if self._near is not None and self._plan.side is None:
            return "  ".join(f"{row.label} {row.value}" for row in self._card(self._near))
        return "Each point is joined to where the network puts it: the shorter the lines, the better"

    @property
    def results_per_second(self) -> float:  # noqa: D102
        return rate_for(self.points.total, self.run.assembly)

    @property
    def plot(self) -> axes.PlotArea:
        """The plot's rectangle and axes."""
        return axes.PlotArea(self._plan.plot, *self._axes)

    @property
    def result(self) -> Result | None:
        """What was computed last."""
        return self._result

    def arrange(self) -> None:  # noqa: D102
        legend = [*self.marks.legend(self.points), LegendRow("line: to the answer", _line)]
        shares = 1 + len(self.points.held_out)
        self._side = Side(
            None,
            tuple(legend),
            self.points.note,
            figures=2,
            figure_lines=shares,
            card_rows=4,
            columns=legend_columns(len(legend)),
        )
        long = axes.has_long_names(*self._axes)
        left = axes.left_margin(self._axes[1], self.size.height(), long)
        self._plan = plan_plot(self.size, left, axes.bottom_margin(long), self._side.height, square=True)
        self._places = self.plot.to_pixels(self._clean)

    def restyle(self) -> None:  # noqa: D102
        super().restyle()
        self.marks.renew()

    def rebase(self, run: RunView, runs: Sequence[RunView]) -> None:  # noqa: D102
        super().rebase(run, runs)
        self.marks = LabelMarks(run.assembly.data, run.index)

    def computation(self, frame: Frame) -> Computation:  # noqa: D102
        assembly, theta, points = frame.run.assembly, frame.snapshot.theta, self.points
        names = tuple(SHARES[place] for place in sorted(set(points.shares.tolist())))

        def compute(cancelled: Callable[[], bool]) -> Result | None:
            found = answers(assembly, theta, points.pick_of(assembly.data, "inputs"), cancelled)
            made = {name: reconstruct(assembly, theta, name, cancelled) for name in names}  # type: ignore[arg-type]
            known = {name: one for name, one in made.items() if one is not None}
            return None if found is None or len(known) < len(made) else (in_own_units(assembly, found), known)

        return compute

    def show(self, result: Result) -> QRect:  # noqa: D102
        self._result = result
        return self.everywhere

    def draw_base(self, painter: QPainter) -> None:  # noqa: D102
        plot = self.plot
        axes.draw_grid(painter, plot, down=True)
        axes.draw_tick_labels(painter, plot)
        axes.draw_names(painter, plot)
        if self._plan.side is not None:
            draw_side(painter, self._side, self._plan.side)

    def draw_data(self, painter: QPainter) -> None:  # noqa: D102
        theme, box, side = current(), self._plan.plot, self._plan.side
        size = mark_size(theme, box.width())
        if self._result is not None:
            ends = self.plot.to_pixels(self._result[0])
            # Far beyond the plot a number of pixels means nothing to the painter.
            ends = np.clip(ends, -1e5, 1e5)
            count = len(ends)
            ways = np.full((count, 3, 2), np.nan)
            ways[:, 0], ways[:, 1] = self._places, ends
            painter.save()
            painter.setClipRect(box)
            lines = primitives.curves(ways[:, :, 0].ravel(), ways[:, :, 1].ravel())
            ink = QColor(theme.ink)
            ink.setAlphaF(0.55)
            painter.strokePath(lines, QPen(ink, theme.lines.grid))
            painter.restore()
        self.marks.marks.paint(painter, self._places, self._kinds, size)
        near = None if self._near is None else self._spot(self._near)
        chosen = self.points.index_of(self.sample)
        self.marks.marks.paint_ringed(painter, size, chosen=None if chosen is None else self._spot(chosen), near=near)
        if self._result is None:
            return
        if side is not None:
            draw_figures(painter, self._side, side, error_figures(self._result[1]))
            if self._near is not None:
                draw_card(painter, self._side, side, self._card(self._near))
        self.draw_words(painter, box, broken=bool(np.isnan(self._result[0]).all()))

    def _spot(self, index: int) -> Spot:
        x, y = self._places[index].tolist()
        return Spot((x, y), int(self._kinds[index]))

    def _card(self, index: int) -> list[CardRow]:
        share, row = self.points.sample(index)
        rows = [CardRow(f"{'training' if share == 'train' else share} row", numbers.count(row))]
        if self._result is not None:
            plot = self.plot
            x, y = self._clean[index].tolist()
            there = self._result[0][index].tolist()
            rows.append(CardRow("point", f"{plot.x.write(x)}, {plot.y.write(y)}"))
            rows.append(CardRow("answer", f"{plot.x.write(there[0])}, {plot.y.write(there[1])}", strong=True))
            rows.append(CardRow("squared error", numbers.weight(float(self._result[1][share].errors[row]))))
        return rows

    # Reading.

    def hover(self, pointer: QPointF | None) -> bool:  # noqa: D102
        before, self._near = self._near, None if pointer is None else self._index_at(pointer)
        return before != self._near

    def sample_at(self, pointer: QPointF) -> Sample | None:  # noqa: D102
        index = self._index_at(pointer)
        return None if index is None else self.points.sample(index)

    def _index_at(self, pointer: QPointF) -> int | None:
        if not self._plan.plot.contains(pointer):
            return None
        index, distance = nearest(self._places, pointer)
        return index if distance <= px(REACH) else None


def error_figures(shares: dict[str, Reconstruction]) -> list[Figure]:
    """Return the figures that stand beside reconstructions: the mean squared error, and R squared."""
    return [
        Figure(
            "mean squared error, scaled",
            "squared error",
            tuple((numbers.loss(made.mean_squared_error), name) for name, made in shares.items()),
        ),
        Figure(
            "R², variance that comes back", "R²", tuple((numbers.loss(one.r_squared), n) for n, one in shares.items())
        ),
    ]


def _line(painter: QPainter, centre: QPointF) -> None:
    theme = current()
    painter.setPen(QPen(QColor(theme.ink2), theme.lines.grid))
    half = px(5)
    painter.drawLine(
        QPointF(centre.x() - half, centre.y() + half / 2), QPointF(centre.x() + half, centre.y() - half / 2)
    )
