"""A drawing that rarely changes, kept as pixels."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPixmap

from ui.theme import painting


def is_raster(painter: QPainter) -> bool:
    """Say whether a painter makes pixels; an SVG is drawn anew instead, so that its letters stay letters."""
    return painter.paintEngine().type() == QPaintEngine.Type.Raster


class KeptPicture:
    """Draws something once, and its pixels ever after, until its key or the scale of the device is another."""

    def __init__(self) -> None:
        self._pixels = QPixmap()
        self._key: Hashable = None

    def paint(
        self, painter: QPainter, box: QRect, ground: str, key: Hashable, draw: Callable[[QPainter], None]
    ) -> None:
        """Draw on a painter.

        Parameters
        ----------
        painter : QPainter
        box : QRect
            What the drawing covers.
        ground : str
            The colour under it.
        key : hashable
            Everything that the drawing depends on.
        draw : callable
            Draws in the painter's coordinates.
        """
        if not is_raster(painter):
            painter.fillRect(box, QColor(ground))
            draw(painter)
            return
        scale = painter.deviceTransform().m11()
        whole_key = key, box, ground, scale
        if self._key != whole_key:
            self._pixels = QPixmap(max(1, round(box.width() * scale)), max(1, round(box.height() * scale)))
            self._pixels.setDevicePixelRatio(scale)
            self._pixels.fill(QColor(ground))
            with painting(self._pixels) as layer:
                layer.translate(-box.topLeft())
                draw(layer)
            self._key = whole_key
        painter.drawPixmap(box.topLeft(), self._pixels)
