"""The plot of the loss against the step."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.lab.bench import Bench
from ui.lab.curves.drawing import (
    PITCH,
    curve_at,
    draw_cursor,
    draw_curves,
    draw_ground,
    draw_lit,
    draw_names,
    name_heights,
)
from ui.lab.curves.layout import CurvesLayout, layout
from ui.lab.side.signs import short_names
from ui.plotting.kept_picture import KeptPicture
from ui.theme import current, follow, painting, px


class LossCurves(QWidget):
    """Shows the losses of a bench's race. A click or a drag looks at a step; names are clicked to choose a racer.

    Parameters
    ----------
    bench : Bench
    """

    pointed = Signal(object)
    """The step that the pointer is at, or None."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAccessibleName("Loss against the step")
        self._bench = bench
        self._values = (0.0, 1.0)
        self._layout: CurvesLayout | None = None
        self._kept = KeptPicture()
        self._version = 0
        self._pointed: int | None = None
        self._held = False
        bench.raced.connect(self._forget)
        bench.moved.connect(self.update)
        bench.chosen_changed.connect(self.update)
        bench.lit_changed.connect(self.update)
        follow(self.restyle)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(560), px(170))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(220), px(110))

    def show_values(self, values: tuple[float, float]) -> None:
        """Take the function's lowest and highest value in its own view."""
        if values != self._values:
            self._values = values
            self._forget()

    def restyle(self) -> None:
        """Take colours, fonts and sizes anew from the appearance in force."""
        self._version += 1
        self._forget()

    @property
    def places(self) -> CurvesLayout:
        """Where things are."""
        if self._layout is None:
            self._layout = layout(self.size(), self._bench.tracks, self._values)
        return self._layout

    @property
    def names(self) -> list[str]:
        """What the racers are called."""
        return short_names(self._bench.raced_lab.racers)

    def _forget(self) -> None:
        self._layout = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        with painting(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        bench, theme, places = self._bench, current(), self.places
        key = (bench.tracks, places, theme.name, self._version)
        whole = QRect(QPoint(), self.size())

        def draw(layer: QPainter) -> None:
            draw_ground(layer, places)
            draw_curves(layer, places, bench.tracks)

        self._kept.paint(painter, whole, theme.surface, key, draw)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = bench.lit if bench.lit is not None and bench.lit < len(bench.tracks.losses) else None
        if lit is not None:
            draw_lit(painter, places, bench.tracks, lit)
        if self._pointed is not None and self._pointed != bench.step:
            draw_cursor(painter, places, bench.tracks, self._pointed, theme.axis)
        draw_cursor(painter, places, bench.tracks, bench.step, theme.ink)
        step = bench.step if self._pointed is None else self._pointed
        draw_names(painter, places, bench.tracks, self.names, step, (bench.chosen, lit))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._forget()

    # The pointer.

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        place = event.position()
        if place.x() >= self.places.names.left():
            racer = self.racer_at(place)
            if racer is not None:
                self._bench.choose(racer)
            return
        self._held = True
        self._bench.go_to(self.places.step_at(place.x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        place = event.position()
        if self._held:
            self._bench.go_to(self.places.step_at(place.x()))
        inside = self.places.box.adjusted(-4.0, -4.0, 4.0, 4.0).contains(place)
        self.point_at(self.places.step_at(place.x()) if inside else None)
        by_name = self.racer_at(place) if place.x() >= self.places.names.left() else None
        self._bench.light(curve_at(self.places, self._bench.tracks, place) if inside else by_name)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._held = False

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self.point_at(None)
        self._bench.light(None)

    def racer_at(self, place: QPointF) -> int | None:
        """Return the racer whose name is nearest to a pixel; None where there is none."""
        places = name_heights(self.places, self._bench.tracks, self._bench.step)
        racer = min(places, key=lambda one: abs(places[one] - place.y()))
        return racer if abs(places[racer] - place.y()) <= px(PITCH) else None

    def point_at(self, step: int | None) -> None:
        """Show a line at a step that is pointed at, here or elsewhere."""
        if step is not None:
            step = min(step, self._bench.last_step)
        if step != self._pointed:
            self._pointed = step
            self.pointed.emit(step)
            self.update()
