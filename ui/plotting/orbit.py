"""The hand on a surface that is seen from the side: it turns, comes closer, goes back and is pulled aside.

However that is done, some of the surface stays in sight.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt

from ui.plotting.aim import closer, pulled, seen_near, turned
from ui.plotting.relief import Relief
from ui.plotting.scale import Floats
from ui.plotting.side_view import Camera, View

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
_ZOOMS = {Qt.Key.Key_Plus: 1.0, Qt.Key.Key_Equal: 1.0, Qt.Key.Key_Minus: -1.0}


class Orbit:
    """A camera in the user's hand.

    Parameters
    ----------
    moved : callable
        Called whenever the camera is another.
    relief : callable
        Returns the picture of the surface that is shown; None before there is one.

    Attributes
    ----------
    camera : Camera
    """

    keys = frozenset({*_TURNS, *_ZOOMS, Qt.Key.Key_Home})

    def __init__(self, moved: Callable[[], None], relief: Callable[[], Relief | None]) -> None:
        self.camera = Camera()
        self._moved, self._relief = moved, relief
        self._point: Floats | None = None
        self._held: tuple[QPointF, View, Floats, bool] | None = None

    @property
    def held(self) -> bool:
        """Whether the surface is held by the pointer."""
        return self._held is not None

    def take(self, place: QPointF, aside: bool = False) -> None:
        """Take hold of it at a pixel, to turn it or to pull it `aside`."""
        view = self._view()
        if view is not None:
            self._held = place, view, self._seen(view, place if aside else QPointF(*view.centre)), aside

    def pull(self, place: QPointF) -> None:
        """Turn it, or pull it aside, by the way from where it was taken hold of."""
        if self._held is None:
            return
        start, view, point, aside = self._held
        across, down = (place - start).x(), (place - start).y()
        if aside:
            self._look(pulled(view, across, down, point))
        else:
            self._look(turned(view, -RADIANS_PER_PIXEL * across, RADIANS_PER_PIXEL * down, point))

    def let_go(self) -> None:
        """Let it go."""
        self._held = None

    def zoom(self, notches: float, place: QPointF) -> None:
        """Come closer to what is seen at a pixel, or nearest to it, or go away."""
        view = self._view()
        if view is not None:
            self._look(closer(view, ZOOM_STEP**notches, self._seen(view, place)))

    def reset(self) -> None:
        """Look from where it was looked at first."""
        self._held = None
        self._look(Camera())

    def find(self) -> None:
        """Look at all of it again where a new surface is out of sight, as after one that stood higher."""
        relief = self._relief()
        if self.camera.zoom > 1.0 and relief is not None and relief.view.camera == self.camera and relief.is_empty:
            self._held = None
            self._look(replace(self.camera, zoom=1.0, away=Camera().away))

    def key(self, key: int) -> None:
        """Turn, come closer or go back by one of the `keys`."""
        view = self._view()
        if key not in _TURNS and key not in _ZOOMS:
            self.reset()
        elif view is not None and key in _ZOOMS:
            self.zoom(_ZOOMS[Qt.Key(key)], QPointF(*view.centre))
        elif view is not None:
            self._look(turned(view, *_TURNS[Qt.Key(key)], self._seen(view, QPointF(*view.centre))))

    def _view(self) -> View | None:
        """Return the view that is shown, from where the camera is by now."""
        relief = self._relief()
        return replace(relief.view, camera=self.camera) if relief is not None else None

    def _seen(self, view: View, place: QPointF) -> Floats:
        """Return the point of the surface at a pixel or nearest to it; the last one until the picture is drawn anew.

        Where there is no surface at all it is what the camera looks at.
        """
        relief = self._relief()
        if relief is not None and (relief.view.camera == self.camera or self._point is None):
            self._point = seen_near(relief, place.x(), place.y())
        return self._point if self._point is not None else view.looked_at

    def _look(self, camera: Camera) -> None:
        if camera != self.camera:
            self.camera = camera
            self._moved()
