"""The window as a person uses it: real clicks and keys on the real window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from nnviz.assembly import assemble
from nnviz.experiment import Experiment, decode, plan_runs, with_value
from nnviz.trainer import Trainer
from tests.ui.conftest import OpenWindow
from ui.examples import example, examples
from ui.main_window import MainWindow
from ui.pages import PAGES
from ui.panel_table import LAYOUTS, PANELS
from ui.transport import OPENING_SECONDS, OPENING_SPEED

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def step(window: MainWindow) -> int:
    return window.session.frame.snapshots[0].step if window.session.frame else -1


def rest(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.session.idle and window.feeds.settled, timeout=10_000)


def test_space_plays_and_pauses(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, KEY.Key_Space)
    qtbot.waitUntil(lambda: step(window) > 20)
    assert window.session.playing
    qtbot.keyClick(window, KEY.Key_Space)
    rest(qtbot, window)
    at = step(window)
    qtbot.wait(100)
    assert step(window) == at
    assert not window.session.playing


def test_the_play_button_plays_and_pauses(qtbot: QtBot, window: MainWindow) -> None:
    button = window.transport.play_button
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: window.session.playing)
    assert "Pause" in button.toolTip()
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: not window.session.playing)
    assert "Play" in button.toolTip()


def test_s_steps_by_epoch_by_batch_or_looks_at_a_sample(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, KEY.Key_S)
    qtbot.waitUntil(lambda: step(window) == 3)
    window.transport.step_actions["batch"].trigger()
    qtbot.keyClick(window, KEY.Key_S)
    qtbot.waitUntil(lambda: step(window) == 4)
    window.transport.step_actions["sample"].trigger()
    for row in (0, 1):
        qtbot.keyClick(window, KEY.Key_S)
        qtbot.waitUntil(lambda row=row: window.session.frame.sample == ("train", row))
    assert step(window) == 4


def test_reset_goes_back_to_the_same_initial_weights(qtbot: QtBot, window: MainWindow) -> None:
    before = window.session.frame.snapshot.theta
    qtbot.keyClick(window, KEY.Key_S)
    qtbot.waitUntil(lambda: step(window) == 3)
    qtbot.keyClick(window, KEY.Key_R)
    qtbot.waitUntil(lambda: step(window) == 0)
    np.testing.assert_array_equal(window.session.frame.snapshot.theta, before)


def test_a_new_seed_is_an_edit_that_undo_takes_back(qtbot: QtBot, window: MainWindow) -> None:
    before = window.session.frame.snapshot.theta
    window.session.new_seed()
    rest(qtbot, window)
    if window.session.experiment.seed != 3:
        assert not np.array_equal(window.session.frame.snapshot.theta, before)
    qtbot.keyClick(window, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, window)
    assert window.session.experiment.seed == 3
    np.testing.assert_array_equal(window.session.frame.snapshot.theta, before)


def test_the_window_trains_as_the_engine_alone(qtbot: QtBot, window: MainWindow, small: Experiment) -> None:
    window.session.play()
    qtbot.waitUntil(lambda: step(window) > 100)
    window.session.pause()
    rest(qtbot, window)
    for plan, snapshot in zip(plan_runs(small), window.session.frame.snapshots, strict=True):
        trainer = Trainer(assemble(plan.name, plan.experiment))
        trainer.advance(snapshot.step)
        np.testing.assert_array_equal(snapshot.theta, trainer.theta)
        np.testing.assert_array_equal(snapshot.evaluation, trainer.evaluate_now())


def test_a_live_edit_keeps_the_run_and_leaves_a_mark(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, KEY.Key_S)
    qtbot.waitUntil(lambda: step(window) == 3)
    edited = with_value(window.session.experiment, "training.l2", 0.01)
    window.session.edit(edited, "L2 0.01", "training.l2")
    rest(qtbot, window)
    assert step(window) == 3
    assert [(mark.step, mark.words) for mark in window.session.runs[0].marks] == [(3, "L2 0 → 0.01")]
    window.session.undo_stack.undo()
    rest(qtbot, window)
    assert step(window) == 3
    assert window.session.experiment.training.l2 == 0.0
    window.session.undo_stack.redo()
    assert window.session.experiment.training.l2 == 0.01


def test_an_edit_that_needs_a_restart_says_so(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, KEY.Key_S)
    qtbot.waitUntil(lambda: step(window) == 3)
    wider = with_value(window.session.experiment, "network.hidden", [{"units": 5}])
    window.session.edit(wider, "5 units")
    qtbot.waitUntil(lambda: step(window) == 0)
    assert window.session.frame.run.assembly.network.units == (2, 5, 1)
    assert "starts anew" in window.strip.line.text()


def test_a_refused_edit_leaves_the_run_untouched(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, KEY.Key_S)
    qtbot.waitUntil(lambda: step(window) == 3)
    before = window.session.experiment
    window.form.edited.emit(with_value(before, "training.batch_size", 49), "batch size 49", "training.batch_size")
    assert window.session.experiment == before
    assert step(window) == 3


@pytest.mark.parametrize("key", sorted(examples()))
def test_every_example_opens_and_trains(qtbot: QtBot, open_window: OpenWindow, key: str) -> None:
    window = open_window(example(key))
    window.session.advance(30)
    qtbot.waitUntil(lambda: step(window) == 30, timeout=20_000)
    rest(qtbot, window)
    assert not window.grab().isNull()
    assert "wrong inside" not in window.strip.line.text()


def test_close_while_training(qtbot: QtBot, open_window: OpenWindow, small: Experiment) -> None:
    window = open_window(small, play=True)
    qtbot.waitUntil(lambda: step(window) > 50)
    window.close()
    assert not window.isVisible()


def test_number_keys_enlarge_and_put_back(qtbot: QtBot, window: MainWindow) -> None:
    for kind in PANELS:
        qtbot.keyClick(window, str(kind.number))
        visible = [name for name, frame in window.board.frames.items() if frame.isVisible()]
        assert visible == [kind.name]
        qtbot.keyClick(window, KEY.Key_Escape)
        assert all(frame.isVisible() for frame in window.board.frames.values())


def test_a_double_click_on_the_title_enlarges(qtbot: QtBot, window: MainWindow) -> None:
    bar = window.board.frames["output"].title_bar
    qtbot.mouseDClick(bar, LEFT, pos=QPoint(40, bar.height() // 2))
    assert window.board.enlarged == "output"


def test_f6_cycles_pages(qtbot: QtBot, window: MainWindow) -> None:
    names = []
    for _ in PAGES:
        names.append(window.pages.name)
        qtbot.keyClick(window, KEY.Key_F6)
    assert names == [*LAYOUTS, "Landscape lab"]
    assert window.pages.name == names[0]


def test_a_hidden_panel_costs_nothing_and_catches_up(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, "6")
    rest(qtbot, window)
    painted = window.board.frames["network"].panel.paints
    window.session.advance(20)
    qtbot.waitUntil(lambda: step(window) == 20)
    rest(qtbot, window)
    assert window.board.frames["network"].panel.paints == painted
    qtbot.keyClick(window, KEY.Key_Escape)
    qtbot.waitUntil(lambda: window.board.frames["network"].panel.paints > painted)


def test_a_parameter_set_by_hand_is_undone(qtbot: QtBot, window: MainWindow) -> None:
    before = float(window.session.frame.snapshot.theta[2])
    window.session.edit_parameter(2, 1.5)
    qtbot.waitUntil(lambda: float(window.session.frame.snapshot.theta[2]) == 1.5)
    window.session.undo_stack.undo()
    qtbot.waitUntil(lambda: float(window.session.frame.snapshot.theta[2]) == before)


def test_a_diverged_run_stops_alone(qtbot: QtBot, open_window: OpenWindow) -> None:
    document = {
        "nnviz": 1,
        "data": {"name": "sine", "samples": 60},
        "network": {"hidden": [{"units": 8, "activation": "relu"}]},
        "training": {"optimizer": {"name": "sgd", "learning_rate": 1000.0}, "stop": {}},
        "variants": [{"name": "slow", "set": {"training.optimizer": {"name": "sgd", "learning_rate": 0.01}}}],
    }
    window = open_window(decode(document))
    window.session.advance(100)
    rest(qtbot, window)
    base, slow = window.session.frame.snapshots
    assert base.state == "diverged"
    assert base.divergence is not None
    assert base.divergence.step == base.step + 1
    assert np.isfinite(base.theta).all()
    assert slow.step > base.step


def test_full_screen_and_back(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, KEY.Key_F11)
    qtbot.waitUntil(window.isFullScreen)
    qtbot.keyClick(window, KEY.Key_Escape)
    qtbot.waitUntil(lambda: not window.isFullScreen())


def test_the_palette_finds_and_runs_a_command(qtbot: QtBot, window: MainWindow) -> None:
    from ui.dialogs import Palette

    palette = Palette(window._actions, window)
    palette.show()
    qtbot.keyClicks(palette.field, "layout netw")
    assert palette.list.count() == 1
    qtbot.keyClick(palette.field, KEY.Key_Return)
    assert window.board.layout_name == "Network"


def test_every_action_has_words_and_no_key_is_taken_twice(window: MainWindow) -> None:
    keys = [key.toString() for action in window._actions.values() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))
    assert all(action.text() for action in window._actions.values())


def test_speed_slider_reaches_from_one_step_a_second_to_flat_out(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: window.transport.width() == 1440)
    window.transport.speed.setFocus()
    qtbot.keyClick(window.transport.speed, KEY.Key_Home)
    assert window.transport._speed == 1.0
    assert window.transport.speed_value.text() == "1 step/s"
    qtbot.keyClick(window.transport.speed, KEY.Key_End)
    assert window.transport._speed is None


def test_a_runs_name_has_what_is_left_over_in_a_narrow_window(qtbot: QtBot, window: MainWindow) -> None:
    window.documents.open_example("autoencoder")
    window.resize(1024, 700)
    transport = window.transport
    qtbot.waitUntil(lambda: transport.width() == 1024)
    transport.run_choice.show_text("a long name")
    transport._fit()
    assert transport.run_choice.maximumWidth() >= transport.run_choice.sizeHint().width()
    transport.run_choice.show_text("a name that is longer than the whole of a bar can ever be, " * 3)
    transport._fit()
    assert transport.run_choice.maximumWidth() < transport.run_choice.sizeHint().width()
    assert transport._row.minimumSize().width() <= 1024


def test_a_short_training_is_slow_enough_to_watch_until_a_speed_is_chosen(qtbot: QtBot, window: MainWindow) -> None:
    assert window.transport._speed == OPENING_SPEED
    window.documents.open_example("two-parameters")
    assert window.transport._speed == 400 / OPENING_SECONDS
    qtbot.keyClick(window, "]")
    chosen = window.transport._speed
    window.session.undo_stack.setClean()
    window.documents.open_example("circles-momentum")
    window.documents.open_example("two-parameters")
    assert window.transport._speed == chosen
