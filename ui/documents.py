"""Experiment files in the window: new, open, save, recent, examples, dropped files.

Nothing replaces unsaved work without a question.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from nnviz.errors import InvalidInput
from nnviz.experiment import SUFFIX, Experiment, decode, load, parse, save
from nnviz.resources import open_resource
from ui.session import Session
from ui.settings import Settings

FILTER = f"nnviz experiments (*{SUFFIX})"
OPENING_EXAMPLE = "two-parameters"


def examples() -> dict[str, str]:
    """Return the bundled experiments: file name without suffix to the experiment's own name, sorted by name."""
    found = {}
    for entry in open_resource("experiments").iterdir():
        if entry.name.endswith(SUFFIX):
            key = entry.name.removesuffix(SUFFIX)
            found[key] = example(key).name
    return dict(sorted(found.items(), key=lambda item: item[1].casefold()))


def example(key: str) -> Experiment:
    """Read one bundled experiment."""
    return decode(parse(open_resource("experiments", key + SUFFIX).read_bytes()))


class Documents(QObject):
    """Which file the experiment belongs to, and every way to another one.

    Parameters
    ----------
    session : Session
    settings : Settings
    window : QWidget
        The parent of dialogs.
    """

    changed = Signal()
    """File name, saved state or the list of recent files may have changed."""
    refused = Signal(str)
    """One sentence: a file could not be read or written. What was open stays open."""

    def __init__(self, session: Session, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._settings = settings
        self._window = window
        self.path: Path | None = None
        session.undo_stack.cleanChanged.connect(self.changed)

    @property
    def modified(self) -> bool:
        """Whether there are edits that no file holds."""
        return not self._session.undo_stack.isClean()

    def adopt(self, path: Path | None) -> None:
        """Say which file the session's experiment came from at the start."""
        if path is not None:
            self._set_path(path)

    def new(self) -> None:
        """Start an empty experiment: all defaults."""
        if self.may_leave():
            self._session.open(Experiment())
            self._set_path(None)

    def open_example(self, key: str) -> None:
        """Open a bundled experiment and train it."""
        if self.may_leave():
            self._session.open(example(key), play=True)
            self._set_path(None)

    def ask_and_open(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open experiment", self._settings.folder, FILTER)
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Open a file. If it cannot be read, the present experiment stays untouched."""
        try:
            experiment = load(path)
            if not self.may_leave():
                return
            self._session.open(experiment)
        except InvalidInput as error:
            self.refused.emit(str(error))
            return
        self._set_path(path)

    def save(self) -> bool:
        """Save to the experiment's file, or ask for one. Returns whether it is saved."""
        return self.save_as() if self.path is None else self._write(self.path)

    def save_as(self) -> bool:
        """Ask for a file and save to it. Returns whether it is saved."""
        folder = self._settings.folder or str(Path.home())
        start = self.path or Path(folder, _file_name(self._session.experiment.name))
        name, _ = QFileDialog.getSaveFileName(self._window, "Save experiment", str(start), FILTER)
        if not name:
            return False
        path = Path(name)
        if not path.name.endswith(".json"):
            path = path.with_name(path.name.removesuffix(".nnviz") + SUFFIX)
        return self._write(path)

    def may_leave(self) -> bool:
        """Ask what to do with unsaved changes. Returns whether the experiment may be replaced."""
        if not self.modified:
            return True
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._window,
            "Unsaved changes",
            f"Save the changes to \u201c{self._session.experiment.name}\u201d first?",
            buttons.Save | buttons.Discard | buttons.Cancel,
            buttons.Save,
        )
        if answer == buttons.Save:
            return self.save()
        return answer == buttons.Discard

    def _write(self, path: Path) -> bool:
        try:
            save(self._session.experiment, path)
        except InvalidInput as error:
            self.refused.emit(str(error))
            return False
        self._session.undo_stack.setClean()
        self._set_path(path)
        return True

    def _set_path(self, path: Path | None) -> None:
        self.path = path
        if path is not None:
            self._settings.add_recent_file(path)
            self._settings.folder = str(path.resolve().parent)
        self.changed.emit()


def _file_name(name: str) -> str:
    """Make a file name of an experiment's name."""
    words = "".join(character if character.isalnum() else "-" for character in name.lower())
    return ("-".join(part for part in words.split("-") if part) or "experiment") + SUFFIX
