"""The window's heartbeat: even frames while training goes on, and at once what somebody waits for."""

from __future__ import annotations

import itertools
import math
import threading
import time

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.frame_clock import FrameClock
from ui.frame_timer import FRAME_MILLISECONDS, FrameTimer


def test_frames_come_evenly_whatever_is_announced_while_training_goes_on(qtbot: QtBot) -> None:
    parent, ticks = QObject(), []
    timer = FrameTimer(FrameClock(), parent)
    timer.hurries = False
    between: list[float] = []
    timer.tick.connect(lambda: (ticks.append(time.perf_counter()), timer.announce()))
    timer.halfway.connect(lambda: between.append(time.perf_counter()))
    timer.start()
    qtbot.waitUntil(lambda: len(ticks) >= 10)
    timer.stop()
    # A frame may be late, and the next one follows in its own time.
    assert min(b - a for a, b in itertools.pairwise(ticks)) > 0.3 * FRAME_MILLISECONDS / 1000
    assert ticks[-1] - ticks[0] > 0.8 * 9 * FRAME_MILLISECONDS / 1000
    assert 7 <= len(between) <= 10


def test_what_is_waited_for_brings_a_frame_at_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.frame_timer.FRAME_MILLISECONDS", 3_600_000)  # no frame comes by itself
    parent, ticks = QObject(), []
    timer = FrameTimer(FrameClock(), parent)
    timer.tick.connect(lambda: ticks.append(1))
    timer.halfway.connect(lambda: ticks.append(0))
    timer.announce()
    qtbot.wait(20)
    assert not ticks  # it has not been started
    timer.start()
    for frame in (1, 2):
        threading.Thread(target=timer.announce).start()
        qtbot.waitUntil(lambda frame=frame: len(ticks) == frame)
    timer.stop()
    timer.announce()
    qtbot.wait(20)
    assert ticks == [1, 1]  # and at rest nothing is left for later


def test_maps_wait_for_a_frame_but_not_for_ever() -> None:
    clock, order = FrameClock(), []
    clock.wait_for_painting()  # nothing is being drawn
    clock.start_frame()
    waiting = threading.Thread(target=lambda: (clock.wait_for_painting(), order.append("computed")))
    waiting.start()
    time.sleep(0.01)
    order.append("painted")
    clock.painted()
    waiting.join()
    assert order == ["painted", "computed"]
    clock.start_frame()  # and then the window is in a file dialog
    clock.wait_for_painting()


def test_nothing_is_begun_shortly_before_the_next_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.frame_clock.PIECE", 3600.0)
    monkeypatch.setattr("ui.frame_clock.PATIENCE", 60.0)
    clock, order = FrameClock(), []
    clock.start_frame()
    clock.painted()
    clock.wait_for_painting()  # no other frame is announced
    clock.start_frame(3599.0)
    clock.painted()

    def compute() -> None:
        clock.wait_for_painting()
        order.append("computed")

    waiting = threading.Thread(target=compute)
    waiting.start()
    time.sleep(0.01)
    order.append("next frame")
    clock.start_frame()
    clock.painted()
    waiting.join()
    assert order == ["next frame", "computed"]


def test_while_training_goes_on_the_clock_is_told_when_the_next_frame_comes(qtbot: QtBot) -> None:
    told: list[float] = []

    class Clock(FrameClock):
        def start_frame(self, until_next: float = math.inf) -> None:
            told.append(until_next)
            super().start_frame(until_next)

    timer = FrameTimer(Clock(), parent := QObject())
    timer.start()
    qtbot.waitUntil(lambda: len(told) >= 2)
    assert set(told) == {math.inf}
    told.clear()
    timer.hurries = False
    qtbot.waitUntil(lambda: len(told) >= 6)
    timer.stop()
    assert parent
    assert all(0.0 <= until <= FRAME_MILLISECONDS / 1000 for until in told)
