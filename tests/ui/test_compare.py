"""Races, and forks that change one thing: in a real window."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnviz.experiment import decode, encode
from nnviz.races import RACES
from tests.ui.conftest import SMALL, OpenWindow
from tests.ui.form_help import Shown
from ui.experiment_form.paths import value_at
from ui.main_window import MainWindow


@pytest.fixture
def notices(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the window says."""
    said: list[str] = []
    monkeypatch.setattr(window.strip, "show_notice", said.append)
    return said


LIVE = [f"training.{key}" for key in ("optimizer", "schedule", "clip_norm", "clip_value", "batch_size", "l1", "l2")]
"""What can be changed in a fork."""


def trigger(window: MainWindow, name: str) -> None:
    next(action for key, action in window._actions.items() if key == name).trigger()


def go_to(qtbot: QtBot, window: MainWindow, steps: int, back_to: int) -> None:
    """Train so many steps, and look back at one of them."""
    session = window.session
    session.advance(steps)
    qtbot.waitUntil(lambda: session.frame is not None and session.frame.newest[0].step == steps)
    session.look_back(back_to)
    qtbot.waitUntil(lambda: session.frame.looks_back and session.frame.snapshots[session.frame.chosen].step == back_to)
    qtbot.waitUntil(window._actions["fork"].isEnabled)


@pytest.mark.parametrize("name", [name for name in RACES if name != "momentum"])
def test_a_race_is_one_click_and_one_undo_step_and_says_what_it_replaces(
    window: MainWindow, notices: list[str], name: str
) -> None:
    session, before = window.session, window.session.experiment
    trigger(window, f"race_{name}")
    count = len(session.experiment.variants) + 1
    assert len(session.runs) == count
    assert notices[-1] == (
        f"{RACES[name].label}: {count} runs start anew. They replace “with momentum”; undo brings it all back."
    )
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert session.experiment == before


def test_a_race_trains_at_once_and_the_same_race_does_not_start_anew(
    qtbot: QtBot, window: MainWindow, notices: list[str]
) -> None:
    trigger(window, "race_momentum")
    assert notices == ["With and without momentum: this race is on already."]
    assert window.session.undo_stack.count() == 0
    qtbot.waitUntil(lambda: window.session.frame.newest[1].step > 0)


