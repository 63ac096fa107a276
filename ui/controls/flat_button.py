"""What all buttons that paint themselves share: hover, press, focus ring, and sizes that follow the font scale."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme import current, draw_icon, follow, px

# Focus that comes by a click or with the window needs no ring.
BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class FlatButton(QAbstractButton):
    """The base of the painted buttons.

    Parameters
    ----------
    name : str
        What a screen reader says.
    parent : QWidget or None
        As for every widget.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ringed = False
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes and fonts anew from the appearance in force."""
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return self.sizeHint()

    def draw_ground(self, painter: QPainter, radius: float = 5.0) -> None:
        """Draw what lies under a flat button: hover, press, chosen, focus ring."""
        theme = current()
        ground = None
        if self.isEnabled() and self.isDown():
            ground = theme.pressed
        elif self.isChecked():
            ground = theme.tint
        elif self.isEnabled() and self.underMouse():
            ground = theme.hover
        if ground is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        self.draw_ring(painter, radius)

    def draw_ring(self, painter: QPainter, radius: float, token: str | None = None) -> None:
        """Draw the 2 px focus ring where the focus came by the keyboard."""
        if self._ringed:
            painter.setPen(QPen(QColor(token or current().accent), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)

    def draw_icon(self, painter: QPainter, icon: str, size: int, token: str, *, filled: bool = False) -> None:
        """Draw an icon in the middle."""
        side = float(px(size))
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        draw_icon(painter, icon, box, token, filled=filled)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self._ringed = event.reason() in BY_KEY
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self._ringed = False
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        # Space belongs to play and pause in the whole window, so Return presses the button that has the focus.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
