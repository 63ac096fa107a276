"""Map and relief beside each other, where a panel is large enough: the same point is read in both."""

from __future__ import annotations

import math

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRect, QRectF

from ui.panels.surface.handling import Hand
from ui.panels.surface.plan import INSET, TICKS, WIDEST_TICK, Plan
from ui.plotting.contour_ground import LABEL_GAP
from ui.plotting.text import text_width
from ui.theme import px

LEAST_BESIDE, LEAST_ABOVE = (720, 200), (420, 450)
"""Width of the panel and height of the plot from which on there is room for both; in less there is the relief alone."""
BESIDE, ABOVE = 0.56, 0.55
"""How much of the room the relief has beside the map, or above it."""
ASPECT = 1.5
"""Width over height of a map that shows much of a plane."""


class Pair(Struct, frozen=True):
    """Where both are.

    Attributes
    ----------
    side, flat : Plan
        Of the relief, which has the lines below both, and of the map, which has the head and the colour key.
    area : QRect
        All that belongs to the map.
    """

    side: Plan
    flat: Plan
    area: QRect


def pair(plan: Plan, width: int) -> Pair | None:
    """Share the room of one view out to both, side by side or one above the other; None where there is too little.

    Parameters
    ----------
    plan : Plan
        Of one view alone.
    width : int
        Of the panel.
    """
    ticks, head = plan.ticks, plan.head
    if ticks is None or head is None:
        return None
    found = []
    for least, share in ((LEAST_BESIDE, _beside), (LEAST_ABOVE, _above)):
        if width >= px(least[0]) and plan.plot.height() >= px(least[1]):
            found.append(share(plan, width, ticks, head))
    return min(
        found, key=lambda both: abs(math.log(both.flat.plot.width() / both.flat.plot.height() / ASPECT)), default=None
    )


def _beside(plan: Plan, width: int, ticks: QRect, head: QRect) -> Pair:
    plot, inset = plan.plot, px(INSET)
    middle = inset + round(BESIDE * (plot.right() + 1 - inset))
    left = middle + inset + round(text_width("tick", WIDEST_TICK)) + px(LABEL_GAP)
    seen = QRect(left, plot.top(), plot.right() + 1 - left, plot.height())
    side = replace(
        plan,
        plot=QRect(inset, plot.top(), middle - inset, plot.height()),
        ticks=QRect(inset, ticks.top(), middle - inset, px(TICKS)),
        head=None,
        bar=None,
    )
    flat = replace(
        plan,
        plot=seen,
        ticks=QRect(left, ticks.top(), seen.width(), px(TICKS)),
        head=QRect(middle + inset, head.top(), head.right() + 1 - middle - inset, head.height()),
        footer=None,
        table=None,
    )
    return Pair(side, flat, QRect(middle, 0, width - middle, ticks.bottom() + 1))


def _above(plan: Plan, width: int, ticks: QRect, head: QRect) -> Pair:
    plot, inset = plan.plot, px(INSET)
    middle = head.top() + round(ABOVE * (plot.bottom() - head.top()))
    top = middle + plot.top() - head.top()
    high = plot.bottom() + 1 - top
    side = replace(
        plan,
        plot=QRect(inset, head.top(), width - 2 * inset, middle - head.top() - px(TICKS)),
        ticks=QRect(inset, middle - px(TICKS), width - 2 * inset, px(TICKS)),
        head=None,
        bar=None,
    )
    flat = replace(
        plan,
        plot=QRect(plot.left(), top, plot.width(), high),
        head=QRect(head.left(), middle, head.width(), head.height()),
        bar=QRect(plan.bar.left(), top, plan.bar.width(), high) if plan.bar is not None else None,
        footer=None,
        table=None,
    )
    return Pair(side, flat, QRect(0, middle, width, ticks.bottom() + 1 - middle))


class Hands:
    """The pointer over both: whichever it is over has it, and the other one lets go.

    Parameters
    ----------
    side, flat : Hand
    """

    def __init__(self, side: Hand, flat: Hand) -> None:
        self._side, self._flat = side, flat
        self._now = side
        self._held = False
        self._area = QRect()

    def over(self, area: QRect) -> Hands:
        """Return itself, with the map where it is now."""
        self._area = area
        return self

    @property
    def keys(self) -> frozenset[int]:  # noqa: D102
        return self._now.keys

    def key(self, key: int) -> None:  # noqa: D102
        self._now.key(key)

    def move(self, place: QPointF) -> None:  # noqa: D102
        self._at(place).move(place)

    def leave(self) -> None:  # noqa: D102
        self._now.leave()

    def press(self, place: QPointF) -> bool:  # noqa: D102
        self._held = self._at(place).press(place)
        return self._held

    def release(self) -> None:  # noqa: D102
        self._held = False
        self._now.release()

    def wheel(self, place: QPointF, notches: float) -> bool:  # noqa: D102
        return self._at(place).wheel(place, notches)

    def double_click(self, place: QPointF) -> None:  # noqa: D102
        self._held = False
        self._at(place).double_click(place)

    def _at(self, place: QPointF) -> Hand:
        """Return whose pixel it is; what is held stays with whoever has taken hold of it."""
        if not self._held:
            now = self._flat if QRectF(self._area).contains(place) else self._side
            if now is not self._now:
                self._now.leave()
                self._now = now
        return self._now
