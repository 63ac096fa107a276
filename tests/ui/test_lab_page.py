"""The lab as a page of the window: keys, undo, presenting, memory, pictures, and what it costs where it is hidden."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.experiment import Experiment, decode
from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.lab import Lab
from tests.ui.conftest import SMALL, OpenWindow
from ui.exports.vectors import pdf_of, svg_of
from ui.lab.names import function_sentence, head_words
from ui.lab.page import LabPage
from ui.main_window import MainWindow
from ui.pages import LAB, PAGES
from ui.pictures import png_of
from ui.theme import current, px

KEY, MODIFIER = Qt.Key, Qt.KeyboardModifier


def opened(qtbot: QtBot, window: MainWindow) -> LabPage:
    """Show the lab, and wait until it is drawn."""
    window.pages.choose(LAB)
    lab = window.pages.lab
    assert lab is not None
    qtbot.waitUntil(lambda: window.pages.settled and window.feeds.settled, timeout=8000)
    return lab


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = MODIFIER.NoModifier) -> None:
    """Press a key where the focus is."""
    widget = QApplication.focusWidget() or QApplication.activeWindow()
    assert widget is not None
    QTest.keyClick(widget, key, modifier)


def test_a_start_without_the_lab_does_not_load_it() -> None:
    code = "import sys, ui.main_window, ui.pages; print([name for name in sys.modules if name.startswith('ui.lab')])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.stdout.strip() == "[]", result.stderr


def test_a_tab_swaps_everything_for_the_lab(qtbot: QtBot, window: MainWindow) -> None:
    assert window.pages.lab is None
    window._tabs.setCurrentIndex(PAGES.index(LAB))
    lab = window.pages.lab
    assert lab is not None
    assert lab.isVisible()
    for hidden in (window.transport, window.side, window.board, window.strip, window.timeline):
        assert not hidden.isVisible()
    assert window.menuBar().isVisible()
    qtbot.keyClick(window, KEY.Key_F6)
    assert window.board.isVisible()
    assert window.pages.name == PAGES[0]
    assert window._tabs.currentIndex() == 0


def test_keys_mean_the_race_there_and_the_run_elsewhere(qtbot: QtBot, window: MainWindow) -> None:
    lab = opened(qtbot, window)
    press(KEY.Key_Space)
    assert lab.player.playing
    assert not window.session.playing
    press(KEY.Key_Space)
    press(KEY.Key_Home)
    assert (lab.player.playing, lab.bench.step) == (False, 0)
    press(KEY.Key_Right)
    press(KEY.Key_Right, MODIFIER.ShiftModifier)
    press(KEY.Key_Left)
    assert lab.bench.step == 10
    press(KEY.Key_End)
    assert lab.bench.at_end
    press(KEY.Key_R)
    assert (lab.player.playing, lab.bench.step) == (False, 0)
    for key in (KEY.Key_1, KEY.Key_6, KEY.Key_S):
        press(key)
    assert window.board.enlarged is None
    assert window.session.idle
    assert window.session.frame is not None
    assert window.session.frame.snapshot.step == 0
    press(KEY.Key_F6)
    press(KEY.Key_1)
    assert window.board.enlarged == "network"
    press(KEY.Key_Space)
    qtbot.waitUntil(lambda: window.session.playing)
    press(KEY.Key_Space)


def test_keys_go_through_the_race_also_where_nothing_has_the_focus(qtbot: QtBot, window: MainWindow) -> None:
    lab = opened(qtbot, window)
    field = lab.form.body.function.start.fields[0]
    field.setFocus()
    qtbot.keyClick(field, KEY.Key_Left)
    assert lab.bench.at_end
    field.clearFocus()
    QTest.keyClick(window, KEY.Key_Left)
    assert lab.bench.step == lab.bench.last_step - 1


def test_undo_belongs_to_the_page_that_is_seen(qtbot: QtBot, window: MainWindow) -> None:
    lab = opened(qtbot, window)
    lab.bench.edit(lab.bench.lab.with_start(1.0, 1.0), "start")
    press(KEY.Key_Z, MODIFIER.ControlModifier)
    assert lab.bench.lab == Lab.on("ravine")
    press(KEY.Key_Z, MODIFIER.ControlModifier | MODIFIER.ShiftModifier)
    assert lab.bench.lab.start == (1.0, 1.0)
    window.pages.show_workbench()
    press(KEY.Key_Z, MODIFIER.ControlModifier)
    assert lab.bench.lab.start == (1.0, 1.0)
    assert not window.session.undo_stack.canRedo()


def test_hidden_it_costs_nothing_and_seen_the_panels_cost_nothing(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = opened(qtbot, window)
    painted = {name: frame.panel.paints for name, frame in window.board.frames.items()}
    window.session.advance(20)
    qtbot.waitUntil(lambda: window.session.idle and window.session.frame.snapshot.step == 20)
    assert {name: frame.panel.paints for name, frame in window.board.frames.items()} == painted
    lab.player.play()
    window.pages.show_workbench()
    assert not lab.player.playing
    asked = []
    monkeypatch.setattr(lab.canvas, "computation", lambda frame: asked.append(frame))
    monkeypatch.setattr(lab.side, "show_race", lambda *seen: asked.append(seen))
    window.session.advance(20)
    qtbot.waitUntil(lambda: window.session.idle and window.session.frame.snapshot.step == 40)
    qtbot.waitUntil(lambda: window.feeds.settled, timeout=8000)
    assert not asked


def test_presenting_shows_the_race_alone(qtbot: QtBot, window: MainWindow) -> None:
    lab = opened(qtbot, window)
    press(KEY.Key_F5)
    qtbot.waitUntil(window.isFullScreen)
    assert current().name == "projector"
    assert px(100) == 160
    for hidden in (lab.form, lab.transport, window.menuBar()):
        assert not hidden.isVisible()
    assert lab.canvas.isVisible()
    press(KEY.Key_Space)
    assert lab.player.playing
    press(KEY.Key_Period)
    assert window.presentation._curtain.isVisible()
    press(KEY.Key_Escape)
    assert not window.presentation._curtain.isVisible()
    press(KEY.Key_PageDown)
    assert window.pages.name == PAGES[0]
    press(KEY.Key_PageUp)
    assert window.pages.lab_shown
    press(KEY.Key_Escape)
    assert not window.presentation.active
    assert window.pages.lab_shown
    assert lab.form.isVisible()
    assert lab.transport.isVisible()


def test_a_lab_that_is_first_seen_while_presenting_has_no_controls(qtbot: QtBot, window: MainWindow) -> None:
    press(KEY.Key_F5)
    qtbot.waitUntil(window.isFullScreen)
    press(KEY.Key_PageUp)
    lab = window.pages.lab
    assert lab is not None
    assert lab.isVisible()
    assert not lab.form.isVisible()
    press(KEY.Key_Escape)
    assert window.pages.name == PAGES[0]


def test_what_was_set_up_is_there_at_the_next_start(qtbot: QtBot, open_window: OpenWindow, small: Experiment) -> None:
    window = open_window(small)
    lab = opened(qtbot, window)
    lab.bench.edit(lab.bench.lab.with_one_more(OptimizerChoice("adam")).with_start(0.5, 0.25), "changes")
    kept = lab.bench.lab
    window.close()
    again = open_window(small)
    again.restore()
    assert again.pages.lab_shown
    assert again.pages.lab is not None
    assert again.pages.lab.bench.lab == kept
    assert not again.pages.lab.bench.undo_stack.canUndo()
    assert len(again.pages.lab.form.body.racers.blocks) == 3
    again.close()


@pytest.mark.parametrize("kept", [3, {"function": "nowhere"}, {"function": "bowl", "racers": []}])
def test_a_memory_that_makes_no_sense_is_none(qtbot: QtBot, window: MainWindow, kept: object) -> None:
    window.settings.landscape_lab = kept
    window.restore()
    assert opened(qtbot, window).bench.lab == Lab.on("ravine")


def test_what_is_opened_is_seen(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window)
    window.session.open(decode(SMALL | {"name": "Another"}))
    assert not window.pages.lab_shown
    opened(qtbot, window)
    window.show_fault("made up")
    assert not window.pages.lab_shown
    window._actions["layout_" + LAB].trigger()
    assert window.pages.lab_shown
    window._actions["panel_loss"].trigger()
    assert (window.pages.lab_shown, window.board.enlarged) == (False, "loss")


def test_a_narrow_window_folds_the_form(qtbot: QtBot, open_window: OpenWindow, small: Experiment) -> None:
    window = open_window(small, size=(1024, 700))
    lab = opened(qtbot, window)
    assert lab.form.folded
    assert lab.side.isVisible()
    lab.form._rail.buttons["Racers"].click()
    assert lab.form.body.isVisible()
    press(KEY.Key_Escape)
    assert not lab.form.body.isVisible()
    press(KEY.Key_E, MODIFIER.ControlModifier)
    assert not lab.form.folded
    assert window.side.form.folded
    window.resize(700, 600)
    qtbot.waitUntil(lambda: not lab.side.isVisible())
    assert lab.canvas.width() > 300
    lab.transport.views.click()
    assert lab.side.isVisible()
    assert not lab.canvas.isVisible()
    lab.transport.views.click()
    assert not lab.side.isVisible()
    assert lab.canvas.isVisible()


def test_its_picture_is_copied(qtbot: QtBot, window: MainWindow) -> None:
    lab = opened(qtbot, window)
    window.pictures.copy()
    image = QGuiApplication.clipboard().image()
    area = lab.picture_area()
    assert (image.width(), image.height()) == (2 * area.width(), 2 * area.height())
    assert "clipboard" in lab.transport.words.text()
    assert lab.head._controls.isVisible()


def test_its_picture_is_saved_in_every_format(qtbot: QtBot, window: MainWindow) -> None:
    lab = opened(qtbot, window)
    lab.bench.go_to(30)
    subject = window.pictures._lab_subject()
    assert subject is not None
    assert svg_of(subject).count(b"<text") > 40
    assert pdf_of(subject).startswith(b"%PDF")
    assert png_of(subject, 900).startswith(b"\x89PNG")
    window.pages.show_workbench()
    assert window.pictures._lab_subject() is None


def test_a_window_that_is_not_restored_shows_the_lab_as_at_the_first_time(
    qtbot: QtBot, open_window: OpenWindow, small: Experiment
) -> None:
    window = open_window(small)
    lab = opened(qtbot, window)
    lab.bench.edit(lab.bench.lab.with_start(0.5, 0.25), "start")
    window.close()
    again = open_window(small)
    assert opened(qtbot, again).bench.lab == Lab.on("ravine")


def test_an_audience_reads_the_formula_of_an_own_function() -> None:
    assert head_words(Lab.on("bowl")) == function_sentence(Lab.on("bowl"))
    assert head_words(Lab.on("formula", "x*y")) == "f(x, y) = x*y"
