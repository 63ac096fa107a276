"""Importing a table of the user's own: read beside the window, looked at in a dialog, made into an experiment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from nnviz.datasets.csv_files import CsvTable, csv_table, look_again
from nnviz.datasets.csv_files.dialect import DELIMITERS
from nnviz.datasets.sources import CSV, SLOW_CELLS
from nnviz.errors import InvalidInput
from nnviz.experiment import Data, DatasetChoice, Experiment, OptimizerChoice, Training
from nnviz.experiment.line import holds_experiment
from ui.aside import aside
from ui.experiment_text import text_in
from ui.file_kinds import TABLES
from ui.import_dialog import ImportDialog
from ui.numbers import count
from ui.session import Session
from ui.settings import Settings

if TYPE_CHECKING:
    from ui.documents import Documents

TABLE_SUFFIXES = (".csv", ".tsv")


def is_table(path: Path) -> bool:
    """Say whether a file is to be imported: a table by its name, or a text whose first line has several cells."""
    if path.suffix.lower() in TABLE_SUFFIXES:
        return True
    if path.suffix.lower() != ".txt":
        return False
    try:
        text = text_in(path)
    except InvalidInput:  # whoever reads it says why
        return False
    if text is None or holds_experiment(text):
        return False
    first = text.lstrip().partition("\n")[0]
    return any(delimiter in first for delimiter in DELIMITERS)


class DataImport:
    """Makes experiments of tables.

    Parameters
    ----------
    documents : Documents
        Asks about unsaved work, and says what is refused.
    session : Session
    settings : Settings
    window : QWidget
        The parent of dialogs.
    """

    def __init__(self, documents: Documents, session: Session, settings: Settings, window: QWidget) -> None:
        self._documents = documents
        self._session = session
        self._settings = settings
        self._window = window

    def ask(self) -> None:
        """Ask for a file and import it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Import data", self._settings.folder, TABLES)
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Read a table, ask what to learn of it, and open a new experiment with it; undo brings back the one before.

        If it cannot be read, what is open stays untouched.
        """
        place = str(path.absolute())
        look_again(place)
        try:
            table = aside(lambda: csv_table(place), lambda: self._documents.noted.emit(f"Reading {path.name} …"))
            dialog = ImportDialog(table, self._window)
            if dialog.exec() != QDialog.DialogCode.Accepted or not self._documents.may_leave():
                return
            data = Data(
                name=DatasetChoice(CSV),
                path=place,
                target=dialog.target.key(),
                task=dialog.asked_task,
                left_out=dialog.left_out,
            )
            undoable = self._take(experiment_of(table, data), path)
        except InvalidInput as error:
            self._documents.refused.emit(str(error))
            return
        self._documents.begin_anew()
        back = " Undo brings back what was open." if undoable else ""
        self._documents.noted.emit(f"{path.name} is imported: {count(table.rows)} samples.{back}")

    def _take(self, experiment: Experiment, path: Path) -> bool:
        """Train on it. Returns whether undo leads back: not to a recording, nor to earlier rows of the same file."""
        session = self._session
        if not session.trains or experiment.data.path == session.experiment.data.path:
            session.open(experiment)
            return False
        session.edit(experiment, f"import {path.name}")
        return True


def experiment_of(table: CsvTable, data: Data) -> Experiment:
    """Return an experiment to begin with: a small network, and the optimizer that suits most data as it is."""
    large = table.rows * len(table.columns) > SLOW_CELLS
    training = Training(optimizer=OptimizerChoice("adam"), dtype="float32" if large else "float64")
    name = Path(table.name).stem.replace("_", " ").strip() or "Untitled"
    return Experiment(name=name[:1].upper() + name[1:], data=data, training=training)
