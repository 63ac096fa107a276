"""The function from the side, with the racers' paths lifted onto it: turned by the hand, read under the pointer."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter

from ui import numbers
from ui.lab.canvas.ground import value_name
from ui.lab.canvas.lifted_race import LiftedRace
from ui.lab.canvas.picture import ContourPicture
from ui.lab.canvas.places import side_plot
from ui.lab.canvas.reading import REACH, Reading, read
from ui.lab.canvas.start import drag_start
from ui.plotting.extent import Extent
from ui.plotting.graphics import graphics
from ui.plotting.kept_picture import KeptPicture, is_raster
from ui.plotting.orbit import Orbit
from ui.plotting.relief_axes import draw_relief_axes
from ui.plotting.relief_scene import COARSE, Ground, ReliefScene, SideWindow, view_in
from ui.plotting.side_view import Camera, View
from ui.plotting.spot import Spot, draw_spot_words
from ui.plotting.text import draw_text, text_width
from ui.theme import colour, current, px

if TYPE_CHECKING:
    from ui.lab.canvas.view import LandscapeCanvas

REST_MILLISECONDS = 200
"""After the last turn the surface is drawn finely."""
VECTOR_RATIO = 2.0
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
        self._scene, self._kept = ReliefScene(), KeptPicture()
        self._orbit = Orbit(self._on_turned, lambda: self._scene.relief)
        self._race = LiftedRace(canvas.bench, self._scene)
        self._shown: ContourPicture | None = None
        self._at: QPointF | None = None
        self._drags = False
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
        self._orbit.find()
        painter.save()
        painter.setClipRect(QRectF(*view.box))
        self._race.draw(painter, view, pointed)
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

    # Reading.

    def _read(self) -> Reading | None:
        """Return what is under the pointer."""
        relief, bench = self._scene.relief, self._canvas.bench
        if relief is None or self._at is None or self.turning:
            return None
        x, y = self._at.x(), self._at.y()
        place = relief.place(x, y)
        if place is None:
            return None
        return read(bench.raced_lab, bench.tracks, SideWindow(self._scene, relief.view, place), x, y)

    def _draw_reading(self, painter: QPainter, view: View, shown: ContourPicture) -> Spot | None:
        reading = self._read()
        if reading is None or self._at is None:
            return None
        self._scene.draw_cursor(painter, view, reading.place)
        paths = np.concatenate([way.pixels for way in self._race.ways(view)])
        docked = self._scene.dock(reading.card.size, view, paths, self._at)
        if docked is not None:
            reading.card.draw(painter, docked)
        return Spot(*reading.place, reading.value - shown.shift, numbers.loss(reading.value))

    # The hand.

    def explained(self, place: QPointF) -> str:
        """Return why the notice at a pixel stands there; empty elsewhere."""
        plot, notice = QRectF(*self.view(self._canvas.side_area).box), graphics().notice
        corner = QRectF(plot.left(), plot.top() - px(NOTICE), text_width("tick", notice), px(NOTICE))
        return graphics().reason if notice and corner.contains(place) else ""

    def press(self, place: QPointF, button: Qt.MouseButton) -> bool:
        """Take hold of the start, to drag it, or of the surface: to turn it, or with another button to pull it aside.

        Returns whether something is held.
        """
        if self._canvas.shown is None or button == Qt.MouseButton.NoButton:
            return False
        if button == Qt.MouseButton.LeftButton and self._is_on_start(place):
            self._drags, self._at = True, None
            self._canvas.bench.end_gesture()
        else:
            self._orbit.take(place, aside=button != Qt.MouseButton.LeftButton)
        self._canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
        return True

    def move(self, place: QPointF) -> None:
        """Come to a pixel of the canvas, or move what is held."""
        if self._drags:
            self._drag(place)
        elif self._orbit.held:
            self._orbit.pull(place)
        else:
            self._at = place
            reading = self._read()
            # At the start they all stand.
            self._canvas.bench.light(reading.racer if reading is not None and reading.step else None)
            on_start = self._is_on_start(place)
            self._canvas.setCursor(Qt.CursorShape.OpenHandCursor if on_start else Qt.CursorShape.ArrowCursor)
            self._canvas.setToolTip(self.explained(place))
            self._canvas.update()

    def release(self) -> None:
        """Let it go."""
        if self._drags:
            self._canvas.bench.end_gesture()
        self._drags = False
        self._orbit.let_go()
        self._canvas.unsetCursor()

    def leave(self) -> None:
        """Leave it."""
        self._at = None
        self._canvas.bench.light(None)
        self._canvas.unsetCursor()
        self._canvas.setToolTip("")
        self._canvas.update()

    def double_click(self, place: QPointF) -> None:
        """Look from where it was looked at first."""
        self._orbit.reset()

    def wheel(self, place: QPointF, notches: float) -> bool:
        """Come closer to a pixel, or go away."""
        self._orbit.zoom(notches, place)
        return True

    def _is_on_start(self, place: QPointF) -> bool:
        """Say whether a pixel is on the ring where all begin, and that in sight."""
        relief = self._scene.relief
        if relief is None:
            return False
        start = np.array([self._canvas.bench.tracks.start])
        [[x, y]] = SideWindow(self._scene, relief.view, (0.0, 0.0)).to_pixels(start).tolist()
        return math.hypot(x - place.x(), y - place.y()) <= px(REACH)

    def _drag(self, place: QPointF) -> None:
        """Bring the start to where the line of sight through a pixel meets the surface, if it does."""
        relief, shown = self._scene.relief, self._canvas.shown
        found = relief.place(place.x(), place.y()) if relief is not None else None
        if found is not None and shown is not None:
            drag_start(self._canvas.bench, *found, shown.request.extent)

    def _on_turned(self) -> None:
        self._turned.start()
        self._canvas.update()
