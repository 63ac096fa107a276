"""The canvas: contours of the function, and on them the racers' paths, arrows, and what the pointer reads."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from ui.frame import Frame, RunView
from ui.lab.bench import Bench
from ui.lab.canvas.arrows import Shown, Vectors, draw_arrow_key, draw_arrows, racers_with_arrows, vectors_of
from ui.lab.canvas.ground import draw_ground
from ui.lab.canvas.picture import ContourPicture, Request, compute, landscape_of
from ui.lab.canvas.places import CanvasPlaces, places
from ui.lab.canvas.pointer import NOTCH, Pointer
from ui.lab.canvas.trails import Trails, racer_places
from ui.panels.base import Computation
from ui.plotting.extent import Extent, Window, filled
from ui.plotting.kept_picture import KeptPicture
from ui.plotting.levels import Levels
from ui.plotting.stamps import Stamps
from ui.plotting.ways import draw_dot, draw_now, marker_box
from ui.theme import current, follow, painting, px, run_style

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
        self._ground, self._trails, self._stamps = KeptPicture(), Trails(), Stamps()
        self._version = 0
        self._pointed: int | None = None
        self.pointer = Pointer(self, bench)
        self.pointer.looked_at.connect(self._on_looked_at)
        bench.changed.connect(self._on_changed)
        bench.raced.connect(self._on_raced)
        bench.moved.connect(self.update)
        bench.chosen_changed.connect(self.update)
        follow(self.restyle)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(560), px(460))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(220), px(160))

    # Where things are.

    @property
    def places(self) -> CanvasPlaces:
        """The parts of the canvas."""
        return places(self.size())

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
        """Look at a part of the plane, or at the function's own view."""
        self._on_looked_at(view, True)

    def restyle(self) -> None:
        """Take colours, fonts and sizes anew from the appearance in force."""
        self._version += 1
        self._stamps.forget()
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
        return Request(self.bench.lab, self.window_now.extent, size, ratio, self.log, self._levels)

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
        bench, window, theme = self.bench, self.window_now, current()
        whole = QRect(QPoint(), self.size())
        ground_key = (self.shown, self._landscape[0], window, self.places, theme.name, self._version)
        ratio = self.devicePixelRatioF()

        def draw_base(layer: QPainter) -> None:
            draw = partial(draw_ground, places=self.places, lab=bench.lab, shown=self.shown, window=window, ratio=ratio)
            self._ground.paint(layer, whole, theme.surface, ground_key, draw)

        key = (bench.tracks, *ground_key)
        self._trails.paint(painter, whole, window, bench.tracks, bench.step, key, draw_base)
        racers = racers_with_arrows(self.arrows, bench.chosen, len(bench.tracks.paths))
        if self.places.arrows is not None and racers:
            draw_arrow_key(painter, self.places.arrows, self.vectors, min(bench.chosen, len(bench.tracks.paths) - 1))
        painter.save()
        painter.setClipRect(window.box)
        found = racer_places(window, bench.tracks, bench.step, not self.zoomed)
        going = {racer: (x, y) for racer, (x, y, gone) in found.items() if not gone}
        if racers:
            draw_arrows(painter, self.vectors, racers, bench.step, going)
        for racer, (x, y, gone) in found.items():
            stamp = partial(draw_now, theme=theme, style=run_style(racer), diverged=gone)
            self._stamps.put(painter, (racer, gone, theme.name, px(1000)), marker_box(theme), x, y, stamp)
        if self._pointed is not None and self._pointed <= bench.last_step:
            for x, y, _ in racer_places(window, bench.tracks, self._pointed, clamped=False).values():
                draw_dot(painter, theme, x, y)
        painter.restore()
        self.pointer.paint(painter, window)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._vectors = None
        self.stale.emit()

    # The pointer.

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if not self.pointer.press(event.position(), event.button()):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self.pointer.move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self.pointer.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self.pointer.double_click(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        if not self.pointer.wheel(event.position(), event.angleDelta().y() / NOTCH):
            event.ignore()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self.pointer.leave()


def _same(one: Request, other: Request) -> bool:
    """Say whether the same contours come of two requests, whatever levels are held."""
    return (
        landscape_of(one.lab) == landscape_of(other.lab)
        and (one.extent, one.size, one.ratio) == (other.extent, other.size, other.ratio)
        and one.log == other.log
    )
