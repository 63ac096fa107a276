"""Who has the pointer on a canvas: the map, or the relief beside it or in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from ui.lab.canvas.pointer import Pointer
from ui.lab.canvas.side import SideView

if TYPE_CHECKING:
    from ui.lab.canvas.view import LandscapeCanvas


class Hands:
    """Hands the pointer on to whichever view it is over; what is held stays with whoever has taken hold of it.

    Parameters
    ----------
    canvas : LandscapeCanvas
    flat : Pointer
    side : SideView
    """

    def __init__(self, canvas: LandscapeCanvas, flat: Pointer, side: SideView) -> None:
        self._canvas, self._flat, self._side = canvas, flat, side
        self._now: Pointer | SideView = flat
        self._held = False

    def at(self, place: QPointF) -> Pointer | SideView:
        """Return whose pixel it is."""
        if not self._held:
            area = QRectF(self._canvas.side_area)
            now = self._side if not area.isEmpty() and area.contains(place) else self._flat
            if now is not self._now:
                self._now.leave()
                self._now = now
        return self._now

    def press(self, place: QPointF, button: Qt.MouseButton) -> bool:
        """Take a press of a button. Returns whether it means something."""
        hand = self.at(place)
        self._held = hand.press(place, button)
        return self._held

    def release(self) -> None:
        """Let go of what is held."""
        self._held = False
        self._now.release()

    def leave(self) -> None:
        """Leave the canvas."""
        self._now.leave()
