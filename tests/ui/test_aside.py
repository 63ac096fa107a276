"""Long work beside the window: the window lives on, and slowness is said only while it lasts."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from nnviz.errors import InvalidInput
from ui import aside as module
from ui.aside import aside, when_idle


def test_what_takes_a_while_comes_back_and_says_nothing_afterwards(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SLOW_MILLISECONDS", 200)
    said: list[str] = []
    ticks: list[float] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start(5)
    assert aside(lambda: time.sleep(0.08) or "done", lambda: said.append("slow")) == "done"  # type: ignore[func-returns-value]
    assert ticks
    qtbot.wait(300)
    assert said == []
    assert aside(lambda: time.sleep(0.5) or "done", lambda: said.append("slow")) == "done"  # type: ignore[func-returns-value]
    assert said == ["slow"]


def test_what_is_raised_there_is_raised_here(qtbot: QtBot) -> None:
    def refuse() -> None:
        time.sleep(0.05)
        raise InvalidInput("no")

    with pytest.raises(InvalidInput, match="no"):
        aside(refuse, lambda: None)


def test_what_cannot_be_told_to_wait_begins_once_it_is_done(qtbot: QtBot) -> None:
    done: list[str] = []
    when_idle(lambda: done.append("at once"))
    assert done == ["at once"]
    QTimer.singleShot(0, lambda: when_idle(lambda: done.append("dropped")))

    def work() -> str:
        time.sleep(0.1)
        return "saved"

    done.append(aside(work, lambda: None))
    assert done == ["at once", "saved"]
    qtbot.waitUntil(lambda: done == ["at once", "saved", "dropped"])
