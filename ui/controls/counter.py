"""A live number under its name, at a fixed width."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import current, follow, font, px


class Counter(QWidget):
    """A label above, a value below. It repaints only when the text changes, and never changes its width.

    Parameters
    ----------
    label : str
        What is counted.
    widest : str
        The widest text it will show, such as ``"999,999"``.
    parent : QWidget or None
        As for every widget.
    """

    def __init__(self, label: str, widest: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self._widest = widest
        self._value = ""
        self.setAccessibleName(label)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow(self.restyle)

    def value(self) -> str:
        """Return the text that is shown."""
        return self._value

    def set_value(self, text: str) -> None:
        """Show another value."""
        if text != self._value:
            self._value = text
            self.setAccessibleDescription(text)
            self.update()

    def set_label(self, label: str) -> None:
        """Show another label, where there is less room."""
        self._label = label
        self.setAccessibleName(label)
        self.restyle()

    def restyle(self) -> None:
        """Take sizes and fonts anew from the appearance in force."""
        label = QFontMetricsF(font("tick")).horizontalAdvance(self._label)
        value = QFontMetricsF(font("counter")).horizontalAdvance(self._widest)
        self.setFixedSize(round(max(label, value)) + 2, px(36))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme = current()
        painter = QPainter(self)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font("tick"))
        painter.setPen(QColor(theme.ink3))
        painter.drawText(QRectF(0, 0, self.width(), px(13)), left, self._label)
        painter.setFont(font("counter"))
        painter.setPen(QColor(theme.ink))
        painter.drawText(QRectF(0, px(14), self.width(), px(20)), left, self._value)
        painter.end()
