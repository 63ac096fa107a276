"""Presenting: one display, no controls, large type, the projector theme, and a clicker's keys.

While it lasts the window shows one page at a time: a layout, or an enlarged panel. Leaving it restores everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QWidget

from ui.theme import appearance

if TYPE_CHECKING:
    from ui.main_window import MainWindow

THEME = "projector"
MAGNIFICATION = 1.6
ENLARGED_MAGNIFICATION = 2.5
"""Of an enlarged panel on a display of 1080 rows: its smallest type has 22.5 pt there."""
ROWS = 1080


@dataclass(frozen=True)
class Before:
    """What the window looked like before."""

    theme: str | None
    geometry: QRect
    states: Qt.WindowState
    layout_name: str
    enlarged: str | None


class Presentation(QObject):
    """Starts and ends presenting, and turns the pages.

    Parameters
    ----------
    window : MainWindow
    """

    changed = Signal(bool)
    """Whether the window presents now."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._before: Before | None = None
        self._curtain = Curtain(window)
        window.board.arranged.connect(self._magnify)

    @property
    def active(self) -> bool:
        """Whether the window presents."""
        return self._before is not None

    def toggle(self) -> None:
        """Present, or go back."""
        if self.active:
            self.end()
        else:
            self.start()

    def start(self) -> None:
        """Fill the chosen display with the layout, or the panel, that is seen now."""
        window, look = self._window, appearance()
        states = window.windowState()
        normal = window.normalGeometry() if states & _FILLING else window.geometry()
        self._before = Before(look.chosen, normal, states, window.board.layout_name, window.board.enlarged)
        self.changed.emit(True)
        look.choose(THEME)
        self._magnify()
        window.setFocus()
        screen = self.screen()
        if screen is not window.screen():
            window.setWindowState(Qt.WindowState.WindowNoState)
            window.setGeometry(screen.availableGeometry())
        window.setWindowState(Qt.WindowState.WindowFullScreen)

    def end(self) -> None:
        """Put everything back as it was."""
        if self._before is None:
            return
        before, self._before = self._before, None
        window, look = self._window, appearance()
        self._curtain.hide()
        look.choose(before.theme)
        look.magnify(1.0)
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.setGeometry(before.geometry)
        window.setWindowState(before.states)
        window.board.choose_layout(before.layout_name)
        if before.enlarged is not None:
            window.board.toggle_enlarged(before.enlarged)
        self.changed.emit(False)

    def step_back(self) -> None:
        """Show the page again where it is black, put back a panel that was enlarged meanwhile, or else end."""
        board = self._window.board
        if self._curtain.isVisible():
            self._curtain.hide()
        elif self._before is not None and board.enlarged not in (None, self._before.enlarged):
            board.put_back()
        else:
            self.end()

    def turn(self, pages: int) -> None:
        """Go so many pages on, or back: from layout to layout, or from enlarged panel to enlarged panel."""
        board = self._window.board
        if self._curtain.isVisible():
            self._curtain.hide()
        elif board.enlarged is not None:
            names = list(board.frames)
            board.toggle_enlarged(names[(names.index(board.enlarged) + pages) % len(names)])
        else:
            board.turn_layouts(pages)

    def toggle_black(self) -> None:
        """Make the display black, or show the page again."""
        self._curtain.setVisible(not self._curtain.isVisible())

    def screen(self) -> QScreen:
        """Return the chosen display, or the one that the window is on where that is not there."""
        wanted = self._window.settings.display
        return next((screen for screen in QGuiApplication.screens() if screen.name() == wanted), self._window.screen())

    def _magnify(self) -> None:
        if not self.active:
            return
        factor = MAGNIFICATION
        if self._window.board.enlarged is not None:
            factor = max(factor, ENLARGED_MAGNIFICATION * self.screen().size().height() / ROWS)
        appearance().magnify(factor)


_FILLING = Qt.WindowState.WindowFullScreen | Qt.WindowState.WindowMaximized


class Curtain(QWidget):
    """Black, over the whole window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.hide()

    def setVisible(self, visible: bool) -> None:  # noqa: D102
        if visible:
            self.setGeometry(self._window.rect())
            self.raise_()
        super().setVisible(visible)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.black))
        painter.end()
