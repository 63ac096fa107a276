"""The agreement on frames: asked for by the training thread, or by the timer where that does not train."""

from __future__ import annotations

import itertools
import threading
import time

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.frame_clock import FrameClock
from ui.frame_timer import FRAME_MILLISECONDS, FrameTimer


def test_the_training_thread_asks_once_for_each_frame() -> None:
    clock, asked = FrameClock(), []
    clock.call_when_due(lambda: asked.append(1))
    waiting = threading.Thread(target=clock.give_way)
    waiting.start()
    while not asked:
        time.sleep(0.001)
    clock.start_frame()
    clock.painted(time.perf_counter() + 60)
    waiting.join()
    clock.give_way()  # nothing is due
    assert asked == [1]


def test_nobody_is_asked_while_a_frame_is_painted() -> None:
    clock, asked = FrameClock(), []
    clock.call_when_due(lambda: asked.append(1))
    clock.start_frame()
    waiting = threading.Thread(target=clock.give_way)
    waiting.start()
    time.sleep(0.01)
    clock.painted(time.perf_counter() + 60)
    waiting.join()
    assert asked == []


def test_frames_come_with_training_and_without(qtbot: QtBot) -> None:
    parent, clock, ticks = QObject(), FrameClock(), []
    timer = FrameTimer(clock, parent)
    timer.tick.connect(lambda: ticks.append(time.perf_counter()))
    timer.start()
    qtbot.waitUntil(lambda: len(ticks) >= 5)  # nobody trains: the timer alone
    training = True

    def train() -> None:
        while training:
            clock.give_way()
            time.sleep(0.0005)

    thread = threading.Thread(target=train)
    thread.start()
    try:
        ticks.clear()
        qtbot.waitUntil(lambda: len(ticks) >= 10)
    finally:
        training = False
        thread.join()
        timer.stop()
    # Both may ask for one frame, but it is painted once.
    assert min(b - a for a, b in itertools.pairwise(ticks)) > 0.9 * FRAME_MILLISECONDS / 1000


def test_a_stopped_timer_answers_nobody(qtbot: QtBot) -> None:
    parent, clock, ticks = QObject(), FrameClock(), []
    timer = FrameTimer(clock, parent)
    timer.tick.connect(lambda: ticks.append(1))
    thread = threading.Thread(target=clock.give_way)
    thread.start()
    thread.join()  # it asked, and then lost patience
    qtbot.wait(50)
    assert ticks == []


def test_a_report_that_is_waited_for_brings_one_frame_at_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.frame_timer.FRAME_MILLISECONDS", 3_600_000)  # no frame comes by itself
    parent, clock, ticks = QObject(), FrameClock(), []
    timer = FrameTimer(clock, parent)
    timer.tick.connect(lambda: ticks.append(1))
    timer.start()
    for frame in (1, 2):
        clock.announce()
        clock.announce()
        qtbot.waitUntil(lambda frame=frame: len(ticks) == frame)
    timer.stop()
    clock.announce()
    qtbot.wait(20)
    assert len(ticks) == 2
