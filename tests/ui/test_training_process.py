"""The training process says what goes wrong, ends with the window, and can be started again."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import nnviz
from nnviz.arrays import read_only
from nnviz.experiment import Experiment
from nnviz.recorded_run import RecordedRun
from tests.ui.session_cases import go_on
from tests.ui.training import Reader, assemblies
from ui.main_window import MainWindow
from ui.training.worker import Worker


def failure_of(reader: Reader) -> str:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        report = reader.process.take()
        if report is not None and report.failure:
            return report.failure
        time.sleep(0.002)
    raise AssertionError("nothing fails")


def test_a_fault_is_reported_and_the_process_lives_on(reader: Reader, small: Experiment) -> None:
    reader.tell(Worker.build, assemblies(small), 1, play=False)
    reader.tell(Worker.edit_training, {9: small.training})  # there is no such run
    assert "IndexError" in failure_of(reader)
    reader.tell(Worker.build, assemblies(small), 2, play=False)
    reader.wait(lambda: bool(reader.reports) and reader.reports[-1].generation == 2)


def test_what_cannot_be_read_there_is_a_fault_too(reader: Reader, tmp_path: Path) -> None:
    with nnviz.Recorder(tmp_path / "it.nnviz", ["only"], ["linear"]) as recorder:
        recorder.record(0, train_loss=1.0)
    gone = RecordedRun(tmp_path / "it.nnviz")
    (tmp_path / "it.nnviz").unlink()
    reader.tell(Worker.show, [gone], 1)
    assert "it.nnviz" in failure_of(reader)


def test_a_process_that_was_killed_is_told_of_and_can_be_started_again(reader: Reader, small: Experiment) -> None:
    reader.tell(Worker.build, assemblies(small), 1, play=True)
    reader.wait(lambda: reader.step() > 0)
    assert reader.process._process is not None
    reader.process._process.kill()
    assert "has ended" in failure_of(reader)
    assert reader.process.idle
    reader.tell(Worker.advance, 10)  # nobody hears it
    assert "has ended" in failure_of(reader)
    assert reader.process.idle
    assert reader.process.start()
    assert not reader.process.start()
    reader.tell(Worker.build, assemblies(small), 2, play=False)
    reader.tell(Worker.advance, 10)
    reader.wait(lambda: reader.step() == 10 and reader.reports[-1].generation == 2)


def test_the_process_ends_with_the_window(reader: Reader, small: Experiment) -> None:
    reader.tell(Worker.build, assemblies(small), 1, play=True)
    process = reader.process._process
    assert process is not None
    reader.wait(lambda: reader.step() > 0)
    reader.process.close()
    assert process.poll() == 0
    assert not reader.process.alive


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX systems")
def test_an_interrupt_is_for_the_window(reader: Reader, small: Experiment) -> None:
    reader.tell(Worker.build, assemblies(small), 1, play=True)
    reader.wait(lambda: reader.step() > 0)
    process = reader.process._process
    assert process is not None
    for asked in (signal.SIGINT, signal.SIGTERM):
        process.send_signal(asked)
    seen = reader.step()
    reader.wait(lambda: reader.step() > seen)
    assert reader.process.alive


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX systems")
def test_a_process_that_hangs_keeps_no_window(
    reader: Reader, small: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.training.process.PATIENCE", 0.2)
    reader.tell(Worker.build, assemblies(small), 1, play=True)
    process = reader.process._process
    assert process is not None
    process.send_signal(signal.SIGSTOP)
    large = read_only(np.zeros(1_000_000))
    reader.tell(Worker.build, [large], 2, play=False)  # more than a pipe holds
    reader.process.close()
    assert process.wait() == -signal.SIGKILL


def test_the_window_says_that_training_is_gone_and_reset_begins_anew(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    session.set_speed(200.0)
    go_on(qtbot, window, lambda: session.advance(30))
    curve = len(session.runs[0].history.batch_losses)
    assert session._training._process is not None
    session._training._process.kill()
    qtbot.waitUntil(lambda: "process is gone" in window.strip.line.text())
    assert len(session.runs[0].history.batch_losses) == curve == 30
    assert session.frame is not None
    assert not session.frame.playing
    window.strip.close_button.click()
    session.play()
    qtbot.waitUntil(lambda: "process is gone" in window.strip.line.text())
    assert not session.playing
    session.reset()
    assert "process is gone" not in window.strip.line.text()
    session.play()
    qtbot.waitUntil(lambda: session.playing)
    begun = time.monotonic()
    qtbot.waitUntil(lambda: session.frame.newest[0].step > 80)
    assert time.monotonic() - begun > 0.2  # at the speed that was chosen, not flat out
    session.pause()
