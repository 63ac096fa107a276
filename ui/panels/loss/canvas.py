"""What is drawn once and kept: the axes, and all of the curves but their newest ends.

On a screen each frame adds to two pictures of the panel what is new, and draws only the newest column of pixels afresh.
Where a picture is wanted at another scale or as vectors, everything is drawn directly.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPixmap

from ui.panels.loss.axes import draw_axes
from ui.panels.loss.drawing import Part, draw_parts
from ui.panels.loss.options import Metric, Options
from ui.panels.loss.run_curves import RunCurves
from ui.panels.loss.view import View
from ui.plotting.scale import Floats
from ui.plotting.strand import Strand
from ui.theme import current, px

_MARGIN = 3
"""Pixels around a plot's box that the width of its curves may take."""


class Canvas:
    """Draws the plots of a panel, as little of them as can be."""

    def __init__(self) -> None:
        self._key: Any = None
        self._ground = QPixmap()
        self._curves = QPixmap()
        self._strands: dict[tuple[Metric, int], tuple[Strand, Strand]] = {}

    def forget(self) -> None:
        """Draw everything anew next time."""
        self._key = None

    def paint(
        self, painter: QPainter, size: QSize, ratio: float, views: list[View], runs: list[RunCurves], options: Options
    ) -> None:
        """Draw axes and curves.

        Parameters
        ----------
        painter : QPainter
        size : QSize
            The panel's size.
        ratio : float
            The screen's pixels for each pixel of the panel.
        views : list of View
        runs : list of RunCurves
            Those that are switched on.
        options : Options
        """
        scale = painter.deviceTransform().m11()
        vector = painter.paintEngine().type() != QPaintEngine.Type.Raster
        if vector or abs(scale - ratio) > 1e-6:
            self._paint_directly(painter, size, scale, views, runs, options, vector)
            return
        key = (
            (size, ratio, views, current().name, px(1000), options.batches),
            [(run.run.index, run.version) for run in runs],
        )
        if key != self._key or any(self._is_behind(run, views) for run in runs):
            self._key = key
            self._start(size, ratio, views)
        layer = QPainter(self._curves)
        layer.setRenderHint(QPainter.RenderHint.Antialiasing)
        live = []
        for view in views:
            pairs = [self._advance(self._strands, run, view, options, ratio) for run in runs]
            layer.setClipRect(_clip(view))
            draw_parts(layer, [settled for settled, _ in pairs], ratio, layer=True)
            live.append([part for _, part in pairs])
        layer.end()
        painter.drawPixmap(0, 0, self._ground)
        painter.drawPixmap(0, 0, self._curves)
        for view, parts in zip(views, live, strict=True):
            painter.setClipRect(_clip(view))
            draw_parts(painter, parts, ratio)
        painter.setClipping(False)

    def _start(self, size: QSize, ratio: float, views: list[View]) -> None:
        """Draw the axes, and no curve yet."""
        self._strands.clear()
        self._ground, self._curves = (_pixmap(size, ratio, ground) for ground in (True, False))
        painter = QPainter(self._ground)
        for view in views:
            draw_axes(painter, view)
        painter.end()

    def _paint_directly(
        self,
        painter: QPainter,
        size: QSize,
        scale: float,
        views: list[View],
        runs: list[RunCurves],
        options: Options,
        vector: bool,
    ) -> None:
        painter.fillRect(QRect(0, 0, size.width(), size.height()), QColor(current().surface))
        strands: dict[tuple[Metric, int], tuple[Strand, Strand]] = {}
        for view in views:
            draw_axes(painter, view)
            painter.setClipRect(_clip(view))
            whole = []
            for run in runs:
                settled, live = self._advance(strands, run, view, options, scale)
                batches = None
                if settled.batches is not None and live.batches is not None:
                    batches = settled.batches.followed_by(live.batches)
                whole.append(Part(run.run.index, settled.evaluations.followed_by(live.evaluations), batches))
            draw_parts(painter, whole, scale, vector=vector)
            painter.setClipping(False)

    def _is_behind(self, run: RunCurves, views: list[View]) -> bool:
        """Say whether less of a run is to be shown than is drawn already."""
        for view in views:
            rows = [strand.row for strand in self._strands.get((view.metric, run.run.index), ())]
            if any(row >= max(1, count) for row, count in zip(rows, (run.count, run.batch_count), strict=False)):
                return True
        return False

    def _advance(
        self,
        strands: dict[tuple[Metric, int], tuple[Strand, Strand]],
        run: RunCurves,
        view: View,
        options: Options,
        density: float,
    ) -> tuple[Part, Part]:
        """Return what is new of one run in one plot: what is settled, and its newest end."""
        key = (view.metric, run.run.index)
        epochs = options.epochs
        if key not in strands:
            strands[key] = Strand(2), Strand(1)
            strands[key][0].restart(_first_row(run.places(epochs), view))
            strands[key][1].restart(_first_row(run.batch_places(epochs), view) if options.batches else 0)
        evaluations, batches = strands[key]
        x, shown = _pixels(run.places(epochs, evaluations.row), view)
        low, high = run.rows(view.metric, evaluations.row)
        end = None
        if run.thinned and shown == len(x):
            place, values = run.end(view.metric, epochs)
            end = float(view.x.to_pixels(place)), values
        settled, live = evaluations.advance(x[:shown], low[:shown], high[:shown], end, view.y, density)
        if not (options.batches and view.metric == "loss"):
            return Part(key[1], settled, None), Part(key[1], live, None)
        x, shown = _pixels(run.batch_places(epochs, batches.row), view)
        low, high = run.batch_rows(batches.row)
        behind = batches.advance(x[:shown], low[:shown], high[:shown], None, view.y, density)
        return Part(key[1], settled, behind[0]), Part(key[1], live, behind[1])


def _first_row(places: Floats, view: View) -> int:
    """Return the last row that lies before the plot, or the first of all."""
    return max(0, int(np.searchsorted(places, view.x.low)) - 1)


def _pixels(places: Floats, view: View) -> tuple[Floats, int]:
    """Return the pixels of rows, and how many of them to draw: up to the first that lies beyond the plot."""
    x = view.x.to_pixels(places)
    return x, min(len(x), int(np.searchsorted(x, view.x.end, side="right")) + 1)


def _clip(view: View) -> QRect:
    return view.box.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)


def _pixmap(size: QSize, ratio: float, ground: bool) -> QPixmap:
    result = QPixmap(size * ratio)
    result.setDevicePixelRatio(ratio)
    result.fill(QColor(current().surface) if ground else Qt.GlobalColor.transparent)
    return result
