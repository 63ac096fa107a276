"""A slider over a range of numbers, evenly or logarithmically spaced."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from ui.controls.flat_button import BY_KEY
from ui.controls.number_range import NumberRange
from ui.theme import current, follow, painting, px

_PLACES = 1000
_KEYS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
}


class Slider(QSlider):
    """A horizontal slider: 3 px track, round knob.

    The arrow keys step through the range, Home and End go to its ends; the wheel works only with the focus, so that a
    form can be scrolled over it. A click on the track brings the knob there.

    Parameters
    ----------
    numbers : NumberRange
        What it runs over.
    name : str
        What it sets, for screen readers.
    knob : int
        The knob's diameter at 100 %: 11 in forms, 14 in the transport.
    parent : QWidget or None
        As for every widget.

    Attributes
    ----------
    moved : Signal(object)
        The number, whenever the user changes it, while dragging too.
    committed : Signal(object)
        The number, when the user lets go of the knob, and after every key and turn of the wheel.
    """

    moved = Signal(object)
    committed = Signal(object)

    def __init__(self, numbers: NumberRange, name: str, *, knob: int = 11, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._numbers = numbers
        self._knob = knob
        self._number = numbers.ends[0]
        self._turned = 0
        self._ringed = False
        self.setRange(0, _PLACES)
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow(self.restyle)

    def number(self) -> float:
        """Return the number it stands at."""
        return self._number

    def set_number(self, number: float) -> None:
        """Move the knob without telling anybody; what lies beyond the slider's ends is shown at the nearer one."""
        self._number = number
        self.setValue(round(self._numbers.fraction(number) * _PLACES))
        self.setAccessibleDescription(self._numbers.text(number))
        self.update()

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(120), px(24))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(40), px(24))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._drag(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self.isSliderDown():
            self._drag(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self.isSliderDown() and event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
            self.update()
            self.committed.emit(self._number)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        key = Qt.Key(event.key())
        if key in _KEYS:
            self._go(self._numbers.stepped(self._number, _KEYS[key]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(self._numbers.at(0.0 if key == Qt.Key.Key_Home else 1.0))
        else:
            # Page up and page down belong to the clicker, whatever has the focus.
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        if not self.hasFocus():
            event.ignore()
            return
        # A touch pad sends many small turns; 120 is one notch of a wheel.
        self._turned += event.angleDelta().y()
        notches = int(self._turned / 120)
        self._turned -= notches * 120
        if notches:
            self._go(self._numbers.stepped(self._number, notches))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self._ringed = event.reason() in BY_KEY
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self._ringed = False
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme = current()
        active = theme.accent if self.isEnabled() else theme.axis
        middle = self.height() / 2
        radius = px(self._knob) / 2
        x = radius + 0.4 + self._numbers.fraction(self._number) * (self.width() - 2 * radius - 0.8)
        half = 1.5 * px(2) / 2
        with painting(self) as painter:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.border if self.isEnabled() else theme.line))
            painter.drawRoundedRect(QRectF(0, middle - half, self.width(), 2 * half), half, half)
            painter.setBrush(QColor(active))
            painter.drawRoundedRect(QRectF(0, middle - half, x, 2 * half), half, half)
            ring = 2.5 if self.isSliderDown() or (self.underMouse() and self.isEnabled()) else 1.75
            painter.setPen(QPen(QColor(active), ring))
            painter.setBrush(QColor(theme.raised))
            across = radius + 0.4 - ring / 2
            painter.drawEllipse(QPointF(x, middle), across, across)
            if self._ringed:
                painter.setPen(QPen(QColor(theme.accent), 2.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _drag(self, x: float) -> None:
        radius = px(self._knob) / 2
        self._move(self._numbers.at((x - radius) / max(1.0, self.width() - 2 * radius)))

    def _go(self, number: float) -> None:
        low, high = self._numbers.ends
        before = self._number
        self._move(min(max(number, low), high))
        if self._number != before:
            self.committed.emit(self._number)

    def _move(self, number: float) -> None:
        if number != self._number:
            self.set_number(number)
            self.moved.emit(number)
