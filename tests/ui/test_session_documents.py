"""Session files in the window: what is saved comes back exactly, and training goes on as if nothing had happened."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from nnviz.experiment import decode
from tests.ui.conftest import SMALL, OpenWindow
from tests.ui.session_cases import go_on, newest, rate, rest, same, same_histories
from ui.frame import Selection
from ui.main_window import MainWindow

EARLIER = 90


@pytest.fixture
def trained(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """A window with a past: edits, a weight set by hand, a fork from an earlier step, bookmarks; it looks back."""
    session = window.session
    go_on(qtbot, window, lambda: session.advance(150))
    go_on(qtbot, window, lambda: session.edit(rate(session.experiment, 0.05), "rate"))
    go_on(qtbot, window, lambda: session.edit_parameter(3, 0.25))
    go_on(qtbot, window, lambda: session.advance(67))
    go_on(qtbot, window, lambda: session.look_back(101))
    go_on(qtbot, window, session.resume_from_here)
    go_on(qtbot, window, lambda: session.advance(150))
    go_on(qtbot, window, lambda: session.edit(rate(session.experiment, 0.02), "rate"))
    window.timeline.set_bookmark(0, 70, "turning point")
    window.timeline.set_bookmark(2, 120, "after the fork")
    window.board.choose_layout("Network")
    window.board.toggle_enlarged("loss")
    session.attention.choose_run(0)
    session.attention.show_run(1, visible=False)
    session.attention.select(Selection(1, 2, 1))
    session.attention.look_at(("test", 3))
    window.transport.set_speed(50.0)
    go_on(qtbot, window, lambda: session.look_back(EARLIER))
    return window


@pytest.fixture
def reopened(qtbot: QtBot, trained: MainWindow, open_window: OpenWindow, tmp_path: Path) -> MainWindow:
    """Another window that has opened what the first one saved."""
    assert trained.documents.write(tmp_path / "it.nnviz")
    other = open_window(decode({"nnviz": 1}))
    go_on(qtbot, other, lambda: other.documents.open(tmp_path / "it.nnviz"))
    return other


def test_everything_is_where_it_was(qtbot: QtBot, trained: MainWindow, reopened: MainWindow, tmp_path: Path) -> None:
    assert reopened.session.experiment == trained.session.experiment
    same(newest(trained), newest(reopened))
    same_histories(trained, reopened)
    assert reopened.session.runs[0].marks[0].words == "rate 0.1 → 0.05"
    assert [point.step for point in reopened.timeline.bookmarks(2)] == [120]
    assert reopened.timeline.bookmarks(0) == trained.timeline.bookmarks(0)
    assert (reopened.board.layout_name, reopened.board.enlarged) == ("Network", "loss")
    frame = reopened.session.frame
    assert frame is not None
    assert not frame.playing
    assert (frame.chosen, frame.hidden, frame.sample) == (0, frozenset({1}), ("test", 3))
    assert frame.selection == Selection(1, 2, 1)
    assert reopened.transport.chosen_speed == 50.0
    assert frame.looks_back
    before = trained.session.frame
    assert before is not None
    same(before.snapshots, frame.snapshots)
    assert frame.snapshot.step == EARLIER
    assert not reopened.isWindowModified()
    assert reopened.documents.path == tmp_path / "it.nnviz"
    assert reopened.settings.recent_files[0] == tmp_path / "it.nnviz"


def test_training_goes_on_as_if_nothing_had_happened(qtbot: QtBot, trained: MainWindow, reopened: MainWindow) -> None:
    for window in (trained, reopened):
        session = window.session
        go_on(qtbot, window, lambda session=session: session.advance(133))  # type: ignore[misc]
        go_on(qtbot, window, lambda session=session: session.edit(rate(session.experiment, 0.3), "rate"))  # type: ignore[misc]
        go_on(qtbot, window, lambda session=session: session.advance(500))  # type: ignore[misc]
    same(newest(trained), newest(reopened))
    same_histories(trained, reopened)
    for window in (trained, reopened):
        go_on(qtbot, window, lambda window=window: window.session.look_back(211))  # type: ignore[misc]
    frames = [window.session.frame for window in (trained, reopened)]
    assert frames[0] is not None
    assert frames[1] is not None
    assert frames[1].snapshot.step == 211
    same(frames[0].snapshots, frames[1].snapshots)


def test_edits_at_the_step_of_the_file_join_those_made_before(
    qtbot: QtBot, trained: MainWindow, reopened: MainWindow
) -> None:
    for window in (trained, reopened):
        session = window.session
        go_on(qtbot, window, lambda session=session: session.edit(rate(session.experiment, 0.05), "rate"))  # type: ignore[misc]
    same_histories(trained, reopened)
    assert all("0.02" not in mark.words for mark in reopened.session.runs[0].marks)


def test_it_is_saved_while_it_trains(qtbot: QtBot, window: MainWindow, open_window: OpenWindow, tmp_path: Path) -> None:
    window.transport.set_speed(None)
    window.session.play()
    qtbot.waitUntil(lambda: bool(window.session.frame and newest(window)[0].step > 500), timeout=10_000)
    for number in range(5):
        assert window.documents.write(tmp_path / f"{number}.nnviz")
    assert window.session.playing
    window.session.pause()
    rest(qtbot, window)
    other = open_window(decode({"nnviz": 1}))
    go_on(qtbot, other, lambda: other.documents.open(tmp_path / "4.nnviz"))
    step = newest(window)[0].step
    assert 500 < newest(other)[0].step <= step
    go_on(qtbot, other, lambda: other.session.advance(step - newest(other)[0].step))
    same(newest(window), newest(other))
    same_histories(window, other)


def test_a_run_that_diverged_stays_so(qtbot: QtBot, open_window: OpenWindow, tmp_path: Path) -> None:
    experiment = decode({**SMALL, "data": {"name": "plane", "samples": 60}})
    window = open_window(rate(experiment, 50.0))
    go_on(qtbot, window, lambda: window.session.advance(300))
    diverged = [snapshot.divergence for snapshot in newest(window)]
    assert any(diverged)
    assert window.documents.write(tmp_path / "it.nnviz")
    other = open_window(decode({"nnviz": 1}))
    go_on(qtbot, other, lambda: other.documents.open(tmp_path / "it.nnviz"))
    assert [snapshot.divergence for snapshot in newest(other)] == diverged
    same(newest(window), newest(other))
