"""What the Loss surface panel looks like: a map, the surface from the side, the loss on a line, or sharpness."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.frame import Frame
from ui.panels.surface import words
from ui.panels.surface.asking import Asking
from ui.panels.surface.canvas import Canvas, Scene
from ui.panels.surface.controls import Controls
from ui.panels.surface.handling import CancelButton, Hand, HandledPanel
from ui.panels.surface.line_view import LineView
from ui.panels.surface.options import Options
from ui.panels.surface.pair import Hands, Pair, pair
from ui.panels.surface.plan import Plan, plan
from ui.panels.surface.pointer import Pointer
from ui.panels.surface.relief_view import ReliefView
from ui.panels.surface.selecting import parameter_of
from ui.panels.surface.sharpness import SharpnessView
from ui.panels.surface.shown import Shown
from ui.plotting.contour_ground import draw_probe
from ui.plotting.extent import Window
from ui.plotting.spot import draw_spot
from ui.plotting.text import draw_text, text_width
from ui.theme import colour, current, painting, px


class PaintedPanel(HandledPanel):
    """A panel with everything that it is painted from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._frame: Frame | None = None
        self._asking = Asking()
        self._shown = Shown(self)
        self._shown.easing.moved.connect(self.update)
        self._canvas = Canvas()
        self._controls = Controls(self)
        self._options = self._controls.options
        self._line = LineView(self)
        self._sharpness = SharpnessView(self)
        self._pointer = Pointer(self, self._shown)
        self._relief = ReliefView(self, self._shown)
        self._hands = Hands(self._relief, self._pointer)
        self._cancel = CancelButton(self)
        self._unpainted = False
        self._lines = 0

    @property
    def frame(self) -> Frame | None:
        """The moment that is shown."""
        return self._frame

    @property
    def options(self) -> Options:
        """What the user has chosen."""
        return self._options

    @property
    def plan(self) -> Plan:
        """Where things are."""
        return plan(self.size(), self._lines if self._is_surface else 0, self._is_surface)

    @property
    def pair(self) -> Pair | None:
        """Where relief and map are, where both are seen."""
        return pair(self.plan, self.width()) if self._options.relief and self._is_surface else None

    @property
    def side_plan(self) -> Plan:
        """Where things are of the relief."""
        both = self.pair
        return both.side if both is not None else self.plan

    @property
    def flat_plan(self) -> Plan:
        """Where things are of the map."""
        both = self.pair
        return both.flat if both is not None else self.plan

    @property
    def _is_line(self) -> bool:
        return self._options.plane == "line"

    @property
    def _is_sharpness(self) -> bool:
        return self._options.plane == "sharpness"

    @property
    def _is_surface(self) -> bool:
        return not (self._is_line or self._is_sharpness)

    @property
    def hand(self) -> Hand:  # noqa: D102
        if self._is_sharpness:
            return self._sharpness
        if self._is_line or not self._options.relief:
            return self._line if self._is_line else self._pointer
        both = self.pair
        return self._relief if both is None else self._hands.over(both.area)

    def restyle(self) -> None:
        """Take colours, fonts and sizes anew from the appearance in force."""
        self._canvas.forget()
        self._line.restyle()
        self._sharpness.restyle()
        self._relief.forget()
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
        self._place_cancel()
        self.stale.emit()

    def _paint(self, painter: QPainter) -> None:
        frame, result, place = self._frame, self._shown.result, self.plan
        if self._is_line:
            self._line.paint(painter, self._options)
            self._paint_progress(painter)
            return
        if self._is_sharpness:
            self._sharpness.paint(painter, self._options)
            return
        if frame is None or result is None:
            self._paint_nothing(painter, place)
            return
        tracks, progress = self._shown.tracks(frame), self.progress
        shown = self._shown
        zoomed = shown.view is not None
        scene = Scene(result, tracks, shown.extent, zoomed, frame.chosen, self._lit(), progress, frame.pointed_step)
        if self._options.relief:
            self._paint_relief(painter, scene)
        else:
            self._canvas.paint(painter, self.rect(), place, self.devicePixelRatioF(), scene)
            self._pointer.paint(painter)
        self._paint_progress(painter)

    def _paint_progress(self, painter: QPainter) -> None:
        if self.progress:
            painter.fillRect(0, 0, round(self.width() * self._done), 2, colour(current().accent))

    def _paint_relief(self, painter: QPainter, scene: Scene) -> None:
        both, ratio = self.pair, self.devicePixelRatioF()
        other = self._pointer.spot if both is not None else None
        spot = self._relief.paint(painter, self.rect(), self.side_plan, ratio, scene, other)
        if both is not None:
            self._canvas.paint(painter, both.area, both.flat, ratio, scene)
            self._pointer.paint(painter)
            if spot is not None:
                draw_spot(painter, Window(QRectF(both.flat.plot), scene.extent), spot)
        if spot is not None:
            draw_probe(painter, self.flat_plan, scene.result.levels, spot.value)

    def _paint_nothing(self, painter: QPainter, place: Plan) -> None:
        theme = current()
        painter.fillRect(self.rect(), colour(theme.surface))
        painter.fillRect(place.plot, colour(theme.grid))
        text = self.progress or "The loss surface appears here."
        x = (self.width() - text_width("tick", text)) / 2.0
        draw_text(
            painter, "tick", theme.ink3, max(x, float(px(4))), place.plot.center().y(), text, self.width() - px(8)
        )

    @property
    def _done(self) -> float:
        """Which part of what takes long is computed; NaN where nothing is under way."""
        if self._is_sharpness:
            return self._sharpness.done
        return self._line.done if self._is_line else self._asking.done

    @property
    def progress(self) -> str:
        """How far a surface or a line is that takes long, in words."""
        what = "line" if self._is_line else "surface"
        return "" if math.isnan(self._done) else f"{what} {words.per_cent(self._done)}"

    def _lit(self) -> tuple[int, ...]:
        """Return the axes whose parameter is selected or pointed at."""
        frame, result = self._frame, self._shown.result
        if frame is None or result is None or result.fit.picks is None:
            return ()
        network = frame.run.assembly.network
        found = {parameter_of(one, network) for one in (frame.selection, frame.hovered) if one is not None}
        return tuple(axis for axis, index in enumerate(result.fit.picks) if index in found)

    def _place_cancel(self) -> None:
        """Show the button as long as something is under way that takes its time."""
        frame = self._frame
        self._cancel.put(self.plan, not math.isnan(self._done) and frame is not None and not self._is_live(frame))

    def _is_live(self, frame: Frame) -> bool:
        return frame.playing or self._hurried.isActive()

    def _arrange(self) -> None:
        result = self._shown.result
        self._controls.arrange(self.width(), self.title, result is not None and result.fit.exact)
