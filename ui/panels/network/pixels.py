"""Layers kept as pixels: what stays while training, and on top of it what was computed last."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPixmap

Draw = Callable[[QPainter], None]


def is_raster(painter: QPainter) -> bool:
    """Say whether a painter makes pixels; an SVG is drawn anew, so that its lines stay lines."""
    return painter.paintEngine().type() == QPaintEngine.Type.Raster


class Kept:
    """A drawing that is kept as pixels as long as its key and the device's scale stay the same."""

    def __init__(self) -> None:
        self._pixmap: QPixmap | None = None
        self._key: Hashable = None

    def pixmap(self, size: QSize, ratio: float, ground: str, key: Hashable, draw: Draw) -> QPixmap:
        """Return the pixels, drawn anew where they must be."""
        key = (key, size, ratio, ground)
        if self._pixmap is None or self._key != key:
            pixmap = QPixmap(size * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(QColor(ground))
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            try:
                draw(painter)
            finally:
                painter.end()
            self._pixmap, self._key = pixmap, key
        return self._pixmap
