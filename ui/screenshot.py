"""``nnviz --screenshot``: waits until every visible panel has drawn the last step, saves the picture, and exits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QSize, QTimer, Slot
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from ui.pictures import window_image

if TYPE_CHECKING:
    from ui.main_window import MainWindow

POLL_MILLISECONDS = 50
CALM_POLLS = 8
"""How many polls in a row everything must be at rest: axes that grow take 150 ms."""


class Screenshot(QObject):
    """Takes one picture and ends the app.

    Parameters
    ----------
    window : MainWindow
    path : Path
    size : (int, int)
        The picture's exact size in pixels.

    Attributes
    ----------
    failure : str
        One sentence if the picture could not be written.
    """

    def __init__(self, window: MainWindow, path: Path, size: tuple[int, int]) -> None:
        super().__init__(window)
        self._window = window
        self._path = path
        self._size = QSize(*size)
        self._calm = 0
        self.failure = ""
        window.setFixedSize(self._size)
        # Controls that show under the pointer are not part of the picture.
        QCursor.setPos(window.mapToGlobal(QPoint(-1, -1)))
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MILLISECONDS)
        self._timer.timeout.connect(self._poll)
        self._timer.start()

    @Slot()
    def _poll(self) -> None:
        window = self._window
        shown = window.feeds.settled and window.pages.settled
        rested = window.session.idle and shown and window.size() == self._size
        self._calm = self._calm + 1 if rested else 0
        if self._calm == CALM_POLLS:
            self._timer.stop()
            if not window_image(self._window, self._size).save(str(self._path)):
                self.failure = f"--screenshot {self._path}: cannot be written"
            QApplication.exit()
