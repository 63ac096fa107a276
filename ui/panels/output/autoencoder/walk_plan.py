"""How the latent walk shares a panel: the map of decoded pictures, the picture at the chosen place, the sliders."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QRect, QRectF, QSize

from ui.panels.output.plan import BELOW, INSET, TOP
from ui.plotting import axes
from ui.theme import px

SLIDER_ROW = 40
"""A slider with its words above, at 100 %."""
_GAP = 20
_LEAST_BESIDE = 116
_STRIP = 0.3
_TILE = 22
_MOST_TILES = 15


class WalkPlan(Struct, frozen=True):
    """Where things go.

    Attributes
    ----------
    map : QRectF
        The latent plane, or a strip where there is one coordinate; without its axes.
    tiles : tuple of int
        Columns and rows of decoded pictures in it.
    picture : QRectF
        The decoder's answer at the chosen place.
    sliders : QRect
    """

    map: QRectF
    tiles: tuple[int, int]
    picture: QRectF
    sliders: QRect


def plan_walk(size: QSize, coordinates: int, left: int, *, square: bool) -> WalkPlan:
    """Share a panel out: the map left, picture and sliders beside it; of a strip below it.

    Parameters
    ----------
    size : QSize
        Of the panel.
    coordinates : int
        1 or 2.
    left : int
        Pixels that the numbers left of the map take.
    square : bool
        Whether the answer is a picture; else it is a list that takes the height there is.
    """
    inset, top, gap = float(px(INSET)), float(px(TOP)), float(px(_GAP))
    bottom = axes.bottom_margin(long_name=True)
    right, floor = size.width() - inset, size.height() - px(BELOW)
    controls = coordinates * px(SLIDER_ROW)
    if coordinates == 1:
        high = max(float(px(_TILE)), min(_STRIP * (floor - top), 0.14 * (right - inset)))
        box = QRectF(inset + px(6), top, right - inset - px(12), high)
        under = box.bottom() + bottom + px(8)
        side = max(float(px(40)), min(floor - under, 0.5 * (right - inset)))
        picture = QRectF(inset, under, side, side if square else max(floor - under, side))
        sliders = QRectF(picture.right() + gap, under, max(right - picture.right() - gap, px(60)), controls)
    else:
        side = max(float(px(80)), min(floor - top - bottom, right - inset - left - gap - px(_LEAST_BESIDE)))
        box = QRectF(inset + left, top, side, side)
        beside = QRectF(box.right() + gap, top, right - box.right() - gap, floor - top)
        large = max(float(px(40)), min(beside.width(), beside.height() - controls - px(12)))
        high = large if square else max(large, beside.height() - controls - px(12))
        picture = QRectF(beside.left(), top, large, high)
        wide = min(beside.width(), max(large, float(px(220))))
        sliders = QRectF(beside.left(), picture.bottom() + px(12), wide, controls)
    across = max(2, min(int(box.width() // px(_TILE)), _MOST_TILES))
    down = 1 if coordinates == 1 else max(2, min(int(box.height() // px(_TILE)), _MOST_TILES))
    if coordinates == 1:
        across = max(2, min(across, round(box.width() / box.height())))
    return WalkPlan(box, (across, down), picture, sliders.toRect())


def middles(low: float, high: float, count: int) -> list[float]:
    """Return the middles of so many equal parts of a range."""
    return [low + (k + 0.5) * (high - low) / count for k in range(count)]
