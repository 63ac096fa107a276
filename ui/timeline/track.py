"""The track: all steps of a run from left to right, a knob at the one that is seen, flags where something happened."""

from __future__ import annotations

import math

from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui import numbers
from ui.endings import GONE_SEEKING
from ui.frame import RunView
from ui.plotting.text import draw_text, text_width
from ui.theme import colour, current, follow, painting, px
from ui.timeline.points import Kind, Point

INSET = 10
MIDDLE = 28
THICKNESS = 4
KNOB = 14
WORDS = 9
POLE = 11
TICK = 3
LEAST_TICK_GAP = 6
LABEL_GAP = 8
NEAR = 6
"""Pixels from a point at which it is meant."""
ORDER: tuple[Kind, ...] = ("bookmark", "edit", "finding", "best")


class Span(Struct, frozen=True):
    """What the track shows.

    Attributes
    ----------
    step, newest : int
        The step that is seen, and the newest one.
    first : int
        The first step that can be looked at.
    spacing : int
        Steps between two keyframes.
    run : RunView or None
        Which of its steps can be looked at.
    points : tuple of Point
    gone : bool
        Whether the process is gone that could show another step than the newest.
    """

    step: int = 0
    newest: int = 0
    first: int = 0
    spacing: int = 1
    run: RunView | None = None
    points: tuple[Point, ...] = ()
    gone: bool = False


