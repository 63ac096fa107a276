"""The bars and the limits as rectangles: a few arrays for each run, whatever the number of layers."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from nnviz.arrays import Indices
from ui import numbers
from ui.panels.gradients.places import Arrangement
from ui.panels.gradients.rows import Row
from ui.panels.gradients.sizes import RunSizes
from ui.plotting.scale import Floats, Scale
from ui.theme import px

INFINITY_ROOM = 14
STUB = 2.0
"""The width of what stands at the left edge for a size that has no place on the axis."""


class Remark(Struct, frozen=True):
    """What stands beside a bar that cannot say by its length what it is."""

    row: int
    text: str
    x: float


class Bars:
    """One run's bars: all that stays is made once, and each batch changes their lengths alone.

    Parameters
    ----------
    run : int
        Its place among all runs.
    lane : int
        Its place within each row.
    rows : tuple of Row
    places : Arrangement

    Attributes
    ----------
    now, most : ndarray, shape (n, 4)
        Rectangles: up to the newest batch, and from there to the largest of the recent ones.
    remarks : list of Remark
    """

    def __init__(self, run: int, lane: int, rows: tuple[Row, ...], places: Arrangement) -> None:
        layers = [row.layers[run] for row in rows]
        self._rows = [index for index, layer in enumerate(layers) if layer is not None]
        self._layers: Indices = np.array([layer for layer in layers if layer is not None], dtype=np.intp)
        self._left, self._right = float(places.bars.left), float(places.bars.right)
        edges = np.array(places.edges)
        self.now: Floats = np.zeros((len(self._rows), 4))
        self.now[:, 0] = self._left
        self.now[:, 1] = edges[self._rows] + places.lane_top(lane)
        self.now[:, 3] = np.diff(edges)[self._rows] if places.lanes.whole else places.lanes.bar
        self.most: Floats = self.now.copy()
        self.remarks: list[Remark] = []

    def show(self, run: RunSizes, scale: Scale) -> None:
        """Take in the newest batch."""
        ends = scale.to_clipped_pixels(np.array((run.now, run.high)))[:, self._layers]
        np.maximum(ends, self._left + STUB, out=ends)
        self.remarks = []
        if run.known and not (math.isfinite(sum(run.now)) and min(run.now) >= 10.0**scale.low):
            self._remark(run, ends, 10.0**scale.low)
        elif not run.known:
            ends[:] = self._left
        self.now[:, 2] = ends[0] - self._left
        self.most[:, 0] = ends[0]
        np.maximum(ends[1] - ends[0], 0.0, out=self.most[:, 2])

    def _remark(self, run: RunSizes, ends: Floats, least: float) -> None:
        """Find the sizes that no bar can say; the ends are changed for them."""
        for place, (row, layer) in enumerate(zip(self._rows, self._layers.tolist(), strict=True)):
            size, text = run.now[layer], ""
            if math.isnan(size):
                text = "not a number"
                ends[:, place] = self._left
            elif size == math.inf:
                text = numbers.INFINITY
                ends[:, place] = self._right - px(INFINITY_ROOM)
            elif size < least:
                text = "\u2039" if size else "0"
            if text:
                self.remarks.append(Remark(row, text, float(ends[0, place]) + px(3)))


def make_marks(run: RunSizes, rows: tuple[Row, ...], places: Arrangement, scale: Scale, width: float) -> Floats:
    """Return where the newest batch's sizes of a run stand that has no bar of its own, shape (n, 4)."""
    found = []
    for index, row in enumerate(rows):
        layer = row.layers[run.run.index]
        if layer is not None and not math.isnan(run.now[layer]):
            found.append((run.now[layer], places.row_top(index), width, places.height(index)))
    marks: Floats = np.array(found).reshape(-1, 4)
    marks[:, 0] = scale.to_clipped_pixels(marks[:, 0]) - width / 2.0
    return marks


def dashes(places: Arrangement, above: float, width: float, dash: tuple[float, float]) -> Floats:
    """Return a dashed line down through all rows and a little above, shape (n, 4); its x is still to be set."""
    tops = np.arange(places.top - above, places.bottom, dash[0] + dash[1])
    lines: Floats = np.zeros((len(tops), 4))
    lines[:, 1], lines[:, 2] = tops, width
    lines[:, 3] = np.minimum(dash[0], places.bottom - tops)
    return lines
