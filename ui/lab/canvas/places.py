"""Where things are on a canvas of any size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRect, QSize

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


@dataclass(frozen=True)
class CanvasPlaces(Places):
    """The parts of the canvas.

    Attributes
    ----------
    arrows : QRect or None
        The line that says what the arrows are.
    """

    arrows: QRect | None


def places(size: QSize) -> CanvasPlaces:
    """Share a canvas out."""
    return _places(size.width(), size.height(), px(1000))


@lru_cache(maxsize=8)
def _places(width: int, height: int, scale: int) -> CanvasPlaces:
    key, arrows = width >= px(LEAST_WITH_KEY), height >= px(LEAST_WITH_ARROWS)
    left = px(INSET) + round(text_width("tick", WIDEST_TICK)) + px(LABEL_GAP)
    right = px(INSET)
    if key:
        right += px(BAR_GAP) + px(BAR) + px(LABEL_GAP) + round(text_width("tick", WIDEST_LEVEL))
    top = px(TOP) + px(HEAD)
    below = px(BELOW) + px(TICKS) + (px(ROW) if arrows else 0)
    plot = QRect(left, top, max(1, width - left - right), max(1, height - top - below))
    under, inner = plot.top() + plot.height(), width - 2 * px(INSET)
    return CanvasPlaces(
        plot=plot,
        head=QRect(px(INSET), px(TOP) - px(2), inner, px(HEAD)),
        ticks=QRect(plot.left(), under, plot.width(), px(TICKS)),
        bar=QRect(plot.left() + plot.width() + px(BAR_GAP), top, px(BAR), plot.height()) if key else None,
        arrows=QRect(plot.left(), under + px(TICKS), width - plot.left() - px(INSET), px(ROW)) if arrows else None,
    )
