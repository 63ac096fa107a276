"""A walk through an autoencoder's latent layer: what the decoder makes of numbers that no sample ever had."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from ui.frame import Frame, RunView
from ui.panels.base import Computation
from ui.panels.output.autoencoder.bars import draw_bars
from ui.panels.output.autoencoder.faces import Face, rate_for
from ui.panels.output.autoencoder.latent_work import axis_names, latent_of
from ui.panels.output.autoencoder.walk_plan import WalkPlan, plan_walk
from ui.panels.output.autoencoder.walk_work import MOST_STRIPES, Walk, compute_walk, within
from ui.panels.output.points import Points, Sample
from ui.panels.output.view import View
from ui.plotting.axes import Axis, PlotArea, draw_long_names, draw_tick_labels, left_margin
from ui.plotting.kept_picture import KeptPicture
from ui.theme import current, picture, px

_LIVELY = 30.0


class WalkView(View):
    """The decoder's answer at a place that two sliders choose, on a map of its answers everywhere."""

    label = "Walk"
    tooltip = "Choose latent numbers, and see what the decoder makes of them"

    def __init__(self, run: RunView, runs: Sequence[RunView]) -> None:
        super().__init__(run, runs)
        self.points = Points.choose(run.assembly.data)
        self.face = Face.of(run.assembly)
        self.place: tuple[float, ...] | None = None
        """The place that was chosen; None until somebody does."""
        self._plan = WalkPlan(QRectF(), (2, 2), QRectF(), QRect())
        self._walk: Walk | None = None
        self._map, self._picture = QImage(), QImage()
        self._kept = KeptPicture()
        self._version_of_map = 0
        self._moving = False
        self._held = False

    @property
    def sentence(self) -> str:  # noqa: D102
        _, layer = latent_of(self.run.assembly)
        if layer.fan_out <= 2:
            return f"What the decoder answers to numbers that you choose in place of {layer.name}"
        words = "along the two directions in which the codes differ most"
        return f"What the decoder answers {words}, from their mean"

    @property
    def results_per_second(self) -> float:  # noqa: D102
        return _LIVELY if self._moving else rate_for(len(self.points.rows), self.run.assembly)

    @property
    def walk(self) -> Walk | None:
        """What was computed last."""
        return self._walk

    @property
    def plan(self) -> WalkPlan:
        """Where things are."""
        return self._plan

    @property
    def axes(self) -> tuple[Axis, ...]:
        """What the map covers."""
        if self._walk is not None:
            return self._walk.axes
        return tuple(Axis(-1.0, 1.0, name) for name in axis_names(self.run.assembly, ()))

    @property
    def chosen(self) -> tuple[float, ...]:
        """Where one is: the place that was chosen, else where the walk begins."""
        if self.place is not None:
            return within(self.axes, self.place)
        return self._walk.place if self._walk is not None else tuple(0.0 for _ in self.axes)

    @property
    def plot(self) -> PlotArea:
        """The map's rectangle and axes."""
        x, *others = self.axes
        return PlotArea(self._plan.map, x, others[0] if others else Axis(0.0, 1.0))

    def choose(self, place: tuple[float, ...]) -> bool:
        """Go to another place. Returns whether it is another."""
        place = within(self.axes, place)
        if place == self.place:
            return False
        self.place, self._moving = place, True
        return True

    def drag(self, pointer: QPointF) -> bool:
        """Go to the place under the pointer, as near as the axes reach. Returns whether it is another."""
        across, up = self.plot.to_data(pointer)
        return self.choose((across, up)[: len(self.axes)])

    def grips(self, pointer: QPointF) -> bool:
        """Say whether the pointer is on the map."""
        return self._walk is not None and self._plan.map.contains(pointer)

    def rebase(self, run: RunView, runs: Sequence[RunView]) -> None:  # noqa: D102
        other = latent_of(run.assembly)[1].fan_out != latent_of(self.run.assembly)[1].fan_out
        super().rebase(run, runs)
        if other:
            self._walk = self.place = None

    def arrange(self) -> None:  # noqa: D102
        count = len(self.axes)
        left = left_margin(self.axes[1], self.size.height(), rotated_name=True) if count == 2 else 0
        self._plan = plan_walk(self.size, count, left, square=self.face.grey)

    def hold_axes(self, held: bool) -> None:  # noqa: D102
        self._held = held

    def computation(self, frame: Frame) -> Computation:  # noqa: D102
        assembly, theta, points, before = frame.run.assembly, frame.snapshot.theta, self.points, self._walk
        asked, tiles, face, theme, held = self.place, self._plan.tiles, self.face, current(), self._held
        self._moving = False

        def compute(cancelled: Callable[[], bool]) -> Walk | None:
            return compute_walk(assembly, theta, points, before, asked, tiles, face, theme, cancelled, held=held)

        return compute

    def show(self, result: Walk) -> QRect:  # noqa: D102
        if not result.codes.suits(self.run.assembly):
            return QRect()
        before, self._walk = self._walk, result
        if before is None or before.map is not result.map:
            self._map = picture(result.map)
            self._version_of_map += 1
        self._picture = picture(result.picture)
        if before is None or before.axes != result.axes:
            if not self.size.isEmpty():
                self.arrange()
            self.renew_base()
        return self.everywhere

    # Painting.

    def draw_base(self, painter: QPainter) -> None:  # noqa: D102
        plot, two = self.plot, len(self.axes) == 2
        draw_tick_labels(painter, plot, up=two)
        draw_long_names(painter, plot)

    def draw_data(self, painter: QPainter) -> None:  # noqa: D102
        theme, plan = current(), self._plan
        if self._walk is None:
            return
        key = theme.name, self._arranged, self._version_of_map
        self._kept.paint(painter, plan.map.toAlignedRect(), theme.surface, key, self._draw_map)
        self._draw_mark(painter)
        if self.face.grey:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            box = self.picture_box
            painter.drawImage(box, self._picture)
            painter.setPen(QPen(QColor(theme.line), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
        else:
            names = self.run.assembly.data.feature_labels
            shares = self.face.shares(self._walk.answer[np.newaxis])[0]
            draw_bars(painter, plan.picture, names, self._walk.answer.tolist(), shares.tolist())
        self.draw_words(painter, plan.map, broken=bool(np.isnan(self._walk.answer).all()))

    @property
    def picture_box(self) -> QRectF:
        """Where the large picture stands, in its proportions."""
        box, ratio = self._plan.picture, self.face.ratio
        wide = min(box.width(), box.height() / ratio)
        return QRectF(round(box.left()), round(box.top()), round(wide), round(wide * ratio))

    def _draw_map(self, painter: QPainter) -> None:
        theme, box, (columns, rows) = current(), self._plan.map, self._plan.tiles
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        if self.face.grey or self._map.width() <= columns * MOST_STRIPES:
            painter.drawImage(box, self._map)
        painter.setPen(QPen(QColor(theme.surface), float(px(3))))
        across, down = box.width() / columns, box.height() / rows
        lines = [
            QLineF(box.left() + k * across, box.top(), box.left() + k * across, box.bottom()) for k in range(1, columns)
        ]
        lines += [QLineF(box.left(), box.top() + k * down, box.right(), box.top() + k * down) for k in range(1, rows)]
        painter.drawLines(lines)
        painter.setPen(QPen(QColor(theme.line), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))

    def _draw_mark(self, painter: QPainter) -> None:
        """Mark the chosen place."""
        theme, plot, place = current(), self.plot, self.chosen
        up = place[1] if len(place) == 2 else 0.5
        x, y = plot.to_pixels(np.array([[place[0], up]]))[0].tolist()
        width = theme.lines.ring
        radius = px(7)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, thickness in ((theme.surface, width + 3.0), (theme.accent, width)):
            painter.setPen(QPen(QColor(colour), thickness))
            painter.drawEllipse(QPointF(x, y), radius, radius)

    # Reading.

    def hover(self, pointer: QPointF | None) -> bool:  # noqa: D102
        return False

    def sample_at(self, pointer: QPointF) -> Sample | None:  # noqa: D102
        return None
