"""Where everything is in a panel of any size: the plot, what stands beside it, and the other layers."""

from __future__ import annotations

import math
from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize

from ui.theme import px

INSET, TOP, BOTTOM = 12, 4, 8
LABEL_GAP = 7
SIDE_GAP = 16
TICKS, NAMES = 22, 15
"""The heights of the two lines below the plot: the ticks' labels, and what is measured."""
HEAD, FOOT = 44, 44
"""The heights of formulas above the plot, and of figures below it, where they do not stand beside it."""
LEAST_PLOT = 132
LEAST_SIDE_HEIGHT = 104
LEAST_NAMES_HEIGHT = 150
LEAST_HEAD_HEIGHT = 210
LEAST_FOOT_HEIGHT = 220
BARS_SHARE, BARS_SHARE_ALONE = 0.36, 0.5

LEAST_RIGHT, LEAST_BELOW = 680, 420
"""From this width on the other layers stand at the right, from this height on below."""
TILES_SHARES = (0.36, 0.42, 0.48)
"""The other layers' share of the room: the smallest in which all of them fit."""
TILE_GAP = 8
LEAST_TILE = (128, 76)
HIGHEST_TILE = 236
TILE_RATIO = 0.75
TILES_HEAD = 20


class Tiles(Struct, frozen=True):
    """Where the small pictures of all layers are.

    Attributes
    ----------
    region : QRectF
    boxes : tuple of QRectF
        One for each layer that has room.
    columns : int
    """

    region: QRectF
    boxes: tuple[QRectF, ...]
    columns: int


class Plan(Struct, frozen=True):
    """One arrangement.

    Attributes
    ----------
    main : QRectF
        The room for the layer that is shown large.
    curve, bars : QRectF
        Where f and the histogram are, one above the other.
    side, head, foot : QRectF or None
        Formulas and figures stand in `side`, else in `head` and `foot`, as far as there is room.
    names : bool
        Whether there is room for what the axes measure.
    tiles : Tiles or None
    """

    main: QRectF
    curve: QRectF
    bars: QRectF
    side: QRectF | None
    head: QRectF | None
    foot: QRectF | None
    names: bool
    tiles: Tiles | None

    @property
    def plot(self) -> QRectF:
        """From the top of the curve to the bottom of the bars."""
        return QRectF(self.curve.topLeft(), self.bars.bottomRight())


def arrange(
    size: QSize, labels: float, side_width: Callable[[float], float], layers: int, *, elementwise: bool
) -> Plan:
    """Arrange the panel.

    Parameters
    ----------
    size : QSize
    labels : float
        The width of the widest label at the left.
    side_width : callable
        Returns what formulas and figures need beside the plot, where both have a width together.
    layers : int
    elementwise : bool
        Whether there are curves to show above the histogram.
    """
    box, tiles = _divided(QRectF(0, 0, size.width(), size.height()), layers)
    left = box.left() + px(INSET) + math.ceil(labels) + px(LABEL_GAP)
    right = box.right() - px(INSET)
    side_left = right - math.ceil(side_width(box.width()))
    beside = side_left - px(SIDE_GAP) - left >= px(LEAST_PLOT) and box.height() >= px(LEAST_SIDE_HEIGHT)
    names = box.height() >= px(LEAST_NAMES_HEIGHT)
    top, bottom = box.top() + px(TOP), box.bottom() - px(BOTTOM)
    side = QRectF(side_left, top, right - side_left, bottom - top) if beside else None
    head = foot = None
    if not beside and box.height() >= px(LEAST_FOOT_HEIGHT):
        foot = QRectF(left, bottom - px(FOOT) + px(4), right - left, px(FOOT))
        bottom = foot.top()
    if not beside and box.height() >= px(LEAST_HEAD_HEIGHT):
        head = QRectF(left, top, right - left, px(HEAD))
        top = head.bottom() + px(4)
    if beside:
        right = side_left - px(SIDE_GAP)
    # The last line of words may reach a little into the margin.
    bottom -= px(TICKS) + (px(NAMES) if names else 0) - (px(BOTTOM) if foot is None else 0)
    high = max(1.0, bottom - top)
    bars_high = round(high * (BARS_SHARE if elementwise else BARS_SHARE_ALONE))
    gap = min(px(10), round(high * 0.07))
    wide = max(1.0, right - left)
    return Plan(
        box,
        QRectF(left, top, wide, max(1.0, high - bars_high - gap)),
        QRectF(left, bottom - bars_high, wide, max(1, bars_high)),
        side,
        head,
        foot,
        names,
        tiles,
    )


def _divided(box: QRectF, layers: int) -> tuple[QRectF, Tiles | None]:
    """Return the room for the chosen layer, and that for all layers where there is more than one and enough room."""
    wide, high = box.width(), box.height()
    at_right, below = wide >= px(LEAST_RIGHT), high >= px(LEAST_BELOW) and wide >= 2 * px(LEAST_TILE[0])
    if layers < 2 or not (at_right or below):
        return box, None
    at_right = at_right and (wide >= 1.15 * high or not below)
    found = None
    for share in TILES_SHARES:
        if at_right:
            part = round(wide * share)
            region = QRectF(wide - part, px(TOP), part - px(INSET), high - px(TOP) - px(BOTTOM))
        else:
            part = round(high * share)
            region = QRectF(px(INSET), high - part, wide - 2 * px(INSET), part - px(BOTTOM))
        found = _tiles(region, layers)
        if found is None or len(found.boxes) == layers:
            break
    if found is None:
        return box, None
    if at_right:
        return QRectF(0, 0, found.region.left() - px(4), high), found
    # What the tiles leave free is the large plot's.
    spare = found.region.bottom() - found.boxes[-1].bottom()
    boxes = tuple(box.translated(0, spare) for box in found.boxes)
    found = Tiles(found.region.adjusted(0, spare, 0, 0), boxes, found.columns)
    return QRectF(0, 0, wide, found.region.top() - px(4)), found


def _tiles(region: QRectF, layers: int) -> Tiles | None:
    """Place all layers as large as they fit; where they do not, as many as fit legibly below a line of words."""
    gap, (least_width, least_height) = px(TILE_GAP), map(px, LEAST_TILE)
    most = int((region.width() + gap) // (least_width + gap))
    if most < 1:
        return None

    def width(columns: int) -> float:
        return (region.width() - gap * (columns - 1)) / columns

    def height(columns: int) -> float:
        rows = -(-layers // columns)
        return min((region.height() - gap * (rows - 1)) / rows, width(columns) * TILE_RATIO, px(HIGHEST_TILE))

    def size(columns: int) -> float:
        return min(width(columns) * TILE_RATIO, height(columns))

    fitting = [columns for columns in range(1, min(most, layers) + 1) if height(columns) >= least_height]
    if fitting:
        columns = max(fitting, key=size)
        top, high, shown = region.top(), height(columns), layers
    else:
        columns, top = most, region.top() + px(TILES_HEAD)
        rows = int((region.bottom() - top + gap) // (least_height + gap))
        high = (region.bottom() - top + gap) / max(rows, 1) - gap
        shown = min(layers, columns * rows)
    boxes = []
    for place in range(shown):
        row, column = divmod(place, columns)
        left = region.left() + column * (width(columns) + gap)
        boxes.append(QRectF(left, top + row * (high + gap), width(columns), high))
    return Tiles(region, tuple(boxes), columns) if boxes else None
