"""A part of a view that rarely changes, kept as pixels."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPixmap


def is_raster(painter: QPainter) -> bool:
    """Say whether a painter makes pixels; an SVG is drawn anew instead, so that its letters stay letters."""
    return painter.paintEngine().type() == QPaintEngine.Type.Raster


def pixel_ratio(painter: QPainter) -> float:
    """Return how many pixels of the device one unit of the painter is."""
    return painter.deviceTransform().m11()


class Layer:
    """Draws something once, and its pixels ever after, until the key or the pixel ratio is another."""

    def __init__(self) -> None:
        self._pixmap: QPixmap | None = None
        self._key: Hashable = None

    def paint(
        self, painter: QPainter, box: QRect, ground: str, key: Hashable, draw: Callable[[QPainter], None]
    ) -> None:
        """Draw on a painter.

        Parameters
        ----------
        painter : QPainter
        box : QRect
            What the layer covers.
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
        ratio = pixel_ratio(painter)
        if self._pixmap is None or self._key != (key, box, ground, ratio):
            self._pixmap = self._render(box, ground, ratio, draw)
            self._key = (key, box, ground, ratio)
        painter.drawPixmap(box.topLeft(), self._pixmap)

    @staticmethod
    def _render(box: QRect, ground: str, ratio: float, draw: Callable[[QPainter], None]) -> QPixmap:
        pixmap = QPixmap(max(1, round(box.width() * ratio)), max(1, round(box.height() * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(ground))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-box.topLeft())
        try:
            draw(painter)
        finally:
            painter.end()
        return pixmap
