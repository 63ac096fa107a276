"""The hand on a surface that is seen from the side: it turns, comes closer and goes back."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt

from ui.plotting.side_view import Camera

ZOOM_STEP = 1.25
"""How much closer one notch of the wheel comes."""
RADIANS_PER_PIXEL = 0.009
KEY_TURN = math.radians(6.0)
_TURNS = {
    Qt.Key.Key_Left: (-KEY_TURN, 0.0),
    Qt.Key.Key_Right: (KEY_TURN, 0.0),
    Qt.Key.Key_Up: (0.0, KEY_TURN),
    Qt.Key.Key_Down: (0.0, -KEY_TURN),
}
_ZOOMS = {Qt.Key.Key_Plus: ZOOM_STEP, Qt.Key.Key_Equal: ZOOM_STEP, Qt.Key.Key_Minus: 1.0 / ZOOM_STEP}


class Orbit:
    """A camera in the user's hand.

    Parameters
    ----------
    turned : callable
        Called whenever the camera is another.

    Attributes
    ----------
    camera : Camera
    """

    keys = frozenset({*_TURNS, *_ZOOMS, Qt.Key.Key_Home})

    def __init__(self, turned: Callable[[], None]) -> None:
        self.camera = Camera()
        self._turned = turned
        self._held: tuple[QPointF, Camera] | None = None

    @property
    def held(self) -> bool:
        """Whether the surface is held by the pointer."""
        return self._held is not None

    def take(self, place: QPointF) -> None:
        """Take hold of it at a pixel."""
        self._held = place, self.camera

    def pull(self, place: QPointF) -> None:
        """Turn it by the way from where it was taken hold of."""
        if self._held is not None:
            start, camera = self._held
            way = place - start
            self._look(camera.turned(-RADIANS_PER_PIXEL * way.x(), RADIANS_PER_PIXEL * way.y()))

    def let_go(self) -> None:
        """Let it go."""
        self._held = None

    def zoom(self, notches: float) -> None:
        """Come closer, or go away."""
        self._look(self.camera.closer(ZOOM_STEP**notches))

    def reset(self) -> None:
        """Look from where it was looked at first."""
        self._held = None
        self._look(Camera())

    def key(self, key: int) -> None:
        """Turn, come closer or go back by one of the `keys`."""
        if key in _TURNS:
            self._look(self.camera.turned(*_TURNS[Qt.Key(key)]))
        elif key in _ZOOMS:
            self._look(self.camera.closer(_ZOOMS[Qt.Key(key)]))
        else:
            self._look(Camera())

    def _look(self, camera: Camera) -> None:
        if camera != self.camera:
            self.camera = camera
            self._turned()
