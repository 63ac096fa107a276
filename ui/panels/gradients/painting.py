"""Drawing the panel: the kept ground first, then what the newest batch has changed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter

from ui.panels.gradients import words
from ui.panels.gradients.bar_painting import BarPainting
from ui.panels.gradients.ground import Ground
from ui.panels.gradients.number_painting import NumberPainting
from ui.panels.gradients.places import Arrangement
from ui.panels.gradients.rows import Row
from ui.panels.gradients.scene import Scene
from ui.panels.gradients.sizes import RunSizes
from ui.plotting.kept_picture import KeptPicture, is_raster
from ui.plotting.text import draw_hint
from ui.theme import current, draw_marker, px, run_style

CROSS = 8


class Painting:
    """Draws a scene.

    Parameters
    ----------
    scene : Scene
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._ground = KeptPicture()
        self._bars = BarPainting(scene)
        self._numbers = NumberPainting(scene)

    def paint(self, painter: QPainter, size: QSize, ratio: float, hovered: int | None, pointed: int | None) -> None:
        """Draw the panel without the card.

        Parameters
        ----------
        painter : QPainter
        size : QSize
            The panel's size.
        ratio : float
            The screen's pixels for each pixel of the panel.
        hovered : int or None
            The row that is lit up.
        pointed : int or None
            The step that is marked in the history.
        """
        scene = self._scene
        places = scene.places
        if places is None:
            painter.fillRect(QRect(0, 0, size.width(), size.height()), QColor(current().surface))
            return
        scale = painter.deviceTransform().m11()
        ground = self._ground_now()
        box = QRect(0, 0, size.width(), size.height())
        key = ground, current().name, px(1000)
        self._ground.paint(painter, box, current().surface, key, ground.draw)
        if hovered is not None:
            row = QRectF(0, places.row_top(hovered), size.width(), places.height(hovered))
            painter.fillRect(row, QColor(current().hover))
        self._bars.draw(painter, places)
        if scene.strips is not None:
            strips = scene.strips
            if not is_raster(painter) or abs(scale - ratio) > 1e-6:
                # A picture at another scale, or one of shapes: its strips are made for it.
                strips = scene.make_strips(scene.easing.values[0], max(2.0, scale))
                strips.paint_columns(strips.advance(), scene.colours)
            strips.draw(painter, scene.easing.values[0])
            self._draw_cursors(painter, places, pointed)
        self._numbers.draw(painter, places)
        self._draw_hint(painter, places)

    def _ground_now(self) -> Ground:
        scene = self._scene
        places, leader, frame = scene.places, scene.leader, scene.frame
        assert places is not None
        worded = scene.lanes if places.verdict_per_lane else [leader]
        verdicts = tuple(tuple(_verdict(run, row) for run in worded) for row in scene.rows)
        chosen = scene.row_of(frame.selection) if frame is not None else None
        whose = leader.run.index if leader is not None and places.marked_verdicts else None
        runs = tuple(run.run.index for run in scene.numbered)
        return Ground(places, scene.rows, verdicts, scene.sizes, scene.steps, scene.colours, chosen, runs, whose)

    def _draw_cursors(self, painter: QPainter, places: Arrangement, pointed: int | None) -> None:
        scene, theme, steps = self._scene, current(), self._scene.steps
        assert places.strips is not None
        assert steps is not None
        span = places.strips
        top, height = places.top, places.bottom - places.top
        if pointed is not None:
            x = round(float(steps.to_pixels(pointed)))
            if span.left <= x <= span.right:
                painter.fillRect(QRectF(x, top, 1.0, height), QColor(theme.axis))
        leader = scene.leader
        if leader is not None and leader.known:
            x = round(float(steps.to_pixels(leader.snapshot.step)))
            painter.fillRect(QRectF(x, top, theme.lines.cursor, height), QColor(theme.ink))
        for lane, run in enumerate(scene.lanes):
            divergence = run.snapshot.divergence
            if divergence is None:
                continue
            row = next(k for k, row in enumerate(scene.rows) if row.layers[run.run.index] == divergence.layer - 1)
            y = places.lane_middle(row, lane)
            centre = QPointF(float(steps.to_pixels(run.snapshot.step)), y)
            style = run_style(run.run.index)
            draw_marker(painter, "cross", centre, px(CROSS), theme.surface, outline=theme.surface, outline_width=3.0)
            draw_marker(painter, "cross", centre, px(CROSS), style.colour(theme))

    def _draw_hint(self, painter: QPainter, places: Arrangement) -> None:
        scene = self._scene
        hint = words.EMPTY if scene.untrained else ""
        if scene.frame is not None and not scene.visible:
            hint = words.SWITCHED_OFF
        if hint:
            left, right = places.bars.left, places.size.width() - px(12)
            draw_hint(painter, QRectF(left, places.top, right - left, places.bottom - places.top), hint)


def _verdict(run: RunSizes | None, row: Row) -> str:
    """Say of a layer what there is to say in a run; nothing where the run has no such layer."""
    layer = row.layers[run.run.index] if run is not None else None
    return "" if run is None or layer is None else words.verdict(run, layer)
