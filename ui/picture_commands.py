"""The commands that copy or save the picture of a panel."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from nnviz.errors import InvalidInput
from ui import pictures
from ui.board import Board
from ui.findings_strip import FindingsStrip
from ui.panel_frame import PanelFrame
from ui.settings import Settings

FILTER = "PNG picture (*.png);;SVG drawing (*.svg)"


class PictureCommands:
    """Copies and saves pictures.

    Parameters
    ----------
    board : Board
    settings : Settings
        Knows the folder that was used last.
    strip : FindingsStrip
        Says what came of it.
    window : QWidget
        The parent of dialogs.
    """

    def __init__(self, board: Board, settings: Settings, strip: FindingsStrip, window: QWidget) -> None:
        self._board = board
        self._settings = settings
        self._strip = strip
        self._window = window

    def actions_for(self, frame: PanelFrame) -> list[QAction]:
        """Make a panel's own commands, and give its button its meaning."""
        copy, save = QAction("Copy picture", frame), QAction("Save picture…", frame)
        copy.triggered.connect(partial(self._copy, frame))
        save.triggered.connect(partial(self._save, frame))
        frame.copy_requested.connect(partial(self._copy, frame))
        return [copy, save]

    def copy(self) -> None:
        """Copy the picture of the panel at hand to the clipboard."""
        self._copy(self._at_hand())

    def save(self) -> None:
        """Save the picture of the panel at hand to a file."""
        self._save(self._at_hand())

    def _at_hand(self) -> PanelFrame:
        """Return the enlarged panel, the one under the pointer, or the first."""
        frames = self._board.frames
        if self._board.enlarged is not None:
            return frames[self._board.enlarged]
        return next((frame for frame in frames.values() if frame.underMouse()), next(iter(frames.values())))

    def _copy(self, frame: PanelFrame, checked: bool = False) -> None:
        pictures.copy(frame)
        self._strip.show_notice(f"The picture of {frame.panel.title} is in the clipboard.")

    def _save(self, frame: PanelFrame, checked: bool = False) -> None:
        start = str(Path(self._settings.folder or str(Path.home()), f"{frame.panel.name}.png"))
        name, _ = QFileDialog.getSaveFileName(self._window, "Save picture", start, FILTER)
        if not name:
            return
        path = Path(name)
        try:
            pictures.save(frame, path if path.suffix else path.with_suffix(".png"))
        except InvalidInput as error:
            self._strip.show_error(str(error))
        else:
            self._strip.show_notice(f"Saved {path.name}.")
