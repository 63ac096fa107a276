"""The history strips of all layers and runs as one picture, to which only new columns of pixels are added."""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from nnviz.arrays import Array, Indices
from nnviz.history import ThinnedSeries
from ui.panels.gradients.extremes import Decades
from ui.panels.gradients.maxima import Maxima
from ui.panels.gradients.places import Arrangement
from ui.panels.gradients.rows import Row
from ui.theme.colour_maps import Pixels, magnitude_map


class Lane(Struct, frozen=True):
    """One run's strips.

    Attributes
    ----------
    run : int
        Its place among all runs.
    lane : int
        Its place among those that are drawn.
    series : ThinnedSeries
    """

    run: int
    lane: int
    series: ThinnedSeries


class Strips:
    """The picture.

    Parameters
    ----------
    places : Arrangement
        With room for strips.
    rows : tuple of Row
    lanes : list of Lane
    end : float
        The step at the right edge.
    density : float
        Pixels of the picture for each pixel of the panel.
    nothing : str
        The colour of a gradient of exactly 0.
    """

    def __init__(
        self, places: Arrangement, rows: tuple[Row, ...], lanes: list[Lane], end: float, density: float, nothing: str
    ) -> None:
        assert places.strips is not None
        self._box = QRectF(places.strips.left, places.top, places.strips.width, places.bottom - places.top)
        self.end = end
        width, height = (max(1, round(side * density)) for side in (self._box.width(), self._box.height()))
        self._pixels: Pixels = np.zeros((height, width), dtype=np.uint32)
        memory: Any = self._pixels.data
        self._image = QImage(memory, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
        self._nothing = np.uint32(0xFF000000 | int(nothing[1:], 16))
        self._range: Decades | None = None
        self._lanes = lanes
        self._targets: list[Indices] = []
        self._sources: list[Indices] = []
        self.maxima: list[Maxima] = []
        for lane in lanes:
            targets, sources = _lines(places, rows, lane, density)
            self._targets.append(targets)
            self._sources.append(sources)
            layers = sum(row.layers[lane.run] is not None for row in rows)
            self.maxima.append(Maxima(layers, width, end))

    def advance(self) -> list[slice]:
        """Read what is new in every run. Returns the columns that have changed, for `paint_columns`."""
        return [maxima.advance(lane.series) for maxima, lane in zip(self.maxima, self._lanes, strict=True)]

    def paint_columns(self, changed: list[slice], decades: Decades) -> None:
        """Take in new columns; where the range of colours has grown, all of them once more."""
        whole = decades != self._range
        self._range = decades
        for index, columns in enumerate(changed):
            part = slice(0, len(self._pixels[0])) if whole else columns
            if part.stop > part.start:
                colours = self._colours(self.maxima[index].table[part], decades)
                self._pixels[self._targets[index], part] = colours.T[self._sources[index]]

    def read(self, run: int, step: int) -> tuple[list[float], tuple[int, int]]:
        """Return each layer's largest size in the column of a step, and the column's first and last step."""
        maxima = next(maxima for maxima, lane in zip(self.maxima, self._lanes, strict=True) if lane.run == run)
        width = len(maxima.table)
        column = min(int((step - 1 + 1e-9) * width / self.end), width - 1)
        return maxima.table[column].tolist(), maxima.steps(column)

    def draw(self, painter: QPainter, end: float) -> None:
        """Draw the strips on an axis that ends at a step; it may be on its way to where they are made for."""
        box = QRectF(self._box)
        if end != self.end:
            box.setWidth(box.width() * self.end / end)
            painter.setClipRect(self._box)
        painter.drawImage(box, self._image)
        painter.setClipping(False)

    def _colours(self, sizes: Array, decades: Decades) -> Pixels:
        """Return the pixels of sizes; transparent where there is no number."""
        table = magnitude_map().table
        low, high = decades
        with np.errstate(divide="ignore"):
            places = np.log10(sizes)
        places -= low
        places *= (len(table) - 1) / (high - low)
        # NaN and zero fall to the lower end here, and are mended below.
        np.fmin(np.fmax(places, 0.0, out=places), len(table) - 1.0, out=places)
        colours: Pixels = table[np.rint(places, out=places).astype(np.intp)]
        if not (sizes > 0.0).all():
            colours[sizes == 0.0] = self._nothing
            colours[np.isnan(sizes)] = 0
        return colours


def _lines(places: Arrangement, rows: tuple[Row, ...], lane: Lane, density: float) -> tuple[Indices, Indices]:
    """Return which lines of pixels a run's strips have, and which layer each of them shows."""
    targets: list[int] = []
    sources: list[int] = []
    for index, row in enumerate(rows):
        layer = row.layers[lane.run]
        if layer is not None:
            top = places.row_top(index) - places.top + places.lane_top(lane.lane)
            lines = range(round(top * density), round((top + places.bar_height(index)) * density))
            targets += lines
            sources += [layer] * len(lines)
    return np.array(targets, dtype=np.intp), np.array(sources, dtype=np.intp)
