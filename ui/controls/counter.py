"""A live number under its name, at a fixed width."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.plotting.text import draw_text
from ui.theme import colour, current, follow, font, painting, px

LABEL_MIDDLE = 6.5
VALUE_TOP = 14
VALUE_MIDDLE = 24


class Counter(QWidget):
    """A label above, a value below, on chrome. It repaints only when the text changes, and never changes its width.

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
        # Else all that is behind it would be painted with every frame.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
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
            self.update(0, px(VALUE_TOP), self.width(), self.height() - px(VALUE_TOP))

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
        with painting(self) as painter:
            painter.fillRect(event.rect(), colour(theme.chrome))
            if event.rect().top() < px(VALUE_TOP):
                draw_text(painter, "tick", theme.ink3, 0.0, px(LABEL_MIDDLE), self._label)
            draw_text(painter, "counter", theme.ink, 0.0, px(VALUE_MIDDLE), self._value)
