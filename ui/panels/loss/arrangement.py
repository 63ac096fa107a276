"""Where the plots and their labels are in a panel of any size."""

from __future__ import annotations

import math
from typing import Literal

from msgspec import Struct
from PySide6.QtCore import QRect, QSize

from ui.panels.loss.options import Metric
from ui.theme import px

Form = Literal["two_lines", "one_line", "rows"]
"""Labels beside the curves' ends on two lines or on one, or in rows below the plot."""

INSET = 12
TOP = 3
TWO_LINES = 34
"""The height of a label on two lines."""
BOTTOM = 28
"""From the axis to the panel's lower edge: tick labels, and the inset."""
ROWS = (20, 17)
"""The heights of a row of labels: the second only where there is no room for the first."""
LEAST_CELL = 60
LABEL_GAP = 16
LEAST_PLOT_WIDTH = 150
LEAST_PLOT_HEIGHT = 52
LEAST_TWO_PLOTS = 620
LOSS_SHARE = 0.56


class Sizes(Struct, frozen=True):
    """What the labels need, in pixels.

    Attributes
    ----------
    side : dict of Metric to float
        The ticks' labels at the side of each plot.
    two_lines, one_line : dict of Metric to float
        The labels beside each plot in these forms.
    lines : int
        How many runs there are.
    """

    side: dict[Metric, float]
    two_lines: dict[Metric, float]
    one_line: dict[Metric, float]
    lines: int


class Place(Struct, frozen=True):
    """One plot's place.

    Attributes
    ----------
    metric : Metric
    box : QRect
        Where its curves are.
    labels : QRect
        Where its labels are.
    form : Form
    columns : int
        How many labels stand side by side in rows.
    row : int
        The height of a row.
    """

    metric: Metric
    box: QRect
    labels: QRect
    form: Form
    columns: int = 1
    row: int = 0


def arrange(size: QSize, metrics: tuple[Metric, ...], chosen: Metric, sizes: Sizes) -> list[Place]:
    """Return the places of the plots: both where there is room, else the chosen one."""
    area = QRect(0, 0, size.width(), size.height())
    if len(metrics) > 1:
        left = QRect(0, 0, round(area.width() * LOSS_SHARE), area.height())
        right = area.adjusted(left.width(), 0, 0, 0)
        places = [_beside(part, metric, sizes) for part, metric in zip((left, right), metrics, strict=True)]
        if all(place.box.width() >= px(LEAST_PLOT_WIDTH) for place in places):
            return places
        if area.width() >= px(LEAST_TWO_PLOTS):
            left = area.adjusted(0, 0, -area.width() // 2, 0)
            right = area.adjusted(left.width(), 0, 0, 0)
            places = [_below(part, metric, sizes) for part, metric in zip((left, right), metrics, strict=True)]
            if all(place.box.height() >= px(LEAST_PLOT_HEIGHT) for place in places):
                return places
    metric = chosen if chosen in metrics else metrics[0]
    beside, below = _beside(area, metric, sizes), _below(area, metric, sizes)
    # Wide and low: beside. High or narrow: below, so that the curves have the whole width.
    wide = beside.box.width() >= 2 * px(LEAST_PLOT_WIDTH) or beside.box.width() >= 2 * below.box.height()
    low = below.box.height() < 2 * px(LEAST_PLOT_HEIGHT)
    roomy = beside.box.width() >= 3 * px(LEAST_PLOT_WIDTH)
    if beside.box.width() >= px(LEAST_PLOT_WIDTH) and ((wide and low) or roomy):
        return [beside]
    return [below]


def _beside(area: QRect, metric: Metric, sizes: Sizes) -> Place:
    height = area.height() - px(TOP) - px(BOTTOM)
    form: Form = "two_lines" if sizes.lines * px(TWO_LINES) <= height + px(8) else "one_line"
    column = math.ceil((sizes.two_lines if form == "two_lines" else sizes.one_line)[metric])
    left = area.left() + px(INSET) + math.ceil(sizes.side[metric])
    right = area.left() + area.width() - px(INSET)
    width = right - column - px(LABEL_GAP) - left
    box = QRect(left, area.top() + px(TOP), max(1, width), max(1, height))
    return Place(metric, box, QRect(right - column, box.top(), column, height), form)


def _below(area: QRect, metric: Metric, sizes: Sizes) -> Place:
    left = area.left() + px(INSET) + math.ceil(sizes.side[metric])
    width = max(1, area.left() + area.width() - px(INSET) - left)
    height = area.height() - px(TOP) - px(BOTTOM)
    rows, columns, row = _grid(sizes.lines, width, height - px(LEAST_PLOT_HEIGHT))
    height = max(1, height - rows * row)
    box = QRect(left, area.top() + px(TOP), width, height)
    labels = QRect(left, box.top() + height + px(BOTTOM) - px(4), width, rows * row)
    return Place(metric, box, labels, "rows", columns, row)


def _grid(lines: int, width: int, room: int) -> tuple[int, int, int]:
    """Return rows, columns and the height of a row for labels below a plot: as few columns as there is room for."""
    most = max(1, width // px(LEAST_CELL))
    for row in (px(height) for height in ROWS):
        for columns in range(1, most + 1):
            rows = -(-lines // columns)
            if rows * row <= room:
                return rows, columns, row
    row = px(ROWS[-1])
    return max(1, min(room // row, -(-lines // most))), most, row
