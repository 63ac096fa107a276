"""Small maps of the other runs, each under its run's marker and name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from ui.panels.output.text import draw_text
from ui.theme import current, draw_run_marker, px, run_style

SMALLEST = 30
HEAD = 20
"""Pixels above a map for its run's name, at 100 %."""
_GAP = 8
_LARGEST = 180


@dataclass(frozen=True, eq=False)
class Tile:
    """One small map: its run, picture and lines."""

    index: int
    name: str
    image: QImage
    path: QPainterPath


def tile_boxes(spaces: Sequence[QRectF], count: int, *, from_top: bool) -> list[QRectF]:
    """Return one square for each small map, as large as possible in the best of some spaces.

    Parameters
    ----------
    spaces : sequence of QRectF
    count : int
        How many maps there are.
    from_top : bool
        Whether they start at the space's upper edge; else they end at its lower one.

    Returns
    -------
    list of QRectF
        Squares with a head of 20 px above each; fewer than `count` where the spaces are small.
    """
    for shown in range(count, 0, -1):
        side, columns, space = 0.0, 1, QRectF()
        for offered in spaces:
            largest, per_row = _largest(offered, shown)
            # The first space is the better place; another one must be worth it.
            if largest > 1.2 * side:
                side, columns, space = largest, per_row, offered
        if side >= px(SMALLEST):
            rows = -(-shown // columns)
            high = rows * (px(HEAD) + side) + (rows - 1) * px(_GAP)
            top = space.top() if from_top else space.bottom() - high
            across, down = side + px(_GAP), side + px(_GAP) + px(HEAD)
            return [
                QRectF(space.left() + (k % columns) * across, top + px(HEAD) + (k // columns) * down, side, side)
                for k in range(shown)
            ]
    return []


def _largest(space: QRectF, count: int) -> tuple[float, int]:
    """Return the largest side of so many squares in a space, and how many stand in a row."""
    best = 0.0, 1
    for columns in range(1, count + 1):
        rows = -(-count // columns)
        wide = (space.width() - (columns - 1) * px(_GAP)) / columns
        high = (space.height() - rows * px(HEAD) - (rows - 1) * px(_GAP)) / rows
        best = max(best, (min(wide, high, float(px(_LARGEST))), columns))
    return best


def draw_tiles(painter: QPainter, tiles: Sequence[Tile], boxes: Sequence[QRectF], right: float, line: QPen) -> None:
    """Draw the maps into their boxes, with heads; a name may use the room up to the next map, or to `right`.

    Where there are fewer boxes than maps, the last box says how many are missing.
    """
    theme = current()
    thinner = QPen(line)
    thinner.setWidthF(max(1.0, 0.7 * line.widthF()))
    missing = len(tiles) - len(boxes) + 1 if len(tiles) > len(boxes) else 0
    if missing and boxes:
        draw_text(painter, f"+{missing}", boxes[-1], "small", theme.ink3, centred=True)
        boxes = boxes[:-1]
    for place, (tile, box) in enumerate(zip(tiles, boxes, strict=False)):
        head = QRectF(box.left(), box.top() - px(HEAD), box.width(), px(18))
        follows = place + 1 < len(boxes) and boxes[place + 1].top() == box.top()
        head.setRight(boxes[place + 1].left() - px(4) if follows else right)
        draw_run_marker(painter, run_style(tile.index), theme, QPointF(head.left() + px(5), head.center().y()), px(9))
        if head.width() > px(44):
            draw_text(painter, tile.name, head.adjusted(px(15), 0, 0, 0), "small", theme.ink2)
        draw_map(painter, tile.image, box)
        draw_path(painter, tile.path, box, thinner)
        painter.setPen(QPen(QColor(theme.line), 1.0))
        painter.setBrush(QColor(0, 0, 0, 0))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))


def draw_map(painter: QPainter, image: QImage, box: QRectF) -> None:
    """Draw a picture whose outermost pixels' centres lie on the box's edges, smoothly."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(box, image, QRectF(0.5, 0.5, image.width() - 1.0, image.height() - 1.0))


def draw_path(painter: QPainter, path: QPainterPath, box: QRectF, pen: QPen) -> None:
    """Draw lines given in shares of a box."""
    painter.save()
    painter.setClipRect(box)
    painter.setBrush(QColor(0, 0, 0, 0))
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.translate(box.topLeft())
    painter.scale(box.width(), box.height())
    painter.drawPath(path)
    painter.restore()