class Track(QWidget):
    """Shows where one is in a run's past, and takes one anywhere in it."""

    sought = Signal(int)
    """A step that is to be shown."""
    pointed = Signal(object)
    """The step under the pointer, or None."""

    def __init__(self) -> None:
        super().__init__()
        self._span = Span()
        self._wanted: int | None = None
        self._labels: list[tuple[float, Point]] = []
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Timeline")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes and colours anew from the appearance in force."""
        self._lay_out()
        self.update()

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(80), px(36))

    def show_span(self, span: Span) -> None:
        """Show another moment; while the knob is dragged it stays under the pointer."""
        if span == self._span:
            return
        if span.step == self._wanted or (span.first, span.newest) != (self._span.first, self._span.newest):
            self._wanted = None
        if span.gone != self._span.gone:
            self.setCursor(Qt.CursorShape.ArrowCursor if span.gone else Qt.CursorShape.PointingHandCursor)
        self._span = span
        self._lay_out()
        self.setAccessibleDescription(f"Step {numbers.count(span.step)} of {numbers.count(span.newest)}")
        self.update()

    # Places.

    def _x(self, step: float) -> float:
        left, right = px(INSET), self.width() - px(INSET)
        return left + (right - left) * min(1.0, step / max(1, self._span.newest))

    def step_at(self, x: float) -> int:
        """Return the step at a pixel."""
        left, right = px(INSET), self.width() - px(INSET)
        share = (x - left) / max(1, right - left)
        return self._nearest(round(max(0.0, min(1.0, share)) * self._span.newest))

    def _nearest(self, step: int) -> int:
        """Return the nearest step that can be looked at."""
        run = self._span.run
        return step if run is None else run.nearest_step(step)

    def _beside(self, by: int) -> int:
        """Return the step beside the one that is shown."""
        run = self._span.run
        return self._shown + by if run is None else run.step_beside(self._shown, by)

    @property
    def _forked(self) -> int:
        """Where the run was forked: up to there it is another one, too. 0 for one that was not."""
        origin = self._span.run.origin if self._span.run is not None else None
        return origin.step if origin is not None else 0

    @property
    def _steps_per_epoch(self) -> float:
        return 1.0 if self._span.run is None else self._span.run.steps_per_epoch

    def point_at(self, x: float) -> Point | None:
        """Return what happened nearest to a pixel, if it is near."""
        near = [point for point in self._span.points if abs(self._x(point.step) - x) <= px(NEAR)]
        return min(near, key=lambda point: (abs(self._x(point.step) - x), ORDER.index(point.kind)), default=None)

    def _lay_out(self) -> None:
        """Give words to as many points as there is room for, the most important first."""
        taken: list[tuple[float, float]] = []
        self._labels = []
        for point in sorted(self._span.points, key=lambda point: (ORDER.index(point.kind), -point.step)):
            width = text_width("tick", point.words)
            left = self._x(point.step) + px(4)
            if left + width > self.width():
                left = self._x(point.step) - px(4) - width
            gap = px(LABEL_GAP)
            if left < 0 or any(left < end + gap and start < left + width + gap for start, end in taken):
                continue
            taken.append((left, left + width))
            self._labels.append((left, point))

    def resizeEvent(self, event: object) -> None:  # noqa: D102
        self._lay_out()

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme, span = current(), self._span
        with painting(self) as painter:
            painter.fillRect(self.rect(), colour(theme.chrome))
            here, middle, half = self._x(self._shown), float(px(MIDDLE)), px(THICKNESS) / 2.0
            left, right = float(px(INSET)), float(self.width() - px(INSET))
            painter.setPen(Qt.PenStyle.NoPen)
            begun, forked = self._x(span.first), self._x(self._forked)
            # What is another run's past, too, is thinner.
            bars = ((left, forked, theme.line, half / 2.0), (forked, right, theme.line, half),
                    (begun, min(forked, here), theme.ink3, half / 2.0),
                    (max(begun, forked), here, theme.ink3, half))  # fmt: skip
            for begin, end, token, high in bars:
                painter.setBrush(colour(token))
                painter.drawRoundedRect(QRectF(begin, middle - high, max(0.0, end - begin), 2.0 * high), high, high)
            self._draw_keyframes(painter, middle + half + px(4))
            for point in span.points:
                _draw_point(painter, point, self._x(point.step), middle - half)
            for x, point in self._labels:
                token = theme.ink if point.kind in ("bookmark", "edit") else theme.ink2
                draw_text(painter, "tick", token, x, px(WORDS), point.words)
            self._draw_knob(painter, QPointF(here, middle))

    @property
    def _shown(self) -> int:
        return self._span.step if self._wanted is None else self._wanted

    def _draw_keyframes(self, painter: QPainter, top: float) -> None:
        newest, spacing = self._span.newest, self._span.spacing
        if newest < spacing or (self._x(spacing) - self._x(0)) < px(LEAST_TICK_GAP):
            return
        painter.setPen(QPen(colour(current().axis), current().lines.grid))
        for step in range(-(-self._span.first // spacing) * spacing, newest + 1, spacing):
            x = self._x(step)
            painter.drawLine(QPointF(x, top), QPointF(x, top + px(TICK)))

    def _draw_knob(self, painter: QPainter, centre: QPointF) -> None:
        theme, radius = current(), px(KNOB) / 2.0
        painter.setPen(QPen(colour(theme.ink3 if self._span.gone else theme.accent), 2.0))
        painter.setBrush(colour(theme.raised))
        painter.drawEllipse(centre, radius - 1.0, radius - 1.0)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, radius + 2.0, radius + 2.0)

    # What the user does.

    def _seek(self, step: int) -> None:
        step = self._nearest(max(self._span.first, min(step, self._span.newest)))
        if step == self._shown:
            return
        if not self._span.gone:  # else it is said why the knob stays, unless the step can be shown
            self._wanted = step
            self.update()
        self.sought.emit(step)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton:
            point = self.point_at(event.position().x())
            self._seek(point.step if point is not None else self.step_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        x = event.position().x()
        if event.buttons() & Qt.MouseButton.LeftButton and not self._span.gone:
            self._seek(self.step_at(x))
        step = self.step_at(x)
        self.pointed.emit(step if step != self._shown else None)  # what is seen there needs no pointing at

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self.pointed.emit(None)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        self._seek(self._beside(1 if event.angleDelta().y() > 0 else -1))

    def focusInEvent(self, event: QEvent) -> None:  # noqa: D102
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:  # noqa: D102
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        by_epoch = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        epoch = self._steps_per_epoch
        jump = max(1, round(epoch)) if by_epoch and not math.isnan(epoch) else 0
        targets = {
            Qt.Key.Key_Left: self._shown - jump if jump else self._beside(-1),
            Qt.Key.Key_Right: self._shown + jump if jump else self._beside(1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self._span.newest,
        }
        target = targets.get(Qt.Key(event.key()))
        if target is None:
            event.ignore()
        else:
            self._seek(target)

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().x()), self)
            return True
        return super().event(event)

    def words_at(self, x: float) -> str:
        """Say which step is at a pixel, and what happened there."""
        point, step = self.point_at(x), self.step_at(x)
        step = point.step if point is not None else step
        step, per_epoch = self._nearest(step), self._steps_per_epoch
        words = f"Step {numbers.count(step)}"
        if not math.isnan(per_epoch):
            words += f", epoch {step / per_epoch:.1f}"
        if step < self._forked:
            words += ", before this run was forked"
        if step < self._span.first:
            words = f"This run began at step {numbers.count(self._span.first)}: what was before is another run's"
        words = f"{words}: {point.words}" if point is not None else words
        return f"{words}\n{GONE_SEEKING}" if self._span.gone else words


def _draw_point(painter: QPainter, point: Point, x: float, foot: float) -> None:
    """Draw the sign of a point: a flag for an edit, a triangle for a finding, a diamond, a bookmark."""
    theme, top = current(), foot - px(POLE)
    painter.setPen(QPen(colour(theme.ink), theme.lines.grid))
    painter.setBrush(colour(theme.ink))
    if point.kind == "edit":
        painter.drawLine(QPointF(x, top), QPointF(x, foot))
        painter.drawPolygon(QPolygonF([QPointF(x, top), QPointF(x + px(6), top + px(3)), QPointF(x, top + px(6))]))
        return
    size, middle = px(4), foot - px(6)
    painter.setPen(Qt.PenStyle.NoPen)
    shape: list[tuple[float, float]]
    if point.kind == "finding":
        painter.setBrush(colour(theme.warn))
        shape = [(0, -size), (size, size * 0.8), (-size, size * 0.8)]
    elif point.kind == "best":
        shape = [(0, -size), (size, 0), (0, size), (-size, 0)]
    else:
        shape = [(-size * 0.8, -size), (size * 0.8, -size), (size * 0.8, size), (0, size * 0.4), (-size * 0.8, size)]
    painter.drawPolygon(QPolygonF([QPointF(x + across, middle + down) for across, down in shape]))
