"""Where things are in a panel of any size."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize

from ui.panels.surface.options import Extent
from ui.panels.surface.track import Floats
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
LABEL_GAP = 7
WIDEST_TICK = "−0.05"
LEAST_PLOT = 60
LEAST_WITH_KEY = 260
LEAST_WITH_AXES = 150
LEAST_WITH_HEAD = 185
LEAST_WITH_TABLE = 320
LEAST_WITH_BEADS = 240
_FARTHEST = 1e5
"""Pixels: what lies further from the plot's middle is drawn so far away, because Qt counts no further."""


@dataclass(frozen=True)
class Plan:
    """The parts of the panel; None for what there is no room for.

    Attributes
    ----------
    plot : QRect
        The surface.
    head : QRect or None
        The line above it: what runs up, and what the colours are.
    ticks : QRect or None
        The line below it, with the numbers along the bottom.
    bar : QRect or None
        The colour key.
    footer : QRect or None
    table : QRect or None
        A line for each run, below a line of heads.
    """

    plot: QRect
    head: QRect | None
    ticks: QRect | None
    bar: QRect | None
    footer: QRect | None
    table: QRect | None


@dataclass(frozen=True)
class Window:
    """The plot and the part of the plane that it shows.

    Attributes
    ----------
    box : QRectF
    extent : Extent
    """

    box: QRectF
    extent: Extent

    def to_pixels(self, places: Floats) -> Floats:
        """Return where places of shape (n, 2) are on the screen."""
        left, right, bottom, top = self.extent
        box, centre = self.box, self.box.center()
        factor = box.width() / (right - left), -box.height() / (top - bottom)
        result: Floats = (places - ((left + right) / 2.0, (bottom + top) / 2.0)) * factor
        if np.abs(result).max(initial=0.0) > _FARTHEST:
            # A diverging run: it leaves the picture in its own direction.
            away = np.hypot(result[:, 0], result[:, 1])
            result *= (_FARTHEST / np.maximum(away, _FARTHEST))[:, None]
        result += np.array([centre.x(), centre.y()])
        return result

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Return where one place is on the screen."""
        left, right, bottom, top = self.extent
        box, centre = self.box, self.box.center()
        across = (x - (left + right) / 2.0) * box.width() / (right - left)
        down = ((bottom + top) / 2.0 - y) * box.height() / (top - bottom)
        away = math.hypot(across, down)
        near = _FARTHEST / away if away > _FARTHEST else 1.0
        return centre.x() + near * across, centre.y() + near * down

    def place(self, across: float, down: float) -> tuple[float, float]:
        """Return which place is at a pixel."""
        left, right, bottom, top = self.extent
        return (
            left + (across - self.box.left()) * (right - left) / self.box.width(),
            bottom + (self.box.bottom() - down) * (top - bottom) / self.box.height(),
        )

    def rectangle(self, extent: Extent) -> QRectF:
        """Return where another part of the plane is."""
        left, bottom = self.pixel(extent[0], extent[2])
        right, top = self.pixel(extent[1], extent[3])
        return QRectF(left, top, right - left, bottom - top)


def has_beads(plan: Plan) -> bool:
    """Say whether single steps can be told apart."""
    return plan.plot.height() >= px(LEAST_WITH_BEADS)


def plan(size: QSize, runs: int) -> Plan:
    """Share a panel out.

    Parameters
    ----------
    size : QSize
    runs : int
        How many lines a table would have.
    """
    return _plan(size.width(), size.height(), runs, px(1000))


@lru_cache(maxsize=16)
def _plan(width: int, height: int, runs: int, scale: int) -> Plan:
    axes, head = height >= px(LEAST_WITH_AXES), height >= px(LEAST_WITH_HEAD)
    key = width >= px(LEAST_WITH_KEY)
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
