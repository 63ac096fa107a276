"""What all views share: they are told what is looked at, work it out only while they are seen, and paint once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.controls.flat_button import BY_KEY
from ui.lab.side.looked import Looked
from ui.plotting.text import draw_hint, draw_text, shape_of, text_width
from ui.theme import Role, colour, current, follow, painting, pen, px

INSET = 12
"""Left and right of everything, at 100 %."""
WIDE = 330
"""From so many pixels on, at 100 %, things stand side by side."""


class View(QWidget):
    """One view of what is looked at.

    Parameters
    ----------
    name : str
        For its tab, and for screen readers.

    Attributes
    ----------
    grew : Signal
        It needs another height.
    point_hovered : Signal(object, object)
        The racer and the step that the pointer is at, or None for both.
    """

    # A signal and no callable: views that hold their owner would be left to the garbage collector, which may run in
    # any thread, and widgets must end in the window's.
    grew = Signal()
    point_hovered = Signal(object, object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)
        self.name = name
        self.looked: Looked | None = None
        self.paints = 0
        self._ringed = False
        self._is_taken = False
        self._needed = 0
        self._pointer: QPointF | None = None
        self._hovered_point: tuple[int | None, int | None] = (None, None)

    def show_looked(self, looked: Looked) -> None:
        """Take what is looked at; a view that is hidden waits until it is seen."""
        self.looked = looked
        self._is_taken = False
        if self.isVisible():
            self._take()

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self._is_taken = False
        if self.isVisible():
            self._take()
        self.update()

    def needed_height(self, width: int) -> int:
        """Return the height that everything takes at a width."""
        raise NotImplementedError

    def take(self, looked: Looked) -> None:
        """Work out what will be painted."""

    def draw(self, painter: QPainter, looked: Looked) -> None:
        """Paint."""
        raise NotImplementedError

    def point_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the racer and the step that a place speaks of, or None."""
        return None

    def hint_at(self, x: float, y: float) -> str:
        """Return what a tooltip says at a place, or nothing."""
        return ""

    def say_height(self) -> None:
        """Tell the others if another height is needed."""
        needed = self.needed_height(self.width())
        if needed != self._needed:
            self._needed = needed
            self.grew.emit()

    @property
    def is_wide(self) -> bool:
        """Whether there is room for things side by side."""
        return self.width() >= px(WIDE)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(380), self.needed_height(px(380)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme = current()
        with painting(self) as painter:
            painter.fillRect(self.rect(), colour(theme.surface))
            if self.looked is None:
                draw_hint(painter, self.inner, "Nothing races yet.")
            else:
                self.draw(painter, self.looked)
            if self._ringed:
                painter.setPen(pen(theme.accent, 2.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        self.paints += 1

    @property
    def inner(self) -> QRectF:
        """The whole without its insets."""
        return QRectF(self.rect()).adjusted(px(INSET), 0, -px(INSET), 0)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: D102
        super().showEvent(event)
        self._take()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        if self.isVisible():
            self._is_taken = False
            self._take()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._hover(event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self._hover(None)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: D102
        super().hideEvent(event)
        self._hover(None)

    def _hover(self, place: QPointF | None) -> None:
        """Say what the pointer is at, if that is another racer or step."""
        self._pointer = place
        found = None if place is None or self.looked is None else self.point_at(place.x(), place.y())
        point = found or (None, None)
        if point != self._hovered_point:
            self._hovered_point = point
            self.point_hovered.emit(*point)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self._ringed = event.reason() in BY_KEY
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self._ringed = False
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = event.pos()
            QToolTip.showText(event.globalPos(), self.hint_at(place.x(), place.y()), self)
            return True
        return super().event(event)

    def _take(self) -> None:
        if self.looked is not None and not self._is_taken:
            self._is_taken = True
            self.take(self.looked)
            if self._pointer is not None:  # which rests while the race goes on
                self._hover(self._pointer)
            self.say_height()
            self.update()


def draw_right(painter: QPainter, role: Role, token: str, right: float, y: float, text: str) -> None:
    """Draw one line of text that ends at a place; what differs in its digits only does not move."""
    draw_text(painter, role, token, right - text_width(role, shape_of(text)), y, text)


def wrapped(role: Role, text: str, width: float, most: int) -> list[str]:
    """Return text in at most so many lines; the last one is cut by whoever draws it."""
    lines: list[str] = []
    line = ""
    words = text.split(" ")
    for at, word in enumerate(words):
        longer = f"{line} {word}".strip()
        if line and text_width(role, longer) > width:
            if len(lines) == most - 1:
                return [*lines, " ".join([line, *words[at:]])]
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def follow_with(view: View) -> None:
    """Have a view follow the appearance, once it is whole."""
    follow(view.restyle)
