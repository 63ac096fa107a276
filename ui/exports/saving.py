"""Where an export goes: a place is asked for until the file is there, or the user gives up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from nnviz.errors import InvalidInput
from nnviz.output_file import OutputFile
from ui.settings import Settings


def save_somewhere(
    parent: QWidget, settings: Settings, title: str, name: str, kinds: str, write: Callable[[Path], None]
) -> Path | None:
    """Ask for a place and write there; where that fails, say why and ask for another one.

    Parameters
    ----------
    parent : QWidget
    settings : Settings
        Knows the folder that was used last.
    title : str
        Of the dialog.
    name : str
        The file's name that is offered, with its suffix.
    kinds : str
        The file dialog's filter.
    write : callable
        Writes to a path, or raises `InvalidInput` and leaves what was there.

    Returns
    -------
    Path or None
        What was written; None where the user gave up.
    """
    start = Path(settings.export_folder or settings.folder or str(Path.home()), name)
    while True:
        path = ask_place(parent, title, start, kinds)
        if path is None:
            return None
        try:
            write(path)
        except InvalidInput as error:
            warn(parent, title, f"{error}.\n\nChoose another place.")
            start = path
        else:
            settings.export_folder = str(path.resolve().parent)
            return path


def ask_place(parent: QWidget, title: str, start: Path, kinds: str) -> Path | None:
    """Ask for a file's place; whoever leaves out the suffix means that of `start`."""
    dialog = QFileDialog(parent, title, str(start.parent), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(start.suffix)
    dialog.selectFile(start.name)
    return Path(dialog.selectedFiles()[0]) if dialog.exec() else None


def warn(parent: QWidget, title: str, words: str) -> None:
    """Say what went wrong."""
    QMessageBox.warning(parent, title, words)


def write_file(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all.

    Raises
    ------
    InvalidInput
        If it cannot be written.
    """
    with OutputFile(path) as output:
        output.write(content)
        output.commit()


def slug(words: str, joint: str = "-") -> str:
    """Make a part of a file's name of somebody's words."""
    letters = "".join(character if character.isalnum() else " " for character in words.lower())
    return joint.join(letters.split())[:80] or "experiment"
