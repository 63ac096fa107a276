"""The Loss surface panel: the true loss in a plane through the parameters, with the path of every run on it."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from ui.frame import Frame, RunView
from ui.panels.base import Computation, Panel
from ui.panels.surface import words
from ui.panels.surface.asking import Asking
from ui.panels.surface.canvas import Canvas, Scene
from ui.panels.surface.controls import Controls
from ui.panels.surface.options import Extent
from ui.panels.surface.plan import Plan, plan
from ui.panels.surface.pointer import NOTCH, Pointer
from ui.panels.surface.selecting import parameter_of
from ui.panels.surface.shown import Shown
from ui.panels.surface.work import Outcome
from ui.plotting.text import draw_text, text_width
from ui.theme import colour, current, follow, painting, px

LEAST_SIDE = 8
"""Pixels: a smaller plot is no picture."""
RESULTS_PER_SECOND = 2.0
SELDOM_PER_SECOND = 1.0
"""Where a network is too large for all rows, so that it does not take too much from training."""
HURRIED_PER_SECOND = 6.0
"""While one surface takes many slices, or a run has left the picture."""
REST_MILLISECONDS = 200
"""After the last turn of the wheel or pull of the mouse a fine surface follows."""


class SurfacePanel(Panel):
    """The loss around the paths that the runs take through their parameters."""

    name = "surface"
    number = 3
    title = "Loss surface"
    sentence = "The loss around the paths"
    frames_per_second = 10.0
    results_per_second = RESULTS_PER_SECOND

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAccessibleName(self.title)
        self._frame: Frame | None = None
        self._asking = Asking()
        self._shown = Shown(self)
        self._shown.easing.moved.connect(self.update)
        self._canvas = Canvas()
        self._controls = Controls(self)
        self._controls.changed.connect(self._on_options)
        self._options = self._controls.options
        self._controls.armed_changed.connect(self._say)
        self._controls.refit.connect(self._on_refit)
        self._pointer = Pointer(self, self._shown)
        self._pointer.looked_at.connect(self._on_looked_at)
        self._pointer.has_read.connect(self._say)
        self._hurried = QTimer(self, singleShot=True, interval=REST_MILLISECONDS)
        self._hurried.timeout.connect(self.stale)
        self._said = self.sentence
        self._unpainted = False
        self._lines = 0
        self._was_lit: tuple[int, ...] = ()
        self._bound: tuple[object, ...] = ()
        follow(self.restyle)

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(200, 140)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(400, 206)

    def controls(self) -> list[QWidget]:  # noqa: D102
        return [self._controls.widget]

    @property
    def frame(self) -> Frame | None:
        """The moment that is shown."""
        return self._frame

    @property
    def plan(self) -> Plan:
        """Where things are."""
        return plan(self.size(), self._lines)

    def bind(self, runs: tuple[RunView, ...]) -> None:  # noqa: D102
        self._frame = None
        self._asking.forget()
        self._shown.forget()
        base = runs[0].assembly
        bound, self._bound = self._bound, (base.experiment.name, base.experiment.data.name, base.network.units)
        # A live edit, a reset or another variant keeps the plane that was chosen; another experiment has its own.
        self._controls.forget(self._bound == bound)
        self._options = self._controls.options
        self._pointer.forget()
        self._say()
        self.update()

    def draw(self, frame: Frame) -> None:  # noqa: D102
        before, self._frame = self._frame, frame
        units = frame.run.assembly.network.units
        # Also those that are switched off: nothing moves when they come back.
        self._lines = sum(run.assembly.network.units == units for run in frame.runs)
        self._controls.take(frame.selection, frame.run.assembly.network)
        self._shown.advance(frame)
        self._pointer.read()
        result = self._shown.result
        if result is not None and result.live and not self._is_live(frame):
            self.stale.emit()
        self._unpainted = True
        self.results_per_second = self._rate(frame)
        lit, self._was_lit = self._was_lit, self._lit()
        same = before is not None and (before.hidden, before.chosen) == (frame.hidden, frame.chosen)
        if same and result is not None and lit == self._was_lit and not self._pointer.reads:
            # Between two surfaces only the paths go on.
            self.update(self.plan.plot)
        else:
            self.update()

    def computation(self, frame: Frame) -> Computation | None:  # noqa: D102
        box, ratio = self.plan.plot, self.devicePixelRatioF()
        if min(box.width(), box.height()) < LEAST_SIDE:
            return None
        size = round(box.width() * ratio), round(box.height() * ratio)
        shown = self._shown
        live = self._is_live(frame)
        return self._asking.computation(frame, self._options, size, ratio, live, shown.result, shown.view)

    def hold_axes(self, held: bool) -> None:  # noqa: D102
        self._asking.steady = held
        self.stale.emit()

    def draw_result(self, result: Outcome) -> None:  # noqa: D102
        surface = self._asking.take(result)
        if surface is not None:
            self._shown.take(surface, self._frame)
            picks = surface.fit.picks
            self._controls.show_axes(picks, surface.plane.labels)
            self._arrange()
            self._say()
            self._pointer.read()
            self._unpainted = True
        if surface is None or (surface.live and self._frame is not None and not self._is_live(self._frame)):
            self.stale.emit()
        self.update()

    def restyle(self) -> None:
        """Take colours, fonts and sizes anew from the appearance in force."""
        self._canvas.forget()
        self._arrange()
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        with painting(self) as painter:
            self._paint(painter)
        self.paints += self._unpainted
        self._unpainted = False

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._arrange()
        self.stale.emit()

    def _paint(self, painter: QPainter) -> None:
        frame, result, place = self._frame, self._shown.result, self.plan
        if frame is None or result is None:
            self._paint_nothing(painter, place)
            return
        tracks, progress = self._shown.tracks(frame), self._progress()
        shown = self._shown
        zoomed = shown.view is not None
        scene = Scene(result, tracks, shown.extent, zoomed, frame.chosen, self._lit(), progress, frame.pointed_step)
        self._canvas.paint(painter, self.size(), place, self.devicePixelRatioF(), scene)
        self._pointer.paint(painter)
        if progress:
            painter.fillRect(0, 0, round(self.width() * self._asking.done), 2, colour(current().accent))

    def _paint_nothing(self, painter: QPainter, place: Plan) -> None:
        theme = current()
        painter.fillRect(self.rect(), colour(theme.surface))
        painter.fillRect(place.plot, colour(theme.grid))
        text = self._progress() or "The loss surface appears here."
        x = (self.width() - text_width("tick", text)) / 2.0
        draw_text(
            painter, "tick", theme.ink3, max(x, float(px(4))), place.plot.center().y(), text, self.width() - px(8)
        )

    def _progress(self) -> str:
        """Say how far a surface is that takes long."""
        return "" if math.isnan(self._asking.done) else f"surface {words.per_cent(self._asking.done)}"

    def _lit(self) -> tuple[int, ...]:
        """Return the axes whose parameter is selected or pointed at."""
        frame, result = self._frame, self._shown.result
        if frame is None or result is None or result.fit.picks is None:
            return ()
        network = frame.run.assembly.network
        found = {parameter_of(one, network) for one in (frame.selection, frame.hovered) if one is not None}
        return tuple(axis for axis, index in enumerate(result.fit.picks) if index in found)

    def _rate(self, frame: Frame) -> float:
        """Return how often a surface, or a slice of one, is wanted while training."""
        result = self._shown.result
        if not math.isnan(self._asking.done) or self._shown.has_left(frame):
            return HURRIED_PER_SECOND
        return RESULTS_PER_SECOND if result is None or result.grid.rows.whole else SELDOM_PER_SECOND

    def _is_live(self, frame: Frame) -> bool:
        return frame.playing or self._hurried.isActive()

    def _arrange(self) -> None:
        result = self._shown.result
        self._controls.arrange(self.width(), self.title, result is not None and result.fit.exact)

    @Slot()
    def _on_options(self) -> None:
        before, self._options = self._options, self._controls.options
        if (before.plane, before.picks) != (self._options.plane, self._options.picks):
            # Another plane has other coordinates.
            self._shown.look_at(None)
        self._arrange()
        self._say()
        self.stale.emit()

    @Slot()
    def _on_refit(self) -> None:
        self._asking.anew = True
        self._shown.look_at(None)
        self._say()
        self.stale.emit()

    @Slot(object, bool)
    def _on_looked_at(self, view: Extent | None, scaled: bool) -> None:
        self._shown.look_at(view)
        self._asking.relevel |= scaled
        if view is not None:
            self._hurried.start()
        self._say()
        self.stale.emit()
        self.update()

    @Slot()
    def _say(self) -> None:
        shown = self._shown
        said = self._pointer.spoken or words.sentence(
            shown.result, self._options, self._controls.armed, shown.view is not None
        )
        if said != self._said:
            self._said = said
            self.setAccessibleDescription(said)
            self.sentence_changed.emit(said)

    # The pointer.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._pointer.move(event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self._pointer.leave()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() != Qt.MouseButton.LeftButton or not self._pointer.press(event.position()):
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._pointer.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._pointer.double_click(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        if not self._pointer.wheel(event.position(), event.angleDelta().y() / NOTCH):
            event.ignore()
