"""Recordings in the real window: opened, gone through step by step, played, and left again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import nnviz
from nnviz.experiment import Experiment, save
from tests.ui.recording_cases import STEPS, drop, path_of, rest, seek, shown, write
from ui.controls import Text
from ui.frame import CANNOT_TRAIN
from ui.main_window import MainWindow
from ui.panels.network import NetworkPanel
from ui.panels.sentence import SentencePanel
from ui.panels.surface import RecordedPathPanel

LAST = STEPS[-1]


@pytest.fixture
def recorded(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """A window that shows a recording."""
    window.documents.open(write(tmp_path / "run.nnviz"))
    rest(qtbot, window)
    return window


def test_a_recording_opens_at_its_end_and_says_what_it_is(recorded: MainWindow) -> None:
    frame = recorded.session.frame
    assert frame is not None
    assert (frame.run.name, frame.snapshot.step, frame.playing) == ("by hand", LAST, False)
    assert recorded.windowTitle().startswith("by hand")
    assert recorded.documents.path is None
    assert not recorded.documents.modified
    assert recorded.side.card.isVisible()
    assert not recorded.form.isVisible()
    assert recorded.transport.step.value() == "200"
    assert recorded.transport.epoch.value() == "20"
    assert recorded.settings.recent_files[0].name == "run.nnviz"


@pytest.mark.parametrize(("wanted", "found"), [(44, 40), (46, 50), (5, 2), (9, 10), (0, 0), (10_000, LAST)])
def test_a_step_between_recorded_ones_is_the_nearest(
    qtbot: QtBot, recorded: MainWindow, wanted: int, found: int
) -> None:
    frame = seek(qtbot, recorded, wanted)
    assert frame.snapshot.step == found
    assert frame.looks_back == (found < LAST)
    assert recorded.timeline.track._span.step == found


def test_keys_go_from_recorded_step_to_recorded_step(qtbot: QtBot, recorded: MainWindow) -> None:
    seek(qtbot, recorded, 10)
    steps = []
    for by in (-1, -1, 1, 1, 1):
        recorded.time.step_by(by)
        qtbot.waitUntil(lambda: recorded.session.idle)
        steps.append(rest(qtbot, recorded).snapshot.step)
    assert steps == [2, 1, 2, 10, 20]
    track = recorded.timeline.track
    QTest.keyClick(track, Qt.Key.Key_Right)
    assert rest(qtbot, recorded).snapshot.step == 30
    QTest.keyClick(track, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: recorded.session.idle)
    assert rest(qtbot, recorded).snapshot.step == 0


def test_a_click_on_the_track_leaves_the_knob_at_a_recorded_step(qtbot: QtBot, recorded: MainWindow) -> None:
    track = recorded.timeline.track
    for x in range(20, track.width() - 20, track.width() // 7):
        assert track.step_at(x) in STEPS
    qtbot.mouseClick(track, Qt.MouseButton.LeftButton, pos=QPoint(track.width() // 3, track.height() // 2))
    qtbot.waitUntil(lambda: recorded.session.idle)
    frame = rest(qtbot, recorded)
    assert frame.snapshot.step == track._shown


def test_it_plays_backwards_and_forwards_and_trains_nothing(qtbot: QtBot, recorded: MainWindow) -> None:
    recorded.transport.set_speed(2_000.0)
    recorded.time.player.toggle_backwards()
    qtbot.waitUntil(lambda: recorded.time.player.direction == 0, timeout=10_000)
    assert rest(qtbot, recorded).snapshot.step == 0
    recorded._actions["play"].trigger()
    assert recorded.time.player.direction == 1
    qtbot.waitUntil(lambda: recorded.time.player.direction == 0, timeout=10_000)
    assert rest(qtbot, recorded).snapshot.step == LAST
    assert not recorded.session.playing


def test_what_would_train_or_save_is_off_and_says_why(qtbot: QtBot, recorded: MainWindow, small: Experiment) -> None:
    for name in ("step", "reset", "new_seed", "save", "save_as", "save_session", "compare_runs", "resume", "fork"):
        assert not recorded._actions[name].isEnabled(), name
    assert not recorded.transport.play_button.isEnabled()
    assert recorded.transport.play_button.toolTip() == CANNOT_TRAIN
    assert recorded.transport.reset_button.toolTip() == CANNOT_TRAIN
    seek(qtbot, recorded, 50)
    assert recorded.transport.play_button.isEnabled()  # it plays on through what was recorded
    assert not recorded._actions["resume"].isEnabled()
    seek(qtbot, recorded, LAST)
    with qtbot.waitSignal(recorded.session.notice) as said:
        recorded._actions["play"].trigger()
    assert said.args == [CANNOT_TRAIN]
    recorded.session.edit_parameter(0, 1.0)
    recorded.session.look_at_next_sample()
    assert recorded.session.undo_stack.isClean()


def test_an_experiment_after_a_recording_is_as_always(
    qtbot: QtBot, recorded: MainWindow, small: Experiment, tmp_path: Path
) -> None:
    save(small, tmp_path / "small.nnviz.json")
    recorded.documents.open(tmp_path / "small.nnviz.json")
    recorded.session.advance(20)
    qtbot.waitUntil(lambda: recorded.session.frame is not None and recorded.session.frame.snapshot.step == 20)
    rest(qtbot, recorded)
    assert recorded.form.isVisible()
    assert not recorded.side.card.isVisible()
    assert all(frame.shown is frame.panel for frame in recorded.board.frames.values())
    for name in ("step", "reset", "save", "compare_runs"):
        assert recorded._actions[name].isEnabled(), name
    assert recorded.transport.play_button.isEnabled()
    assert recorded.transport.play_button.toolTip() == "Play (Space)"
    assert recorded.transport.reset_button.toolTip() == "Reset to the same initial weights (R)"
    recorded.session.play()
    qtbot.waitUntil(lambda: recorded.session.playing)


def test_several_dropped_recordings_are_runs(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{k}.nnviz", name=f"number {k}", scale=1.0 + k, steps=STEPS[: len(STEPS) - 5 * k])
             for k in range(2)]  # fmt: skip
    drop(window.documents, paths)
    frame = rest(qtbot, window)
    assert [run.name for run in frame.runs] == ["number 0", "number 1"]
    frame = seek(qtbot, window, 100)
    assert [snapshot.step for snapshot in frame.snapshots] == [100, 100]
    frame = seek(qtbot, window, 190)
    assert [snapshot.step for snapshot in frame.snapshots] == [190, 150]
    window.session.attention.choose_run(1)
    assert rest(qtbot, window).run.name == "number 1"
    panel = window.board.frames["surface"].shown
    assert isinstance(panel, RecordedPathPanel)
    assert panel._shown is not None
    assert [run.index for run in panel._shown.runs] == [1, 0]


def test_what_cannot_be_read_leaves_open_what_was(qtbot: QtBot, recorded: MainWindow, tmp_path: Path) -> None:
    whole = path_of(recorded).read_bytes()
    said: list[str] = []
    recorded.documents.refused.connect(said.append)
    before = recorded.session.runs
    for name, content in (("cut.nnviz", whole[: len(whole) // 2]), ("foreign.nnviz", b"no recording"),
                          ("empty.nnviz", b"nnviz recording\n")):  # fmt: skip
        (tmp_path / name).write_bytes(content)
        recorded.documents.open(tmp_path / name)
        assert said[-1].startswith(f"{name}: "), said
    (tmp_path / "text.txt").write_text("hello")
    drop(recorded.documents, [path_of(recorded), tmp_path / "text.txt"])
    assert said[-1] == "2 files were dropped: drop one experiment or one table at a time, or up to 6 recordings"
    drop(recorded.documents, [path_of(recorded)] * 7)
    assert said[-1] == "7 files were dropped: drop one experiment or one table at a time, or up to 6 recordings"
    assert recorded.session.runs is before
    assert rest(qtbot, recorded).snapshot.step == LAST


def test_a_journal_that_still_grows_opens(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    recorder = nnviz.Recorder(tmp_path / "live.nnviz", ["a", "b"], name="live")
    recorder.record(3, train_loss=1.0, weights=[(np.ones((2, 3)), np.zeros(3)), (np.ones((3, 1)), None)])
    window.documents.open(tmp_path / "live.nnviz")
    assert rest(qtbot, window).snapshot.step == 3
    assert shown(window)["surface"] is SentencePanel  # weights of one step are no way
    assert shown(window)["network"] is NetworkPanel
    [state] = [text for text in window.side.card.findChildren(Text) if text.text().startswith("Not closed")]
    assert "Open it again" in state.text()
    assert state.wordWrap()
    recorder.close()
