"""Draws units: what each shows, its outline, its bias."""

from __future__ import annotations

import math
from collections.abc import Hashable
from functools import lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from nnviz.arrays import Array
from ui.panels.network.block import Block
from ui.panels.network.box import Box
from ui.panels.network.dead import Flags
from ui.panels.network.fold import SMALLEST_NODE, SMALLEST_TILE, TILE, TILE_GAP
from ui.panels.network.paint_signs import draw_signs, signs_box
from ui.panels.network.pixels import pixel_ratio, pixels_of
from ui.panels.network.stamps import Stamps
from ui.panels.network.text import draw_text, rectangle, text_width
from ui.plotting import primitives
from ui.plotting.kept_picture import KeptPicture, is_raster
from ui.theme import Theme, colour, painting, pen
from ui.theme.colour_maps import Pixels, signed_map

OUTLINE = 0.28
RADIUS = 4.0
TILE_RADIUS = 1.5
BIAS = 9.0
TILE_BIAS = 7.0
SMALL_BIAS = 6.0
TILE_BIAS_INSET = 4.0

Indices = npt.NDArray[np.intp]


def pixmap_of(pixels: Pixels) -> QPixmap:
    """Return opaque pixels of shape (units, rows, columns) as one picture, the units below each other."""
    units, rows, columns = pixels.shape
    data: Any = np.ascontiguousarray(pixels)
    # Without an alpha channel, so that scaling has one thing less to do.
    return QPixmap.fromImage(QImage(data.data, columns, units * rows, 4 * columns, QImage.Format.Format_RGB32))


