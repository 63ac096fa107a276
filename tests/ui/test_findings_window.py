"""Findings in the real window: found while it trains, shown, raced, taken back, by clicks and by keys."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnviz.diagnosis import KINDS, Finding, findings, observe
from nnviz.experiment import decode, plan_runs
from tests.ui.conftest import SMALL, OpenWindow
from tests.ui.finding_cases import SLOW, VANISHING, finding
from ui.dialogs import Palette
from ui.findings_strip import Remark
from ui.findings_strip.strip import SEE_RUN
from ui.findings_strip.watch import Found, Watch
from ui.frame import Selection
from ui.main_window import MainWindow
from ui.panel_table import PANELS

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier

VANISHES: dict[str, Any] = {
    "nnviz": 1,
    "name": "Vanishing",
    "notes": "Ten sigmoid layers.",
    "seed": 7,
    "data": {"name": "circles", "samples": 60},
    "network": {"hidden": [{"units": 4, "activation": "sigmoid"}] * 10, "initializer": "normal_small"},
    "training": {"optimizer": {"name": "sgd", "learning_rate": 0.1}, "stop": {}},
}


def rest(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.session.idle and window.feeds.settled, timeout=10_000)


def present(window: MainWindow, *made_up: Finding) -> None:
    """Let the strip show made-up findings; while nothing trains, nothing else is found."""
    window.strip.draw_result(Found(tuple(Remark(each) for each in made_up), True))


@pytest.fixture
def vanishing(qtbot: QtBot, open_window: OpenWindow) -> MainWindow:
    """Show a window in which ten sigmoid layers have trained for a moment."""
    window = open_window(decode(VANISHES))
    window.session.advance(60)
    qtbot.waitUntil(lambda: "vanish" in window.strip.line.text())
    rest(qtbot, window)
    return window


def test_ten_sigmoid_layers_raise_it_as_the_engine_says(vanishing: MainWindow) -> None:
    frame, remark = vanishing.session.frame, vanishing.strip.remark
    assert frame is not None
    assert remark is not None
    [expected] = findings(observe(0, frame.run.assembly, frame.run.history, frame.snapshot)) or ()
    assert remark == Remark(expected)
    assert expected.kind == "vanishing_gradients"
    assert vanishing.strip.line.text() == f"{expected.headline}. {expected.evidence} Try {expected.remedy.words}"


def test_nothing_flickers_while_it_goes_on(
    qtbot: QtBot, vanishing: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, said = [], set()
    take = vanishing.strip.draw_result
    monkeypatch.setattr(vanishing.strip, "draw_result", lambda result: (found.append(result), take(result)))
    vanishing.session.tick.connect(
        lambda: said.add((vanishing.strip.line.words.headline, vanishing.strip.quiet.isHidden()))
    )
    vanishing.session.play()
    qtbot.waitUntil(lambda: len(found) >= 4, timeout=20_000)
    vanishing.session.pause()
    rest(qtbot, vanishing)
    assert said == {("Gradients vanish.", True)}
    assert len({result.remarks[0].finding.evidence for result in found}) > 1


def test_a_healthy_run_has_none(qtbot: QtBot, window: MainWindow) -> None:
    assert window.strip.quiet.isHidden()
    window.session.advance(60)
    qtbot.waitUntil(window.strip.quiet.isVisible)
    assert window.strip.line.text() == "Small A small experiment for tests."


def test_race_adds_the_remedy_and_both_runs_train(qtbot: QtBot, vanishing: MainWindow) -> None:
    session, words = vanishing.session, vanishing.strip.remark.finding.remedy.words
    before = session.experiment
    qtbot.mouseClick(vanishing.strip.race_button, LEFT)
    assert [run.name for run in session.runs] == ["base", words]
    assert f"“{words}” races “base”" in vanishing.strip.line.text()
    assert session.runs[0].assembly.experiment == plan_runs(before)[0].experiment
    assert {layer.activation.name for layer in session.runs[1].assembly.experiment.network.hidden} == {"relu"}
    qtbot.waitUntil(lambda: session.playing)
    qtbot.waitUntil(lambda: min(snapshot.step for snapshot in session.frame.snapshots) > 30)
    session.pause()
    rest(qtbot, vanishing)
    session.undo_stack.undo()
    rest(qtbot, vanishing)
    assert session.experiment == before
    assert [run.name for run in session.runs] == ["Vanishing"]


def test_both_start_from_the_same_weights_where_the_remedy_leaves_them(qtbot: QtBot, window: MainWindow) -> None:
    rest(qtbot, window)
    present(window, VANISHING)
    qtbot.mouseClick(window.strip.race_button, LEFT)
    base, _, third = window.session.runs
    assert third.name == VANISHING.remedy.words
    np.testing.assert_array_equal(base.assembly.initial_theta(), third.assembly.initial_theta())


def test_what_races_already_is_looked_at_instead(qtbot: QtBot, vanishing: MainWindow) -> None:
    session, strip = vanishing.session, vanishing.strip
    qtbot.mouseClick(strip.race_button, LEFT)
    qtbot.waitUntil(lambda: strip.remark is not None and strip.remark.racing == 1)
    session.pause()
    rest(qtbot, vanishing)
    session.attention.show_run(1, False)
    strip.close_button.click()
    assert strip.race_button.text() == SEE_RUN
    runs = session.runs
    qtbot.mouseClick(strip.race_button, LEFT)
    assert session.runs is runs
    assert session.attention.chosen == 1
    assert session.attention.hidden == frozenset()
    assert "tries this already" in strip.line.text()


def test_a_remedy_for_a_variant_keeps_what_the_variant_changes(qtbot: QtBot, window: MainWindow) -> None:
    rest(qtbot, window)
    present(window, finding(run=1, remedy="He normal", changes={"network.initializer": "he_normal"}))
    assert window.strip.line.text().startswith("with momentum: Gradients vanish.")
    qtbot.mouseClick(window.strip.race_button, LEFT)
    tried = window.session.runs[2].assembly.experiment
    assert (tried.training.optimizer.name, tried.network.initializer.name) == ("momentum", "he_normal")
    assert "“He normal” races “with momentum”" in window.strip.line.text()


def test_a_seventh_run_is_refused_in_words(qtbot: QtBot, open_window: OpenWindow) -> None:
    variants = [{"name": f"seed {k}", "set": {"seed": k}} for k in range(10, 15)]
    window = open_window(decode(SMALL | {"variants": variants}))
    rest(qtbot, window)
    present(window, VANISHING)
    before = window.session.experiment
    qtbot.mouseClick(window.strip.race_button, LEFT)
    assert window.session.experiment is before
    assert window.strip.line.text().startswith("There are 6 runs, which is the most")
    assert not window.session.undo_stack.canUndo()


def test_a_remedy_that_does_not_fit_is_refused_in_words(qtbot: QtBot, window: MainWindow) -> None:
    rest(qtbot, window)
    present(window, finding(remedy="larger batches", changes={"training.batch_size": 1000}))
    before = window.session.experiment
    qtbot.mouseClick(window.strip.race_button, LEFT)
    assert window.session.experiment is before
    assert window.strip.line.text().startswith("“larger batches” does not fit this experiment: ")
    assert "1,000" in window.strip.line.text()


def test_show_selects_the_layer_of_the_run_and_leaves_the_layout(qtbot: QtBot, window: MainWindow) -> None:
    rest(qtbot, window)
    window.session.attention.show_run(1, False)
    present(window, finding(run=1, layer=2))
    layout = window.board.layout_name
    qtbot.mouseClick(window.strip.show_button, LEFT)
    seen = window.session.attention
    assert (seen.chosen, seen.selection, seen.hidden) == (1, Selection(2), frozenset())
    assert (window.board.layout_name, window.board.enlarged) == (layout, None)


def test_show_marks_the_title_for_a_moment(qtbot: QtBot, window: MainWindow) -> None:
    rest(qtbot, window)
    present(window, SLOW)
    bar = window.board.frames["loss"].title_bar
    plain = bar.grab().toImage()
    qtbot.mouseClick(window.strip.show_button, LEFT)
    assert bar.grab().toImage() != plain
    qtbot.waitUntil(lambda: bar.grab().toImage() == plain)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_show_brings_any_panel_to_sight(qtbot: QtBot, window: MainWindow, kind: Any) -> None:
    rest(qtbot, window)
    present(window, finding(kind.name, panel=kind.panel))
    frame = window.board.frames[kind.panel]
    for layout in ("Activations", "Network", "Overview"):
        window.board.choose_layout(layout)
        qtbot.mouseClick(window.strip.show_button, LEFT)
        assert frame.isVisible()
        assert window.board.enlarged is None


def test_show_puts_back_a_panel_that_hides_it(qtbot: QtBot, window: MainWindow) -> None:
    rest(qtbot, window)
    present(window, SLOW)
    window.board.toggle_enlarged("network")
    assert not window.board.frames["loss"].isVisible()
    qtbot.mouseClick(window.strip.show_button, LEFT)
    assert window.board.frames["loss"].isVisible()
    assert window.board.enlarged is None


def test_show_brings_back_a_panel_that_was_hidden(qtbot: QtBot, window: MainWindow) -> None:
    rest(qtbot, window)
    present(window, SLOW)
    for layout in ("Overview", "Network", "Gradients", "Loss surface"):
        window.board.choose_layout(layout)
        window.board.show_panel("loss", False)
    qtbot.mouseClick(window.strip.show_button, LEFT)
    assert window.board.frames["loss"].isVisible()


def test_every_command_has_a_key_and_stands_in_the_palette(qtbot: QtBot, window: MainWindow) -> None:
    rest(qtbot, window)
    names = ("Show finding", "Race the remedy", "Next finding")
    palette = Palette(window._actions, window)
    for name in names:
        assert name in dict(window._actions.described())
        palette.field.setText(name)
        assert palette.list.count() == 0
    present(window, VANISHING, SLOW)
    palette = Palette(window._actions, window)
    for name in names:
        palette.field.setText(name)
        assert palette.list.count() == 1
    qtbot.keyClick(window, KEY.Key_F8)
    assert window.strip.line.text().startswith("without momentum: Learning is slow.")
    qtbot.keyClick(window, KEY.Key_F8)
    qtbot.keyClick(window, KEY.Key_F, CONTROL_SHIFT)
    assert window.session.attention.selection == Selection(1)
    qtbot.keyClick(window, KEY.Key_R, CONTROL_SHIFT)
    assert len(window.session.runs) == 3


def test_a_run_that_is_switched_off_is_not_judged(qtbot: QtBot, open_window: OpenWindow) -> None:
    variant = {"name": "tanh", "set": {"network.hidden": [{"units": 4, "activation": "tanh"}]}}
    window = open_window(decode(VANISHES | {"variants": [variant]}))
    window.session.advance(60)
    qtbot.waitUntil(lambda: window.strip.offer[0])
    window.session.attention.show_run(0, False)
    qtbot.waitUntil(lambda: not window.strip.offer[0])
    window.session.attention.show_run(0, True)
    qtbot.waitUntil(lambda: window.strip.offer[0])


def test_a_reset_forgets_what_was_found(qtbot: QtBot, vanishing: MainWindow) -> None:
    qtbot.keyClick(vanishing, KEY.Key_R)
    assert vanishing.strip.remark is None
    rest(qtbot, vanishing)
    assert vanishing.strip.quiet.isHidden()


def test_a_moment_is_searched_once(qtbot: QtBot, vanishing: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    frame, watch, searched = vanishing.session.frame, Watch(), []
    assert frame is not None

    def count(*arguments: Any) -> Any:
        searched.append(arguments[0].run)
        return findings(*arguments)

    monkeypatch.setattr("ui.findings_strip.watch.findings", count)
    search = watch.search(frame, vanishing.session.experiment)
    assert search is not None
    assert search(lambda: True) is None
    assert search(lambda: False) == search(lambda: False)
    assert watch.search(frame, vanishing.session.experiment) is None
    assert searched == [0, 0]  # once in vain, once for both answers


def test_presenting_hides_the_buttons_and_keeps_the_words(qtbot: QtBot, window: MainWindow) -> None:
    rest(qtbot, window)
    present(window, VANISHING)
    qtbot.keyClick(window, KEY.Key_F5)
    assert not window.strip.show_button.isVisible()
    assert window.strip.line.isVisible()
    assert "Gradients vanish." in window.strip.line.text()
    qtbot.keyClick(window, KEY.Key_F5)
    qtbot.waitUntil(window.strip.show_button.isVisible)


def test_every_finding_has_a_panel_to_show() -> None:
    assert {kind.panel for kind in KINDS} <= {kind.name for kind in PANELS}
