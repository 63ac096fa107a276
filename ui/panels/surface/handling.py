"""The hand over the Loss surface panel: the pointer's events for whatever is shown, and the button that cancels."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from ui.controls import TextButton
from ui.panels.base import Panel, claimed
from ui.panels.surface.plan import ROW, Plan
from ui.theme import px

REST_MILLISECONDS = 200
"""After the last turn of the wheel or pull of the mouse a fine surface follows."""
NOTCH = 120.0


class Hand(Protocol):
    """What pointer and keys do over one kind of picture."""

    @property
    def keys(self) -> frozenset[int]: ...  # noqa: D102

    def key(self, key: int) -> None: ...  # noqa: D102

    def move(self, place: QPointF) -> None: ...  # noqa: D102

    def leave(self) -> None: ...  # noqa: D102

    def press(self, place: QPointF) -> bool: ...  # noqa: D102

    def release(self) -> None: ...  # noqa: D102

    def wheel(self, place: QPointF, notches: float) -> bool: ...  # noqa: D102

    def double_click(self, place: QPointF) -> None: ...  # noqa: D102


class HandledPanel(Panel):
    """A panel whose pointer does different things over different pictures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self._hurried = QTimer(self, singleShot=True, interval=REST_MILLISECONDS)
        self._hurried.timeout.connect(self.stale)
        self._turned = QTimer(self, singleShot=True, interval=REST_MILLISECONDS)
        self._turned.timeout.connect(self.update)

    @property
    def turning(self) -> bool:
        """Whether a surface is being turned, so that it has to be drawn quickly."""
        return self._turned.isActive()

    def turn(self) -> None:
        """Draw coarsely at once, and finely when the hand rests."""
        self._turned.start()
        self.update()

    @property
    def hand(self) -> Hand:
        """What the pointer does now."""
        raise NotImplementedError

    def hurry(self) -> None:
        """Show something coarse at once, and something fine when the hand rests."""
        self._hurried.start()
        self.stale.emit()
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self.hand.move(event.position())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self.hand.leave()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() != Qt.MouseButton.LeftButton or not self.hand.press(event.position()):
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self.hand.release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self.hand.double_click(event.position())

    def event(self, event: QEvent) -> bool:  # noqa: D102
        return claimed(event, self._is_mine) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if self._is_mine(event):
            self.hand.key(event.key())
        else:
            super().keyPressEvent(event)

    def _is_mine(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier
        return not plain and event.key() in self.hand.keys

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        if not self.hand.wheel(event.position(), event.angleDelta().y() / NOTCH):
            event.ignore()


class CancelButton(TextButton):
    """Ends a fine surface that takes its time: the coarse one stays."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Cancel", kind="link", height=ROW, parent=parent)
        self.hide()

    def put(self, plan: Plan, shown: bool) -> None:
        """Show it at the right end of the line below the picture, or in its corner; or hide it."""
        line = plan.footer if plan.footer is not None else plan.plot
        width, high = self.sizeHint().width(), px(ROW)
        self.setGeometry(QRect(line.right() - width + 1, line.bottom() - high + 1, width, high))
        self.setVisible(shown)