class Units:
    """One column's units in their places; what only depends on those is made once."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.boxes = block.boxes()
        self._stamps = Stamps(np.array([(box.cx, box.cy) for box in self.boxes]))
        places = [self._bias_place(unit) for unit in range(len(self.boxes))]
        self._bias_size = places[0][1]
        self._bias_centres = [centre for centre, _ in places]
        self._discs = Stamps(np.array([centre.toTuple() for centre in self._bias_centres]))
        self._frames = KeptPicture()
        self._picture: QPixmap | None = None
        self._rows = 1
        self._path: QPainterPath | None = None

    def show_pixels(self, pixels: Pixels) -> None:
        """Show pictures of shape (units, rows, columns)."""
        self._picture, self._rows = pixmap_of(pixels), pixels.shape[1]

    def show_curves(self, curves: Array) -> None:
        """Show one curve a unit, shape (units, points), from -1 to 1; NaN where there is nothing to draw."""
        fold = self.block.fold
        # Every third point does for a small square.
        curves = curves[: len(self.boxes), :: 1 if fold.width >= 48.0 else 3]
        boxes = self.boxes[: len(curves)]
        share = np.linspace(0.0, 1.0, curves.shape[1])
        x = np.array([box.x for box in boxes])[:, np.newaxis] + 1.0 + share * (fold.width - 2.0)
        y = np.array([box.cy for box in boxes])[:, np.newaxis] - curves * (fold.height / 2.0 - 3.0)
        # NaN parts one unit's curve from the next.
        x, y = (np.pad(values, ((0, 0), (0, 1)), constant_values=np.nan).ravel() for values in (x, y))
        self._path = primitives.curves(x, y)

    def draw(self, painter: QPainter, theme: Theme) -> None:
        """Draw what the units show."""
        if self._picture is not None:
            self._draw_picture(painter, self._picture)
        elif self._path is not None:
            zero = QPainterPath()
            for box in self.boxes:
                zero.moveTo(box.x + 1.0, box.cy)
                zero.lineTo(box.right - 1.0, box.cy)
            painter.strokePath(zero, pen(theme.grid, theme.lines.grid))
            painter.strokePath(self._path, QPen(QColor(theme.ink), 0.75 * theme.lines.curve))

    def _draw_picture(self, painter: QPainter, picture: QPixmap) -> None:
        part = picture.width(), self._rows
        units = min(len(self.boxes), picture.height() // self._rows)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.block.column.face == "map")
        if is_raster(painter):
            corners = np.zeros((units, 2))
            corners[:, 1] = np.arange(units) * self._rows
            self._stamps.draw(painter, picture, corners, part, (self.block.fold.width, self.block.fold.height))
            return
        for unit in range(units):
            # Cut out, since an SVG takes a picture as a whole.
            own = picture.copy(0, unit * self._rows, *part)
            painter.drawPixmap(rectangle(self.boxes[unit]), own, QRectF(own.rect()))

    def draw_frames(self, painter: QPainter, dead: Flags | None, broken: Flags | None, theme: Theme) -> None:
        """Round the corners of what was drawn and outline it; dead units are empty, broken ones are hatched."""
        empty, hatched = (_places(flags, len(self.boxes)) for flags in (dead, broken))
        key: Hashable = theme.name, empty, hatched
        box = pixels_of(signs_box(self.block).grown(1.0))
        draw = partial(self._draw_frames, dead=empty, broken=hatched, theme=theme)
        self._frames.paint(painter, box, "transparent", key, draw)

    def _draw_frames(self, painter: QPainter, dead: tuple[int, ...], broken: tuple[int, ...], theme: Theme) -> None:
        for unit in broken:
            area = rectangle(self.boxes[unit])
            painter.fillRect(area, QColor(theme.surface))
            painter.fillRect(area, QBrush(QColor(theme.error), Qt.BrushStyle.BDiagPattern))
        fold = self.block.fold
        tight = fold.is_folded or fold.gap < 2 * TILE_GAP or fold.width < SMALLEST_NODE
        radius = min(TILE_RADIUS if tight else RADIUS, fold.width / 4.0)
        outlines, corners = QPainterPath(), QPainterPath()
        corners.setFillRule(Qt.FillRule.OddEvenFill)
        for box in self.boxes:
            area = rectangle(box)
            outlines.addRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            corners.addRect(area)
            corners.addRoundedRect(area, radius, radius)
        painter.fillPath(corners, QColor(theme.surface))
        painter.strokePath(outlines, QPen(colour(theme.ink, OUTLINE), 1.0))
        draw_signs(painter, self.block, self.boxes, theme)
        fits = text_width("dead", "tick") + 2.0 <= fold.width
        for unit in dead:
            box = self.boxes[unit]
            painter.fillRect(rectangle(box), QColor(theme.surface))
            painter.setPen(pen(theme.axis, 1.0, (3.0, 2.0)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rectangle(box).adjusted(0.5, 0.5, -0.5, -0.5))
            if fits:
                draw_text(painter, "dead", box, "tick", theme.ink3, "centre")

    def draw_biases(self, painter: QPainter, places: Indices, theme: Theme) -> None:
        """Draw each unit's bias as a disc on its lower left corner, of a colour at a place of the signed map."""
        places = places[: len(self.boxes)]
        if not is_raster(painter):
            for unit, place in enumerate(places.tolist()):
                self.draw_bias(painter, unit, place, theme)
            return
        ratio = pixel_ratio(painter)
        discs = _disc_row(theme, self._bias_size, ratio)
        cell = discs.height()
        corners = np.zeros((len(places), 2))
        corners[:, 0] = places * cell
        self._discs.draw(painter, discs, corners, (cell, cell), (cell / ratio, cell / ratio))

    def draw_bias(self, painter: QPainter, unit: int, place: int, theme: Theme) -> None:
        """Draw the disc of one unit."""
        _draw_disc(painter, self._bias_centres[unit], self._bias_size, int(signed_map(theme).table[place]), theme)

    def _bias_place(self, unit: int) -> tuple[QPointF, float]:
        """Return the middle and the diameter of a unit's disc."""
        box: Box = self.boxes[unit]
        if self.block.fold.is_folded:
            # Inside, because the next tile begins two pixels farther.
            size = TILE_BIAS if box.w >= TILE else SMALL_BIAS
            return QPointF(box.x + TILE_BIAS_INSET, box.bottom - TILE_BIAS_INSET), size
        size = BIAS if max(box.w, box.h) >= SMALLEST_TILE else TILE_BIAS
        return QPointF(box.x + 1.0, box.bottom - 1.0), size


def _places(flags: Flags | None, most: int) -> tuple[int, ...]:
    return () if flags is None or not flags.any() else tuple(np.flatnonzero(flags[:most]).tolist())


def _draw_disc(painter: QPainter, centre: QPointF, size: float, pixel: int, theme: Theme) -> None:
    painter.setPen(QPen(QColor(theme.axis), 1.0))
    painter.setBrush(QColor.fromRgb(pixel))
    painter.drawEllipse(centre, size / 2.0, size / 2.0)


@lru_cache(maxsize=8)
def _disc_row(theme: Theme, size: float, ratio: float) -> QPixmap:
    """Return a disc of every colour of the signed map, side by side in square cells of an even number of pixels."""
    cell = 2 * math.ceil((size / 2.0 + 1.0) * ratio)
    table = signed_map(theme).table.tolist()
    row = QPixmap(cell * len(table), cell)
    row.fill(Qt.GlobalColor.transparent)
    with painting(row) as painter:
        painter.scale(ratio, ratio)
        for place, pixel in enumerate(table):
            _draw_disc(painter, QPointF((place + 0.5) * cell / ratio, 0.5 * cell / ratio), size, pixel, theme)
    return row
