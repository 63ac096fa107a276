"""Experiments as text: the commands that copy and paste them, and text files that hold one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from nnviz.errors import InvalidInput
from nnviz.experiment import to_line
from nnviz.experiment.files import MAXIMUM_BYTES

if TYPE_CHECKING:
    from ui.main_window import MainWindow

TEXT_SUFFIXES = (".txt", ".md")


class ExperimentText:
    """Copies and pastes experiments as one line of text.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def copy(self) -> None:
        """Put the experiment's line into the clipboard."""
        try:
            line = to_line(self._window.session.experiment)
        except InvalidInput as error:
            self._window.strip.show_error(f"Nothing was copied: {error}", passing=True)
            return
        QGuiApplication.clipboard().setText(line)
        self._window.strip.show_notice(
            f"The experiment is in the clipboard as one line of {len(line):,} characters: paste it into a chat, "
            f"or into nnviz by Edit > Paste experiment."
        )

    def paste(self) -> None:
        """Open the experiment that the clipboard's text holds."""
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self._window.documents.open_text(text)
        else:
            self._window.strip.show_error("No experiment was pasted: the clipboard holds no text", passing=True)


def text_in(path: Path) -> str | None:
    """Return a text file's content; None for any other file. Raises `InvalidInput` if it cannot be read as text."""
    if path.suffix.lower() not in TEXT_SUFFIXES:
        return None
    try:
        with path.open("rb") as file:
            return file.read(MAXIMUM_BYTES + 1).decode("utf-8-sig")
    except OSError as error:
        raise InvalidInput(f"{path.name}: cannot be read: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise InvalidInput(f"{path.name}: the file is not UTF-8 text") from None
