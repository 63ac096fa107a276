"""Small maps of the other runs, each under its run's marker and name."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from ui.panels.output.plane_work import Floats, PlaneMap
from ui.panels.output.text import draw_text, text_width
from ui.plotting import primitives
from ui.theme import current, draw_run_marker, picture, px, run_style

SMALLEST = 30
HEAD = 20
"""Pixels above a map for its run's name, at 100 %."""
_GAP = 8
_LARGEST = 180
_MARKER = 15
"""From a head's left edge to the name."""
_LONGEST_NAME = 120
_SHORTEST_NAME = 44


class Tile(Struct, frozen=True, eq=False):
    """One run's map: its picture, and x and y of its lines in shares of the map, with NaN between them."""

    index: int
    name: str
    image: QImage
    line: tuple[Floats, Floats]


def tile_of(made: PlaneMap) -> Tile:
    """Make what is drawn of a map."""
    image = picture(made.pixels)
    # Without an alpha channel it is drawn twice as fast.
    image.reinterpretAsFormat(QImage.Format.Format_RGB32)
    return Tile(made.index, made.name, image, made.line)


class TilePlaces(Struct, frozen=True):
    """Where small maps stand.

    Attributes
    ----------
    boxes : tuple of QRectF
        Squares with a head of 20 px above each; fewer than the maps where the spaces are small.
    head : float
        How wide each head is: all of them have room for a name, or none and then a marker alone.
    """

    boxes: tuple[QRectF, ...] = ()
    head: float = 0.0


def place_tiles(spaces: Sequence[QRectF], names: Sequence[str], *, from_top: bool) -> TilePlaces:
    """Place one small map for each name, as large as possible in the best of some spaces.

    Names come before size: whole ones as long as the maps stay large enough to be seen, then shortened ones. Only where
    not even these fit do markers stand alone.

    Parameters
    ----------
    spaces : sequence of QRectF
    names : sequence of str
    from_top : bool
        Whether they start at the space's upper edge; else they end at its lower one.
    """
    if not names:
        return TilePlaces()
    whole = px(_MARKER) + min(max(text_width(name, "small") for name in names) + 1.0, float(px(_LONGEST_NAME)))
    for head in (whole, min(whole, float(px(_MARKER) + px(_SHORTEST_NAME))), 0.0):
        boxes = _boxes(spaces, len(names), head, from_top)
        if boxes:
            return TilePlaces(boxes, head)
    for shown in range(len(names) - 1, 0, -1):
        boxes = _boxes(spaces, shown, 0.0, from_top)
        if boxes:
            return TilePlaces(boxes)
    return TilePlaces()


def _boxes(spaces: Sequence[QRectF], count: int, head: float, from_top: bool) -> tuple[QRectF, ...]:
    """Return the squares of so many maps below heads of a width; none where they would be too small."""
    side, columns, space = 0.0, 1, QRectF()
    for offered in spaces:
        largest, per_row = _largest(offered, count, head)
        # The first space is the better place; another one must be worth it.
        if largest > 1.2 * side:
            side, columns, space = largest, per_row, offered
    if side < px(SMALLEST):
        return ()
    rows = -(-count // columns)
    high = rows * (px(HEAD) + side) + (rows - 1) * px(_GAP)
    top = space.top() if from_top else space.bottom() - high
    across, down = max(side, head) + px(_GAP), side + px(_GAP) + px(HEAD)
    return tuple(
        QRectF(space.left() + (k % columns) * across, top + px(HEAD) + (k // columns) * down, side, side)
        for k in range(count)
    )


def _largest(space: QRectF, count: int, head: float) -> tuple[float, int]:
    """Return the largest side of so many squares in a space, and how many stand in a row."""
    best = 0.0, 1
    for columns in range(1, count + 1):
        rows = -(-count // columns)
        wide = (space.width() - (columns - 1) * px(_GAP)) / columns
        high = (space.height() - rows * px(HEAD) - (rows - 1) * px(_GAP)) / rows
        if wide >= head:
            best = max(best, (min(wide, high, float(px(_LARGEST))), columns))
    return best


def draw_tiles(painter: QPainter, tiles: Sequence[Tile], places: TilePlaces, line: QPen) -> None:
    """Draw the maps into their boxes, with heads.

    Where there are fewer boxes than maps, the last box says how many are missing.
    """
    theme, boxes = current(), places.boxes
    thinner = QPen(line)
    thinner.setWidthF(max(1.0, 0.7 * line.widthF()))
    missing = len(tiles) - len(boxes) + 1 if len(tiles) > len(boxes) else 0
    if missing and boxes:
        draw_text(painter, f"+{missing}", boxes[-1], "small", theme.ink3, centred=True)
        boxes = boxes[:-1]
    for tile, box in zip(tiles, boxes, strict=False):
        top = box.top() - px(HEAD)
        draw_run_marker(painter, run_style(tile.index), theme, QPointF(box.left() + px(5), top + px(18) / 2), px(9))
        if places.head:
            room = QRectF(box.left() + px(_MARKER), top, max(places.head, box.width()) - px(_MARKER), px(18))
            # Variants often differ in their last word or number.
            draw_text(painter, tile.name, room, "small", theme.ink2, is_name=True)
        draw_map(painter, tile, box, thinner)
        painter.setPen(QPen(QColor(theme.line), 1.0))
        painter.setBrush(QColor(0, 0, 0, 0))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))


def draw_map(painter: QPainter, tile: Tile, box: QRectF, line: QPen) -> None:
    """Draw a map whose outermost pixels' centres lie on the box's edges, smoothly, and its lines."""
    image = tile.image
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(box, image, QRectF(0.5, 0.5, image.width() - 1.0, image.height() - 1.0))
    x, y = tile.line
    lines = primitives.curves(box.left() + box.width() * x, box.top() + box.height() * y)
    painter.save()
    painter.setClipRect(box)
    painter.strokePath(lines, line)
    painter.restore()
