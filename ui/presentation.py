"""Presenting: one display, no controls, large type, the projector theme, and a clicker's keys.

While it lasts the window shows one page at a time: a layout, the landscape lab, or an enlarged panel. Leaving it
restores everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPaintEvent, QScreen
from PySide6.QtWidgets import QWidget

from ui.theme import appearance, painting

if TYPE_CHECKING:
    from ui.main_window import MainWindow

THEME = "projector"
MAGNIFICATION = 1.6
ENLARGED_MAGNIFICATION = 2.5
"""Of an enlarged panel on a display of 1080 rows: its smallest type has 22.5 pt there."""
ROWS = 1080


class Before(Struct, frozen=True):
    """What the window looked like before."""

    theme: str | None
    geometry: QRect
    states: Qt.WindowState
    page: str
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
        window.pages.turned.connect(self._magnify)

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
        self._before = Before(look.chosen, normal, states, window.pages.name, window.board.enlarged)
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
        window.pages.choose(before.page)
        if before.enlarged is not None and not window.pages.lab_shown:
            window.board.toggle_enlarged(before.enlarged)
        self.changed.emit(False)

    def step_back(self) -> None:
        """Show the page again where it is black, put back a panel that was enlarged meanwhile, or else end."""
        board = self._window.board
        if self._curtain.isVisible():
            self._curtain.hide()
        elif self._before is not None and self._enlarged not in (None, self._before.enlarged):
            board.put_back()
        else:
            self.end()

    def turn(self, pages: int) -> None:
        """Go so many pages on, or back: through layouts and lab, or from enlarged panel to enlarged panel."""
        board = self._window.board
        if self._curtain.isVisible():
            self._curtain.hide()
        elif self._enlarged is not None:
            names = list(board.frames)
            board.toggle_enlarged(names[(names.index(self._enlarged) + pages) % len(names)])
        else:
            self._window.pages.turn(pages)

    def toggle_black(self) -> None:
        """Make the display black, or show the page again."""
        self._curtain.setVisible(not self._curtain.isVisible())

    def screen(self) -> QScreen:
        """Return the chosen display, or the one that the window is on where that is not there."""
        wanted = self._window.settings.display
        return next((screen for screen in QGuiApplication.screens() if screen.name() == wanted), self._window.screen())

    @property
    def _enlarged(self) -> str | None:
        """The panel that is enlarged on the page that is seen."""
        return None if self._window.pages.lab_shown else self._window.board.enlarged

    def _magnify(self) -> None:
        if not self.active:
            return
        factor = MAGNIFICATION
        if self._enlarged is not None:
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
        with painting(self, smooth=False) as painter:
            painter.fillRect(self.rect(), QColor(Qt.GlobalColor.black))
