"""Files in the window: save, open, drop, refuse, and the question before work is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from nnviz.experiment import decode, load, save, with_value
from tests.ui.conftest import SMALL
from ui.main_window import MainWindow

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def step(window: MainWindow) -> int:
    return window.session.frame.snapshots[0].step if window.session.frame else -1


def rest(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.session.idle and window.feeds.settled, timeout=10_000)


def test_save_and_open(qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(path), ""))
    window.session.edit(with_value(window.session.experiment, "seed", 11), "seed 11")
    assert window.isWindowModified()
    qtbot.keyClick(window, KEY.Key_S, Qt.KeyboardModifier.ControlModifier)
    written = tmp_path / "mine.nnviz.json"
    assert load(written) == window.session.experiment
    assert not window.isWindowModified()
    window.documents.new()
    assert window.session.experiment == decode({"nnviz": 1})
    window.documents.open(written)
    assert window.session.experiment.seed == 11
    assert window.settings.recent_files == [written]


def test_a_bad_file_leaves_what_is_open(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    before = window.session.experiment
    path = tmp_path / "bad.nnviz.json"
    path.write_text('{"nnviz": 1, "seed": -1}')
    window.documents.open(path)
    assert window.session.experiment == before
    assert window.strip.line.text().startswith("bad.nnviz.json: seed is -1: allowed is a whole number from 0 to ")


@pytest.mark.parametrize("answer", ["Cancel", "Discard", "Save"])
def test_unsaved_changes_are_asked_about(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    path = tmp_path / "kept.nnviz.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(path), ""))
    monkeypatch.setattr(QMessageBox, "question", lambda *args: getattr(QMessageBox.StandardButton, answer))
    window.session.edit(with_value(window.session.experiment, "seed", 12), "seed 12")
    window.documents.new()
    assert (window.session.experiment.seed == 12) == (answer == "Cancel")
    assert path.exists() == (answer == "Save")


def test_a_dropped_file_is_opened(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "dropped.nnviz.json"
    save(decode({**SMALL, "seed": 21}), path)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), action, data, LEFT, none)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    window.dropEvent(QDropEvent(QPointF(9, 9), action, data, LEFT, none))
    assert window.session.experiment.seed == 21
