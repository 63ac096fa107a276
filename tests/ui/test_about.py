"""The window that says what nnviz is, files that the system asks to open, and commands of the app without a window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from nnviz import __version__
from nnviz.experiment import Experiment, save
from ui.about import About
from ui.app import main
from ui.controls import Text
from ui.main_window import MainWindow
from ui.opened_by_system import OpenedBySystem
from ui.theme import appearance


def test_about_shows_version_and_all_licences(window: MainWindow, qtbot: QtBot) -> None:
    dialog = About(window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert f"nnviz {__version__}" in [text.text() for text in dialog.findChildren(Text)]
    [licences] = dialog.findChildren(QPlainTextEdit)
    assert licences.isReadOnly()
    for words in ("GNU LESSER GENERAL PUBLIC LICENSE", "PySide6_Essentials", "NumPy", "Inter"):
        assert words.casefold() in licences.toPlainText().casefold()


def test_about_fits_on_a_small_screen_with_large_letters(window: MainWindow, qtbot: QtBot) -> None:
    appearance().set_font_scale(2.0)
    dialog = About(window)
    qtbot.addWidget(dialog)
    available = dialog.screen().availableGeometry().size()
    assert dialog.width() <= available.width()
    assert dialog.height() <= available.height()


def test_file_that_the_system_asks_for_is_opened(window: MainWindow, small: Experiment, tmp_path: Path) -> None:
    path = tmp_path / "asked for.nnviz.json"
    save(small, path)
    app = QApplication.instance()
    assert app is not None
    opener = OpenedBySystem(window.documents)
    app.installEventFilter(opener)
    QApplication.sendEvent(app, QFileOpenEvent(QUrl.fromLocalFile(str(path))))
    app.removeEventFilter(opener)
    assert window.documents.path == path


def test_commands_need_no_window(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    assert "relu" in capsys.readouterr().out
    assert main(["train", "nowhere.nnviz.json"]) == 2


def test_file_that_is_called_like_a_command_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list").write_text("no experiment")
    assert main(["list"]) == 2
    assert "list" in capsys.readouterr().err