def test_a_race_that_there_is_nothing_for_says_so(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(decode(SMALL | {"network": {"hidden": []}}))
    before = window.session.experiment
    trigger(window, "race_activations")
    assert window.session.experiment is before
    compare = window.form.body.compare
    qtbot.mouseClick(compare.race, Qt.MouseButton.LeftButton)
    actions = {action.text(): action for action in compare.menu.actions()}
    compare.menu.close()
    assert list(actions) == [race.label for race in RACES.values()]
    assert not actions["Activations"].isEnabled()
    assert actions["Activations"].toolTip() == "There is nothing to compare: there is no hidden layer."
    assert actions["Batch sizes"].toolTip() == RACES["batch_sizes"].sentence
    actions["Batch sizes"].trigger()
    names = [variant.name for variant in window.session.experiment.variants]
    assert names == ["batch size 1", "batch size 10", "full batch"]


def test_every_race_has_a_command(window: MainWindow) -> None:
    words = [name for name, _ in window._actions.described()]
    assert {f"Race: {race.label}" for race in RACES.values()} <= set(words)
    run = next(action.menu() for action in window.menuBar().actions() if action.text() == "&Run")
    race = next(action.menu() for action in run.actions() if action.text() == "Ra&ce")
    assert [action.text() for action in race.actions()] == [race.label for race in RACES.values()]


@pytest.mark.parametrize(
    ("path", "typed", "value"),
    [
        ("training.optimizer.learning_rate", "0.4", 0.4),
        ("training.optimizer", "adam", {"name": "adam", "learning_rate": 0.001}),
        ("training.batch_size", "4", 4),
        ("training.l1", "0.01", 0.01),
        ("training.l2", "0.02", 0.02),
    ],
)
def test_one_thing_changes_from_the_fork_on_and_nothing_restarts(
    qtbot: QtBot, window: MainWindow, path: str, typed: str, value: Any
) -> None:
    session = window.session
    go_to(qtbot, window, 30, back_to=12)
    trigger(window, "fork")
    qtbot.waitUntil(lambda: session.frame is not None and len(session.frame.runs) == 3)
    before = session.frame
    assert [snapshot.step for snapshot in before.newest][::2] == [30, 12]
    assert not before.playing
    editor = window.form.body.compare.editor
    assert editor is not None
    assert editor.index == 1
    key = next(key for key in editor.overrides if path.startswith(key))
    block = editor.overrides[key]
    row = next(row for row in block.rows if row.spec.path == path)
    assert block.revert.isHidden()
    if path == "training.optimizer":
        Shown.pick(typist(qtbot), row.choice, typed)
    else:
        Shown.type(typist(qtbot), row.control.field, typed)
    stored = encode(session.experiment)["variants"][1]["set"]
    assert list(stored) == [key]
    run = encode(session.runs[2].assembly.experiment)
    assert value_at(run, path) == value or value_at(run, path).items() >= value.items()
    assert editor.overrides[key] is block, "what is used stays under the pointer"
    assert not block.revert.isHidden()
    qtbot.waitUntil(lambda: bool(session.frame.runs[2].marks))
    after = session.frame
    assert [snapshot.step for snapshot in after.newest] == [snapshot.step for snapshot in before.newest]
    assert [mark.step for mark in after.runs[2].marks] == [12]
    assert not after.runs[0].marks
    assert (after.newest[0].theta == before.newest[0].theta).all()
    block.revert.click()
    assert encode(session.experiment)["variants"][1]["set"] == {}
    assert block.revert.isHidden()


def typist(qtbot: QtBot) -> Any:
    """Lend the form's helpers the bot."""
    return SimpleNamespace(qtbot=qtbot)


def test_what_is_resumed_goes_on_and_can_be_changed(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    go_to(qtbot, window, 30, back_to=12)
    trigger(window, "resume")
    editor = window.form.body.compare.editor
    assert editor.index == 1
    assert list(editor.overrides) == LIVE
    qtbot.waitUntil(lambda: session.frame is not None and session.frame.newest[2].step > 12)


def test_a_fork_of_a_variant_keeps_what_that_one_changes(qtbot: QtBot, window: MainWindow) -> None:
    window.session.attention.choose_run(1)
    go_to(qtbot, window, 30, back_to=12)
    trigger(window, "fork")
    assert window.session.experiment.variants[1].set == window.session.experiment.variants[0].set
    editor = window.form.body.compare.editor
    assert list(editor.overrides) == LIVE
    assert not editor.overrides["training.optimizer"].revert.isHidden()
    assert editor.overrides["training.l2"].revert.isHidden()
    window.session.undo_stack.undo()
    assert window.form.body.compare.editor is None


def test_a_narrow_window_opens_the_form_to_change_the_fork(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(decode(SMALL), size=(1024, 700))
    go_to(qtbot, window, 20, back_to=5)
    assert window.form.folded
    trigger(window, "fork")
    editor = window.form.body.compare.editor
    qtbot.waitUntil(lambda: editor.isVisible() and not editor.visibleRegion().isEmpty())


def test_there_is_nothing_to_fork_at_the_newest_step(qtbot: QtBot, window: MainWindow) -> None:
    assert not window._actions["fork"].isEnabled()
    window.compare.fork()
    assert len(window.session.runs) == 2
    go_to(qtbot, window, 20, back_to=5)
    qtbot.waitUntil(window._actions["fork"].isEnabled)
    window.session.look_back(20)
    qtbot.waitUntil(lambda: not window._actions["fork"].isEnabled())


def test_a_seventh_run_is_refused(qtbot: QtBot, open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    variants = [{"name": f"seed {k}", "set": {"seed": k}} for k in range(10, 15)]
    window = open_window(decode(SMALL | {"variants": variants}))
    go_to(qtbot, window, 20, back_to=5)
    said: list[str] = []
    monkeypatch.setattr(window.strip, "show_notice", said.append)
    trigger(window, "fork")
    assert said == ["There are 6 runs, which is the most: remove a variant under Compare, then fork."]
    assert len(window.session.runs) == 6
