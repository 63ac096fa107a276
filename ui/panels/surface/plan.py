"""Where things are in a panel of any size."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, QSize

from ui.plotting.contour_ground import LABEL_GAP, Places
from ui.plotting.text import text_width
from ui.theme import px

INSET = 12
TOP = 3
BELOW = 6
ROW = 17
HEAD = 17
TICKS = 18
BAR = 10
BAR_GAP = 12
WIDEST_TICK = "−0.05"
LEAST_PLOT = 60
LEAST_WITH_KEY = 260
LEAST_WITH_AXES = 150
LEAST_WITH_HEAD = 185
LEAST_WITH_TABLE = 320
LEAST_WITH_BEADS = 240


class Plan(Places, frozen=True):
    """The parts of the panel; None for what there is no room for.

    Attributes
    ----------
    footer : QRect or None
    table : QRect or None
        A line for each run, below a line of heads.
    """

    footer: QRect | None
    table: QRect | None


def has_beads(plan: Plan) -> bool:
    """Say whether single steps can be told apart."""
    return plan.plot.height() >= px(LEAST_WITH_BEADS)


def plan(size: QSize, runs: int, has_key: bool = True) -> Plan:
    """Share a panel out.

    Parameters
    ----------
    size : QSize
    runs : int
        How many lines a table would have.
    has_key : bool
        Whether colours have to be explained, where there is room for it.
    """
    return _plan(size.width(), size.height(), runs, has_key, px(1000))


@lru_cache(maxsize=16)
def _plan(width: int, height: int, runs: int, has_key: bool, scale: int) -> Plan:
    axes, head = height >= px(LEAST_WITH_AXES), height >= px(LEAST_WITH_HEAD)
    key = has_key and width >= px(LEAST_WITH_KEY)
    rows = runs + 1 if height >= px(LEAST_WITH_TABLE) and runs else 0
    tick = round(text_width("tick", WIDEST_TICK))
    left = px(INSET) + (tick + px(LABEL_GAP) if axes else 0)
    right = px(INSET) + (px(BAR_GAP) + px(BAR) + px(LABEL_GAP) + tick if key else 0)
    top = px(TOP) + (px(HEAD) if head else 0)
    footer = height >= px(LEAST_PLOT) + px(ROW) + px(TOP) + px(BELOW)
    below = px(BELOW) + (px(TICKS) if axes else 0) + (px(ROW) if footer else 0) + rows * px(ROW)
    plot = QRect(left, top, max(1, width - left - right), max(1, height - top - below))
    under = plot.top() + plot.height()
    inner = width - 2 * px(INSET)
    foot = under + (px(TICKS) if axes else px(2))
    return Plan(
        plot=plot,
        head=QRect(px(INSET), px(TOP) - px(2), inner, px(HEAD)) if head else None,
        ticks=QRect(plot.left(), under, plot.width(), px(TICKS)) if axes else None,
        bar=QRect(plot.left() + plot.width() + px(BAR_GAP), top, px(BAR), plot.height()) if key else None,
        footer=QRect(px(INSET), foot, inner, px(ROW)) if footer else None,
        table=QRect(px(INSET), foot + px(ROW), inner, rows * px(ROW)) if rows else None,
    )
