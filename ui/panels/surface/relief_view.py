"""The surface from the side as the panel shows it: turned by the hand, read under the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from ui import numbers
from ui.frame import Frame
from ui.panels.surface.canvas import Scene
from ui.panels.surface.footer import draw_reading, explained
from ui.panels.surface.plan import ROW, Plan
from ui.panels.surface.reading import Reading, read
from ui.panels.surface.relief_canvas import ReliefCanvas
from ui.panels.surface.request import Result
from ui.panels.surface.shown import Shown
from ui.plotting.extent import Extent
from ui.plotting.graphics import graphics
from ui.plotting.orbit import Orbit
from ui.plotting.relief_scene import SideWindow
from ui.plotting.side_view import Camera, View
from ui.plotting.spot import Spot, draw_spot_words
from ui.plotting.text import text_width
from ui.theme import px

if TYPE_CHECKING:
    from ui.panels.surface.painted import PaintedPanel

WHATEVER: Extent = (-1.0, 1.0, -1.0, 1.0)


class ReliefView:
    """The relief under the pointer.

    Parameters
    ----------
    panel : PaintedPanel
    shown : Shown
    """

    keys = Orbit.keys

    def __init__(self, panel: PaintedPanel, shown: Shown) -> None:
        self._panel = panel
        self._shown = shown
        self._canvas = ReliefCanvas()
        self._orbit = Orbit(panel.turn, lambda: self._canvas.relief)
        self._at: QPointF | None = None
        self._step: int | None = None

    @property
    def camera(self) -> Camera:
        """From where the surface is seen."""
        return self._orbit.camera

    def forget(self) -> None:
        """Draw everything anew next time."""
        self._canvas.forget()

    def paint(
        self, painter: QPainter, area: QRect, plan: Plan, ratio: float, scene: Scene, other: Spot | None
    ) -> Spot | None:
        """Draw the surface, and what is read on it.

        Parameters
        ----------
        painter : QPainter
        area : QRect
            The whole panel.
        plan : Plan
        ratio : float
        scene : Scene
        other : Spot or None
            What is read on the map beside it.

        Returns
        -------
        Spot or None
            What is read here.
        """
        turning, result = self._panel.turning, scene.result
        self._canvas.paint(painter, area, plan, ratio, scene, self.camera, turning)
        self._orbit.find()
        view = self._canvas.view(plan, result.extent, self.camera)
        if other is not None:
            pixel = self._canvas.draw_cursor(painter, view, (other.x, other.y))
            if pixel is not None:
                draw_spot_words(painter, QRectF(plan.plot), *pixel, other.words)
        found = None if turning else self._read(self._panel.frame, result)
        if found is None or self._at is None:
            return None
        reading, place = found
        self._canvas.draw_cursor(painter, view, place)
        paths = np.concatenate([*(self._canvas.pixels(view, track.whole) for track in scene.tracks), np.empty((0, 2))])
        docked = self._canvas.scene.dock(reading.card.size, view, paths, self._at)
        if docked is not None:
            reading.card.draw(painter, docked)
        elif plan.footer is not None:
            draw_reading(painter, plan.footer, reading.card.spoken)
        return Spot(*place, reading.loss, numbers.loss(reading.loss))

    def _read(self, frame: Frame | None, result: Result) -> tuple[Reading, tuple[float, float]] | None:
        """Return what is under the pointer, and where on the plane that is."""
        relief = self._canvas.relief
        if frame is None or relief is None or self._at is None:
            return None
        place = relief.place(self._at.x(), self._at.y())
        if place is None:
            return None
        window = SideWindow(self._canvas.scene, relief.view, place)
        now = frame.snapshots[result.chosen.index].step
        tracks = self._shown.tracks(frame)
        return read(result, tracks, frame.snapshots, window, self._at.x(), self._at.y(), now), place

    def view(self, plan: Plan) -> View:
        """Return from where the surface is seen, for the background; the part of the plane is that one's choice."""
        return self._canvas.view(plan, WHATEVER, self.camera)

    # The hand.

    def move(self, place: QPointF) -> None:
        """Come to a pixel of the panel, or turn the surface by the way from where it was taken hold of."""
        if self._orbit.held:
            self._orbit.pull(place)
            return
        self._at = place if self._is_over(place) else None
        self._tell()
        self._panel.setToolTip(self._explained(place))
        self._panel.update()

    def leave(self) -> None:
        """Leave the panel."""
        self._at = None
        self._tell()
        self._panel.update()

    def press(self, place: QPointF) -> bool:
        """Take hold of the surface. Returns False where it is not."""
        if not self._is_over(place):
            return False
        self._orbit.take(place)
        self._panel.setCursor(Qt.CursorShape.ClosedHandCursor)
        return True

    def release(self) -> None:
        """Let it go."""
        self._orbit.let_go()
        self._panel.unsetCursor()

    def wheel(self, place: QPointF, notches: float) -> bool:
        """Come closer to a pixel, or go away. Returns False where there is nothing to see."""
        if not self._is_over(place):
            return False
        self._orbit.zoom(notches, place)
        return True

    def double_click(self, place: QPointF) -> None:
        """Look from where it was looked at first."""
        self._orbit.reset()

    def key(self, key: int) -> None:
        """Turn, come closer or go back by a key."""
        self._orbit.key(key)

    def _explained(self, place: QPointF) -> str:
        """Return what the words at a pixel mean: those below the picture, and the notice in its corner."""
        plan, result, notice = self._panel.side_plan, self._shown.result, graphics().notice
        if result is None:
            return ""
        why = f"{notice}. {graphics().reason}" if notice else ""
        if plan.footer is not None and QRectF(plan.footer).contains(place):
            return "\n".join(filter(None, (explained(result), why)))
        corner = QRectF(plan.plot.left(), plan.plot.top(), text_width("tick", notice), px(ROW))
        return why if corner.contains(place) else ""

    def _is_over(self, place: QPointF) -> bool:
        return self._shown.result is not None and QRectF(self._panel.side_plan.plot).contains(place)

    def _tell(self) -> None:
        """Tell the other panels at which step of a path the pointer is."""
        result = self._shown.result
        found = self._read(self._panel.frame, result) if result is not None else None
        near = found[0].nearest if found is not None else None
        step = near.step if near is not None else None
        if step != self._step:
            self._step = step
            self._panel.step_pointed.emit(step)
