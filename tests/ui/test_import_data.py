"""Importing a table: the dialog, what comes of it, what is refused, and the form's rows for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from nnviz.datasets import is_slow, sources
from nnviz.datasets.csv_files import read_csv
from nnviz.experiment import load, with_value
from ui.experiment_form.catalogue import section_specs
from ui.experiment_form.options import choose, options_at
from ui.import_data import is_table
from ui.import_dialog import ImportDialog
from ui.main_window import MainWindow

ROWS = ["id,size,colour,kind,worth"]
ROWS += [f"n{k},{k % 7},{'red' if k % 3 else 'blue'},{'yes' if k % 2 else 'no'},{k / 8}" for k in range(120)]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "my_things.csv"
    path.write_text("\n".join(ROWS))
    return path


@pytest.fixture
def accepted(monkeypatch: pytest.MonkeyPatch) -> list[ImportDialog]:
    """Accept every dialog as it is, and return them all."""
    shown: list[ImportDialog] = []

    def answer(dialog: ImportDialog) -> int:
        shown.append(dialog)
        return int(QDialog.DialogCode.Accepted)

    monkeypatch.setattr(ImportDialog, "exec", answer)
    return shown


def test_the_dialog_says_what_each_choice_means(qtbot: QtBot, table: Path) -> None:
    dialog = ImportDialog(read_csv(table), None)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    assert dialog.facts.text() == "120 rows, 5 columns, separated by commas; decimal point"
    assert dialog.left_out == ("id",), "120 different texts are no inputs"
    assert dialog.target.key() == "worth"
    assert dialog.task.currentText() == "Auto: regression"
    assert "Predicts the number \u201cworth\u201d from 5 inputs" in dialog.said.text()
    qtbot.keyClicks(dialog.target, "kind")
    dialog.target.choose("kind")
    dialog.target.picked.emit("kind")
    assert dialog.task.currentText() == "Auto: classification"
    assert "Tells 2 classes apart by 4 inputs, 120 samples: no, yes" in dialog.said.text()
    dialog.task.choose("regression")
    dialog.task.picked.emit("regression")
    assert "holds texts" in dialog.said.text()
    assert not dialog.import_button.isEnabled()
    dialog.task.choose("auto")
    dialog.task.picked.emit("auto")
    dialog.used[0].setChecked(True)
    assert dialog.said.text().endswith("are allowed, so take its tick away.")
    dialog.used[0].setChecked(False)
    assert dialog.import_button.isEnabled()
    assert not dialog.used[3].isEnabled(), "the target is no input"


def test_a_column_that_cannot_be_used_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "holes.csv"
    path.write_text("a,b,c\n1,2,x\n,3,y\n3,4,x\n4,5,y\n")
    dialog = ImportDialog(read_csv(path), None)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    assert dialog.left_out == ("a",)
    assert "row 3, column 'a'" in dialog.used[0].toolTip()
    dialog.used[0].setChecked(True)
    assert dialog.said.text() == "Row 3, column 'a': the cell is empty."


def test_return_imports_at_once_what_can_be(qtbot: QtBot, table: Path, tmp_path: Path) -> None:
    dialog = ImportDialog(read_csv(table), None)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    short = tmp_path / "short.csv"
    short.write_text("a,b\n1,2\n3,4\n")
    refused = ImportDialog(read_csv(short), None)  # type: ignore[arg-type]
    qtbot.addWidget(refused)
    assert refused.focusWidget() is refused.target


def test_a_dropped_table_becomes_an_experiment_that_can_be_undone(
    qtbot: QtBot, window: MainWindow, table: Path, accepted: list[ImportDialog], tmp_path: Path
) -> None:
    before = window.session.experiment
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(table))])
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(9, 9), action, data, Qt.MouseButton.LeftButton, none))
    assert len(accepted) == 1
    experiment = window.session.experiment
    assert (experiment.name, experiment.data.path) == ("My things", str(table))
    assert (experiment.data.target, experiment.data.left_out) == ("worth", ("id",))
    assert window.documents.path is None
    assert window.isWindowModified()
    assert window.strip.line.text() == "my_things.csv is imported: 120 samples. Undo brings back what was open."
    window.session.advance(5)
    qtbot.waitUntil(lambda: window.session.idle and window.feeds.settled, timeout=10_000)
    window.documents.write(tmp_path / "saved.nnviz.json")
    assert load(tmp_path / "saved.nnviz.json") == experiment
    window.session.undo_stack.undo()
    assert window.session.experiment == before


def test_a_file_that_has_changed_is_imported_as_it_is_now(
    window: MainWindow, table: Path, accepted: list[ImportDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMessageBox, "question", lambda *args: QMessageBox.StandardButton.Discard)
    window.documents.open(table)
    before = window.session.runs[0].assembly.data.of("raw", "train")
    table.write_text(table.read_text().replace(",3,", ",77,"))
    window.documents.open(table)
    after = window.session.runs[0].assembly.data.of("raw", "train")
    assert before.shape == after.shape
    assert (before[:, 0].max(), after[:, 0].max()) == (6.0, 77.0)
    assert window.strip.line.text() == "my_things.csv is imported: 120 samples."


def test_unsaved_work_is_asked_about(
    window: MainWindow, table: Path, accepted: list[ImportDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMessageBox, "question", lambda *args: QMessageBox.StandardButton.Cancel)
    window.session.edit(with_value(window.session.experiment, "seed", 12), "seed 12")
    window.documents.open(table)
    assert window.session.experiment.data.path is None


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bad.csv", b"a,b\n1,2\n3\n", "bad.csv: row 3 has 1 cell"),
        ("empty.tsv", b"", "empty.tsv: the file is empty"),
        ("latin.csv", b"a,b\n\xe4,1\n", "latin.csv: the file is not UTF-8 text"),
        ("notes.txt", b"words, and more", "notes.txt: there is a header row and nothing below it"),
    ],
)
def test_a_bad_table_leaves_what_is_open(
    window: MainWindow, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    before = window.session.experiment
    (tmp_path / name).write_bytes(content)
    window.documents.open(tmp_path / name)
    assert window.session.experiment is before
    assert window.strip.line.text().startswith(words)


def test_what_was_refused_is_old_news_once_something_else_is_open(
    window: MainWindow, table: Path, tmp_path: Path, accepted: list[ImportDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QMessageBox, "question", lambda *args: QMessageBox.StandardButton.Discard)
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"")
    window.documents.open(bad)
    assert window.strip.line.text().startswith("bad.csv")
    window.documents.open(table)
    assert window.strip.line.text().startswith("my_things.csv is imported")
    window.documents.open(bad)
    window.documents.autosave.failed.emit("Unsaved changes cannot be kept.")
    window.documents.open(table)
    assert window.strip.line.text() == "Unsaved changes cannot be kept.", "that still holds"


def test_a_text_with_an_experiment_is_no_table(tmp_path: Path) -> None:
    for name, content, table in (
        ("a.txt", "look: nnviz1:000", False),
        ("b.txt", ' {"nnviz": 1}', False),
        ("c.txt", "x;y\n1;2\n", True),
        ("f.txt", "a line of words\n1,2\n", False),
        ("d.md", "x;y\n1;2\n", False),
        ("e.CSV", "", True),
    ):
        (tmp_path / name).write_text(content)
        assert is_table(tmp_path / name) == table


def test_the_form_has_rows_for_target_and_task(
    qtbot: QtBot, window: MainWindow, table: Path, accepted: list[ImportDialog]
) -> None:
    window.documents.open(table)
    experiment = window.session.experiment
    labels = [spec.label for spec in section_specs("data", experiment)]
    assert labels[:3] == ["Set", "Target", "Task"]
    assert options_at("data.name", experiment)[0].label == "my_things.csv"
    specs = {spec.path: spec for spec in section_specs("data", experiment)}
    changed = specs["data.target"].change(experiment, "data.target", "kind")  # type: ignore[attr-defined]
    window.session.edit(changed, "target kind")
    assert window.session.runs[0].assembly.data.classes == ("no", "yes")
    changed = choose(window.session.experiment, "data.name", "points")
    assert (changed.data.name.name, len(changed.data.points), changed.data.path) == ("points", 40, None)
    window.session.edit(changed, "points")
    changed = choose(window.session.experiment, "data.name", "digits")
    window.session.edit(changed, "digits")
    assert window.session.experiment.data.points == ()
    assert "csv" not in [option.key for option in options_at("data.name", window.session.experiment)]


def test_a_large_table_is_prepared_beside_the_window(
    qtbot: QtBot, window: MainWindow, table: Path, accepted: list[ImportDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "SLOW_CELLS", 10)
    window.documents.open(table)
    assert is_slow(window.session.experiment.data)
    window.session.edit(with_value(window.session.experiment, "data.noise", 0.25), "noise")
    assert window.session.runs[0].assembly.experiment.data.noise == 0.25
    window.session.undo_stack.undo()
    assert window.session.runs[0].assembly.experiment.data.noise == 0.0


def test_a_session_file_opens_without_its_table(
    qtbot: QtBot, window: MainWindow, table: Path, accepted: list[ImportDialog], tmp_path: Path
) -> None:
    window.documents.open(table)
    window.session.advance(7)
    qtbot.waitUntil(lambda: window.session.idle and window.feeds.settled, timeout=10_000)
    window.documents.write(tmp_path / "it.nnviz")
    inputs = window.session.runs[0].assembly.data.inputs_train.tobytes()
    window.session.undo_stack.setClean()
    table.unlink()
    window.documents.open(tmp_path / "it.nnviz")
    qtbot.waitUntil(lambda: window.session.idle and window.feeds.settled, timeout=10_000)
    assert window.session.experiment.data.path.startswith("session:")
    assert window.session.runs[0].assembly.data.inputs_train.tobytes() == inputs
    assert options_at("data.name", window.session.experiment)[0].label == "my_things.csv"
    window.documents.write(tmp_path / "it.nnviz.json")
    assert (tmp_path / "my_things.csv").exists()
    assert load(tmp_path / "it.nnviz.json").data.path == str(tmp_path / "my_things.csv")
