"""One plot as it is at this moment: its place, its scales and its ticks. Two equal views show the same axes."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct
from PySide6.QtCore import QRect

from ui.panels.loss.options import Metric
from ui.plotting.scale import Scale
from ui.plotting.text import text_width
from ui.plotting.ticks import Ticks, linear_ticks, log_ticks, share_ticks
from ui.theme import px

MOST_AT_SIDE = 6


class View(Struct, frozen=True):
    """One plot.

    Attributes
    ----------
    metric : Metric
    box : QRect
        Where the curves are; the axis runs along its bottom.
    x, y : Scale
    x_ticks, y_ticks : Ticks
    unit : str
        The word at the end of the axis along the bottom.
    """

    metric: Metric
    box: QRect
    x: Scale
    y: Scale
    x_ticks: Ticks
    y_ticks: Ticks
    unit: str

    def __hash__(self) -> int:
        """Hash what changes most."""
        return hash((self.metric, self.x, self.y))


def y_ticks(metric: Metric, log: bool, ends: tuple[float, float], height: float) -> Ticks:
    """Return the ticks at the side of a plot of this height; the ends are logarithms where `log`."""
    return _y_ticks(metric, log, ends, min(MOST_AT_SIDE, max(2, int(height / px(30)))))


@lru_cache(maxsize=64)
def _y_ticks(metric: Metric, log: bool, ends: tuple[float, float], most: int) -> Ticks:
    if metric == "accuracy":
        return share_ticks(*ends, most)
    return log_ticks(*ends, most) if log else linear_ticks(*ends, most)


def x_ticks(ends: tuple[float, float], width: float) -> Ticks:
    """Return the ticks along the bottom of a plot of this width."""
    widest = max(text_width("tick", label) for label in _x_ticks(ends, 2).labels or ("0",))
    most = max(1, int(width / (widest + px(36))))
    ticks = _x_ticks(ends, most)
    # The last label may have to leave its place to the unit; one alone would say nothing.
    inner = sum(value <= ends[0] + 0.8 * (ends[1] - ends[0]) for value in ticks.values)
    return ticks if inner > 1 else _x_ticks(ends, most + 1)


@lru_cache(maxsize=64)
def _x_ticks(ends: tuple[float, float], most: int) -> Ticks:
    return linear_ticks(*ends, most, whole=True)


def make_view(
    metric: Metric,
    box: QRect,
    unit: str,
    log: bool,
    x_ends: tuple[float, float],
    y_ends: tuple[float, float],
    y_aim: tuple[float, float],
) -> View:
    """Return a plot's view; the ticks at the side are those of the range that it is going to."""
    return View(
        metric=metric,
        box=box,
        x=Scale(*x_ends, float(box.left()), float(box.left() + box.width())),
        y=Scale(*y_ends, float(box.top() + box.height()), float(box.top() + px(6)), log),
        x_ticks=x_ticks(x_ends, box.width()),
        y_ticks=y_ticks(metric, log, y_aim, box.height()),
        unit=unit,
    )
