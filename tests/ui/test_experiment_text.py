"""Experiments as text: copied, pasted, dropped, and refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from pytestqt.qtbot import QtBot

from nnviz.experiment import Experiment, decode, from_line, save, text_of, to_line, with_value
from tests.ui.answers import answering
from tests.ui.conftest import SMALL
from ui.main_window import MainWindow

OTHER = decode({**SMALL, "name": "Other", "seed": 91})
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def put(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def drop(window: MainWindow, data: QMimeData) -> None:
    action, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), action, data, button, none)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    window.dropEvent(QDropEvent(QPointF(9, 9), action, data, button, none))


def urls(*paths: Path | str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) if isinstance(path, Path) else QUrl(path) for path in paths])
    return data


def test_copy_and_paste(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_T, CONTROL_SHIFT)
    line = QGuiApplication.clipboard().text()
    assert from_line(line) == window.session.experiment
    assert f"{len(line):,} characters" in window.strip.line.text()
    put(f"> {to_line(OTHER)}\n")
    qtbot.keyClick(window, Qt.Key.Key_V, CONTROL_SHIFT)
    assert window.session.experiment == OTHER
    assert window.documents.path is None
    assert window.isWindowModified()  # no file has it


def test_the_text_of_a_file_can_be_pasted(window: MainWindow) -> None:
    put(text_of(OTHER))
    window.experiment_text.paste()
    assert window.session.experiment == OTHER


@pytest.mark.parametrize("answer", ["Discard", "Cancel"])
def test_unsaved_work_is_asked_about_first(window: MainWindow, answer: str) -> None:
    window.session.edit(with_value(window.session.experiment, "seed", 12), "seed 12")
    put(to_line(OTHER))
    with answering(answer):
        window.experiment_text.paste()
    assert (window.session.experiment == OTHER) == (answer == "Discard")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "No experiment was pasted: the clipboard holds no text"),
        ("Hello", "No experiment was pasted: there is no experiment in the text"),
        ("nnviz7:abc", "No experiment was pasted: the line begins with nnviz7: it comes from a newer nnviz"),
        (to_line(OTHER)[:-3], "No experiment was pasted: the end of the line is missing"),
        ('{"nnviz": 1, "data": {"name": "iris", "features": ["x1"]}}', "No experiment was pasted: "),
    ],
)
def test_other_text_is_refused_before_any_question(window: MainWindow, text: str, sentence: str) -> None:
    window.session.edit(with_value(window.session.experiment, "seed", 12), "seed 12")
    before = window.session.experiment
    put(text)
    if "iris" in text:
        with answering("Discard"):
            window.experiment_text.paste()
    else:
        window.experiment_text.paste()
    assert window.session.experiment == before
    assert window.strip.line.text().startswith(sentence)
    assert window.isWindowModified()


def test_an_experiment_too_long_for_a_line_is_not_copied(window: MainWindow) -> None:
    notes = "".join(chr(0x10000 + index * 7919 % 65536) for index in range(100_000))
    put("before")
    window.session.edit(with_value(window.session.experiment, "notes", notes), "notes")
    window.experiment_text.copy()
    assert QGuiApplication.clipboard().text() == "before"
    assert window.strip.line.text().startswith("Nothing was copied: the experiment is too long for one line")


def test_a_dropped_line_is_opened(window: MainWindow) -> None:
    data = QMimeData()
    data.setText(to_line(OTHER))
    drop(window, data)
    assert window.session.experiment == OTHER


@pytest.mark.parametrize("content", [f"Homework: {to_line(OTHER)}\n", text_of(OTHER)])
def test_a_dropped_text_file_with_an_experiment_is_opened(window: MainWindow, tmp_path: Path, content: str) -> None:
    path = tmp_path / "homework.txt"
    path.write_text(content, encoding="utf-8")
    drop(window, urls(path))
    assert window.session.experiment == OTHER
    assert window.documents.path is None  # saving must not replace somebody's text by an experiment
    assert not window.isWindowModified()


def test_what_cannot_be_opened_gets_one_sentence(window: MainWindow, tmp_path: Path) -> None:
    before = window.session.experiment
    text, binary, newer = tmp_path / "text.txt", tmp_path / "binary.txt", tmp_path / "newer.nnviz.json"
    text.write_text("Hello")
    binary.write_bytes(b"\xff\xfe\x00\x01")
    newer.write_text('{"nnviz": 2, "shape": []}')
    for data, sentence in [
        (urls(text, binary, newer), "3 files were dropped: drop one experiment or one table at a time, or up to 6"),
        (urls(tmp_path), f"{tmp_path.name} is a folder: drop one experiment file"),
        (urls("https://example.org/a.nnviz.json"), "A web address was dropped"),
        (urls(tmp_path / "gone.nnviz.json"), "gone.nnviz.json: cannot be read: no such file or directory"),
        (urls(text), "text.txt: there is no experiment in the text"),
        (urls(binary), "binary.txt: the file is not UTF-8 text"),
        (urls(newer), "newer.nnviz.json: nnviz is 2: this file comes from a newer nnviz"),
    ]:
        drop(window, data)
        assert window.strip.line.text().startswith(sentence)
        assert window.session.experiment == before


def test_recent_files(window: MainWindow, tmp_path: Path) -> None:
    paths = [tmp_path / "a & b.nnviz.json", tmp_path / "one" / "same.nnviz.json", tmp_path / "two" / "same.nnviz.json"]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        save(OTHER, path)
        window.documents.open(path)
    paths[1].unlink()
    file = window.menuBar().actions()[0].menu()
    menu = next(action.menu() for action in file.actions() if action.text() == "Open &recent")
    menu.aboutToShow.emit()
    assert [(action.text(), action.isEnabled()) for action in menu.actions()] == [
        ("same.nnviz.json in two", True),
        ("same.nnviz.json in one (not there)", False),
        ("a && b.nnviz.json", True),
        ("", True),
        ("&Clear recent files", True),
    ]
    window.documents.new()
    menu.actions()[2].trigger()
    assert window.documents.path == paths[0]
    menu.actions()[4].trigger()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["No files yet"]
    window.documents.new()
    assert window.session.experiment == Experiment()
