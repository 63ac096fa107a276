"""Forks in the window: scrubbed through all of their past, drawn as branches, and made of edits that came too late."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.assembly import assemble
from nnviz.experiment import plan_runs, with_value
from nnviz.experiment.fields import MAXIMUM_VARIANTS
from nnviz.store.saved_session import Origin
from nnviz.store.session_writer import save_session
from nnviz.trainer import Trainer
from tests.ui.session_cases import rest
from ui.frame import Frame
from ui.main_window import MainWindow
from ui.panels.loss.plots import Plots
from ui.session_files import read_session, session_to_save

RATE = "training.optimizer.learning_rate"


def frame_of(window: MainWindow) -> Frame:
    assert window.session.frame is not None
    return window.session.frame


def go_to(qtbot: QtBot, window: MainWindow, step: int) -> None:
    window.session.look_back(step)
    qtbot.waitUntil(lambda: frame_of(window).snapshot.step == step)
    rest(qtbot, window)


def advance(qtbot: QtBot, window: MainWindow, steps: int) -> None:
    window.session.advance(steps)
    rest(qtbot, window)


@pytest.fixture
def forked(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """A window with a base that has taken 300 steps, and with its fork from step 120, with another rate, as far."""
    session = window.session
    advance(qtbot, window, 300)
    session.fork(0, 120, with_value(session.experiment, RATE, 0.2))
    qtbot.waitUntil(lambda: session.frame is not None and len(session.frame.runs) == len(session.runs))
    advance(qtbot, window, 180)
    return window


def straight(window: MainWindow, step: int) -> Trainer:
    trainer = Trainer(assemble("base", plan_runs(window.session.experiment)[0].experiment))
    trainer.advance(step)
    return trainer


def test_any_step_before_the_fork_is_shown_with_its_own_name(qtbot: QtBot, forked: MainWindow) -> None:
    own = len(forked.session.runs) - 1
    assert forked.timeline.track._span.first == 0
    for step in (0, 77, 119):
        go_to(qtbot, forked, step)
        frame = frame_of(forked)
        assert (frame.chosen, frame.run.name) == (own, forked.session.runs[own].name)
        assert frame.run.name.endswith(" from 120")
        np.testing.assert_array_equal(frame.snapshot.theta, straight(forked, step).theta)
        np.testing.assert_array_equal(frame.snapshot.theta, frame.snapshots[0].theta)
        assert forked.transport.step.value() == str(step)
    track = forked.timeline.track
    assert track._forked == 120
    assert "before this run was forked" in track.words_at(track._x(60))
    assert "forked" not in track.words_at(track._x(200))


def test_its_history_is_that_of_both(forked: MainWindow) -> None:
    base, fork = forked.session.runs[0].history, forked.session.runs[-1].history
    for name in ("batch_losses", "gradient_sizes", "evaluations"):
        one, other = getattr(base, name), getattr(fork, name)
        steps, low, _ = one.buckets()
        steps_of_fork, low_of_fork, _ = other.buckets()
        shared = int((steps <= 120).sum())
        np.testing.assert_array_equal(steps_of_fork[:shared], steps[:shared])
        np.testing.assert_array_equal(low_of_fork[:shared], low[:shared])
        assert (np.diff(steps_of_fork) > 0).all()
        assert int(steps_of_fork[-1]) == int(steps[-1])
    assert not np.array_equal(base.batch_losses.last[1], fork.batch_losses.last[1])


def test_only_the_branch_is_drawn_beside_the_run_that_it_came_from(qtbot: QtBot, forked: MainWindow) -> None:
    plots: Plots = next(panel for panel in forked.board.panels if panel.name == "loss")._plots
    own = len(forked.session.runs) - 1
    assert [curves.shared_until for curves in plots.visible] == [0] * own + [120]
    forked.session.attention.show_run(0, False)
    qtbot.waitUntil(lambda: len(plots.visible) == own)
    assert plots.visible[-1].shared_until == 0
    forked.session.attention.show_run(0, True)
    forked.session.fork(own, 200, forked.session.experiment)
    forked.session.fork(own, 60, forked.session.experiment)
    qtbot.waitUntil(lambda: frame_of(forked).runs[-1].index == own + 2 and len(plots.visible) == own + 3)
    assert [curves.shared_until for curves in plots.visible[own:]] == [120, 200, 60]
    forked.session.attention.show_run(own, False)
    qtbot.waitUntil(lambda: len(plots.visible) == own + 2)
    assert [curves.shared_until for curves in plots.visible[own:]] == [120, 60]


def test_it_has_its_past_after_saving_and_reopening(qtbot: QtBot, forked: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "it.nnviz"
    go_to(qtbot, forked, 50)
    theta, name = frame_of(forked).snapshot.theta, frame_of(forked).run.name
    origin = frame_of(forked).run.origin
    saved = session_to_save(forked.session, lambda run: (), {})
    assert saved is not None
    save_session(saved, path)
    forked.session.reset()
    rest(qtbot, forked)
    opened = read_session(path)
    forked.session.reopen(opened.saved, opened.assemblies, opened.live)
    rest(qtbot, forked)
    qtbot.waitUntil(lambda: frame_of(forked).snapshot.step == 50)
    frame = frame_of(forked)
    assert (frame.run.name, frame.run.origin) == (name, origin)
    np.testing.assert_array_equal(frame.snapshot.theta, theta)
    go_to(qtbot, forked, 119)
    np.testing.assert_array_equal(frame_of(forked).snapshot.theta, straight(forked, 119).theta)


def test_a_reset_says_what_it_makes_of_forks(qtbot: QtBot, forked: MainWindow) -> None:
    name = forked.session.runs[-1].name
    forked.session.reset()
    assert f"“{name}” is a variant like any other now" in forked.strip.line.words.body
    assert all(run.origin is None for run in forked.session.runs)
    rest(qtbot, forked)
    forked.session.undo_stack.undo()  # the fork is gone, and comes back at the step that there is
    forked.session.undo_stack.redo()
    rest(qtbot, forked)
    assert frame_of(forked).newest[-1].step == 0
    origin = forked.session.runs[-1].origin
    assert origin is not None
    assert origin.step == 0
    forked.session.undo_stack.undo()
    forked.strip.close_button.click()
    forked.session.reset()
    assert "variant" not in forked.strip.line.words.body


def test_a_fork_of_a_fork_that_is_made_again_says_where_it_begins(qtbot: QtBot, forked: MainWindow) -> None:
    session = forked.session
    parent = len(session.runs) - 1
    session.fork(parent, 200, session.experiment)
    advance(qtbot, forked, 5)
    assert session.runs[-1].origin == Origin(parent, 200)
    for _ in range(2):
        session.undo_stack.undo()
        rest(qtbot, forked)
    session.undo_stack.redo()
    rest(qtbot, forked)
    assert "begins at step" not in forked.strip.line.words.body  # it is where it was
    session.undo_stack.redo()
    rest(qtbot, forked)
    assert session.runs[-1].origin == Origin(parent, 120)
    first, second = (run.name for run in session.runs[parent:])
    assert forked.strip.line.words.body.startswith(f"“{second}” begins at step 120 now: “{first}” has taken no")


def test_an_edit_in_the_past_says_where_it_applies_and_offers_a_fork(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    advance(qtbot, window, 300)
    before = session.experiment
    count = len(session.runs)
    go_to(qtbot, window, 90)
    for rate in (0.2, 0.3):  # as while a slider is dragged
        session.edit(with_value(session.experiment, RATE, rate), f"rate {rate}", "drag")
    qtbot.waitUntil(lambda: not frame_of(window).looks_back)
    body = "This applies from step 300 on, the newest: no earlier step changes."
    qtbot.waitUntil(lambda: window.strip.line.words.body == body)
    button = window.strip.action_button
    assert (button.isVisible(), button.text()) == (True, "Resume from 90 instead")
    button.click()
    qtbot.waitUntil(lambda: session.frame is not None and len(session.frame.runs) == count + 1)
    session.pause()
    rest(qtbot, window)
    assert plan_runs(session.experiment)[0] == plan_runs(before)[0]
    assert plan_runs(session.experiment)[-1].experiment.training.optimizer.values["learning_rate"] == 0.3
    frame = frame_of(window)
    assert (frame.chosen, frame.run.name) == (count, f"{session.runs[0].name} from 90")
    assert not frame.runs[0].marks
    assert [mark.step for mark in frame.run.marks] == [90]
    assert "goes on from there" in window.strip.line.words.body
    session.undo_stack.undo()
    rest(qtbot, window)
    assert session.experiment == before


def test_the_run_that_was_edited_is_offered_although_another_is_looked_at(qtbot: QtBot, forked: MainWindow) -> None:
    session = forked.session
    go_to(qtbot, forked, 200)
    session.edit(with_value(session.experiment, RATE, 0.4), "rate")  # the fork has a rate of its own
    qtbot.waitUntil(forked.strip.action_button.isVisible)
    forked.strip.action_button.click()
    session.pause()
    rest(qtbot, forked)
    origin = session.runs[-1].origin
    assert origin is not None
    assert origin == (0, 200)
    assert session.runs[-1].assembly.experiment.training.optimizer.values["learning_rate"] == 0.4


def test_what_is_undone_in_the_past_offers_nothing(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    advance(qtbot, window, 200)
    session.edit(with_value(session.experiment, RATE, 0.2), "rate")
    advance(qtbot, window, 50)
    go_to(qtbot, window, 90)
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: "no earlier step changes" in window.strip.line.words.body)
    assert not window.strip.action_button.isVisible()


def test_an_offer_that_is_out_of_date_changes_nothing(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    advance(qtbot, window, 200)
    go_to(qtbot, window, 90)
    session.edit(with_value(session.experiment, RATE, 0.2), "rate")
    qtbot.waitUntil(window.strip.action_button.isVisible)
    session.edit(with_value(session.experiment, RATE, 0.4), "another")
    after, count = session.experiment, len(session.runs)
    window.strip.action_button.click()
    assert (session.experiment, len(session.runs)) == (after, count)
    assert "Something else was edited since" in window.strip.line.words.body


def test_where_there_is_no_room_for_a_run_no_fork_is_offered(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    advance(qtbot, window, 60)
    while len(session.experiment.variants) < MAXIMUM_VARIANTS:
        session.fork(0, 30, session.experiment)
    rest(qtbot, window)
    session.attention.choose_run(0)
    go_to(qtbot, window, 20)
    session.edit(with_value(session.experiment, RATE, 0.2), "rate")
    qtbot.waitUntil(lambda: "no earlier step changes" in window.strip.line.words.body)
    assert not window.strip.action_button.isVisible()
