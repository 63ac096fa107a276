"""Dialogs that answer by themselves, and a rested window, for the tests of exports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ui.exports import saving
from ui.main_window import MainWindow

Answer = Callable[[QDialog], int]


def rest(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.session.idle and window.feeds.settled, timeout=20_000)


def train(qtbot: QtBot, window: MainWindow, steps: int) -> None:
    window.session.advance(steps)
    qtbot.waitUntil(lambda: window.session.frame is not None and window.session.frame.snapshots[0].step == steps)
    rest(qtbot, window)


def answer(monkeypatch: pytest.MonkeyPatch, kind: type[QDialog], *answers: Answer) -> list[QDialog]:
    """Let each dialog of a kind be answered by the next function, and cancel those after; collect the dialogs."""
    waiting: Iterator[Answer] = iter(answers)
    opened: list[QDialog] = []

    def execute(dialog: QDialog) -> int:
        opened.append(dialog)
        return next(waiting, lambda _: 0)(dialog)

    monkeypatch.setattr(kind, "exec", execute)
    return opened


def places(monkeypatch: pytest.MonkeyPatch, *paths: Path | None) -> list[Path]:
    """Answer the question for a place by one path after the other; collect what was offered."""
    waiting = iter(paths)
    offered: list[Path] = []

    def ask(parent: object, title: str, start: Path, kinds: str) -> Path | None:
        offered.append(start)
        return next(waiting)

    monkeypatch.setattr(saving, "ask_place", ask)
    return offered


def warnings(monkeypatch: pytest.MonkeyPatch, module: object = saving) -> list[str]:
    """Collect what is said to have gone wrong."""
    said: list[str] = []
    monkeypatch.setattr(module, "warn", lambda parent, title, words: said.append(words))
    return said
