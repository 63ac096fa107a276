"""The training process was killed: what the window says, and what it still offers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from nnviz.experiment import load, with_value
from tests.ui.answers import answering
from tests.ui.session_cases import go_on, newest, rate
from ui.endings import GONE, GONE_SAVING, GONE_SEEKING
from ui.file_kinds import EXPERIMENTS
from ui.main_window import MainWindow

LEFT, KEY = Qt.MouseButton.LeftButton, Qt.Key
CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)

Dialogs = list[tuple[str, str]]


@pytest.fixture
def dialogs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Dialogs:
    """Answer every question for a file; yields where each began, and the kinds that it offered."""
    asked: Dialogs = []

    def ask(parent: object, title: str, start: str, kinds: str) -> tuple[str, str]:
        asked.append((Path(start).name, kinds))
        return str(tmp_path / "saved"), kinds.split(";;")[0]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    return asked


def kill(qtbot: QtBot, window: MainWindow) -> None:
    process = window.session._training._process
    assert process is not None
    process.kill()
    qtbot.waitUntil(lambda: window.session.gone and window.strip.line.text() == GONE)


@pytest.fixture
def bereft(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """A window whose training process was killed at step 30."""
    window.resize(1440, 900)  # at which the timeline has all its buttons
    go_on(qtbot, window, lambda: window.session.advance(30))
    kill(qtbot, window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_how_it_ended_is_in_the_details_alone(bereft: MainWindow) -> None:
    assert "exit code" not in bereft.strip.line.text()
    assert "exit code" in bereft.strip._messages.details


def test_a_session_is_refused_before_anybody_is_asked_for_a_name(
    qtbot: QtBot, bereft: MainWindow, dialogs: Dialogs
) -> None:
    qtbot.keyClick(bereft, KEY.Key_S, CONTROL | ALT)
    assert bereft.strip.line.text() == GONE_SAVING
    assert dialogs == []


def test_what_is_left_to_save_is_the_experiment(
    qtbot: QtBot, bereft: MainWindow, dialogs: Dialogs, tmp_path: Path
) -> None:
    qtbot.keyClick(bereft, KEY.Key_S, CONTROL | SHIFT)
    assert dialogs == [("small.nnviz.json", EXPERIMENTS)]
    assert load(tmp_path / "saved.nnviz.json") == bereft.session.experiment


def test_a_session_named_all_the_same_is_refused_and_no_other_place_is_offered(
    bereft: MainWindow, tmp_path: Path
) -> None:
    assert not bereft.documents.write(tmp_path / "mine.nnviz")
    assert bereft.strip.line.text() == GONE_SAVING
    assert not (tmp_path / "mine.nnviz").exists()


@pytest.fixture
def saved(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """A window on a session file that was saved at step 30, trained on to 40, and bereft then."""
    go_on(qtbot, window, lambda: window.session.advance(30))
    assert window.documents.write(tmp_path / "mine.nnviz")
    go_on(qtbot, window, lambda: window.session.advance(10))
    assert window.isWindowModified()
    kill(qtbot, window)
    return window


def test_nobody_is_asked_about_training_that_no_file_can_take(
    qtbot: QtBot, saved: MainWindow, dialogs: Dialogs
) -> None:
    assert not saved.isWindowModified()
    qtbot.keyClick(saved, KEY.Key_S, CONTROL)
    assert saved.strip.line.text() == GONE_SAVING
    qtbot.keyClick(saved, KEY.Key_N, CONTROL)
    assert saved.session.experiment.name != "Small"
    assert dialogs == []


def test_the_question_offers_to_save_the_experiment_alone(
    qtbot: QtBot, saved: MainWindow, dialogs: Dialogs, tmp_path: Path
) -> None:
    saved.session.edit(rate(saved.session.experiment, 0.05), "learning rate")
    with answering("Save") as asked:
        qtbot.keyClick(saved, KEY.Key_N, CONTROL)
    assert asked == [
        "Save the changes to the settings of “Small” first?\n\n"
        "What was trained is gone with its process and cannot be saved."
    ]
    assert dialogs == [("small.nnviz.json", EXPERIMENTS)]
    assert load(tmp_path / "saved.nnviz.json").training.optimizer.values["learning_rate"] == 0.05
    assert saved.session.experiment.name != "Small"


def test_the_knob_stays_and_says_why(qtbot: QtBot, bereft: MainWindow) -> None:
    track = bereft.timeline.track
    qtbot.waitUntil(lambda: track._span.gone)
    assert track.cursor().shape() == Qt.CursorShape.ArrowCursor
    assert GONE_SEEKING in track.words_at(40.0)
    for act in (
        lambda: qtbot.mouseClick(track, LEFT, pos=QPoint(40, 28)),
        lambda: qtbot.keyClick(track, KEY.Key_Left),
        lambda: qtbot.keyClick(bereft, KEY.Key_Left, ALT),
        lambda: qtbot.keyClick(bereft, KEY.Key_Space, SHIFT),
    ):
        bereft.strip.close_button.click()
        assert bereft.strip.line.text() != GONE
        act()
        qtbot.waitUntil(lambda: bereft.strip.line.text() == GONE)
        assert track._shown == 30
    assert bereft.time.player.direction == 0
    assert not bereft.timeline.back_button.isEnabled()
    assert bereft.timeline.back_button.toolTip() == GONE_SEEKING


def test_who_looks_back_when_it_ends_can_go_to_the_newest_step_and_cannot_resume(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.resize(1440, 900)
    go_on(qtbot, window, lambda: window.session.advance(30))
    go_on(qtbot, window, lambda: window.session.look_back(10))
    kill(qtbot, window)
    timeline, frame = window.timeline, window.session.frame
    assert frame is not None
    assert frame.snapshot.step == 10
    qtbot.waitUntil(lambda: not timeline.resume_button.isEnabled())
    assert timeline.resume_button.toolTip() == GONE
    window.compare.fork()
    assert len(window.session.runs) == 2
    qtbot.mouseClick(timeline.present_button, LEFT)
    qtbot.waitUntil(lambda: window.session.frame is not None and window.session.frame.snapshot.step == 30)


def test_undoing_a_fork_starts_all_runs_anew(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    go_on(qtbot, window, lambda: session.advance(30))
    go_on(qtbot, window, lambda: session.look_back(10))
    go_on(qtbot, window, session.resume_from_here)
    assert len(session.runs) == 3
    kill(qtbot, window)
    go_on(qtbot, window, session.undo_stack.undo)
    assert [snapshot.step for snapshot in newest(window)] == [0, 0]
    assert not session.gone
    assert "start anew" in window.strip.line.text()
    go_on(qtbot, window, lambda: session.advance(5))
    assert newest(window)[0].step == 5


def silent_commands(window: MainWindow) -> list[Callable[[], object]]:
    """Return what nobody has asked for who looks at the window."""
    session = window.session
    return [session.pause, lambda: session.fetch(((0, 5),)), window.documents.work]


def test_what_nobody_asked_for_says_nothing(qtbot: QtBot, bereft: MainWindow) -> None:
    bereft.strip.close_button.click()
    for act in silent_commands(bereft):
        act()
        qtbot.wait(100)  # some frames
        assert bereft.strip.line.text() != GONE


def test_an_audience_sees_it_where_it_matters_and_not_after_a_reset(qtbot: QtBot, bereft: MainWindow) -> None:
    strip = bereft.strip
    qtbot.keyClick(bereft, KEY.Key_F5)
    qtbot.waitUntil(lambda: bereft.presentation.active)
    assert strip.line.text() != GONE
    qtbot.keyClick(bereft, KEY.Key_Space)
    qtbot.waitUntil(lambda: strip.line.text() == GONE)
    assert strip.line.fits_in_one_row()
    assert strip.details_button.isHidden()
    qtbot.keyClick(bereft, KEY.Key_R)
    assert strip.line.text() != GONE
    qtbot.keyClick(bereft, KEY.Key_F5)
    qtbot.waitUntil(lambda: not bereft.presentation.active)
    assert strip.line.text() != GONE
    qtbot.waitUntil(lambda: not bereft.session.gone and bereft.session.idle)


def test_an_edit_by_hand_is_refused(bereft: MainWindow) -> None:
    count = bereft.session.undo_stack.count()
    bereft.session.edit_parameter(0, 0.5)
    assert bereft.session.undo_stack.count() == count


def test_an_edit_that_restarts_begins_anew(qtbot: QtBot, bereft: MainWindow) -> None:
    session = bereft.session
    go_on(qtbot, bereft, lambda: session.edit(with_value(session.experiment, "seed", 9), "seed 9"))
    assert not session.gone
    qtbot.waitUntil(lambda: not bereft.timeline.track._span.gone)
    assert bereft.timeline.track.cursor().shape() == Qt.CursorShape.PointingHandCursor
