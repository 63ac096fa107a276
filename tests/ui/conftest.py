"""A real window on a real session, closed after every test."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnviz.experiment import Experiment, decode
from tests.ui.training import Reader
from ui.exports import animation_commands
from ui.main_window import MainWindow
from ui.session import Session
from ui.settings import Settings
from ui.theme import appearance

OpenWindow = Callable[..., MainWindow]

SMALL: dict[str, Any] = {
    "nnviz": 1,
    "name": "Small",
    "notes": "A small experiment for tests.",
    "seed": 3,
    "data": {"name": "circles", "samples": 60},
    "network": {"hidden": [{"units": 4}]},
    "training": {"batch_size": 16, "optimizer": {"name": "sgd", "learning_rate": 0.1}, "stop": {}},
    "variants": [{"name": "with momentum", "set": {"training.optimizer": {"name": "momentum", "learning_rate": 0.1}}}],
}


@pytest.fixture
def no_ffmpeg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Have no ffmpeg, and a folder for temporary files that can be looked into."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(animation_commands, "find_ffmpeg", lambda: None)


@pytest.fixture
def reader() -> Iterator[Reader]:
    """A training process of its own."""
    reader = Reader()
    yield reader
    reader.process.close()


@pytest.fixture
def light(qapp: object) -> Iterator[None]:
    """The light theme at 100 %, before a test and after it."""
    appearance().choose("light")
    appearance().set_font_scale(1.0)
    yield
    appearance().choose("light")
    appearance().set_font_scale(1.0)


@pytest.fixture(autouse=True)
def mouse_moves_are_events(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never move the real pointer: where it comes to lie, and when it is told, is up to the window manager."""
    held = {"button": Qt.MouseButton.NoButton}
    press, release = QtBot.mousePress, QtBot.mouseRelease

    def move(widget: QWidget, pos: QPoint | None = None) -> None:
        local = QPointF(widget.rect().center() if pos is None else pos)
        QApplication.sendEvent(
            widget,
            QMouseEvent(
                QEvent.Type.MouseMove,
                local,
                widget.mapToGlobal(local),
                Qt.MouseButton.NoButton,
                held["button"],
                Qt.KeyboardModifier.NoModifier,
            ),
        )

    def hold(widget: QWidget, button: Qt.MouseButton, *args: object, **options: object) -> None:
        held["button"] = button
        press(widget, button, *args, **options)

    def let_go(widget: QWidget, button: Qt.MouseButton, *args: object, **options: object) -> None:
        held["button"] = Qt.MouseButton.NoButton
        release(widget, button, *args, **options)

    monkeypatch.setattr(QtBot, "mouseMove", staticmethod(move))
    monkeypatch.setattr(QtBot, "mousePress", staticmethod(hold))
    monkeypatch.setattr(QtBot, "mouseRelease", staticmethod(let_go))


@pytest.fixture
def small() -> Experiment:
    """A tiny experiment with one variant."""
    return decode(SMALL)


def disown(window: MainWindow) -> None:
    """Make what a test did nobody's work, so that the window closes without a question."""
    window.session.undo_stack.setClean()
    window.documents.path = None


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[OpenWindow]:
    """Open a window on an experiment, ready at step 0."""
    windows: list[MainWindow] = []

    def open_one(experiment: Experiment, *, play: bool = False, size: tuple[int, int] = (1280, 800)) -> MainWindow:
        appearance().choose("light")
        window = MainWindow(Session(experiment), Settings())
        windows.append(window)
        qtbot.addWidget(window, before_close_func=disown)
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        window.session.start(play=play)
        qtbot.waitUntil(lambda: window.session.frame is not None)
        return window

    yield open_one
    for window in windows:
        window.session.close()


@pytest.fixture
def window(open_window: OpenWindow, small: Experiment) -> MainWindow:
    """A window on the small experiment."""
    return open_window(small)
