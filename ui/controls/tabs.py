"""Tabs without boxes: the chosen one is semibold ink over a 2 px accent line."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from ui.controls.flat_button import BY_KEY
from ui.theme import current, follow, font, painting, px


class Tabs(QTabBar):
    """A row of tabs, for the layouts at the end of the menu bar and for panels that share a place.

    Parameters
    ----------
    name : str
        What they choose, for screen readers.
    height : int
        At 100 %: 28 in the menu bar, 30 in a panel's title bar.
    parent : QWidget or None
        As for every widget.
    """

    def __init__(self, name: str, *, height: int = 28, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = height
        self._ringed = False
        self.setAccessibleName(name)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setMouseTracking(True)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes and fonts anew from the appearance in force."""
        # In the heavier of its two weights, so that choosing a tab moves no other.
        self.setFont(font("chosen"))
        self.updateGeometry()
        self.update()

    def tabSizeHint(self, index: int) -> QSize:  # noqa: D102
        words = QFontMetricsF(font("chosen")).horizontalAdvance(self.tabText(index))
        return QSize(round(words) + 1 + 2 * px(12), px(self._height))

    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: D102
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme = current()
        hovered = self.tabAt(self.mapFromGlobal(self.cursor().pos())) if self.underMouse() else -1
        with painting(self, smooth=False) as painter:
            for index in range(self.count()):
                box = self.tabRect(index)
                chosen = index == self.currentIndex()
                if index == hovered and not chosen:
                    painter.fillRect(box, QColor(theme.hover))
                painter.setFont(font("chosen" if chosen else "body"))
                token = theme.ink if chosen else theme.ink2
                painter.setPen(QColor(token if self.isTabEnabled(index) else theme.disabled))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.tabText(index))
                if chosen:
                    line = QRect(box.left(), box.bottom() + 1 - px(2), box.width(), px(2))
                    painter.fillRect(line, QColor(theme.accent))
                    if self._ringed:
                        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                        painter.setPen(QPen(QColor(theme.accent), 2.0))
                        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self._ringed = event.reason() in BY_KEY
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        self._ringed = False
        super().focusOutEvent(event)
