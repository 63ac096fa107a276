"""The canvas: the function as a map, from the side or as both, with the racers' paths and what the pointer reads."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from ui.frame import Frame, RunView
from ui.lab.bench import Bench
from ui.lab.canvas.arrows import Shown, Vectors, vectors_of
from ui.lab.canvas.flat import FlatView
from ui.lab.canvas.hands import Hands
from ui.lab.canvas.picture import ContourPicture, Request, compute, landscape_of
from ui.lab.canvas.places import CanvasPlaces, places, shared
from ui.lab.canvas.pointer import NOTCH, Pointer
from ui.lab.canvas.side import SideView
from ui.panels.base import Computation
from ui.plotting.contour_ground import draw_probe
from ui.plotting.extent import Extent, Window, filled
from ui.plotting.graphics import graphics
from ui.plotting.levels import Levels
from ui.plotting.spot import draw_spot
from ui.theme import follow, painting, px

LEAST_SIDE = 8


class LandscapeCanvas(QWidget):
    """Shows a bench's race on its function. It is fed as panels are (`ui.feeds.View`), for the sake of its contours.

    Parameters
    ----------
    bench : Bench

    Attributes
    ----------
    shown : ContourPicture or None
        The newest contours; for a moment, while the view moves, those before.
    """

    name = "landscape lab"
    frames_per_second = 30.0
    results_per_second = 30.0
    in_frames = False

    stale = Signal()
    """Other contours are wanted."""
    picture_changed = Signal()
    """There are other contours."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAccessibleName("Landscape with the racers' paths")
        self.shown: ContourPicture | None = None
        self.arrows: Shown = "chosen"
        self.log: bool | None = None
        self.bench = bench
        self._view: Extent | None = None
        self._levels: Levels | None = None
        self._landscape = landscape_of(bench.lab)
        self._vectors: Vectors | None = None
        self._pointed: int | None = None
        self._relief = False
        self.pointer, self.side = Pointer(self, bench), SideView(self)
        self._flat, self._hands = FlatView(self), Hands(self, self.pointer, self.side)
        self.pointer.looked_at.connect(self._on_looked_at)
        bench.changed.connect(self._on_changed)
        bench.raced.connect(self._on_raced)
        bench.moved.connect(self.update)
        bench.chosen_changed.connect(self.update)
        bench.lit_changed.connect(self.update)
        graphics().changed.connect(self.restyle)
        follow(self.restyle)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(560), px(460))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(220), px(160))

    # Where things are.

    @property
    def places(self) -> CanvasPlaces:
        """The parts of the map; where it is not seen, as if it had the canvas for itself."""
        map_area = self._areas[1]
        return places(map_area if not map_area.isEmpty() else self.rect())

    @property
    def side_area(self) -> QRect:
        """What belongs to the relief; empty where it is not seen."""
        return self._areas[0]

    @property
    def has_relief(self) -> bool:
        """Whether the function is seen from the side."""
        return self._relief

    @property
    def _areas(self) -> tuple[QRect, QRect]:
        left, right, bottom, top = self.bench.lab.box
        return shared(self.size(), self._relief, (right - left) / (top - bottom))

    @property
    def window_now(self) -> Window:
        """The part of the plane that is seen, and where. Both axes have one scale, so that angles are right."""
        plot = QRectF(self.places.plot)
        aspect = plot.width() / plot.height()
        return Window(plot, filled(self._view or self.bench.lab.box, aspect))

    @property
    def zoomed(self) -> bool:
        """Whether the user looks at a part of its own."""
        return self._view is not None

    # What is wanted.

    def set_arrows(self, shown: Shown) -> None:
        """Choose which racers have arrows."""
        self.arrows = shown
        self.update()

    def set_relief(self, relief: bool) -> None:
        """See the function from the side, too, or only where there is no room for both."""
        self._relief, self._vectors = relief, None
        self._hands.leave()
        self.stale.emit()
        self.update()

    @Slot(object)
    def point_at(self, step: int | None) -> None:
        """Show with a dot on each path where its racer is at a step."""
        self._pointed = step
        self.update()

    def set_log(self, log: bool) -> None:
        """Choose logarithmic levels, or linear ones."""
        self.log, self._levels = log, None
        self.stale.emit()

    def look_at(self, view: Extent | None) -> None:
        """Look at a part of the plane, or at the function's own view, from where it was looked at first."""
        if view is None:
            self.side.reset()
        self._on_looked_at(view, True)

    def restyle(self) -> None:
        """Take colours, fonts and sizes anew from the appearance in force."""
        self._flat.forget()
        self.side.forget()
        self.stale.emit()
        self.update()

    @Slot()
    def _on_changed(self) -> None:
        landscape = landscape_of(self.bench.lab)
        if landscape == self._landscape:
            return
        if landscape[0] != self._landscape[0]:
            self._view = self.log = None
            self.shown = None
        self._landscape, self._levels = landscape, None
        self.stale.emit()

    @Slot()
    def _on_raced(self) -> None:
        self._vectors = None
        self.pointer.read()
        self.update()

    @Slot(object, bool)
    def _on_looked_at(self, view: Extent | None, scaled: bool) -> None:
        self._view, self._vectors = view, None
        if scaled:
            self._levels = None
        self.pointer.read()
        self.stale.emit()
        self.update()

    # Contours, computed in the background.

    def bind(self, runs: tuple[RunView, ...]) -> None:
        """Know no run."""

    def draw(self, frame: Frame) -> None:
        """Show nothing of a frame."""

    def computation(self, frame: Frame) -> Computation | None:
        """Return what makes other contours; None where those that there are will do."""
        request = self._request()
        if request is None or self._serves(self.shown, request):
            return None
        return partial(compute, request)

    def draw_result(self, result: ContourPicture) -> None:
        """Show contours."""
        if landscape_of(result.request.lab)[0] != self._landscape[0]:
            return
        self.shown = result
        request = self._request()
        if request is not None and _same(request, result.request):
            self._levels = result.levels
        else:
            self.stale.emit()
        self.picture_changed.emit()
        self.update()

    @property
    def settled(self) -> bool:
        """Whether the contours are those of what is seen."""
        request = self._request()
        return request is None or self._serves(self.shown, request)

    def _serves(self, shown: ContourPicture | None, request: Request) -> bool:
        return shown is not None and self._levels is not None and _same(request, shown.request)

    def _request(self) -> Request | None:
        box, ratio = self.places.plot, self.devicePixelRatioF()
        if min(box.width(), box.height()) < LEAST_SIDE:
            return None
        size = round(box.width() * ratio), round(box.height() * ratio)
        fast = self._relief and graphics().usable
        side = self.side.view(self.side_area) if self._relief and not fast else None
        return Request(self.bench.lab, self.window_now.extent, size, ratio, self.log, self._levels, side, fast)

    # Painting.

    @property
    def vectors(self) -> Vectors:
        """The arrows of the race, measured by what is seen."""
        if self._vectors is None:
            bench = self.bench
            self._vectors = vectors_of(bench.raced_lab.landscape, bench.tracks, self.window_now.extent)
        return self._vectors

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        with painting(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        ratio, window = self.devicePixelRatioF(), self.window_now
        side_area, map_area = self._areas
        spot = None
        if not side_area.isEmpty():
            spot = self.side.paint(painter, side_area, ratio, self._pointed, self.pointer.spot)
        if map_area.isEmpty():
            return
        self._flat.paint(painter, map_area, ratio, self._pointed)
        self.pointer.paint(painter, window)
        if spot is not None:
            draw_spot(painter, window, spot)
            if self.shown is not None:
                draw_probe(painter, self.places, self.shown.levels, spot.value)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._vectors = None
        self.stale.emit()

    # The pointer.

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if not self._hands.press(event.position(), event.button()):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._hands.at(event.position()).move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._hands.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._hands.at(event.position()).double_click(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        if not self._hands.at(event.position()).wheel(event.position(), event.angleDelta().y() / NOTCH):
            event.ignore()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self._hands.leave()


def _same(one: Request, other: Request) -> bool:
    """Say whether the same contours come of two requests, whatever levels are held."""
    return (
        landscape_of(one.lab) == landscape_of(other.lab)
        and (one.extent, one.size, one.ratio) == (other.extent, other.size, other.ratio)
        and one.log == other.log
    )
