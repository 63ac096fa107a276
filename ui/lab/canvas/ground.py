"""What lies under the paths: contours, axes, colour key, and the lowest points."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from nnviz.landscape.lab import Lab
from ui.lab.canvas.picture import ContourPicture
from ui.lab.canvas.places import CanvasPlaces
from ui.plotting.contour_ground import draw_axes, draw_key
from ui.plotting.extent import Window
from ui.plotting.kept_picture import is_raster
from ui.plotting.ways import draw_plus
from ui.theme import colour, current, picture

VECTOR_RATIO = 3.0
"""Pixels of the contours for each pixel of a picture that is saved as vectors."""


def draw_ground(
    painter: QPainter, places: CanvasPlaces, lab: Lab, shown: ContourPicture | None, window: Window, ratio: float
) -> None:
    """Draw all of it; without a picture, what is known without one.

    Parameters
    ----------
    painter : QPainter
    places : CanvasPlaces
    lab : Lab
    shown : ContourPicture or None
    window : Window
        The part of the plane that is seen.
    ratio : float
        The screen's pixels for each pixel of the canvas.
    """
    draw_axes(painter, places, window.extent, ("x", "y"), ())
    painter.fillRect(window.box, colour(current().grid))
    if shown is not None:
        draw_key(painter, places, shown.levels, value_name(shown))
        painter.save()
        painter.setClipRect(window.box)
        request = shown.request
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, request.extent != window.extent)
        painter.drawImage(window.rectangle(request.extent), _image(painter, places, shown, ratio))
        painter.restore()
    painter.save()
    painter.setClipRect(window.box)
    for x, y in lab.minima:
        across, down = window.pixel(x, y)
        if QRectF(window.box).contains(across, down):
            draw_plus(painter, current(), across, down)
    painter.restore()


def value_name(shown: ContourPicture) -> str:
    """Return what the colour key measures."""
    return "f above its minimum" if shown.shift else "f(x, y)"


def _image(painter: QPainter, places: CanvasPlaces, shown: ContourPicture, ratio: float) -> QImage:
    """Return the contours as they were computed or, for a picture at another scale, anew."""
    scale = painter.deviceTransform().m11() if is_raster(painter) else VECTOR_RATIO
    if abs(scale - ratio) < 1e-6:
        return picture(shown.pixels)
    size = round(places.plot.width() * scale), round(places.plot.height() * scale)
    return picture(shown.shaded(size, scale))
