"""How a view shares its panel: the plot, what stands beside or below it, and where small maps go."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize

from ui.theme import px

INSET = 12
"""Pixels left and right of a panel's content, at 100 %."""
TOP = 3
PLOT_TOP = 8
"""Above a plot: half of a number that stands at the axis' very end has room there."""
BELOW = 8
_MAP_HEAD, _MAP_GAP = 20, 8
_LEAST_MAP = 60
"""The width from which on a place for a small map is worth having."""


class Plan(Struct, frozen=True):
    """Where things go.

    Attributes
    ----------
    plot : QRectF
        The data's rectangle, without axes.
    side : QRectF or None
        Key, legend and figures; None where there is no room for them.
    rest : tuple of QRectF
        Spaces that remain for small maps, of which one is to be used.
    stacked : bool
        Whether the side is below the plot.
    """

    plot: QRectF
    side: QRectF | None = None
    rest: tuple[QRectF, ...] = ()
    stacked: bool = False


def plan_plot(size: QSize, left: int, bottom: int, side_height: int, *, square: bool, maps: int = 0) -> Plan:
    """Share a panel out.

    Parameters
    ----------
    size : QSize
        Of the panel.
    left, bottom : int
        Pixels that the axes take.
    side_height : int
        Pixels that key, legend and figures take.
    square : bool
        Whether the plot is a square; else it takes what there is.
    maps : int
        How many small maps follow the side.
    """
    inset, top, below, gap = px(INSET), px(PLOT_TOP), px(BELOW), px(20)
    start = inset + left
    across = size.width() - start - inset
    down = size.height() - top - bottom - below
    least, usual, widest = px(104), px(128), px(300 if maps else 150)

    def plot(width: float, height: float) -> QRectF:
        side = min(width, height)
        return QRectF(start, top, side, side) if square else QRectF(start, top, width, min(height, 1.1 * width))

    # The plot comes first: the side may have what a square leaves over, and else as little as it can do with.
    beside_width = min(max(across - gap - (down if square else across), usual), widest)
    if across - gap - beside_width < (down if square else 0.7 * across):
        beside_width = max(least, min(beside_width, across - gap - round(0.72 * min(across, down))))
    beside = plot(across - gap - beside_width, down)
    under = side_height + gap
    below_height = min(down - under, across if square else round(0.75 * across))
    stacked = plot(across, below_height)
    alone = plot(across, down)

    column_fits = side_height <= size.height() - top and _worth(beside, alone)
    stack_fits = below_height > 0 and _worth(stacked, alone)
    if column_fits and (not stack_fits or _area(beside) >= 0.9 * _area(stacked)):
        column = QRectF(beside.right() + gap, top, beside_width, side_height)
        if not maps:
            return Plan(beside, column)
        y, end = column.bottom() + px(10), max(beside.bottom(), column.bottom())
        free = QRectF(column.left(), y, beside_width, end - y)
        spare = beside_width - usual - gap
        if free.height() < px(_MAP_HEAD) + px(_LEAST_MAP) and spare >= px(_LEAST_MAP):
            column.setWidth(usual)
            return Plan(beside, column, (QRectF(column.right() + gap, top, spare, end - top),))
        # Below the plot's end as far as maps as wide as the column need it.
        needed = maps * (px(_MAP_HEAD) + beside_width + px(_MAP_GAP)) - px(_MAP_GAP)
        deeper = QRectF(column.left(), y, beside_width, min(size.height() - below - y, needed))
        return Plan(beside, column, (free, deeper))
    if stack_fits:
        y = stacked.bottom() + bottom + px(12)
        # Many maps under their names need what the legend can spare.
        width = px(220) if not maps else usual if maps > 2 else min(max(usual, round(0.46 * across)), px(170))
        width = min(width, across)
        row = QRectF(start, y, width, side_height)
        end = size.height() - below
        right = QRectF(row.right() + gap, y, across - width - gap, end - y)
        under_it = QRectF(start, row.bottom() + px(10), across, end - row.bottom() - px(10))
        return Plan(stacked, row, (right, under_it) if maps else (), stacked=True)
    return Plan(alone)


def _worth(box: QRectF, alone: QRectF) -> bool:
    """Say whether a plot is still large enough to be seen beside its legend."""
    return min(box.width(), box.height()) >= px(110) and _area(box) >= 0.4 * _area(alone)


def _area(box: QRectF) -> float:
    return max(box.width(), 0.0) * max(box.height(), 0.0)
