"""Experiment files in the window: new, open, save, recover, examples.

Nothing replaces unsaved work, or a file that somebody else has changed, without a question.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from nnviz.errors import InvalidInput
from nnviz.experiment import SUFFIX, Experiment, decode, from_line, load, parse, save, text_of
from nnviz.resources import open_resource
from ui import questions
from ui.autosave import Autosave, Work
from ui.experiment_text import text_in
from ui.file_mark import file_mark
from ui.leftovers import Leftover
from ui.session import Session
from ui.settings import Settings

FILTER = f"nnviz experiments (*{SUFFIX})"
OPEN_FILTER = f"{FILTER};;Texts with an experiment (*.txt *.md)"
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

    Attributes
    ----------
    path : Path or None
        The file that the experiment belongs to.
    autosave : Autosave
        Keeps what is unsaved.
    """

    changed = Signal()
    """File name, saved state or the list of recent files may have changed."""
    refused = Signal(str)
    """One sentence: what was asked for cannot be done. What was open stays open."""

    def __init__(self, session: Session, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._settings = settings
        self._window = window
        self.path: Path | None = None
        self._mark: str | None = None
        self.autosave = Autosave(lambda: self.modified, self.work, parent=self)
        self.autosave.failed.connect(self.refused)
        self.changed.connect(self.autosave.touch)
        session.experiment_changed.connect(self.autosave.touch)
        session.undo_stack.cleanChanged.connect(self.changed)

    @property
    def modified(self) -> bool:
        """Whether there are edits that no file holds."""
        return not self._session.undo_stack.isClean()

    def work(self) -> Work:
        """Return what has to be kept of the present experiment."""
        experiment = self._session.experiment
        return Work(experiment.name, self.path, self._mark, SUFFIX, text_of(experiment).encode())

    def adopt(self, path: Path | None) -> None:
        """Say which file the session's experiment came from at the start."""
        if path is not None:
            self._set_path(path, file_mark(path))

    # Ways to another experiment.

    def new(self) -> None:
        """Start an empty experiment: all defaults."""
        if self.may_leave():
            self._session.open(Experiment())
            self._set_path(None, None)

    def open_example(self, key: str) -> None:
        """Open a bundled experiment and train it."""
        if self.may_leave():
            self._session.open(example(key), play=True)
            self._set_path(None, None)

    def ask_and_open(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open experiment", self._settings.folder, OPEN_FILTER)
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Open an experiment file, or a text file that holds an experiment's line.

        If it cannot be read, the present experiment stays untouched.
        """
        try:
            _read(path)  # before the question: nobody saves for the sake of a file that is refused then
            if not self.may_leave():
                return
            mark = file_mark(path)
            experiment, is_file = _read(path)  # the question may have saved to this very file
            self._session.open(experiment)
        except InvalidInput as error:
            self.refused.emit(str(error))
            return
        self._set_path(*((path, mark) if is_file else (None, None)))

    def open_text(self, text: str) -> None:
        """Open the experiment that a text holds. No file has it, so it is unsaved."""
        try:
            experiment = from_line(text)
            if not self.may_leave():
                return
            self._session.open(experiment)
        except InvalidInput as error:
            self.refused.emit(f"No experiment was pasted: {error}")
            return
        self._set_path(None, None)
        self._session.undo_stack.resetClean()

    def recover(self, leftover: Leftover) -> bool:
        """Open what was left unsaved, as unsaved changes to its file. Returns whether it is open."""
        try:
            experiment = load(leftover.file)
            if not self.may_leave():
                return False
            self._session.open(experiment)
        except InvalidInput as error:
            self.refused.emit(f"The unsaved changes cannot be recovered: {error}")
            return False
        self._set_path(leftover.path, leftover.mark)
        self._session.undo_stack.resetClean()
        return True

    # Saving.

    def save(self) -> bool:
        """Save to the experiment's file, or ask for one. Returns whether it is saved."""
        if self.path is None:
            return self.save_as()
        present = file_mark(self.path)
        if present is not None and present != self._mark:
            answer = questions.about_changed_file(self._window, self.path)
            if answer != questions.OVERWRITE:
                return answer == questions.SAVE_AS and self.save_as()
        return self._write(self.path)

    def save_as(self) -> bool:
        """Ask for a file and save to it. Returns whether it is saved."""
        folder = self._settings.folder or str(Path.home())
        return self._ask_and_write(self.path or Path(folder, _file_name(self._session.experiment.name)))

    def may_leave(self) -> bool:
        """Ask what to do with unsaved changes. Returns whether the experiment may be replaced."""
        if not self.modified:
            return True
        answer = questions.about_unsaved(self._window, self._session.experiment.name)
        if answer == QMessageBox.StandardButton.Save:
            return self.save()
        return answer == QMessageBox.StandardButton.Discard

    def _ask_and_write(self, start: Path) -> bool:
        name, _ = QFileDialog.getSaveFileName(self._window, "Save experiment", str(start), FILTER)
        if not name:
            return False
        path = Path(name)
        if not path.name.endswith(".json"):
            path = path.with_name(path.name.removesuffix(".nnviz") + SUFFIX)
            # The dialog has asked about the name that was typed, not about this one.
            if path.exists() and not questions.may_replace(self._window, path):
                return self._ask_and_write(path)
        return self._write(path)

    def _write(self, path: Path) -> bool:
        try:
            save(self._session.experiment, path)
        except InvalidInput as error:
            if questions.another_place(self._window, str(error)):
                return self._ask_and_write(Path(_documents_folder(), path.name))
            self.refused.emit(str(error))
            return False
        self._session.undo_stack.setClean()
        self._set_path(path, file_mark(path))
        return True

    def _set_path(self, path: Path | None, mark: str | None) -> None:
        self.path, self._mark = path, mark
        if path is not None:
            self._settings.add_recent_file(path)
            self._settings.folder = str(path.resolve().parent)
        self.changed.emit()


def _read(path: Path) -> tuple[Experiment, bool]:
    """Read an experiment, and say whether the file is an experiment file, which it can be saved to again."""
    text = text_in(path)
    if text is None:
        return load(path), True
    try:
        return from_line(text), False
    except InvalidInput as error:
        raise InvalidInput(f"{path.name}: {error}") from None


def _documents_folder() -> str:
    """Return a folder where everybody may write."""
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or str(Path.home())


def _file_name(name: str) -> str:
    """Make a file name of an experiment's name."""
    words = "".join(character if character.isalnum() else "-" for character in name.lower())
    return ("-".join(part for part in words.split("-") if part) or "experiment") + SUFFIX
