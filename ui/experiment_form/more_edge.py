"""Where a column is cut off by its edge, a band with an arrow says that there is more: no row is half seen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import current, draw_icon, follow, painting, px

HEIGHT = 16
ARROW = 12


class MoreEdge(QWidget):
    """Lies over one end of what scrolls, and lets every click through.

    Parameters
    ----------
    parent : QWidget
        On the chrome of the theme.
    below : bool
        Whether this is the lower edge; else the upper one.
    """

    def __init__(self, parent: QWidget, *, below: bool) -> None:
        super().__init__(parent)
        self._below = below
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        follow(self.update)

    def place(self, width: int, height: int) -> None:
        """Lie over the end of a column of that size."""
        self.setGeometry(0, height - px(HEIGHT) if self._below else 0, width, px(HEIGHT))
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme, size = current(), px(ARROW)
        inner = 0 if self._below else self.height() - 1
        with painting(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.chrome))
            painter.fillRect(0, inner, self.width(), 1, QColor(theme.line))
            arrow = QRectF((self.width() - size) / 2.0, (self.height() - size) / 2.0, size, size)
            draw_icon(painter, f"chevron-{'down' if self._below else 'up'}", arrow, theme.ink3)
