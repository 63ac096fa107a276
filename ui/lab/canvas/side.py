"""The function from the side, with the racers' paths lifted onto it: turned by the hand, read under the pointer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter

from nnviz.landscape.racing import Tracks
from ui import numbers
from ui.lab.canvas.ground import value_name
from ui.lab.canvas.picture import ContourPicture
from ui.lab.canvas.places import side_plot
from ui.lab.canvas.reading import Reading, read
from ui.plotting.docking import dock
from ui.plotting.extent import Extent
from ui.plotting.graphics import graphics
from ui.plotting.kept_picture import KeptPicture, is_raster
from ui.plotting.lifted import BEHIND_MARK, Lifted, draw_faint, draw_lifted
from ui.plotting.orbit import Orbit
from ui.plotting.relief import Relief
from ui.plotting.relief_axes import draw_relief_axes
from ui.plotting.relief_scene import COARSE, Ground, ReliefScene, SideWindow, view_in
from ui.plotting.side_view import Camera, View
from ui.plotting.spot import Spot, draw_spot_words
from ui.plotting.text import draw_text, text_width
from ui.plotting.ways import draw_dot, draw_now, draw_plus, draw_ring
from ui.theme import colour, current, px, run_style

if TYPE_CHECKING:
    from ui.lab.canvas.view import LandscapeCanvas

REST_MILLISECONDS = 200
"""After the last turn the surface is drawn finely."""
VECTOR_RATIO = 2.0
AHEAD = 0.4
"""How much is seen of the way that a racer still has before it."""
NOTICE = 17
WHATEVER: Extent = (-1.0, 1.0, -1.0, 1.0)


class SideView(QObject):
    """The relief on a canvas.

    Parameters
    ----------
    canvas : LandscapeCanvas
    """

    def __init__(self, canvas: LandscapeCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._orbit = Orbit(self._on_turned)
        self._scene, self._kept = ReliefScene(), KeptPicture()
        self._shown: ContourPicture | None = None
        self._at: QPointF | None = None
        self._lifted: tuple[Tracks, Relief | None, list[Lifted]] | None = None
        self._version = 0
        self._turned = QTimer(self, singleShot=True, interval=REST_MILLISECONDS)
        self._turned.timeout.connect(canvas.update)

    @property
    def camera(self) -> Camera:
        """From where the function is seen."""
        return self._orbit.camera

    @property
    def turning(self) -> bool:
        """Whether it is being turned, so that it has to be drawn quickly."""
        return self._turned.isActive()

    def forget(self) -> None:
        """Draw everything anew next time."""
        self._version += 1
        self._scene.forget()

    def view(self, area: QRect, extent: Extent = WHATEVER) -> View:
        """Return where things are in an area of the canvas."""
        return view_in(side_plot(area), 0, extent, self.camera, True)

    def reset(self) -> None:
        """Look from where it was looked at first."""
        self._orbit.reset()

    # Painting.

    def paint(
        self, painter: QPainter, area: QRect, ratio: float, pointed: int | None, other: Spot | None
    ) -> Spot | None:
        """Draw the function, the paths, and what is read on it.

        Parameters
        ----------
        painter : QPainter
        area : QRect
            All that belongs to it.
        ratio : float
            The screen's pixels for each pixel of the canvas.
        pointed : int or None
            The step at which each path shows a dot.
        other : Spot or None
            What is read on the map beside it.

        Returns
        -------
        Spot or None
            What is read here.
        """
        shown, theme = self._canvas.shown, current()
        if shown is None:
            painter.fillRect(area, colour(theme.surface))
            return None
        if shown is not self._shown:
            self._shown = shown
            extent = shown.request.extent
            self._scene.show(Ground(shown.x, shown.y, shown.values, shown.levels, extent, shown.pixels), shown.mesh)
        fast = graphics().usable
        quick = self.turning and not fast
        view = self.view(area, shown.request.extent)
        key = (shown, view, quick, fast, theme.name, self._version)
        scale = painter.deviceTransform().m11() if is_raster(painter) else VECTOR_RATIO
        draw = partial(self._draw_ground, view=view, shown=shown, ratio=COARSE * ratio if quick else scale)
        self._kept.paint(painter, area, theme.surface, key, draw)
        painter.save()
        painter.setClipRect(QRectF(*view.box))
        self._draw_race(painter, view, pointed)
        painter.restore()
        if other is not None:
            pixel = self._scene.draw_cursor(painter, view, (other.x, other.y))
            if pixel is not None:
                draw_spot_words(painter, QRectF(*view.box), *pixel, other.words)
        return self._draw_reading(painter, view, shown)

    def _draw_ground(self, painter: QPainter, view: View, shown: ContourPicture, ratio: float) -> None:
        theme, notice = current(), graphics().notice
        self._scene.draw_surface(painter, view, ratio, shown.relief)
        draw_relief_axes(painter, view, shown.levels, ("x", "y"), (), value_name(shown))
        if notice:
            left, top, width, _ = view.box
            draw_text(painter, "tick", theme.ink3, left, top - px(NOTICE) / 2.0, notice, width)

    def _draw_race(self, painter: QPainter, view: View, pointed: int | None) -> None:
        bench, theme = self._canvas.bench, current()
        tracks, step = bench.tracks, bench.step
        for racer, way in enumerate(self._ways(view)):
            style = run_style(racer)
            token = style.colour(theme)
            draw_faint(painter, way.pixels[step:], token, AHEAD)
            draw_lifted(painter, way.part(0, step + 1), token, 1.0, style.edge(theme))
        for x, y in self._pixels(view, np.array(bench.lab.minima).reshape(-1, 2)):
            draw_plus(painter, theme, x, y)
        for x, y in self._pixels(view, np.array([tracks.start])):
            draw_ring(painter, theme, theme.ink, x, y)
        for racer, way in enumerate(self._ways(view)):
            lost = tracks.diverged(racer)
            gone = lost is not None and step >= lost
            at = (lost or 0) - 1 if gone else step
            self._draw_marker(painter, way, at, racer, gone)
            if pointed is not None and pointed <= bench.last_step and np.isfinite(way.pixels[pointed]).all():
                draw_dot(painter, theme, *way.pixels[pointed].tolist())

    def _draw_marker(self, painter: QPainter, way: Lifted, at: int, racer: int, gone: bool) -> None:
        x, y = way.pixels[at].tolist()
        if x == x and y == y:
            painter.setOpacity(BEHIND_MARK if way.hidden[at] else 1.0)
            painter.translate(x, y)
            draw_now(painter, current(), run_style(racer), gone)
            painter.translate(-x, -y)
            painter.setOpacity(1.0)

    def _ways(self, view: View) -> list[Lifted]:
        """Return every racer's whole path on the surface: lifted once for a race and a picture of it."""
        tracks, relief = self._canvas.bench.tracks, self._scene.relief
        if self._lifted is None or self._lifted[:2] != (tracks, relief):
            racers, steps, _ = tracks.paths.shape
            every = self._scene.lift(view, tracks.paths.reshape(-1, 2))
            ways = [every.part(racer * steps, (racer + 1) * steps) for racer in range(racers)]
            self._lifted = tracks, relief, ways
        return self._lifted[2]

    def _pixels(self, view: View, places: np.ndarray) -> list[tuple[float, float]]:
        """Return the pixels of those places of shape (n, 2) that are on the surface."""
        pixels = self._scene.pixels(view, places)
        return [(x, y) for x, y in pixels.tolist() if x == x and y == y]

    # Reading.

    def _read(self) -> tuple[Reading, tuple[float, float]] | None:
        """Return what is under the pointer, and where on the plane that is."""
        relief, bench = self._scene.relief, self._canvas.bench
        if relief is None or self._at is None or self.turning:
            return None
        x, y = self._at.x(), self._at.y()
        place = relief.place(x, y)
        if place is None:
            return None
        return read(bench.raced_lab, bench.tracks, SideWindow(self._scene, relief.view, place), x, y), place

    def _draw_reading(self, painter: QPainter, view: View, shown: ContourPicture) -> Spot | None:
        found = self._read()
        if found is None or self._at is None:
            return None
        reading, place = found
        self._scene.draw_cursor(painter, view, place)
        if reading.racer is not None and reading.step is not None:
            draw_dot(painter, current(), *self._ways(view)[reading.racer].pixels[reading.step].tolist())
        paths = np.concatenate([way.pixels for way in self._ways(view)])
        docked = dock(reading.card.size, QRectF(*view.box), paths, self._at, 0)
        if docked is not None:
            reading.card.draw(painter, docked[1])
        return Spot(*place, reading.value - shown.shift, numbers.loss(reading.value))

    # The hand.

    def explained(self, place: QPointF) -> str:
        """Return why the notice at a pixel stands there; empty elsewhere."""
        plot, notice = QRectF(*self.view(self._canvas.side_area).box), graphics().notice
        corner = QRectF(plot.left(), plot.top() - px(NOTICE), text_width("tick", notice), px(NOTICE))
        return graphics().reason if notice and corner.contains(place) else ""

    def press(self, place: QPointF, button: Qt.MouseButton) -> bool:
        """Take hold of the surface. Returns whether it is held."""
        if self._canvas.shown is None or button == Qt.MouseButton.NoButton:
            return False
        self._orbit.take(place)
        self._canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
        return True

    def move(self, place: QPointF) -> None:
        """Come to a pixel of the canvas, or turn the surface."""
        if self._orbit.held:
            self._orbit.pull(place)
        else:
            self._at = place
            self._canvas.setToolTip(self.explained(place))
            self._canvas.update()

    def release(self) -> None:
        """Let it go."""
        self._orbit.let_go()
        self._canvas.unsetCursor()

    def leave(self) -> None:
        """Leave it."""
        self._at = None
        self._canvas.setToolTip("")
        self._canvas.update()

    def double_click(self, place: QPointF) -> None:
        """Look from where it was looked at first."""
        self._orbit.reset()

    def wheel(self, place: QPointF, notches: float) -> bool:
        """Come closer, or go away."""
        self._orbit.zoom(notches)
        return True

    def _on_turned(self) -> None:
        self._turned.start()
        self._canvas.update()
