"""Experiments and sessions as files in the window: new, open, save, recover, examples.

Nothing replaces unsaved work, or a file that somebody else has changed, without a question.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox

from nnviz.errors import InvalidInput
from nnviz.experiment import SUFFIX, Experiment, from_line, save, text_of
from nnviz.recorded_run import RecordedRun
from nnviz.store.container import SUFFIX as SESSION_SUFFIX
from nnviz.store.session_writer import save_session
from ui import file_kinds, questions
from ui.aside import aside
from ui.autosave import SECONDS, Autosave, Work
from ui.endings import GONE_SAVING
from ui.examples import example
from ui.file_kinds import EXPERIMENTS, OPEN_FILTER, SESSIONS, Opened, is_session
from ui.file_mark import file_mark
from ui.import_data import DataImport, is_table
from ui.leftovers import Leftover
from ui.session import Session
from ui.session_files import OpenedSession
from ui.settings import Settings
from ui.trained_work import TrainedWork
from ui.window_memory import WindowMemory

if TYPE_CHECKING:
    from ui.main_window import MainWindow

KEEPING_SECONDS = 30
"""Unsaved training is kept at least so often."""


class Documents(QObject):
    """Which file the experiment or the session belongs to, and every way to another one.

    Parameters
    ----------
    session : Session
    settings : Settings
    window : MainWindow
        The parent of dialogs.

    Attributes
    ----------
    path : Path or None
        The file that is saved to.
    autosave : Autosave
        Keeps what is unsaved.
    memory : WindowMemory
        Keeps what a session file says of the window.
    """

    changed = Signal()
    """File name, saved state or the list of recent files may have changed."""
    refused = Signal(str)
    """One sentence: what was asked for cannot be done. What was open stays open."""
    noted = Signal(str)
    """One sentence about what takes a while."""

    def __init__(self, session: Session, settings: Settings, window: MainWindow) -> None:
        super().__init__(window)
        self._session = session
        self._settings = settings
        self._window = window
        self.path: Path | None = None
        self._mark: str | None = None
        self._was_modified = False
        self.memory = WindowMemory(window)
        self._trained = TrainedWork(session, self.memory)
        self.imports = DataImport(self, session, settings, window)
        self.autosave = Autosave(lambda: self.modified, self.work, parent=self)
        self.changed.connect(self.autosave.touch)
        session.experiment_changed.connect(self.autosave.touch)
        session.undo_stack.cleanChanged.connect(self.changed)
        session.frame_ready.connect(self._on_frame)
        keeping = QTimer(self)
        keeping.timeout.connect(self._keep_training)
        keeping.start(round((KEEPING_SECONDS - SECONDS) * 1000))

    @property
    def modified(self) -> bool:
        """Whether there is work that no file holds: edits, and of a session also steps and bookmarks."""
        return not self._session.undo_stack.isClean() or (is_session(self.path) and self._trained.unsaved)

    def work(self) -> Work:
        """Return what has to be kept: the experiment, with all that was trained where that is not too large."""
        experiment, session = self._session.experiment, self._trained.kept()
        if session is not None:
            return Work(experiment.name, self.path, self._mark, SESSION_SUFFIX, session)
        return Work(experiment.name, self.path, self._mark, SUFFIX, text_of(experiment).encode())

    def begin_with(self, path: Path | None, opened: OpenedSession | RecordedRun | None) -> None:
        """Say which file the window was started with; all that is not an experiment takes the experiment's place."""
        if opened is not None:
            self._open(opened)
        if path is not None and not isinstance(opened, RecordedRun):
            self._set_path(path, file_mark(path))

    def begin_anew(self) -> None:
        """Say that no file has what the session holds now."""
        self._set_path(None, None)

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
        name, _ = QFileDialog.getOpenFileName(self._window, "Open", self._settings.folder, OPEN_FILTER)
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Open an experiment, a session, a recording, or a text file that holds an experiment's line.

        If it cannot be read, what is open stays untouched.
        """
        if is_table(path):
            self.imports.open(path)
            return
        try:
            mark = file_mark(path)
            found, is_document = file_kinds.read(path, self.noted.emit)
            if not self.may_leave():  # nobody saves for the sake of a file that is refused then
                return
            if file_mark(path) != mark:  # the question has saved to this very file
                mark = file_mark(path)
                found, is_document = file_kinds.read(path, self.noted.emit)
            self._open(found)
        except InvalidInput as error:
            self.refused.emit(str(error))
            return
        self._set_path(*((path, mark) if is_document else (None, None)))
        if isinstance(found, RecordedRun):
            self._settings.add_recent_file(path)

    def open_recordings(self, paths: list[Path]) -> None:
        """Open several recordings side by side. If one cannot be read, what is open stays untouched."""
        try:
            found = file_kinds.read_recordings(paths, self.noted.emit)
        except InvalidInput as error:
            self.refused.emit(str(error))
            return
        if self.may_leave():
            self._session.open_recordings(found)
            self._set_path(None, None)

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
            found, _ = file_kinds.read(leftover.file, self.noted.emit)
            if not self.may_leave():
                return False
            self._open(found)
        except InvalidInput as error:
            self.refused.emit(f"The unsaved changes cannot be recovered: {error}")
            return False
        self._set_path(leftover.path, leftover.mark)
        self._session.undo_stack.resetClean()
        return True

    def _open(self, found: Opened) -> None:
        if isinstance(found, Experiment):
            self._session.open(found)
        elif isinstance(found, RecordedRun):
            self._session.open_recordings([found])
        else:
            self._session.reopen(found.saved, found.assemblies, found.live)
            self.memory.restore(found.saved)
            self._trained.note_saved(found.saved)

    # Saving.

    def save(self) -> bool:
        """Save to the file that is open, or ask for one. Returns whether it is saved."""
        if self.path is None:
            return self.save_as()
        if is_session(self.path) and not self._may_save_session():
            return False
        present = file_mark(self.path)
        if present is not None and present != self._mark:
            answer = questions.about_changed_file(self._window, self.path)
            if answer != questions.OVERWRITE:
                return answer == questions.SAVE_AS and self.save_as()
        return self.write(self.path)

    def save_as(self) -> bool:
        """Ask for a file of either kind and save to it. Returns whether it is saved."""
        if self._session.gone:
            return self._save_experiment_as()
        kinds = [SESSIONS, EXPERIMENTS] if is_session(self.path) else [EXPERIMENTS, SESSIONS]
        return self._ask_and_write(self.path or self._new_place(SUFFIX), *kinds)

    def save_session_as(self) -> bool:
        """Ask for a session file and save to it. Returns whether it is saved."""
        if not self._may_save_session():
            return False
        place = self.path or self._new_place(SESSION_SUFFIX)
        return self._ask_and_write(file_kinds.place(str(place), SESSIONS), SESSIONS)

    def may_leave(self) -> bool:
        """Ask what to do with unsaved changes. Returns whether the experiment may be replaced."""
        if not self.modified:
            return True
        answer = questions.about_unsaved(self._window, self._session.experiment.name, lost=self._trained.lost)
        if answer == QMessageBox.StandardButton.Save:
            return self._save_experiment_as() if self._session.gone and is_session(self.path) else self.save()
        return answer == QMessageBox.StandardButton.Discard

    def _may_save_session(self) -> bool:
        """Say why what was trained cannot be saved, if so. Returns whether it can."""
        if self._session.gone:
            self.refused.emit(GONE_SAVING)
        return not self._session.gone

    def _save_experiment_as(self) -> bool:
        here = None if is_session(self.path) else self.path
        return self._ask_and_write(here or self._new_place(SUFFIX), EXPERIMENTS)

    def _new_place(self, suffix: str) -> Path:
        folder = self._settings.folder or str(Path.home())
        return Path(folder, file_kinds.file_name(self._session.experiment.name, suffix))

    def _ask_and_write(self, start: Path, *kinds: str) -> bool:
        path = questions.where_to_save(self._window, start, *kinds)
        return path is not None and self.write(path)

    def write(self, path: Path) -> bool:
        """Save to a file, of the kind that its name says. Returns whether it is saved, there or elsewhere."""
        try:
            session = self._trained.collect() if is_session(path) else None
        except InvalidInput as error:  # which no other place would change
            self.refused.emit(str(error))
            return False
        try:
            if session is None:
                save(self._session.experiment, path)
            else:
                aside(partial(save_session, session, path), lambda: self.noted.emit(f"Saving {path.name} …"))
                self._trained.note_saved(session)
        except InvalidInput as error:
            if questions.another_place(self._window, str(error)):
                kinds = [SESSIONS] if is_session(path) else [EXPERIMENTS, SESSIONS]
                return self._ask_and_write(Path(file_kinds.documents_folder(), path.name), *kinds)
            self.refused.emit(str(error))
            return False
        self._session.undo_stack.setClean()
        self._set_path(path, file_mark(path))
        return True

    @Slot()
    def _on_frame(self) -> None:
        """Show it when a session is trained on from where it was saved."""
        if is_session(self.path) and self.modified != self._was_modified:
            self._was_modified = self.modified
            self.changed.emit()

    @Slot()
    def _keep_training(self) -> None:
        if self.modified and self._trained.any:
            self.autosave.touch()

    def _set_path(self, path: Path | None, mark: str | None) -> None:
        self.path, self._mark = path, mark
        if path is not None:
            self._settings.add_recent_file(path)
            self._settings.folder = str(path.resolve().parent)
        self.changed.emit()
