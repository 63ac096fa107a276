"""Draws what training does to units: a band where sums come in normalised, dashes where activations drop out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath

from ui.panels.network.block import Block
from ui.panels.network.box import Box
from ui.panels.network.fold import SMALLEST_NODE
from ui.theme import Theme

BAND = 3.0
THIN_BAND = 2.0
CASING = 1.0
"""Of surface colour, between a sign and what the unit shows."""
PERIOD = 6.0
"""From one dash to the next; the part of it that is left out is the share that drops out."""
LEAST = 1.0


def draw_signs(painter: QPainter, block: Block, boxes: Sequence[Box], theme: Theme) -> None:
    """Draw the signs of all units of a column: normalised on the left, where links come in, dropped on the right.

    Tiles are pictures of weights, of which nothing must be hidden: one pair of signs stands beside all of them.
    """
    column = block.column
    if not (column.batch_norm or column.dropout):
        return
    wide = BAND if block.fold.width >= SMALLEST_NODE else THIN_BAND
    if block.is_one_object:
        boxes = [_beside(block.units_box)]
    casing, sign = QPainterPath(), QPainterPath()
    for box in boxes:
        if column.batch_norm:
            left = round(box.x)  # on whole pixels, or thin bands are grey
            casing.addRect(QRectF(left, box.y, wide + CASING, box.h))
            sign.addRect(QRectF(left, box.y, wide, box.h))
        if column.dropout:
            left = round(box.right - wide)
            casing.addRect(QRectF(left - CASING, box.y, wide + CASING, box.h))
            for top, height in dashes(box.h, column.dropout):
                sign.addRect(QRectF(left, box.y + top, wide, height))
    painter.fillPath(casing, QColor(theme.surface))
    painter.fillPath(sign, QColor(theme.ink3))


def signs_box(block: Block) -> Box:
    """Return what holds a column's units and their signs."""
    return _beside(block.units_box) if block.is_one_object else block.units_box


def _beside(box: Box) -> Box:
    """Return a box that is wider by a sign on either side, where its links end."""
    room = BAND + CASING
    return Box(box.x - room, box.y, box.w + 2.0 * room, box.h)


def dashes(length: float, dropout: float) -> list[tuple[float, float]]:
    """Return where dashes begin and how long they are: gaps take the share that drops out, as far as one can see it."""
    count = max(2, round(length / PERIOD))
    period = length / count
    dash = min(max(period * (1.0 - dropout), LEAST), period - LEAST)
    gap = period - dash
    return [(k * period + gap / 2.0, dash) for k in range(count)]
