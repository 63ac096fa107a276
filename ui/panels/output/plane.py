"""A map over two inputs, with the data's points on it: what decision regions and regression surfaces share."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPen

from ui.frame import Frame, RunView
from ui.panels.base import Computation
from ui.panels.output.comparable import comparable
from ui.panels.output.map_kind import MapKind
from ui.panels.output.marks import Marks, Spot, mark_size
from ui.panels.output.plan import Plan, plan_plot
from ui.panels.output.plane_work import Floats, Grids, PlaneMap, Request, affordable_resolution, compute_maps
from ui.panels.output.points import Points, Sample, all_of, nearest, row_of
from ui.panels.output.ranges import hold, plane_axes
from ui.panels.output.response import Response, responding_unit
from ui.panels.output.response_work import ScaleInputs, coloured, compute_with_response
from ui.panels.output.side import CardRow, Side, draw_card, draw_probe, draw_side
from ui.panels.output.tiles import Tile, TilePlaces, draw_map, draw_tiles, place_tiles, tile_of
from ui.plotting.axes import Axis, PlotArea, bottom_margin, draw_names, draw_tick_labels, has_long_names, left_margin
from ui.plotting.kept_picture import KeptPicture
from ui.theme import current, px

Kinds = npt.NDArray[np.intp]

REACH = 9
"""How near to a point, in pixels, a click must be."""


class PlaneView(MapKind):
    """One network's answers over the plane of two inputs.

    Parameters
    ----------
    run : RunView
        The chosen run.
    runs : sequence of RunView
        All runs; those that learn the same kind of thing are shown small.
    """

    def __init__(self, run: RunView, runs: Sequence[RunView]) -> None:
        super().__init__(run, runs)
        data = run.assembly.data
        self.points = Points.choose(data)
        self._raw = self.points.pick_of(data, "raw")
        self._axes = plane_axes(np.concatenate(all_of(data, "raw")), data.raw_names)
        self._grids = Grids(*self._axes)
        self._scale_inputs = ScaleInputs()
        self._plan = Plan(QRectF())
        self._side = self._output_side = Side(None, ())
        self._tile_places = TilePlaces()
        self._maps: list[PlaneMap] = []
        self._tiles: list[Tile] = []
        self._comparable: set[int] = set()
        self._pointer: QPointF | None = None
        self._near: int | None = None
        self._card: list[CardRow] = []
        self._probe = math.nan
        self._words = ""
        self.marks = Marks(self.mark_styles)
        self._points = KeptPicture()
        self.kinds: Kinds = self.mark_kinds()

    @property
    def sentence(self) -> str:  # noqa: D102
        # Where there is no room for a card, what is read at the pointer.
        return self._words or (self.response.sentence if self.response is not None else self.output_sentence)

    @property
    def response(self) -> Response | None:
        """The unit whose response is shown in the large map, None where that shows the network's answers."""
        return self._maps[0].response if self._maps else None

    # Geometry.

    @property
    def plot(self) -> PlotArea:
        """The plot's rectangle and axes."""
        return PlotArea(self._plan.plot, *self._axes)

    @property
    def maps(self) -> list[PlaneMap]:
        """What was computed last: the chosen run's map first."""
        return self._maps

    @property
    def places(self) -> Floats:
        """Where the points are drawn, shape (m, 2)."""
        return self._places

    @property
    def tile_boxes(self) -> tuple[QRectF, ...]:
        """Where the small maps of the other runs are."""
        return self._tile_places.boxes

    @property
    def opaque(self) -> QRect:  # noqa: D102
        box = self._plan.plot
        if not self._maps or self._maps[0].blank == 1.0:
            return QRect()
        left, top = math.ceil(box.left()), math.ceil(box.top())
        return QRect(left, top, math.floor(box.right()) - left, math.floor(box.bottom()) - top)

    def arrange(self) -> None:  # noqa: D102
        self._side = self._output_side = self.make_side()
        self._adapt_side()
        mine = self.run.assembly
        self._comparable = {other.index for other in self.runs if comparable(other.assembly, mine)} - {self.run.index}
        maps = len(self._comparable)
        long, side = has_long_names(*self._axes), self._output_side.height
        left = left_margin(self._axes[1], self.size.height(), long)
        self._plan = plan_plot(self.size, left, bottom_margin(long), side, square=True, maps=maps)
        self._place_tiles()
        self._places = self.plot.to_pixels(self._raw)

    def _adapt_side(self) -> None:
        """Let the colour key say what the large map shows."""
        response = self.response
        self._side = self._output_side if response is None else self._output_side.with_key(response.key(), 3)

    def _place_tiles(self) -> None:
        names = [tile.name for tile in self._tiles[1:]]
        self._tile_places = place_tiles(self._plan.rest, names, from_top=self._plan.stacked)

    # While points are drawn.

    def keep_axes(self, axes: tuple[Axis, Axis]) -> None:
        """Show another part of the plane than the data ask for, where all of them lie in it."""
        if axes != self._axes and hold(axes, self._raw):
            self._axes, self._grids, self.size = axes, Grids(*axes), QSize()

    def show_instead(self, raw: Floats, kinds: Kinds) -> None:
        """Draw other points than those of the data, shape (n, 2), and of which style each is."""
        self._raw, self.kinds = raw, kinds
        self._places = self.plot.to_pixels(raw)
        self._arranged += 1

    def show_own(self) -> None:
        """Draw the data's points again."""
        data = self.run.assembly.data
        self.show_instead(self.points.pick_of(data, "raw"), self.mark_kinds())

    # Results.

    def computation(self, frame: Frame) -> Computation:  # noqa: D102
        # While training, a map lives for a tenth of a second; at rest it is as fine as the eye can tell.
        cell = 3.0 if frame.playing else 2.0
        fine = round(min(max(self._plan.plot.width() / cell, 60.0), 160.0) / 8.0) * 8
        run = frame.run
        size = run.assembly.network.size
        requests = [Request(run.index, run.name, run.assembly, frame.snapshot.theta, affordable_resolution(fine, size))]
        for other, snapshot in frame.visible_runs:
            if other.index in self._comparable and self._plan.rest:
                coarse = affordable_resolution(56, other.assembly.network.size)
                requests.append(Request(other.index, other.name, other.assembly, snapshot.theta, coarse))
        self.wanted = responding_unit(frame)
        if self.wanted is not None:
            work, scale = self.work(), self._scale_inputs
            return partial(compute_with_response, requests, self._grids, work, self.wanted, scale, current())
        return partial(compute_maps, requests, self._grids, *self.work())

    def adopt(self, frame: Frame) -> bool:  # noqa: D102
        self.wanted = responding_unit(frame)
        return super().adopt(frame)

    def show(self, result: list[PlaneMap]) -> QRect:  # noqa: D102
        # Beside the plot there are other runs' maps, and what the pointer reads.
        alone = len(self._maps) == len(result) == 1 and self._pointer is None
        names_before, key_before = [tile.name for tile in self._tiles[1:]], _key_of(self.response)
        self._maps = result
        if _key_of(self.response) != key_before:
            alone = False
            self._adapt_side()
            self.renew_base()
        self._tiles = [tile_of(made) for made in result]
        if [tile.name for tile in self._tiles[1:]] != names_before:
            self._place_tiles()
        self._read()
        return self._plan.plot.toAlignedRect() if alone else self.everywhere

    def restyle(self) -> None:  # noqa: D102
        super().restyle()
        if self._maps:
            _, colours, _ = self.work()
            theme = current()
            self._maps = [
                replace(
                    made, pixels=coloured(theme, made.response, made.values) if made.response else colours(made.values)
                )
                for made in self._maps
            ]
            self._tiles = [tile_of(made) for made in self._maps]

    # Painting.

    def draw_base(self, painter: QPainter) -> None:  # noqa: D102
        draw_tick_labels(painter, self.plot)
        draw_names(painter, self.plot)
        if self._plan.side is not None:
            draw_side(painter, self._side, self._plan.side)

    def draw_data(self, painter: QPainter) -> None:  # noqa: D102
        theme, box = current(), self._plan.plot
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        blank = self._maps[0].blank if self._maps else 0.0
        if self._maps and blank < 1.0:
            draw_map(painter, self._tiles[0], box, self.line_pen())
        size = self.mark_scale * mark_size(theme, box.width())
        key = (theme.name, size, self._arranged)
        self._points.paint(
            painter, box.toAlignedRect(), "transparent", key, lambda layer: self._draw_points(layer, size)
        )
        painter.save()
        painter.setClipRect(box)
        near = None if self._near is None else self._spot(self.points.sample(self._near))
        self.marks.paint_ringed(painter, size, chosen=self._spot(self.sample), near=near)
        painter.restore()
        draw_tiles(painter, self._tiles[1:], self._tile_places, self.line_pen())
        words = "blank: the answer is not a number" if blank else ""
        self.draw_words(painter, box, broken=blank == 1.0, otherwise=words)
        self._draw_reading(painter)

    def _draw_points(self, painter: QPainter, size: float) -> None:
        painter.save()
        painter.setClipRect(self._plan.plot)
        self.marks.paint(painter, self._places, self.kinds, size)
        painter.restore()

    def line_pen(self) -> QPen:
        """Return the pen for the map's lines."""
        theme = current()
        return QPen(QColor(theme.ink), theme.lines.boundary)

    def _spot(self, sample: Sample | None) -> Spot | None:
        data = self.run.assembly.data
        raw = row_of(sample, *all_of(data, "raw"))
        if sample is None or raw is None:
            return None
        x, y = self.plot.to_pixels(raw)[0].tolist()
        return Spot((x, y), self.kind_of(*sample))

    # Reading.

    def hover(self, pointer: QPointF | None) -> bool:  # noqa: D102
        before = self._pointer
        inside = pointer is not None and (self._plan.plot.contains(pointer) or self._tile_at(pointer) is not None)
        self._pointer = pointer if inside else None
        self._read()
        return before is not None or self._pointer is not None

    def sample_at(self, pointer: QPointF) -> Sample | None:  # noqa: D102
        if not self._plan.plot.contains(pointer):
            return None
        index, distance = nearest(self._places, pointer)
        return self.points.sample(index) if distance <= px(REACH) else None

    def _tile_at(self, pointer: QPointF) -> Tile | None:
        places = zip(self._tiles[1:], self.tile_boxes, strict=False)
        return next((tile for tile, box in places if box.contains(pointer)), None)

    def _read(self) -> None:
        """Ask the network at the pointer, with the parameters that the map shows."""
        self._card, self._probe, self._near, self._words = [], math.nan, None, ""
        pointer = self._pointer
        if pointer is None:
            return
        tile = self._tile_at(pointer)
        if tile is not None:
            self._words = tile.name
            return
        index, distance = nearest(self._places, pointer)
        self._near = index if distance <= px(REACH) else None
        place = self.plot.to_data(pointer)
        (x, y), (across, up) = self._axes, place
        position = [CardRow(f"{x.name}, {y.name}", f"{x.write(across)}, {y.write(up)}")]
        rows: list[CardRow] = []
        if self._maps:
            rows, self._probe = self.read_map(self._maps[0], np.array([place]))
            rows.append(self.near_row(index))
        self._card = [*position, *rows][: max(self._side.card_rows, 1)]
        if self._plan.side is None:
            self._words = "  ".join(f"{row.label} {row.value}" for row in self._card)

    def _draw_reading(self, painter: QPainter) -> None:
        if self._pointer is not None and self._card and self._plan.side is not None:
            draw_card(painter, self._side, self._plan.side, self._card)
            draw_probe(painter, self._side, self._plan.side, self._probe)


def _key_of(response: Response | None) -> Hashable:
    """Return what the colour key depends on."""
    return None if response is None else (response.unit, response.name, response.ends)
