"""What is drawn once and kept: the axes, the names, and all of the curves but their newest ends.

On a screen each frame adds to a picture of the panel what is new, and draws only the newest column of pixels afresh.
Where a picture is wanted at another scale or as vectors, everything is drawn directly.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QRegion

from ui.panels.loss.axes import draw_axes
from ui.panels.loss.drawing import HELD, REACH, Curves, draw_curves, draw_train
from ui.panels.loss.lane import Lane
from ui.panels.loss.layout import Layout
from ui.panels.loss.options import Metric
from ui.panels.loss.present import Present, Scene
from ui.panels.loss.run_curves import RunCurves
from ui.panels.loss.view import View
from ui.plotting.kept_picture import is_raster
from ui.theme import current, painting


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
        self.restart()
        self._layouts = []

    def restart(self) -> None:
        """Draw everything anew next time, but names that stay where they are."""
        self._key = None

    @staticmethod
    def can_keep(painter: QPainter, ratio: float) -> bool:
        """Say whether kept pictures, made for a screen of `ratio` pixels for each of the panel's, serve a painter."""
        return is_raster(painter) and abs(painter.deviceTransform().m11() - ratio) < 1e-6

    def goes_on(self, runs: list[RunCurves]) -> bool:
        """Say whether what is drawn of these runs can stay; if it cannot, all is drawn anew next time."""
        lanes = (lane for _, lanes in self._groups for lane in lanes)
        if [run.version for run in runs] != self._versions or any(lane.is_ahead for lane in lanes):
            self.restart()
        return self._key is not None

    def settled(self, metric: Metric) -> list[float]:
        """Return the pixels up to which each run's evaluations, and batches, will not change any more in a plot."""
        return [x for _, lanes in self._groups for lane in lanes for x in lane.settled(metric)]

    def paint(self, painter: QPainter, size: QSize, ratio: float, scene: Scene, region: QRegion) -> None:
        """Draw axes, names and curves: kept pictures first, which are brought forward.

        Parameters
        ----------
        painter : QPainter
        size : QSize
            The panel's size.
        ratio : float
            The screen's pixels for each pixel of the panel.
        scene : Scene
        region : QRegion
            What can be seen of what is drawn.
        """
        if (size, ratio) != self._key:
            self._key = size, ratio
            self._start(size, ratio, scene)
        for number, plot in enumerate(scene.plots):
            if plot.layout is not self._layouts[number]:
                self._layouts[number] = plot.layout
                self._name(plot)
        self._advance()
        painter.drawPixmap(0, 0, self._ground)
        if self._curves is not self._ground:
            painter.drawPixmap(0, 0, self._curves)
        for clip, lanes in self._groups:
            if clip is not None:
                painter.setClipRect(clip)
            for lane in reversed(lanes):  # the first on top, as in the kept picture
                lane.band.draw(painter)
            narrow: list[Curves] = []
            wide: list[Curves] = []
            for lane in lanes:
                # The newest columns of dense curves on their way are narrower than their marker: one line will do.
                if scene.playing and lane.curves.narrow:
                    narrow.append(lane.curves)
                elif lane.curves.meets(region):
                    wide.append(lane.curves)
            draw_curves(painter, wide)
            draw_train(painter, narrow)
            painter.setClipping(False)

    def _advance(self) -> None:
        """Add to the kept picture what is new of the curves."""
        new = [(clip, [lane.advance() for lane in lanes]) for clip, lanes in self._groups]
        if not any(band.pieces or curves.pieces for _, pairs in new for band, curves in pairs):
            return
        with painting(self._curves) as painter:
            for clip, pairs in new:
                if clip is not None:
                    painter.setClipRect(clip)
                if self._curves is not self._ground:
                    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
                    for band, _ in pairs:
                        band.draw(painter)
                    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
                draw_curves(painter, [curves for _, curves in pairs])

    def _start(self, size: QSize, ratio: float, scene: Scene) -> None:
        """Draw the axes, and no curve yet."""
        views = [plot.view for plot in scene.plots]
        groups: list[tuple[QRect | None, list[View]]] = [(_clip(view), [view]) for view in views]
        if scene.inside:
            # Curves that do not reach beyond the plots are drawn in all of them at once, which takes half the time.
            groups = [(None, views)]
        self._groups = [
            (clip, [Lane(run, own, scene.options, ratio, HELD) for run in scene.runs]) for clip, own in groups
        ]
        self._versions = [run.version for run in scene.runs]
        self._layouts = self._clear(size, ratio, scene.plots)
        # Batches go below what is drawn already, so they need a transparent picture.
        self._curves = self._ground
        if scene.options.batches:
            self._curves = QPixmap(size * ratio)
            self._curves.setDevicePixelRatio(ratio)
            self._curves.fill(Qt.GlobalColor.transparent)
        with painting(self._ground, smooth=False) as painter:
            for view in views:
                draw_axes(painter, view)

    def _clear(self, size: QSize, ratio: float, plots: list[Present]) -> list[Layout | None]:
        """Clear the ground, but names that stay where they are, and return the layouts of these."""
        if self._ground.size() != size * ratio or self._ground.devicePixelRatio() != ratio:
            self._ground = QPixmap(size * ratio)
            self._ground.setDevicePixelRatio(ratio)
            self._layouts = []
        region, kept = QRegion(QRect(QPoint(), size)), []
        for plot in plots:
            stays = any(plot.layout is named for named in self._layouts)
            kept.append(plot.layout if stays else None)
            if stays:
                region -= plot.label_area
        with painting(self._ground) as painter:
            painter.setClipRegion(region)
            painter.fillRect(QRect(QPoint(), size), QColor(current().surface))
        return kept

    def _name(self, plot: Present) -> None:
        """Draw the names beside a plot where they are now."""
        with painting(self._ground) as painter:
            painter.fillRect(plot.label_area, QColor(current().surface))
            plot.layout.draw_names(painter)


def draw_directly(painter: QPainter, size: QSize, scene: Scene) -> None:
    """Draw axes and curves without kept pictures, as for a picture at another scale or of vectors."""
    scale = painter.deviceTransform().m11()
    vector = not is_raster(painter)
    painter.fillRect(QRect(QPoint(), size), QColor(current().surface))
    for plot in scene.plots:
        draw_axes(painter, plot.view)
        painter.setClipRect(_clip(plot.view))
        pairs = [Lane(run, [plot.view], scene.options, scale).whole for run in scene.runs]
        for band, _ in reversed(pairs):
            if vector:
                band.draw_whole(painter)
            else:
                band.draw(painter)
        draw_curves(painter, [curves for _, curves in pairs], whole=vector)
        painter.setClipping(False)


def _clip(view: View) -> QRect:
    return view.box.adjusted(-REACH, -REACH, REACH, REACH)
