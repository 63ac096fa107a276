"""Widgets in reference cycles are destroyed in the window's thread."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.garbage import Garbage


class Knot(QObject):
    """Holds itself, and notes which thread lets it go."""

    def __init__(self, gone_in: list[int]) -> None:
        super().__init__()
        self.me = self
        weakref.finalize(self, lambda: gone_in.append(threading.get_ident()))


@pytest.fixture
def garbage(qtbot: QtBot) -> Iterator[Garbage]:
    parent = QObject()
    enabled = gc.isenabled()
    yield Garbage(parent)
    gc.unfreeze()
    if enabled:
        gc.enable()


def allocated() -> list[list[int]]:
    """Return enough objects that Python would look for garbage."""
    return [[] for _ in range(10 * gc.get_threshold()[0])]


def test_another_thread_lets_no_widget_go(garbage: Garbage) -> None:
    gone_in: list[int] = []
    Knot(gone_in)
    kept: list[object] = []
    other = threading.Thread(target=lambda: kept.append(allocated()))
    other.start()
    other.join()
    assert gone_in == []
    garbage.look()
    assert gone_in == [threading.get_ident()]


def test_it_looks_by_itself(qtbot: QtBot, garbage: Garbage) -> None:
    gone_in: list[int] = []
    Knot(gone_in)
    garbage._timer.setInterval(1)
    kept = allocated()
    qtbot.waitUntil(lambda: bool(gone_in), timeout=5000)
    assert kept
