"""A surface from the side with what is put onto it: drawn by the graphics processor where there is one, else without.

It keeps the last picture of the surface, against which paths and places are then hidden or seen.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF
from PySide6.QtGui import QPainter, QPolygonF, QTransform

from ui.plotting.docking import dock
from ui.plotting.extent import Extent
from ui.plotting.graphics import graphics
from ui.plotting.holes import BORDER, smooth_holes
from ui.plotting.levels import Levels
from ui.plotting.lifted import Lifted, draw_lifted, parts
from ui.plotting.mesh import Mesh, mesh_of
from ui.plotting.primitives import polygon
from ui.plotting.relief import Relief, draw_relief, heights
from ui.plotting.scale import Floats
from ui.plotting.side_view import Camera, View
from ui.plotting.ways import draw_dot
from ui.theme import colour, current, pen, picture, px
from ui.theme.colour_maps import Pixels

FLOOR = 0.7
MARGIN = (46, 8, 20)
"""Beside, above and below."""
MOST_LIFTED = 1500
RIM_POINTS = 97
SEEN_APART = 9
COARSE = 0.5
"""How finely a surface is drawn while it turns, where that has to be done without a graphics processor."""
NEARLY = 1e-6


class Ground(Struct, frozen=True, eq=False):
    """A surface to be seen from the side.

    Attributes
    ----------
    x, y : ndarray, shape (X,) and (Y,)
        What the axes read along the grid, evenly spaced and rising.
    losses : ndarray, shape (Y, X)
    levels : Levels
    extent : Extent
        The part of the plane that is shown.
    pixels : uint32 ndarray
        The contours of that part, for the floor.
    """

    x: Floats
    y: Floats
    losses: Floats
    levels: Levels
    extent: Extent
    pixels: Pixels


def view_in(plot: QRect, below: int, extent: Extent, camera: Camera, has_axes: bool) -> View:
    """Return where things are in a plot, and in so many pixels below it that no numbers of a map need."""
    margin = (float(px(MARGIN[0])), float(px(MARGIN[1])), float(px(MARGIN[2]))) if has_axes else (0.0, 0.0, 0.0)
    box = (plot.left(), plot.top(), plot.width(), plot.height() + below)
    return View(camera, extent, box, FLOOR if has_axes else 0.0, margin)


class ReliefScene:
    """Draws one surface after another, and what lies on it.

    Attributes
    ----------
    relief : Relief or None
        The picture of the surface that was drawn last.
    """

    def __init__(self) -> None:
        self.relief: Relief | None = None
        self._ground: Ground | None = None
        self._heights: Floats = np.empty((0, 0))
        self._missing: Floats | None = None
        self._undrawn: Floats | None = None
        self._mesh: Mesh | None = None

    def show(self, ground: Ground, mesh: Mesh | None = None) -> None:
        """Take another surface, with the triangles that may have been made of it already."""
        if ground is not self._ground:
            self._ground, self._mesh = ground, mesh
            stand = heights(ground.losses, ground.levels)
            self._heights, self._undrawn = smooth_holes(stand)
            self._missing = None if self._undrawn is None else np.isnan(stand).astype(np.float64)

    def draw_surface(self, painter: QPainter, view: View, ratio: float, made: Relief | None = None) -> None:
        """Draw the surface over its floor.

        Parameters
        ----------
        painter : QPainter
        view : View
        ratio : float
            Pixels of the picture for each pixel of the view.
        made : Relief, optional
            It, if it has been drawn already: taken where it is of this view.
        """
        ground, box = self._ground, QRectF(*view.box)
        if ground is None:
            return
        if made is None or made.view != view or abs(made.ratio - ratio) > NEARLY:
            made = self._drawn(ground, view, ratio)
        self.relief = made
        painter.save()
        painter.setClipRect(box)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        _draw_floor(painter, view, ground)
        painter.drawImage(box, picture(made.pixels))
        self._draw_rim(painter, view)
        painter.restore()

    def _drawn(self, ground: Ground, view: View, ratio: float) -> Relief:
        fast = graphics()
        if fast.usable:
            if self._mesh is None:
                self._mesh = mesh_of(ground.x, ground.y, ground.losses, ground.levels, ground.extent)
            made = fast.draw(self._mesh, view, ratio)
            if made is not None:
                return made
        return draw_relief(ground.x, ground.y, ground.losses, ground.levels, view, ratio)

    def pixels(self, view: View, places: Floats) -> Floats:
        """Return the pixels of places of shape (n, 2) on the surface; NaN beside it."""
        places = self._within(places)
        return view.to_pixels(places, self._at(places, self._missing))

    def lift(self, view: View, places: Floats) -> Lifted:
        """Put places of shape (n, 2) onto the surface that was drawn last."""
        places = self._within(places)
        pixels = view.to_pixels(places, self._at(places, self._missing))
        if self.relief is None:
            return Lifted(pixels, np.zeros(len(places), dtype=bool))
        return Lifted(pixels, self.relief.hidden(places, np.nan_to_num(pixels)))

    def draw_way(self, painter: QPainter, view: View, places: Floats, token: str, strength: float) -> None:
        """Draw a path of shape (n, 2) on the surface, fainter where that hides it."""
        if len(places) > 1:
            places = places[:: max(1, len(places) // MOST_LIFTED)]
            draw_lifted(painter, self.lift(view, places), token, strength)

    def draw_cursor(self, painter: QPainter, view: View, place: tuple[float, float]) -> tuple[float, float] | None:
        """Mark a place on the surface and, straight below it, on the floor; return its pixel on the surface."""
        theme, places = current(), np.array([place])
        [[x, y]] = self.pixels(view, places).tolist()
        [[fx, fy]] = view.to_pixels(places, -view.floor).tolist()
        if x != x or y != y:
            return None
        painter.setPen(pen(theme.ink, theme.lines.cursor))
        painter.drawLine(QPointF(x, y), QPointF(fx, fy))
        draw_dot(painter, theme, x, y)
        if view.floor:
            draw_dot(painter, theme, fx, fy)
        return x, y

    def dock(self, size: QSizeF, view: View, paths: Floats, pointer: QPointF) -> QPointF | None:
        """Return the upper left corner of a card: beside the surface, or where there is no room at least beside paths.

        Parameters
        ----------
        size : QSizeF
            Of the card.
        view : View
        paths : ndarray, shape (n, 2)
            Pixels of the paths.
        pointer : QPointF
            Never under it.
        """
        within, all_of_it = QRectF(*view.box), paths
        if self.relief is not None:
            all_of_it = np.concatenate([paths, self.relief.seen(px(SEEN_APART))])
        found = dock(size, within, all_of_it, pointer, 0) or dock(size, within, paths, pointer, 0)
        return None if found is None else found[1]

    def _draw_rim(self, painter: QPainter, view: View) -> None:
        """Draw the edge of the surface, which is smooth where pixels are not."""
        if self.relief is None:
            return
        t = np.linspace(0.0, 1.0, RIM_POINTS)[:, None]
        corners = corners_of(view.extent)
        painter.setPen(pen(current().axis, 1.0))
        for first, last in pairwise([*corners, corners[0]]):
            places = first + t * (last - first)
            pixels = view.to_pixels(places, self._at(places, self._undrawn))
            pixels[self.relief.hidden(places, np.nan_to_num(pixels))] = np.nan
            for part in parts(pixels):
                painter.drawPolyline(polygon(part))

    def _within(self, places: Floats) -> Floats:
        """Return places of shape (n, 2), with NaN for those beside what is shown, however far away they are."""
        extent = self._ground.extent if self._ground is not None else (0.0, 0.0, 0.0, 0.0)
        x, y = places[:, :1], places[:, 1:]
        inside = (x >= extent[0]) & (x <= extent[1]) & (y >= extent[2]) & (y <= extent[3])
        return np.where(inside, places, np.nan)

    def _at(self, places: Floats, holes: Floats | None) -> Floats:
        """Return how high the surface stands at places of shape (n, 2); NaN in holes.

        What is put onto it goes on to where there are values no more, a little further than the surface is drawn.
        """
        ground, z = self._ground, self._heights
        if ground is None:
            return np.full(len(places), np.nan)
        rows, columns = z.shape
        u = (places[:, 0] - ground.x[0]) / (ground.x[1] - ground.x[0])
        w = (places[:, 1] - ground.y[0]) / (ground.y[1] - ground.y[0])
        missing = np.isnan(u) | np.isnan(w)
        u, w = (np.clip(np.nan_to_num(part), 0.0, last - 1.001) for part, last in ((u, columns), (w, rows)))
        i, j = u.astype(np.intp), w.astype(np.intp)
        u, w = u - i, w - j

        def between(values: Floats) -> Floats:
            lower = values[j, i] * (1.0 - u) + values[j, i + 1] * u
            found: Floats = lower * (1.0 - w) + (values[j + 1, i] * (1.0 - u) + values[j + 1, i + 1] * u) * w
            return found

        if holes is not None:
            missing |= between(holes) > BORDER
        return np.where(missing, np.nan, between(z))


class SideWindow:
    """Where places are on the screen, as `ui.plotting.extent.Window`, from the side.

    Parameters
    ----------
    scene : ReliefScene
    view : View
    place : (float, float)
        The place under the pointer.
    """

    def __init__(self, scene: ReliefScene, view: View, place: tuple[float, float]) -> None:
        self._scene, self._view, self._place = scene, view, place
        self.extent: Extent = view.extent

    def to_pixels(self, places: Floats) -> Floats:
        """Return where places of shape (n, 2) are, on the surface; NaN beside it and where it hides them."""
        lifted = self._scene.lift(self._view, places)
        return np.where(lifted.hidden[:, None], np.nan, lifted.pixels)

    def place(self, across: float, down: float) -> tuple[float, float]:
        """Return the place under the pointer."""
        return self._place


def corners_of(extent: Extent) -> Floats:
    """Return the corners of a part of the plane, shape (4, 2): upper left, upper right, lower right, lower left."""
    left, right, bottom, top = extent
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])


def _draw_floor(painter: QPainter, view: View, ground: Ground) -> None:
    """Draw the floor with its contours, or where there is no room for one the outline of the plane."""
    theme = current()
    base = polygon(view.to_pixels(corners_of(ground.extent), -view.floor))
    if view.floor:
        high, wide = ground.pixels.shape
        image = QPolygonF([QPointF(0, 0), QPointF(wide, 0), QPointF(wide, high), QPointF(0, high)])
        transform = QTransform.quadToQuad(image, base)
        painter.save()
        if isinstance(transform, QTransform):
            painter.setTransform(transform, True)
            painter.drawImage(0, 0, picture(ground.pixels))
        painter.restore()
    painter.setPen(pen(theme.axis, theme.lines.axis))
    painter.setBrush(colour(theme.surface, 0.0))
    painter.drawPolygon(base)
