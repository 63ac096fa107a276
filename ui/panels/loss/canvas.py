"""What is drawn once and kept: the axes, the names, and all of the curves but their newest ends.

On a screen each frame adds to a picture of the panel what is new, and draws only the newest column of pixels afresh.
Where a picture is wanted at another scale or as vectors, everything is drawn directly.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPixmap

from ui.panels.loss.axes import draw_axes
from ui.panels.loss.drawing import HELD, draw_parts
from ui.panels.loss.lane import Lane
from ui.panels.loss.layout import Layout
from ui.panels.loss.options import Metric
from ui.panels.loss.present import Present, Scene
from ui.panels.loss.run_curves import RunCurves
from ui.panels.loss.view import View
from ui.theme import current

_MARGIN = 3
"""Pixels around a plot's box that the width of its curves may take."""


class Canvas:
    """Draws the plots of a panel, as little of them as can be."""

    def __init__(self) -> None:
        self._key: object = None
        self._ground = QPixmap()
        self._curves = QPixmap()
        self._layouts: list[Layout | None] = []
        self._versions: list[tuple[int, int]] = []
        self._groups: list[tuple[QRect | None, list[Lane]]] = []

    def forget(self) -> None:
        """Draw everything anew next time."""
        self._key = None

    @staticmethod
    def can_keep(painter: QPainter, ratio: float) -> bool:
        """Say whether kept pictures, made for a screen of `ratio` pixels for each of the panel's, serve a painter."""
        raster = painter.paintEngine().type() == QPaintEngine.Type.Raster
        return raster and abs(painter.deviceTransform().m11() - ratio) < 1e-6

    def goes_on(self, runs: list[RunCurves]) -> bool:
        """Say whether what is drawn of these runs can stay; if it cannot, all is drawn anew next time."""
        lanes = (lane for _, lanes in self._groups for lane in lanes)
        if [run.version for run in runs] != self._versions or any(lane.is_ahead for lane in lanes):
            self.forget()
        return self._key is not None

    def settled(self, metric: Metric) -> list[float]:
        """Return the pixels up to which each run's evaluations, and batches, will not change any more in a plot."""
        return [x for _, lanes in self._groups for lane in lanes for x in lane.settled(metric)]

    def paint(self, painter: QPainter, size: QSize, ratio: float, scene: Scene) -> None:
        """Draw axes, names and curves: kept pictures first, which are brought forward.

        Parameters
        ----------
        painter : QPainter
        size : QSize
            The panel's size.
        ratio : float
            The screen's pixels for each pixel of the panel.
        scene : Scene
        """
        if (size, ratio) != self._key:
            self._key = size, ratio
            self._start(size, ratio, scene)
        for number, plot in enumerate(scene.plots):
            if plot.layout is not self._layouts[number]:
                self._layouts[number] = plot.layout
                self._name(plot)
        new = [(clip, [lane.advance() for lane in lanes]) for clip, lanes in self._groups]
        if any(any(parts) for _, parts in new):
            layer = QPainter(self._curves)
            layer.setRenderHint(QPainter.RenderHint.Antialiasing)
            for clip, parts in new:
                if clip is not None:
                    layer.setClipRect(clip)
                draw_parts(layer, parts, ratio, layer=True)
            layer.end()
        painter.drawPixmap(0, 0, self._ground)
        if self._curves is not self._ground:
            painter.drawPixmap(0, 0, self._curves)
        for clip, lanes in self._groups:
            if clip is not None:
                painter.setClipRect(clip)
            draw_parts(painter, [lane.live for lane in lanes], ratio, hasty=scene.playing)
            painter.setClipping(False)

    def _start(self, size: QSize, ratio: float, scene: Scene) -> None:
        """Draw the axes, and no curve yet."""
        views = [plot.view for plot in scene.plots]
        # Curves that do not reach beyond the plots are drawn in all of them at once, which takes half the time.
        groups = [views] if scene.inside else [[view] for view in views]
        self._groups = [
            (
                None if scene.inside else _clip(group[0]),
                [Lane(run, group, scene.options, ratio, HELD) for run in scene.runs],
            )
            for group in groups
        ]
        self._versions = [run.version for run in scene.runs]
        self._layouts = [None] * len(views)
        if self._ground.size() != size * ratio:
            self._ground = QPixmap(size * ratio)
        self._ground.setDevicePixelRatio(ratio)
        self._ground.fill(QColor(current().surface))
        # Batches go below what is drawn already, so they need a transparent picture.
        self._curves = self._ground
        if scene.options.batches:
            self._curves = QPixmap(size * ratio)
            self._curves.setDevicePixelRatio(ratio)
            self._curves.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._ground)
        for view in views:
            draw_axes(painter, view)
        painter.end()

    def _name(self, plot: Present) -> None:
        """Draw the names beside a plot where they are now."""
        painter = QPainter(self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(plot.label_area, QColor(current().surface))
        plot.layout.draw_names(painter)
        painter.end()


def draw_directly(painter: QPainter, size: QSize, scene: Scene) -> None:
    """Draw axes and curves without kept pictures, as for a picture at another scale or of vectors."""
    scale = painter.deviceTransform().m11()
    vector = painter.paintEngine().type() != QPaintEngine.Type.Raster
    painter.fillRect(QRect(QPoint(), size), QColor(current().surface))
    for plot in scene.plots:
        draw_axes(painter, plot.view)
        painter.setClipRect(_clip(plot.view))
        parts = [Lane(run, [plot.view], scene.options, scale).whole for run in scene.runs]
        draw_parts(painter, parts, scale, vector=vector)
        painter.setClipping(False)


def _clip(view: View) -> QRect:
    return view.box.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
