"""Draws inputs that are no maps: how named values are spread, and the pixels of a picture."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from nnviz.arrays import Array
from ui.panels.network.block import Block
from ui.panels.network.box import Box
from ui.panels.network.curves import Floats
from ui.panels.network.paint_units import pixmap_of
from ui.panels.network.text import rectangle
from ui.theme import Theme, colour, mix
from ui.theme.colour_maps import Pixels


@lru_cache(maxsize=8)
def _grey(surface: str, ink: str) -> Pixels:
    return np.array([0xFF000000 | int(mix(ink, surface, k / 255.0)[1:], 16) for k in range(256)], np.uint32)


def grey_picture(values: Array, largest: float, theme: Theme) -> QPixmap:
    """Return a sample's picture, values of shape (rows, columns): 0 is the surface, the data's largest value is ink."""
    table = _grey(theme.surface, theme.ink)
    share = np.clip(values / largest if largest > 0.0 else values * 0.0, 0.0, 1.0)
    return pixmap_of(table[np.rint(share * 255.0).astype(np.intp)][np.newaxis])


def draw_picture(painter: QPainter, picture: QPixmap | None, block: Block, theme: Theme) -> None:
    """Draw a sample's pixels with lines between them and a frame around."""
    box, fold = block.units_box, block.fold
    if picture is not None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawPixmap(rectangle(box), picture, QRectF(picture.rect()))
    lines, frame = QPainterPath(), QPainterPath()
    if fold.width >= 4.0:
        for column in range(1, fold.columns):
            x = box.x + column * fold.pitch_x
            lines.moveTo(x, box.y)
            lines.lineTo(x, box.bottom)
        for row in range(1, fold.rows):
            y = box.y + row * fold.pitch_y
            lines.moveTo(box.x, y)
            lines.lineTo(box.right, y)
    frame.addRect(rectangle(box).adjusted(-0.5, -0.5, 0.5, 0.5))
    painter.strokePath(lines, QPen(QColor(theme.grid), theme.lines.grid))
    painter.strokePath(frame, QPen(QColor(theme.axis), 1.0))


def draw_histograms(painter: QPainter, boxes: list[Box], spread: Array, places: Floats | None, theme: Theme) -> None:
    """Draw how each input is spread, and a line where the sample's value lies."""
    bars, marks = QPainterPath(), QPainterPath()
    for unit, box in enumerate(boxes):
        wide, floor, high = (box.w - 4.0) / spread.shape[1], box.bottom - 2.0, box.h - 5.0
        for k, share in enumerate(spread[unit].tolist()):
            bars.addRect(QRectF(box.x + 2.0 + k * wide, floor - share * high, wide, share * high))
        if places is not None:
            x = box.x + 2.0 + float(places[unit]) * (box.w - 4.0)
            marks.addRect(QRectF(x - 1.0, box.y + 2.0, 2.0, box.h - 4.0))
    painter.fillPath(bars, colour(theme.axis, 0.55))
    painter.fillPath(marks, QColor(theme.ink))
