"""Draws units: what each shows, its outline, its bias."""

from __future__ import annotations

import numpy as np
from pyqtgraph.functions import arrayToQPath
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen

from nnviz.arrays import Array
from ui.panels.network.block import Block
from ui.panels.network.curves import Floats
from ui.panels.network.dead import Flags
from ui.panels.network.faces import Faces, fold_pixels
from ui.panels.network.fold import SMALLEST_NODE, SMALLEST_TILE, TILE, TILE_GAP
from ui.panels.network.text import draw_text, rectangle, text_width
from ui.theme import Theme, colour, pen
from ui.theme.colour_maps import Pixels, signed_map

OUTLINE = 0.28
RADIUS = 4.0
TILE_RADIUS = 1.5
BIAS = 9.0
TILE_BIAS = 7.0
SMALL_BIAS = 6.0


def image_of(pixels: Pixels) -> QImage:
    """Return opaque pixels of shape (units, rows, columns) as one picture, the units below each other."""
    units, rows, columns = pixels.shape
    data = np.ascontiguousarray(pixels)
    # Without an alpha channel, so that scaling has one thing less to do; a copy, so that it owns its memory.
    return QImage(data.data, columns, units * rows, 4 * columns, QImage.Format.Format_RGB32).copy()


class UnitPaths:
    """The outlines of one column's units, made once."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.boxes = block.boxes()
        tight = block.fold.is_folded or block.fold.gap < 2 * TILE_GAP or block.fold.width < SMALLEST_NODE
        radius = min(TILE_RADIUS if tight else RADIUS, block.fold.width / 4.0)
        self.outlines, self._corners = QPainterPath(), QPainterPath()
        self._corners.setFillRule(Qt.FillRule.OddEvenFill)
        for box in self.boxes:
            area = rectangle(box)
            self.outlines.addRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            self._corners.addRect(area)
            self._corners.addRoundedRect(area, radius, radius)

    def draw_outlines(self, painter: QPainter, theme: Theme) -> None:
        """Round the corners of what was drawn, and outline it."""
        painter.fillPath(self._corners, QColor(theme.surface))
        painter.strokePath(self.outlines, QPen(colour(theme.ink, OUTLINE), 1.0))

    def draw_image(self, painter: QPainter, image: QImage, rows: int, smooth: bool) -> None:
        """Draw each unit's part of a picture in which the units stand below each other."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        width = float(image.width())
        for unit, box in enumerate(self.boxes[: image.height() // rows]):
            painter.drawImage(rectangle(box), image, QRectF(0.0, float(unit * rows), width, float(rows)))

    def draw_curves(self, painter: QPainter, curves: Array, theme: Theme) -> None:
        """Draw each unit's curve over a zero line."""
        fold = self.block.fold
        zero, heights = QPainterPath(), np.array([box.cy for box in self.boxes[: len(curves)]])
        for y in heights.tolist():
            zero.moveTo(self.block.x + 1.0, y)
            zero.lineTo(self.block.x + fold.width - 1.0, y)
        painter.strokePath(zero, pen(theme.grid, theme.lines.grid))
        # Every third point does for a small square.
        curves = curves if fold.width >= 48.0 else curves[:, ::3]
        room = fold.height / 2.0 - 3.0
        share = np.linspace(0.0, 1.0, curves.shape[1])
        left = np.array([box.x for box in self.boxes[: len(curves)]]) + 1.0
        x = left[:, np.newaxis] + share * (fold.width - 2.0)
        y = heights[:, np.newaxis] - curves * room
        # NaN parts one unit's curve from the next.
        x, y = (np.pad(values, ((0, 0), (0, 1)), constant_values=np.nan).ravel() for values in (x, y))
        painter.strokePath(arrayToQPath(x, y, connect="finite"), QPen(QColor(theme.ink), 0.75 * theme.lines.curve))

    def draw_histograms(self, painter: QPainter, spread: Array, places: Floats | None, theme: Theme) -> None:
        """Draw how each input is spread, and a line where the sample's value lies."""
        bars, marks = QPainterPath(), QPainterPath()
        for unit, box in enumerate(self.boxes):
            wide, floor, high = (box.w - 4.0) / spread.shape[1], box.bottom - 2.0, box.h - 5.0
            for k, share in enumerate(spread[unit].tolist()):
                bars.addRect(QRectF(box.x + 2.0 + k * wide, floor - share * high, wide, share * high))
            if places is not None:
                x = box.x + 2.0 + float(places[unit]) * (box.w - 4.0)
                marks.addRect(QRectF(x - 1.0, box.y + 2.0, 2.0, box.h - 4.0))
        painter.fillPath(bars, colour(theme.axis, 0.55))
        painter.fillPath(marks, QColor(theme.ink))

    def draw_dead(self, painter: QPainter, dead: Flags, theme: Theme) -> None:
        """Draw dead units: empty, with a dashed outline, and the word where there is room for it."""
        fits = text_width("dead", "tick") + 2.0 <= self.block.fold.width
        for unit in np.flatnonzero(dead[: len(self.boxes)]).tolist():
            box = self.boxes[unit]
            painter.fillRect(rectangle(box), QColor(theme.surface))
            painter.setPen(pen(theme.axis, 1.0, (3.0, 2.0)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rectangle(box).adjusted(0.5, 0.5, -0.5, -0.5))
            if fits:
                draw_text(painter, "dead", box, "tick", theme.ink3, "centre")

    def draw_broken(self, painter: QPainter, broken: Flags, theme: Theme) -> None:
        """Hatch units whose answers are not finite."""
        for unit in np.flatnonzero(broken[: len(self.boxes)]).tolist():
            area = rectangle(self.boxes[unit])
            painter.fillRect(area, QColor(theme.surface))
            painter.fillRect(area, QBrush(QColor(theme.error), Qt.BrushStyle.BDiagPattern))

    def draw_biases(self, painter: QPainter, levels: Floats, theme: Theme, only: int | None = None) -> None:
        """Draw each unit's bias as a disc on its lower left corner, or that of one unit."""
        table = signed_map(theme).table
        middle = len(table) // 2
        places = np.rint(levels[: len(self.boxes)] * middle).astype(int) + middle
        painter.setPen(QPen(QColor(theme.axis), 1.0))
        for unit, pixel in enumerate(table[places].tolist()):
            if only is None or unit == only:
                centre, size = self.bias_place(unit)
                painter.setBrush(QColor.fromRgb(pixel))
                painter.drawEllipse(centre, size / 2.0, size / 2.0)

    def bias_place(self, unit: int) -> tuple[QPointF, float]:
        """Return the middle and the diameter of a unit's disc."""
        box = self.boxes[unit]
        if self.block.fold.is_folded:
            # Inside, because the next tile begins two pixels farther.
            size = TILE_BIAS if box.w >= TILE else SMALL_BIAS
            inset = size / 2.0 + 0.5
            return QPointF(box.x + inset, box.bottom - inset), size
        size = BIAS if max(box.w, box.h) >= SMALLEST_TILE else TILE_BIAS
        return QPointF(box.x + 1.0, box.bottom - 1.0), size


def weight_image(faces: Faces, before: Block, theme: Theme) -> tuple[QImage, int]:
    """Return incoming weights laid out like the column before, and how many rows each unit has."""
    assert faces.pixels is not None
    fan_in = faces.pixels.shape[2]
    columns = int(np.ceil(np.sqrt(fan_in))) if before.fold.hidden else before.fold.columns
    rows = -(-fan_in // columns)
    folded = fold_pixels(faces.pixels, rows, columns, int(signed_map(theme).table[len(signed_map(theme).table) // 2]))
    return image_of(folded), rows
