"""Boxes as pixels, and a ground with parts that are kept as pixels until something of them changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap, QRegion

from ui.panels.network.box import Box
from ui.theme import painting

Draw = Callable[[QPainter], None]


def pixels_of(box: Box) -> QRect:
    """Return the pixels that a box touches."""
    x, y, wide, high = box.aligned
    return QRect(int(x), int(y), int(wide), int(high))


def region_of(boxes: Sequence[Box]) -> QRegion:
    """Return the pixels that boxes touch."""
    region = QRegion()
    for box in boxes:
        region += pixels_of(box)
    return region


def pixel_ratio(painter: QPainter) -> float:
    """Return how many pixels of the device one unit of the painter is."""
    return painter.deviceTransform().m11()


class KeptParts:
    """A ground with some parts drawn on it, each of which is drawn anew only when its own key is another."""

    def __init__(self) -> None:
        self._ground, self._pixels = QPixmap(), QPixmap()
        self._ground_key: Hashable = None
        self._keys: list[Hashable] = []

    def paint(
        self,
        painter: QPainter,
        size: QSize,
        ground: tuple[str, Hashable, Draw],
        parts: Sequence[tuple[Box, Hashable, Draw]],
    ) -> None:
        """Draw ground and parts on a painter that makes pixels.

        Parameters
        ----------
        painter : QPainter
        size : QSize
            What the ground covers.
        ground : (str, hashable, callable)
            Its colour, what it depends on, and what draws it.
        parts : sequence of (Box, hashable, callable)
            For each the box at whose edges it is cut, what it depends on, and what draws it.
        """
        colour, key, draw_ground = ground
        ratio = pixel_ratio(painter)
        whole_key = key, colour, size, ratio
        if self._ground_key != whole_key or len(self._keys) != len(parts):
            self._ground = QPixmap(size * ratio)
            self._ground.setDevicePixelRatio(ratio)
            self._ground.fill(QColor(colour))
            _draw(self._ground, draw_ground)
            self._pixels, self._keys, self._ground_key = QPixmap(self._ground), [None] * len(parts), whole_key
        keys = [part_key for _, part_key, _ in parts]
        if keys != self._keys:
            _draw(self._pixels, lambda layer: self._draw_parts(layer, parts))
            self._keys = keys
        painter.drawPixmap(0, 0, self._pixels)

    def _draw_parts(self, painter: QPainter, parts: Sequence[tuple[Box, Hashable, Draw]]) -> None:
        for (box, key, draw), before in zip(parts, self._keys, strict=True):
            if key != before:
                painter.setClipRect(pixels_of(box))
                painter.drawPixmap(0, 0, self._ground)
                draw(painter)


def _draw(pixels: QPixmap, draw: Draw) -> None:
    with painting(pixels) as painter:
        draw(painter)
