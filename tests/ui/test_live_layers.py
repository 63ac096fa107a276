"""An alpha or a dropout rate that changes while a run goes on: in the window, in its past, in its files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.assembly import assemble_runs
from nnviz.experiment import decode, encode, with_value
from tests.ui.conftest import OpenWindow
from tests.ui.form_help import Shown
from tests.ui.session_cases import go_on, newest, rest, same
from ui.edits import compare, network_in_words
from ui.frame import Frame
from ui.main_window import MainWindow
from ui.panels.activations import ActivationsPanel
from ui.run_control import RunControl

LAYERS: dict[str, Any] = {
    "nnviz": 1,
    "data": {"name": "circles", "samples": 60},
    "network": {"hidden": [{"units": 4, "activation": {"name": "elu", "alpha": 1.0}}, {"units": 3}]},
    "training": {"batch_size": 16, "optimizer": {"name": "sgd", "learning_rate": 0.1}, "stop": {}},
    "variants": [{"name": "another start", "set": {"seed": 5}}],
}
ALPHA, DROPOUT = "network.hidden[0].activation.alpha", "network.hidden[1].dropout"


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    return open_window(decode(LAYERS))


def set_to(qtbot: QtBot, window: MainWindow, path: str, value: float) -> None:
    session = window.session
    go_on(qtbot, window, lambda: session.edit(with_value(session.experiment, path, value), f"{path} {value}"))


def frame_of(session: RunControl) -> Frame:
    frame = session.frame
    assert frame is not None
    return frame


def alphas(frame: Frame) -> list[float]:
    return [run.assembly.network.layers[0].activation.values["alpha"] for run in frame.runs]


def train(qtbot: QtBot, window: MainWindow, steps: int) -> None:
    go_on(qtbot, window, lambda: window.session.advance(steps))


@pytest.fixture
def edited(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """Alpha 3 from step 30 on, dropout from step 50 on; at step 70."""
    train(qtbot, window, 30)
    set_to(qtbot, window, ALPHA, 3.0)
    train(qtbot, window, 20)
    set_to(qtbot, window, DROPOUT, 0.25)
    train(qtbot, window, 20)
    return window


def test_nothing_restarts_and_the_marks_say_what_changed(qtbot: QtBot, window: MainWindow) -> None:
    notices: list[str] = []
    window.session.notice.connect(notices.append)
    train(qtbot, window, 30)
    set_to(qtbot, window, ALPHA, 3.0)
    set_to(qtbot, window, DROPOUT, 0.25)
    train(qtbot, window, 20)
    frame = frame_of(window.session)
    assert [snapshot.step for snapshot in frame.newest] == [50, 50]
    assert alphas(frame) == [3.0, 3.0]
    assert not notices
    for run in frame.runs:
        assert [(mark.step, mark.words) for mark in run.marks] == [
            (30, "Hidden 1 alpha 1 → 3, Hidden 2 dropout 0 → 0.25")
        ]


def test_looking_back_shows_the_layers_of_that_step(qtbot: QtBot, edited: MainWindow) -> None:
    session = edited.session
    present = frame_of(session).runs
    assert present is frame_of(session).runs is session.runs
    for step, alpha, dropout in ((60, 3.0, 0.25), (31, 3.0, 0.0), (30, 3.0, 0.0), (29, 1.0, 0.0), (5, 1.0, 0.0)):
        go_on(qtbot, edited, lambda step=step: session.look_back(step))  # type: ignore[misc]
        frame = frame_of(session)
        assert frame.looks_back
        assert frame.snapshot.step == step
        assert alphas(frame) == [alpha, alpha]
        assert frame.run.assembly.network.layers[1].dropout == dropout
        assert frame.runs is frame_of(session).runs
        assert frame.run.history is session.runs[0].history
        assert frame.run.marks is session.runs[0].marks
    go_on(qtbot, edited, lambda: session.look_back(70))
    assert frame_of(session).runs is session.runs


def test_the_activations_panel_draws_the_curve_of_that_step(qtbot: QtBot, edited: MainWindow) -> None:
    panel = edited.findChild(ActivationsPanel)
    assert panel is not None

    def left_end() -> float:
        subject = panel.scene.subject
        assert subject is not None
        return subject.activation.values["alpha"]

    edited.board.choose_layout("Activations")
    go_on(qtbot, edited, lambda: edited.session.look_back(69))
    assert left_end() == 3.0
    go_on(qtbot, edited, lambda: edited.session.look_back(12))
    assert left_end() == 1.0


def test_undo_puts_the_old_layers_in_force_from_here_on(qtbot: QtBot, edited: MainWindow) -> None:
    session = edited.session
    go_on(qtbot, edited, session.undo_stack.undo)
    go_on(qtbot, edited, session.undo_stack.undo)
    frame = frame_of(session)
    assert [snapshot.step for snapshot in frame.newest] == [70, 70]
    assert alphas(frame) == [1.0, 1.0]
    assert (70, "Hidden 1 alpha 3 → 1, Hidden 2 dropout 0.25 → 0") in [(m.step, m.words) for m in frame.run.marks]
    go_on(qtbot, edited, session.undo_stack.redo)
    assert alphas(frame_of(session)) == [3.0, 3.0]


def test_a_session_file_goes_on_with_it(
    qtbot: QtBot, edited: MainWindow, open_window: OpenWindow, tmp_path: Path
) -> None:
    assert edited.documents.write(tmp_path / "it.nnviz")
    other = open_window(decode({"nnviz": 1}))
    go_on(qtbot, other, lambda: other.documents.open(tmp_path / "it.nnviz"))
    same(newest(edited), newest(other))
    for window in (edited, other):
        set_to(qtbot, window, ALPHA, 0.5)
        train(qtbot, window, 40)
    same(newest(edited), newest(other))
    assert frame_of(other.session).run.marks == frame_of(edited.session).run.marks
    go_on(qtbot, other, lambda: other.session.look_back(10))
    assert alphas(frame_of(other.session)) == [1.0, 1.0]


def test_a_fork_begins_with_the_layers_of_its_step(qtbot: QtBot, edited: MainWindow) -> None:
    session = edited.session
    go_on(qtbot, edited, lambda: session.look_back(20))
    theta = frame_of(session).snapshot.theta
    go_on(qtbot, edited, session.resume_from_here)
    frame = frame_of(session)
    # It goes on as the form says, and says so.
    assert frame.newest[2].step == 20
    np.testing.assert_array_equal(frame.newest[2].theta, theta)
    assert alphas(frame) == [3.0, 3.0, 3.0]
    assert [mark.words for mark in frame.runs[2].marks] == ["Hidden 1 alpha 1 → 3, Hidden 2 dropout 0 → 0.25"]
    train(qtbot, edited, 15)
    go_on(qtbot, edited, lambda: session.look_back(20))
    assert frame_of(session).newest[2].step > 20


def test_a_fork_offers_its_alpha_and_changes_it_alone(qtbot: QtBot, edited: MainWindow) -> None:
    session = edited.session
    go_on(qtbot, edited, lambda: session.look_back(20))
    qtbot.waitUntil(edited._actions["fork"].isEnabled)
    edited._actions["fork"].trigger()
    rest(qtbot, edited)
    editor = edited.form.body.compare.editor
    assert editor is not None
    assert {ALPHA, DROPOUT} <= set(editor.overrides)
    changed = encode(session.experiment)["variants"]
    changed[-1]["set"] = {ALPHA: 0.25}
    go_on(qtbot, edited, lambda: session.edit(with_value(session.experiment, "variants", changed), "alpha"))
    frame = frame_of(session)
    assert alphas(frame) == [3.0, 3.0, 0.25]
    assert [snapshot.step for snapshot in frame.newest] == [70, 70, 20]
    assert [mark.words for mark in frame.runs[2].marks] == ["Hidden 1 alpha 1 → 0.25, Hidden 2 dropout 0 → 0.25"]


def test_the_form_says_that_it_is_live(qtbot: QtBot) -> None:
    shown = Shown(qtbot, LAYERS)
    row = shown.row(ALPHA)
    assert row.spec.mark == "live"
    assert row.spec.sentence
    shown.type(row.control.field, "0.25")
    assert shown.experiment.network.hidden[0].activation.values == {"alpha": 0.25}
    shown.type(row.control.field, "11")
    assert row.sentence == "Hidden 1 alpha is 11: allowed is 0 to 10."


def test_what_takes_a_restart() -> None:
    def change(path: str, value: Any) -> bool:
        return compare(assemble_runs(decode(LAYERS)), assemble_runs(with_value(decode(LAYERS), path, value))).restart

    assert not change(ALPHA, 2.0)
    assert not change(DROPOUT, 0.5)
    assert not change("network.hidden[0].activation", {"name": "elu", "alpha": 0.3})
    assert change("network.hidden[0].activation", "relu")
    assert change("network.hidden[0].units", 5)
    assert change("network.hidden[0].batch_norm", True)


def test_words_of_all_that_can_change() -> None:
    before = decode(LAYERS)
    after = with_value(before, ALPHA, 0.125)
    after = with_value(after, DROPOUT, 0.5)
    assert network_in_words(before.network, after.network) == "Hidden 1 alpha 1 → 0.125, Hidden 2 dropout 0 → 0.5"
    output = "network.output_activation"
    leaky = [with_value(before, output, {"name": "leaky_relu", "alpha": alpha}).network for alpha in (0.01, 0.2)]
    assert network_in_words(*leaky) == "Output alpha 0.01 → 0.2"
    assert network_in_words(before.network, before.network) == ""
