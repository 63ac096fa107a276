"""The surface from the side as the panel shows it: turned by the hand, read under the pointer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter

from ui.frame import Frame
from ui.panels.surface.canvas import Scene
from ui.panels.surface.footer import draw_reading
from ui.panels.surface.plan import Plan
from ui.panels.surface.reading import Reading, read
from ui.panels.surface.relief_canvas import ReliefCanvas
from ui.panels.surface.request import Result
from ui.panels.surface.shown import Shown
from ui.panels.surface.track import Floats
from ui.plotting.contour_ground import draw_probe
from ui.plotting.docking import dock
from ui.plotting.extent import Extent
from ui.plotting.side_view import Camera, View

if TYPE_CHECKING:
    from ui.panels.surface.painted import PaintedPanel

ZOOM_STEP = 1.25
RADIANS_PER_PIXEL = 0.009
WHATEVER: Extent = (-1.0, 1.0, -1.0, 1.0)
KEY_TURN = math.radians(6.0)
_TURNS = {
    Qt.Key.Key_Left: (-KEY_TURN, 0.0),
    Qt.Key.Key_Right: (KEY_TURN, 0.0),
    Qt.Key.Key_Up: (0.0, KEY_TURN),
    Qt.Key.Key_Down: (0.0, -KEY_TURN),
}
_ZOOMS = {Qt.Key.Key_Plus: ZOOM_STEP, Qt.Key.Key_Equal: ZOOM_STEP, Qt.Key.Key_Minus: 1.0 / ZOOM_STEP}


class _Window:
    """Where places are on the screen, for whoever reads what is near: as `ui.plotting.extent.Window`, from the side."""

    def __init__(self, canvas: ReliefCanvas, view: View, place: tuple[float, float]) -> None:
        self._canvas, self._view, self._place = canvas, view, place
        self.extent: Extent = view.extent

    def to_pixels(self, places: Floats) -> Floats:
        """Return where places of shape (n, 2) are, on the surface."""
        return self._canvas.pixels(self._view, places)

    def place(self, across: float, down: float) -> tuple[float, float]:
        """Return the place under the pointer."""
        return self._place


class ReliefView:
    """The hand and the camera.

    Parameters
    ----------
    panel : PaintedPanel
    shown : Shown

    Attributes
    ----------
    camera : Camera
    """

    keys = frozenset({*_TURNS, *_ZOOMS, Qt.Key.Key_Home})

    def __init__(self, panel: PaintedPanel, shown: Shown) -> None:
        self._panel = panel
        self._shown = shown
        self._canvas = ReliefCanvas()
        self.camera = Camera()
        self._held: tuple[QPointF, Camera] | None = None
        self._at: QPointF | None = None
        self._step: int | None = None

    def forget(self) -> None:
        """Draw everything anew next time."""
        self._canvas.forget()

    def paint(self, painter: QPainter, size: QSize, plan: Plan, ratio: float, scene: Scene) -> None:
        """Draw the surface, and what is read on it."""
        turning = self._panel.turning
        self._canvas.paint(painter, size, plan, ratio, scene, self.camera, turning)
        reading = None if turning else self._read(self._panel.frame, scene.result)
        if reading is not None and self._at is not None:
            self._canvas.draw_cursor(painter, plan, scene.result, self.camera, reading[1])
            draw_probe(painter, plan, scene.result.levels, reading[0].loss)
            card = reading[0].card
            docked = dock(card.size, QRectF(plan.plot), np.empty((0, 2)), self._at, 0)
            if docked is not None:
                card.draw(painter, docked[1])
            elif plan.footer is not None:
                draw_reading(painter, plan.footer, card.spoken)

    def _read(self, frame: Frame | None, result: Result) -> tuple[Reading, tuple[float, float]] | None:
        """Return what is under the pointer, and where on the plane that is."""
        relief = self._canvas.relief
        if frame is None or relief is None or self._at is None:
            return None
        place = relief.place(self._at.x(), self._at.y())
        if place is None:
            return None
        window = _Window(self._canvas, relief.view, place)
        now = frame.snapshots[result.chosen.index].step
        tracks = self._shown.tracks(frame)
        return read(result, tracks, frame.snapshots, window, self._at.x(), self._at.y(), now), place

    def view(self, plan: Plan) -> View:
        """Return from where the surface is seen, for the background; the part of the plane is that one's choice."""
        return self._canvas.view(plan, WHATEVER, self.camera)

    # The hand.

    def move(self, place: QPointF) -> None:
        """Come to a pixel of the panel, or turn the surface by the way from where it was taken hold of."""
        if self._held is not None:
            start, camera = self._held
            way = place - start
            self.look_from(camera.turned(-RADIANS_PER_PIXEL * way.x(), RADIANS_PER_PIXEL * way.y()))
            return
        self._at = place if QRectF(self._panel.plan.plot).contains(place) else None
        self._tell()
        self._panel.update()

    def leave(self) -> None:
        """Leave the panel."""
        self._at = None
        self._tell()
        self._panel.update()

    def press(self, place: QPointF) -> bool:
        """Take hold of the surface. Returns False where it is not."""
        if self._shown.result is None or not QRectF(self._panel.plan.plot).contains(place):
            return False
        self._held = place, self.camera
        self._panel.setCursor(Qt.CursorShape.ClosedHandCursor)
        return True

    def release(self) -> None:
        """Let it go."""
        self._held = None
        self._panel.unsetCursor()

    def wheel(self, place: QPointF, notches: float) -> bool:
        """Come closer, or go away. Returns False where there is nothing to see."""
        if self._shown.result is None or not QRectF(self._panel.plan.plot).contains(place):
            return False
        self.look_from(self.camera.closer(ZOOM_STEP**notches))
        return True

    def double_click(self, place: QPointF) -> None:
        """Look from where it was looked at first."""
        self._held = None
        self.look_from(Camera())

    def key(self, key: int) -> None:
        """Turn, come closer or go back by a key."""
        if key in _TURNS:
            self.look_from(self.camera.turned(*_TURNS[Qt.Key(key)]))
        elif key in _ZOOMS:
            self.look_from(self.camera.closer(_ZOOMS[Qt.Key(key)]))
        else:
            self.look_from(Camera())

    def look_from(self, camera: Camera) -> None:
        """Look from elsewhere: coarsely as long as it turns."""
        if camera != self.camera:
            self.camera = camera
            self._panel.turn()

    def _tell(self) -> None:
        """Tell the other panels at which step of a path the pointer is."""
        result = self._shown.result
        found = self._read(self._panel.frame, result) if result is not None else None
        near = found[0].nearest if found is not None else None
        step = near.step if near is not None else None
        if step != self._step:
            self._step = step
            self._panel.step_pointed.emit(step)
