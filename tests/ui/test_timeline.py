"""The timeline in the real window: scrubbed, played, marked, resumed from."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from nnviz.assembly import assemble
from nnviz.experiment import plan_runs, with_value
from nnviz.experiment.fields import MAXIMUM_VARIANTS
from nnviz.trainer import Trainer
from ui import numbers
from ui.main_window import MainWindow
from ui.panels.gradients import GradientsPanel
from ui.timeline.points import Point
from ui.timeline.track import INSET, Span, Track

KEY = Qt.Key
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


def rest(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.session.idle and window.feeds.settled, timeout=10_000)


def shown(window: MainWindow) -> int:
    frame = window.session.frame
    return frame.snapshots[frame.chosen].step if frame else -1


@pytest.fixture
def trained(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """A window that has taken 300 steps."""
    window.session.advance(300)
    qtbot.waitUntil(lambda: shown(window) == 300)
    rest(qtbot, window)
    return window


def go_to(qtbot: QtBot, window: MainWindow, step: int) -> None:
    window.time.player.seek(step)
    qtbot.waitUntil(lambda: shown(window) == step)
    rest(qtbot, window)


def test_transport_and_timeline_say_the_same_step_in_every_frame(trained: MainWindow) -> None:
    frame = trained.session.frame
    assert frame is not None
    # While it plays, the rest of the timeline is drawn in some frames only.
    for step in range(301, 306):
        snapshots = tuple(replace(snapshot, step=step) for snapshot in frame.snapshots)
        trained.session.frame_ready.emit(replace(frame, snapshots=snapshots, newest=snapshots, playing=True))
        assert trained.transport.step.value() == str(step)
        assert trained.timeline.place.text() == f"{step} of {step}"


def test_a_click_on_the_track_shows_exactly_that_step(qtbot: QtBot, trained: MainWindow) -> None:
    track = trained.timeline.track
    x = track.width() // 3
    step = track.step_at(x)
    qtbot.mouseClick(track, Qt.MouseButton.LeftButton, pos=QPoint(x, track.height() // 2))
    qtbot.waitUntil(lambda: shown(trained) == step)
    straight = Trainer(assemble("base", plan_runs(trained.session.experiment)[0].experiment))
    straight.advance(step)
    frame = trained.session.frame
    assert frame is not None
    assert frame.looks_back
    np.testing.assert_array_equal(frame.snapshots[0].theta, straight.theta)
    rest(qtbot, trained)
    assert trained.timeline.state.text() == f"Step {step}"
    assert trained.timeline.place.text() == f"{step} of 300"
    assert trained.transport.step.value() == str(step)


def test_every_number_of_the_past_is_that_of_its_step(qtbot: QtBot, trained: MainWindow) -> None:
    go_to(qtbot, trained, 120)
    straight = Trainer(assemble("base", plan_runs(trained.session.experiment)[0].experiment))
    straight.advance(120)
    sizes = straight.take_scalars().gradient_sizes[-1]
    gradients = trained.board.frames["gradients"].panel
    assert isinstance(gradients, GradientsPanel)
    np.testing.assert_array_equal(gradients.scene.runs[0].now, sizes)
    assert trained.transport.train_loss.value() == numbers.loss(straight.evaluate_now().train_loss)
    trained.time.go_to_newest()
    qtbot.waitUntil(lambda: shown(trained) == 300)
    rest(qtbot, trained)
    assert trained.timeline.state.text() == "Paused"


def test_keys_go_to_and_fro(qtbot: QtBot, trained: MainWindow) -> None:
    track = trained.timeline.track
    qtbot.keyClick(trained, KEY.Key_Left, ALT)
    qtbot.waitUntil(lambda: shown(trained) == 299)
    qtbot.keyClick(trained, KEY.Key_Right, ALT)
    qtbot.waitUntil(lambda: shown(trained) == 300)
    qtbot.keyClick(trained, KEY.Key_Home, ALT)
    qtbot.waitUntil(lambda: shown(trained) == 0)
    rest(qtbot, trained)
    track.setFocus()
    qtbot.keyClick(track, KEY.Key_Right)
    qtbot.waitUntil(lambda: shown(trained) == 1)
    rest(qtbot, trained)
    qtbot.keyClick(track, KEY.Key_Right, SHIFT)
    qtbot.waitUntil(lambda: shown(trained) == 4)  # an epoch has three batches
    qtbot.keyClick(track, KEY.Key_End)
    qtbot.waitUntil(lambda: shown(trained) == 300)


def test_it_plays_backwards_to_the_start(qtbot: QtBot, trained: MainWindow) -> None:
    trained.transport.set_speed(1000.0)
    qtbot.keyClick(trained, KEY.Key_Space, SHIFT)
    qtbot.waitUntil(lambda: 0 < shown(trained) < 290)
    qtbot.waitUntil(lambda: shown(trained) == 0, timeout=10_000)
    assert trained.time.player.direction == 0


def test_playing_on_from_the_past_ends_in_training(qtbot: QtBot, trained: MainWindow) -> None:
    go_to(qtbot, trained, 280)
    trained.transport.set_speed(200.0)
    qtbot.keyClick(trained, KEY.Key_Space)
    assert "Pause" in trained.transport.play_button.toolTip()
    qtbot.waitUntil(lambda: shown(trained) > 300, timeout=10_000)
    assert trained.session.playing
    straight = Trainer(assemble("base", plan_runs(trained.session.experiment)[0].experiment))
    qtbot.keyClick(trained, KEY.Key_Space)
    rest(qtbot, trained)
    straight.advance(shown(trained))
    assert trained.session.frame is not None
    np.testing.assert_array_equal(trained.session.frame.snapshots[0].theta, straight.theta)


def test_an_edit_shows_the_present(qtbot: QtBot, trained: MainWindow) -> None:
    go_to(qtbot, trained, 50)
    session = trained.session
    session.edit(with_value(session.experiment, "training.optimizer.learning_rate", 0.02), "rate")
    qtbot.waitUntil(lambda: shown(trained) == 300)
    rest(qtbot, trained)
    assert [(point.step, point.kind) for point in trained.timeline.track._span.points if point.kind == "edit"] == [
        (300, "edit")
    ]


def test_a_weight_of_the_past_cannot_be_set(qtbot: QtBot, trained: MainWindow) -> None:
    go_to(qtbot, trained, 50)
    trained.session.edit_parameter(0, 1.0)
    assert not trained.session.undo_stack.canUndo()
    assert "newest step" in trained.strip.line.words.body


def test_resume_forks_undoably(qtbot: QtBot, trained: MainWindow) -> None:
    session = trained.session
    count = len(session.runs)
    history = session.runs[0].history
    assert not trained.timeline.resume_button.isEnabled()
    go_to(qtbot, trained, 100)
    assert trained.timeline.resume_button.isEnabled()
    trained.timeline.resume_button.click()
    qtbot.waitUntil(lambda: shown(trained) > 110)
    session.pause()
    rest(qtbot, trained)
    assert len(session.runs) == count + 1
    assert session.runs[-1].name.endswith("from 100")
    assert session.attention.chosen == count
    assert session.runs[0].history is history
    frame = session.frame
    assert frame is not None
    straight = Trainer(assemble("base", plan_runs(session.experiment)[0].experiment))
    straight.advance(frame.snapshots[-1].step)
    np.testing.assert_array_equal(frame.snapshots[-1].theta, straight.theta)
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: session.frame is not None)
    rest(qtbot, trained)
    assert len(session.runs) == count
    assert session.runs[0].history is history
    session.undo_stack.redo()
    qtbot.waitUntil(lambda: session.frame is not None)
    rest(qtbot, trained)
    assert shown(trained) == 100


def test_forks_of_forks_have_short_names(qtbot: QtBot, trained: MainWindow) -> None:
    session = trained.session
    for step in (100, 200):
        session.attention.choose_run(len(session.runs) - 1 if step > 100 else 0)
        if step > 100:
            session.advance(150)
            qtbot.waitUntil(lambda: shown(trained) == 250)
        go_to(qtbot, trained, step)
        session.resume_from_here()
        qtbot.waitUntil(lambda: session.frame is not None)
    base = session.runs[0].name
    assert [run.name for run in session.runs[-2:]] == [f"{base} from 100", f"{base} from 200"]


def test_there_is_a_most_of_runs(qtbot: QtBot, trained: MainWindow) -> None:
    session = trained.session
    while len(session.experiment.variants) < MAXIMUM_VARIANTS:
        session.attention.choose_run(0)
        go_to(qtbot, trained, 100)
        session.resume_from_here()
        qtbot.waitUntil(lambda: session.frame is not None)
    session.attention.choose_run(0)
    go_to(qtbot, trained, 100)
    trained.time.resume()
    assert "which is the most" in trained.strip.line.words.body
    assert len(session.runs) == MAXIMUM_VARIANTS + 1


def test_bookmarks_have_names(qtbot: QtBot, trained: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([("turning point", True), ("", True), ("never", False)])
    monkeypatch.setattr(QInputDialog, "getText", lambda *args, **names: next(answers))
    go_to(qtbot, trained, 70)
    trained.time.bookmark()
    assert [(point.step, point.words) for point in trained.timeline.bookmarks(0)] == [(70, "turning point")]
    trained.time.bookmark()
    trained.time.bookmark()
    assert trained.timeline.bookmarks(0) == []


def test_the_past_stands_still_while_a_bookmark_is_named(
    qtbot: QtBot, trained: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = trained.time.player
    directions: list[int] = []

    def answer(*args: object, **names: object) -> tuple[str, bool]:
        directions.append(player.direction)
        return "there", True

    monkeypatch.setattr(QInputDialog, "getText", answer)
    trained.transport.set_speed(20.0)
    qtbot.keyClick(trained, KEY.Key_Space, SHIFT)
    qtbot.waitUntil(lambda: 0 < shown(trained) < 300)
    assert player.direction == -1
    trained.time.bookmark()
    assert directions == [0]
    rest(qtbot, trained)
    assert [point.step for point in trained.timeline.bookmarks(0)] == [shown(trained)]


def test_bookmarks_stay_where_a_run_is_forked_and_go_where_it_starts_anew(qtbot: QtBot, trained: MainWindow) -> None:
    trained.timeline.set_bookmark(0, 70, "here")
    go_to(qtbot, trained, 100)
    trained.session.resume_from_here()
    qtbot.waitUntil(lambda: trained.session.frame is not None)
    assert len(trained.timeline.bookmarks(0)) == 1
    trained.session.reset()
    qtbot.waitUntil(lambda: shown(trained) == 0)
    assert trained.timeline.bookmarks(0) == []


def test_words_of_points_never_overlap(qtbot: QtBot) -> None:
    track = Track()
    qtbot.addWidget(track)
    track.resize(500, 44)
    points = tuple(Point(step, "edit", f"rate 0.{step} → 0.1") for step in range(0, 1000, 7))
    track.show_span(Span(500, 1000, points=(*points, Point(1000, "bookmark", "the end of it"))))
    places = sorted(
        (left, left + track.fontMetrics().horizontalAdvance(point.words) * 0.7) for left, point in track._labels
    )
    assert any(point.kind == "bookmark" for _, point in track._labels)
    assert all(end < start for (_, end), (start, _) in itertools.pairwise(places))
    assert track.step_at(INSET) == 0
    assert track.step_at(500 - INSET) == 1000


def test_pointing_at_the_track_points_at_the_step_everywhere(qtbot: QtBot, trained: MainWindow) -> None:
    track = trained.timeline.track
    qtbot.mouseMove(track, QPoint(track.width() // 2, 20))
    assert trained.session.attention.pointed_step == track.step_at(track.width() // 2)


def test_a_finding_stands_where_it_was_found_first(qtbot: QtBot, trained: MainWindow) -> None:
    for step in (200, 90, 250):
        trained.timeline.note_findings([(0, step, "Gradients vanish"), (1, step, "Units are dead")])
    found = [(point.step, point.words) for point in trained.timeline.track._span.points if point.kind == "finding"]
    assert found == [(90, "Gradients vanish")]
