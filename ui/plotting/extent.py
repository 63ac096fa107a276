"""The part of a plane that a picture shows: where places are on the screen, and looking closer and elsewhere."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QRectF

from ui.plotting.scale import Floats

Extent = tuple[float, float, float, float]
"""What the axes read at the ends: left, right, bottom, top."""

_FARTHEST = 1e5
"""Pixels: what lies further from the plot's middle is drawn so far away, because Qt counts no further."""
_LEAST = 1e-9


class Projection(Protocol):
    """Where places of the plane are on the screen: on a map, or on a surface from the side."""

    @property
    def extent(self) -> Extent: ...  # noqa: D102

    def to_pixels(self, places: Floats) -> Floats: ...  # noqa: D102

    def place(self, across: float, down: float) -> tuple[float, float]: ...  # noqa: D102


class Window(Struct, frozen=True):
    """The plot and the part of the plane that it shows.

    Attributes
    ----------
    box : QRectF
    extent : Extent
    """

    box: QRectF
    extent: Extent

    def to_pixels(self, places: Floats) -> Floats:
        """Return where places of shape (n, 2) are on the screen."""
        left, right, bottom, top = self.extent
        box, centre = self.box, self.box.center()
        factor = box.width() / (right - left), -box.height() / (top - bottom)
        result: Floats = (places - ((left + right) / 2.0, (bottom + top) / 2.0)) * factor
        if np.abs(result).max(initial=0.0) > _FARTHEST:
            # A diverging run: it leaves the picture in its own direction.
            away = np.hypot(result[:, 0], result[:, 1])
            result *= (_FARTHEST / np.maximum(away, _FARTHEST))[:, None]
        result += np.array([centre.x(), centre.y()])
        return result

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Return where one place is on the screen."""
        left, right, bottom, top = self.extent
        box, centre = self.box, self.box.center()
        across = (x - (left + right) / 2.0) * box.width() / (right - left)
        down = ((bottom + top) / 2.0 - y) * box.height() / (top - bottom)
        away = math.hypot(across, down)
        near = _FARTHEST / away if away > _FARTHEST else 1.0
        return centre.x() + near * across, centre.y() + near * down

    def place(self, across: float, down: float) -> tuple[float, float]:
        """Return which place is at a pixel."""
        left, right, bottom, top = self.extent
        return (
            left + (across - self.box.left()) * (right - left) / self.box.width(),
            bottom + (self.box.bottom() - down) * (top - bottom) / self.box.height(),
        )

    def rectangle(self, extent: Extent) -> QRectF:
        """Return where another part of the plane is."""
        left, bottom = self.pixel(extent[0], extent[2])
        right, top = self.pixel(extent[1], extent[3])
        return QRectF(left, top, right - left, bottom - top)


def filled(extent: Extent, aspect: float) -> Extent:
    """Return a part that fills a picture of this width over its height, to the same scale along both axes.

    Only then are angles right: plain gradient descent crosses the contours at right angles.
    """
    left, right, bottom, top = extent
    more = ((top - bottom) * aspect - (right - left)) / 2.0
    if abs(more) < _LEAST * (right - left):
        return extent
    if more > 0.0:
        return left - more, right + more, bottom, top
    return left, right, bottom + more / aspect, top - more / aspect


def zoomed(extent: Extent, factor: float, x: float, y: float) -> Extent:
    """Return a part `factor` times as large in which a point stays at its place."""
    left, right, bottom, top = extent
    x, y = min(max(x, left), right), min(max(y, bottom), top)
    return x - (x - left) * factor, x + (right - x) * factor, y - (y - bottom) * factor, y + (top - y) * factor


def moved(extent: Extent, across: float, up: float) -> Extent:
    """Return a part as large, moved by this much."""
    return extent[0] + across, extent[1] + across, extent[2] + up, extent[3] + up
