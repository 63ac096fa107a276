"""Where an autoencoder's latent layer puts every sample: what is alike should lie together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.arrays import Array, Indices
from ui import numbers
from ui.frame import Frame, RunView
from ui.panels.base import Computation
from ui.panels.output.autoencoder.faces import Face, rate_for
from ui.panels.output.autoencoder.labels import LabelMarks, legend_columns
from ui.panels.output.autoencoder.latent_work import Codes, axis_names, compute_codes, latent_of, suited
from ui.panels.output.marks import Spot, mark_size
from ui.panels.output.plan import Plan, plan_plot
from ui.panels.output.plane import REACH
from ui.panels.output.points import Points, Sample, nearest
from ui.panels.output.side import CardRow, Side, draw_card, draw_side
from ui.panels.output.text import draw_text, text_width
from ui.panels.output.view import View
from ui.plotting import axes
from ui.plotting.axes import Axis
from ui.theme import Role, current, picture, px

_PICTURE = 72
_MOST_NAMES = 20
_LARGE = 380
"""Pixels of a plot from which on names are larger, at 100 %."""
_LONGEST_NAME = 96
_STRAY = 0.36
"""How far points of one class stray across the strip of one latent unit."""


class LatentView(View):
    """The codes of all samples: of one unit in a strip for each class, else on a plane."""

    label = "Latent"
    tooltip = "Where the latent layer puts each sample"

    def __init__(self, run: RunView, runs: Sequence[RunView]) -> None:
        super().__init__(run, runs)
        data = run.assembly.data
        self.points = Points.choose(data)
        self.marks = LabelMarks(data, run.index)
        self.face = Face.of(run.assembly)
        self._labels = self.marks.labels(self.points)
        self._kinds: Indices = self.marks.kinds(self.points)
        self._axes: tuple[Axis, ...] = ()
        self._plan = Plan(QRectF())
        self._side = Side(None, ())
        self._made: Codes | None = None
        self._places: Array = np.zeros((0, 2))
        self._near: int | None = None
        self.held = False
        stray = np.random.default_rng(0).uniform(-_STRAY, _STRAY, len(self._labels))
        self._rows = self._labels + stray

    @property
    def strips(self) -> bool:
        """Whether there is one latent unit, so that points are spread by class."""
        return latent_of(self.run.assembly)[1].fan_out == 1

    @property
    def sentence(self) -> str:  # noqa: D102
        if self._near is not None and self._plan.side is None:
            return "  ".join(f"{row.label} {row.value}" for row in self._card(self._near))
        _, layer = latent_of(self.run.assembly)
        if layer.fan_out <= 2:
            units = "the one number" if layer.fan_out == 1 else "the two numbers"
            return f"Each sample at {units} that {layer.name} makes of it"
        shares = " and ".join(numbers.percent(share) for share in self._made.chart.explained) if self._made else ""
        words = f"The {numbers.count(layer.fan_out)} numbers of {layer.name} along the two directions of most variance"
        return f"{words} ({shares})" if shares else words

    @property
    def results_per_second(self) -> float:  # noqa: D102
        return rate_for(len(self.points.rows), self.run.assembly)

    @property
    def made(self) -> Codes | None:
        """What was computed last."""
        return self._made

    @property
    def plot(self) -> axes.PlotArea:
        """The plot's rectangle and axes."""
        x, *others = self._axes or tuple(Axis(-1.0, 1.0, name) for name in axis_names(self.run.assembly, ()))
        return axes.PlotArea(self._plan.plot, x, others[0] if others else self._classes_axis)

    @property
    def places(self) -> Array:
        """Where the points are drawn, shape (m, 2)."""
        return self._places

    @property
    def _classes_axis(self) -> Axis:
        return Axis(-0.5, max(len(self.marks.names), 1) - 0.5)

    def arrange(self) -> None:  # noqa: D102
        legend = self.marks.legend(self.points, with_names=not self.strips)
        columns = legend_columns(len(legend))
        self._side = Side(None, tuple(legend), self.points.note, card_rows=4, columns=columns)
        high = self._side.height + (px(_PICTURE) + px(8) if self.face.grey else 0)
        if self.strips:
            left = px(12) + round(max((min(text_width(n, "small"), px(90)) for n in self.marks.names), default=0.0))
        else:
            left = axes.left_margin(self.plot.y, self.size.height(), rotated_name=True)
        self._plan = plan_plot(self.size, left, axes.bottom_margin(long_name=True), high, square=not self.strips)
        self._place()

    def restyle(self) -> None:  # noqa: D102
        super().restyle()
        self.marks.renew()

    def rebase(self, run: RunView, runs: Sequence[RunView]) -> None:  # noqa: D102
        other = latent_of(run.assembly)[1].fan_out != latent_of(self.run.assembly)[1].fan_out
        super().rebase(run, runs)
        self.marks = LabelMarks(run.assembly.data, run.index)
        if other:
            self._made, self._axes, self._places = None, (), np.zeros((0, 2))

    def hold_axes(self, held: bool) -> None:  # noqa: D102
        self.held = held

    def computation(self, frame: Frame) -> Computation:  # noqa: D102
        assembly, theta, points = frame.run.assembly, frame.snapshot.theta, self.points

        def compute(cancelled: Callable[[], bool]) -> Codes | None:
            return compute_codes(assembly, theta, points, cancelled)

        return compute

    def show(self, result: Codes) -> QRect:  # noqa: D102
        if not result.suits(self.run.assembly):
            return QRect()
        self._made = result
        before, self._axes = self._axes, suited(self.run.assembly, self._axes, result, held=self.held)
        if before != self._axes:
            if not self.size.isEmpty():
                self.arrange()
            self.renew_base()
        self._place()
        return self.everywhere

    def _place(self) -> None:
        if self._made is None:
            return
        found = self._made.places
        self._places = self.plot.to_pixels(np.stack([found[:, 0], self._rows], axis=1) if self.strips else found)

    # Painting.

    def draw_base(self, painter: QPainter) -> None:  # noqa: D102
        plot = self.plot
        axes.draw_grid(painter, plot, across=not self.strips, down=True)
        if self.strips:
            self._draw_strips(painter, plot)
        else:
            axes.draw_tick_labels(painter, plot)
            axes.draw_long_names(painter, plot)
        if self._plan.side is not None:
            draw_side(painter, self._side, self._plan.side)

    def _draw_strips(self, painter: QPainter, plot: axes.PlotArea) -> None:
        """Draw the axis of the one unit, and each class's name left of its strip."""
        theme, box = current(), plot.box
        axes.draw_tick_labels(painter, plot, up=False)
        axes.draw_long_names(painter, plot)
        high = box.height() / plot.y.width
        for place, name in enumerate(self.marks.names):
            middle = box.bottom() - (place + 0.5) * high
            painter.fillRect(QRectF(box.left(), middle, box.width(), 1.0), QColor(theme.grid))
            line = QRectF(px(8), middle - px(8), box.left() - px(14), px(16))
            if high >= px(12):
                draw_text(painter, name, line, "small", theme.ink2, right=True, is_name=True)

    def draw_data(self, painter: QPainter) -> None:  # noqa: D102
        theme, box = current(), self._plan.plot
        if self._made is None:
            return
        size = mark_size(theme, box.width())
        painter.save()
        painter.setClipRect(box.adjusted(-size, -size, size, size))
        seen = np.isfinite(self._places).all(axis=1)
        self.marks.marks.paint(painter, self._places[seen], self._kinds[seen], size)
        painter.restore()
        if not self.strips and 1 < len(self.marks.names) <= _MOST_NAMES:
            self._draw_names(painter, box)
        chosen = self.points.index_of(self.sample)
        near = self._near
        self.marks.marks.paint_ringed(painter, size, chosen=self._spot(chosen), near=self._spot(near))
        side = self._plan.side
        shown = near if near is not None else chosen
        if side is not None and shown is not None:
            draw_card(painter, self._side, side, self._card(shown))
            self._draw_picture(painter, side, shown)
        self.draw_words(painter, box, broken=not seen.any())

    def _draw_names(self, painter: QPainter, box: QRectF) -> None:
        """Write each class's name in the middle of its points."""
        theme = current()
        ground = QColor(theme.surface)
        ground.setAlphaF(0.85)
        role: Role = "title" if box.width() > px(_LARGE) else "value"
        for label, name in enumerate(self.marks.names):
            places = self._places[self._labels == label]
            places = places[np.isfinite(places).all(axis=1)]
            if not len(places):
                continue
            x, y = np.median(places, axis=0).tolist()
            wide = min(text_width(name, role), px(_LONGEST_NAME)) + px(8)
            words = QRectF(x - wide / 2, y - px(9), wide, px(18))
            words.moveLeft(min(max(words.left(), box.left()), box.right() - wide))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(words, 3, 3)
            room = words.adjusted(px(3), 0, -px(3), 0)
            draw_text(painter, name, room, role, theme.ink, centred=True, is_name=True)

    def _draw_picture(self, painter: QPainter, side: QRectF, index: int) -> None:
        if not self.face.grey:
            return
        share, row = self.points.sample(index)
        values = self.run.assembly.data.of("raw", share)[row : row + 1]
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        box = self._picture_box(side)
        painter.drawImage(box, picture(self.face.pixels(current(), values)[0]))
        painter.setPen(QPen(QColor(current().line), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _picture_box(self, side: QRectF) -> QRectF:
        high = px(_PICTURE)
        wide = high / max(self.face.ratio, 1e-6)
        return QRectF(round(side.left()), round(side.top() + self._side.height + px(6)), min(wide, side.width()), high)

    def _spot(self, index: int | None) -> Spot | None:
        if index is None or not np.isfinite(self._places[index]).all():
            return None
        x, y = self._places[index].tolist()
        return Spot((x, y), int(self._kinds[index]))

    def _card(self, index: int) -> list[CardRow]:
        share, row = self.points.sample(index)
        rows = [CardRow(f"{'training' if share == 'train' else share} row", numbers.count(row))]
        if self.marks.names:
            rows.append(CardRow("class", self.marks.names[self._labels[index]], strong=True))
        if self._made is not None:
            names = ("first", "second") if self._made.chart.explained else ("unit 0", "unit 1")
            values = self._made.places[index].tolist()
            rows += [CardRow(name, numbers.weight(value)) for name, value in zip(names, values, strict=False)]
        return rows

    # Reading.

    def hover(self, pointer: QPointF | None) -> bool:  # noqa: D102
        before, self._near = self._near, None if pointer is None else self._index_at(pointer)
        return before != self._near

    def sample_at(self, pointer: QPointF) -> Sample | None:  # noqa: D102
        index = self._index_at(pointer)
        return None if index is None else self.points.sample(index)

    def _index_at(self, pointer: QPointF) -> int | None:
        if self._made is None or not self._plan.plot.contains(pointer) or not len(self._places):
            return None
        index, distance = nearest(self._places, pointer)
        return index if distance <= px(REACH) else None
