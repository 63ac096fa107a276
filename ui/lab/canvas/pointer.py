"""What the pointer does over the canvas: it sets the start, reads, looks closer and elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter

from ui import numbers
from ui.lab.bench import Bench
from ui.lab.canvas.reading import Reading, read
from ui.lab.canvas.start import drag_start
from ui.plotting.contour_ground import draw_probe
from ui.plotting.docking import dock
from ui.plotting.extent import Extent, Window, moved, zoomed
from ui.plotting.spot import Spot
from ui.plotting.ways import draw_dot
from ui.theme import current

if TYPE_CHECKING:
    from ui.lab.canvas.view import LandscapeCanvas

ZOOM_STEP = 1.25
"""How much closer one notch of the wheel comes."""
NOTCH = 120.0
NARROWEST, WIDEST = 1e-6, 1e6
"""Sides of what can be looked at."""


class Pointer(QObject):
    """The pointer over one canvas.

    Parameters
    ----------
    canvas : LandscapeCanvas
    bench : Bench
    """

    looked_at = Signal(object, bool)
    """The part of the plane that is looked at, None for the function's own view; and whether it is another scale."""

    has_read = Signal()
    """Something else is read, or nothing."""

    def __init__(self, canvas: LandscapeCanvas, bench: Bench) -> None:
        super().__init__(canvas)
        self._canvas, self._bench = canvas, bench
        self._place: QPointF | None = None
        self._corner = 0
        self._drags = False
        self._start_before: tuple[float, float] | None = None
        self._held: tuple[QPointF, Extent] | None = None
        self.reading: Reading | None = None

    @property
    def drags(self) -> bool:
        """Whether the start is being dragged."""
        return self._drags

    def press(self, place: QPointF, button: Qt.MouseButton) -> bool:
        """Take a press of a button. Returns whether it means something."""
        if not QRectF(self._canvas.places.plot).contains(place):
            return False
        if button == Qt.MouseButton.LeftButton:
            self._drags, self._start_before = True, self._bench.lab.start
            self._bench.end_gesture()
            self._set_start(place)
            return True
        if button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
            self._held = place, self._canvas.window_now.extent
            return True
        return False

    def move(self, place: QPointF) -> None:
        """Come to a pixel of the canvas."""
        if self._drags:
            self._set_start(place)
        elif self._held is not None:
            self._pull(place)
        inside = QRectF(self._canvas.places.plot).contains(place)
        self._place = place if inside and not self._drags else None
        self.read()

    def release(self) -> None:
        """Let go of what is held."""
        if self._drags:
            self._bench.end_gesture()
        self._drags, self._held = False, None

    def leave(self) -> None:
        """Leave the canvas."""
        self._place = None
        self.read()

    def double_click(self, place: QPointF) -> None:
        """Look at the function's own view again; the start stays where it was before the first of both clicks."""
        if not QRectF(self._canvas.places.plot).contains(place):
            return
        if self._start_before is not None and self._start_before != self._bench.lab.start:
            self._bench.undo_stack.undo()
        self._start_before, self._drags = None, False
        self.looked_at.emit(None, True)

    def wheel(self, place: QPointF, notches: float) -> bool:
        """Look closer at a place, or from further away. Returns whether that is possible."""
        if not QRectF(self._canvas.places.plot).contains(place) or not notches:
            return False
        window = self._canvas.window_now
        self.zoom(ZOOM_STEP**-notches, *window.place(place.x(), place.y()))
        return True

    def zoom(self, factor: float, x: float, y: float) -> None:
        """Look at a part `factor` times as large, in which a point stays where it is."""
        extent = zoomed(self._canvas.window_now.extent, factor, x, y)
        if NARROWEST <= extent[1] - extent[0] <= WIDEST:
            self.looked_at.emit(extent, True)

    @property
    def spot(self) -> Spot | None:
        """What is read, and where, for the relief beside the map."""
        shown = self._canvas.shown
        if self.reading is None or self._place is None or shown is None:
            return None
        return Spot(*self.reading.place, self.reading.value - shown.shift, numbers.loss(self.reading.value))

    def read(self) -> None:
        """Read again what is under the pointer, as after a race."""
        before, self.reading = self.reading, None
        if self._place is not None:
            bench, place = self._bench, self._place
            self.reading = read(bench.raced_lab, bench.tracks, self._canvas.window_now, place.x(), place.y())
        if before is not None or self.reading is not None:
            self.has_read.emit()
            self._canvas.update()

    def paint(self, painter: QPainter, window: Window) -> None:
        """Draw what is read."""
        reading, shown = self.reading, self._canvas.shown
        if reading is None or self._place is None:
            return
        if reading.racer is not None and reading.step is not None:
            x, y = self._bench.tracks.paths[reading.racer, reading.step].tolist()
            draw_dot(painter, current(), *window.pixel(x, y))
        if shown is not None:
            draw_probe(painter, self._canvas.places, shown.levels, reading.value - shown.shift)
        paths = self._bench.tracks.paths.reshape(-1, 2)
        found = dock(reading.card.size, window.box, window.to_pixels(paths), self._place, self._corner)
        if found is not None:
            self._corner, corner = found
            reading.card.draw(painter, corner)

    def _set_start(self, place: QPointF) -> None:
        window = self._canvas.window_now
        box = window.box
        x, y = window.place(min(max(place.x(), box.left()), box.right()), min(max(place.y(), box.top()), box.bottom()))
        drag_start(self._bench, x, y, window.extent)

    def _pull(self, place: QPointF) -> None:
        if self._held is None:
            return
        begin, extent = self._held
        box = self._canvas.window_now.box
        across = (begin.x() - place.x()) * (extent[1] - extent[0]) / box.width()
        up = (place.y() - begin.y()) * (extent[3] - extent[2]) / box.height()
        self.looked_at.emit(moved(extent, across, up), False)
