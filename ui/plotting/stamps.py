"""Small drawings that move with every frame, kept as pixels: one call draws what else takes ten."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from ui.plotting.kept_picture import is_raster
from ui.theme import painting

_MOST = 64


class Stamps:
    """Draws something once, and its pixels wherever it is wanted."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, QPixmap] = {}

    def forget(self) -> None:
        """Draw everything anew next time."""
        self._kept.clear()

    def put(
        self, painter: QPainter, key: Hashable, box: QRectF, x: float, y: float, draw: Callable[[QPainter], None]
    ) -> None:
        """Draw at a place, to the pixel.

        Parameters
        ----------
        painter : QPainter
        key : hashable
            Everything that the drawing depends on.
        box : QRectF
            What the drawing covers around its own origin.
        x, y : float
            Where its origin comes to lie.
        draw : callable
            Draws it around the origin.
        """
        if not is_raster(painter):
            painter.translate(x, y)
            draw(painter)
            painter.translate(-x, -y)
            return
        scale = painter.deviceTransform().m11()
        stamp = self._kept.get((key, scale))
        if stamp is None:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            stamp = self._kept[key, scale] = _rendered(box, scale, draw)
        left, top = round((x + box.left()) * scale) / scale, round((y + box.top()) * scale) / scale
        painter.drawPixmap(QPointF(left, top), stamp)


def _rendered(box: QRectF, scale: float, draw: Callable[[QPainter], None]) -> QPixmap:
    stamp = QPixmap(round(box.width() * scale) + 1, round(box.height() * scale) + 1)
    stamp.setDevicePixelRatio(scale)
    stamp.fill(Qt.GlobalColor.transparent)
    with painting(stamp) as painter:
        painter.translate(-box.topLeft())
        draw(painter)
    return stamp
