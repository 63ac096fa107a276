"""Where things are on a canvas of any size."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, QSize

from ui.plotting.contour_ground import LABEL_GAP, Places
from ui.plotting.text import text_width
from ui.theme import px

INSET = 12
TOP = 3
BELOW = 5
HEAD = 17
TICKS = 18
ROW = 18
BAR = 10
BAR_GAP = 12
WIDEST_TICK = "−10.5"
WIDEST_LEVEL = "−1,000"
LEAST_WITH_KEY = 300
LEAST_WITH_ARROWS = 200
LEAST_FOR_BOTH = 680, 480
BESIDE, ABOVE = 0.52, 0.56
"""How much of the room the relief has beside the map, or above it."""


class CanvasPlaces(Places, frozen=True):
    """The parts of the canvas.

    Attributes
    ----------
    arrows : QRect or None
        The line that says what the arrows are.
    """

    arrows: QRect | None


def shared(size: QSize, relief: bool, aspect: float) -> tuple[QRect, QRect]:
    """Return what belongs to the relief, and what to the map; empty for what is not seen.

    Parameters
    ----------
    size : QSize
    relief : bool
        Whether the function is to be seen from the side: beside the map, above it, or where there is no room for both
        in its place.
    aspect : float
        Width over height of what is to be seen: both are arranged so that the map shows little else.
    """
    whole = QRect(QPoint(), size)
    if not relief:
        return QRect(), whole
    wide, high = size.width(), size.height()
    if wide < px(LEAST_FOR_BOTH[0]) or high < px(LEAST_FOR_BOTH[1]):
        return whole, QRect()
    middle, line = round(BESIDE * wide), round(ABOVE * high)
    beside = QRect(0, 0, middle, high), QRect(middle, 0, wide - middle, high)
    above = QRect(0, 0, wide, line), QRect(0, line, wide, high - line)
    return min((beside, above), key=lambda both: abs(math.log(_aspect(places(both[1]).plot) / aspect)))


def _aspect(plot: QRect) -> float:
    return plot.width() / plot.height()


def side_plot(area: QRect) -> QRect:
    """Return where a function is seen from the side, in what belongs to that view."""
    inset, top = px(INSET), px(TOP) + px(HEAD)
    return area.adjusted(inset, top, -inset, -px(BELOW))


def places(area: QRect) -> CanvasPlaces:
    """Share out what belongs to the map."""
    return _places(area.left(), area.top(), area.width(), area.height(), px(1000))


@lru_cache(maxsize=8)
def _places(start: int, above: int, width: int, height: int, scale: int) -> CanvasPlaces:
    key, arrows = width >= px(LEAST_WITH_KEY), height >= px(LEAST_WITH_ARROWS)
    left = start + px(INSET) + round(text_width("tick", WIDEST_TICK)) + px(LABEL_GAP)
    right = px(INSET)
    if key:
        right += px(BAR_GAP) + px(BAR) + px(LABEL_GAP) + round(text_width("tick", WIDEST_LEVEL))
    top = above + px(TOP) + px(HEAD)
    below = px(BELOW) + px(TICKS) + (px(ROW) if arrows else 0)
    plot = QRect(left, top, max(1, start + width - left - right), max(1, above + height - top - below))
    under, inner, end = plot.top() + plot.height(), width - 2 * px(INSET), start + width - px(INSET)
    return CanvasPlaces(
        plot=plot,
        head=QRect(start + px(INSET), above + px(TOP) - px(2), inner, px(HEAD)),
        ticks=QRect(plot.left(), under, plot.width(), px(TICKS)),
        bar=QRect(plot.left() + plot.width() + px(BAR_GAP), top, px(BAR), plot.height()) if key else None,
        arrows=QRect(plot.left(), under + px(TICKS), end - plot.left(), px(ROW)) if arrows else None,
    )
