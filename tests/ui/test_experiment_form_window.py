"""The form in the real window, on a real session: edits train, are refused, are undone."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.experiment import Experiment, decode
from tests.ui.conftest import SMALL, OpenWindow
from ui.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton


def row_of(window: MainWindow, path: str) -> Any:
    body: Any = window.form.body
    return next(row for section in body.sections.values() for row in section.rows.rows() if row.spec.path == path)


def drag(qtbot: QtBot, slider: Any, places: list[int]) -> None:
    qtbot.mousePress(slider, LEFT, pos=QPoint(places[0], 10))
    for x in places[1:]:
        qtbot.mouseMove(slider, QPoint(x, 10))
    qtbot.mouseRelease(slider, LEFT, pos=QPoint(places[-1], 10))


def test_a_drag_is_one_undo_step_and_the_run_goes_on(qtbot: QtBot, window: MainWindow) -> None:
    stack = window.session.undo_stack
    window.session.advance(5)
    qtbot.waitUntil(lambda: window.session.idle)
    slider = row_of(window, "training.optimizer.learning_rate").control.slider
    drag(qtbot, slider, [20, 26, 32, 38])
    drag(qtbot, slider, [20, 14])
    assert stack.count() == 2
    assert stack.undoText().startswith("learning rate ")
    qtbot.waitUntil(lambda: window.session.idle)
    assert window.session.frame is not None
    assert window.session.frame.snapshots[0].step == 5
    stack.undo()
    stack.undo()
    assert window.session.experiment.training.optimizer.values["learning_rate"] == 0.1
    assert row_of(window, "training.optimizer.learning_rate").control.field.text() == "0.1"


def test_dragging_what_restarts_is_one_undo_step_too(qtbot: QtBot, window: MainWindow) -> None:
    drag(qtbot, row_of(window, "data.noise").control.slider, list(range(10, 50, 2)))
    assert window.session.undo_stack.count() == 1
    assert window.session.experiment.data.noise == row_of(window, "data.noise").control.number() > 0


def test_what_does_not_fit_together_is_said_below_the_row(qtbot: QtBot, window: MainWindow) -> None:
    row = row_of(window, "training.batch_size")
    row.control.field.setFocus()
    row.control.field.selectAll()
    qtbot.keyClicks(row.control.field, "49")
    qtbot.keyClick(row.control.field, Qt.Key.Key_Return)
    assert row.sentence == "Batch size is 49: allowed is a whole number from 1 to the 48 training rows."
    assert row.control.field.text() == "49"
    assert window.session.experiment == decode(SMALL)
    assert window.session.undo_stack.count() == 0


def test_space_trains_and_pauses_also_while_a_field_holds_a_bad_number(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    row = row_of(window, "data.test_fraction")
    field = row.control.field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "1000000")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    sentence = row.sentence
    assert sentence.startswith("Test share is ")
    assert field.hasFocus()
    qtbot.keyClick(field, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.frame.snapshots[0].step > 0)
    assert window.session.playing
    qtbot.keyClick(field, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.idle)
    assert not window.session.playing
    assert (field.text(), row.sentence, bool(field.property("invalid"))) == ("1000000", sentence, True)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() != "1000000"
    assert window.session.undo_stack.count() == 0


def test_space_trains_with_the_number_that_is_seen(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field = row_of(window, "training.optimizer.learning_rate").control.field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.25")
    qtbot.keyClick(field, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.frame.snapshots[0].step > 0)
    assert window.session.experiment.training.optimizer.values["learning_rate"] == 0.25
    assert field.text() == "0.25"
    qtbot.keyClick(field, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.idle)


def test_escape_in_a_field_does_not_put_a_panel_back(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.board.toggle_enlarged("network")
    field = row_of(window, "training.l2").control.field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "7")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "0"
    assert window.board.enlarged == "network"
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert window.board.enlarged is None


def test_digits_typed_into_a_field_are_no_shortcuts(qtbot: QtBot, window: MainWindow) -> None:
    field = row_of(window, "training.l2").control.field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.1")
    assert window.board.enlarged is None
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.session.experiment.training.l2 == 0.1


def test_a_variant_joins_the_race(qtbot: QtBot, window: MainWindow) -> None:
    compare: Any = window.form.body.compare if window.form.body else None
    qtbot.mouseClick(compare.add, LEFT)
    rates = next(action for action in compare.menu.actions() if action.text() == "Learning rate").menu()
    compare.menu.close()
    rates.actions()[0].trigger()
    assert [run.name for run in window.session.runs][2] == "rate 1"
    qtbot.mouseClick(compare.runs[2].eye, LEFT)
    qtbot.waitUntil(lambda: window.session.frame is not None and window.session.frame.hidden == {2})
    window.session.undo_stack.undo()
    assert len(window.session.runs) == 2
    assert len(compare.runs) == 2


@pytest.mark.parametrize("width", [1000, 1280])
def test_the_form_folds_with_the_window(open_window: OpenWindow, small: Experiment, width: int) -> None:
    window = open_window(small, size=(width, 760))
    assert window.form.folded == (width < 1200)
    assert window.form.width() == (44 if width < 1200 else 248)
    window.toggle_form()
    assert window.form.folded == (width >= 1200)


def press(qtbot: QtBot, window: MainWindow, keys: str) -> None:
    """Press keys wherever the focus is."""
    qtbot.keySequence(QApplication.focusWidget() or window, keys)


def test_after_an_entry_the_next_keys_are_the_windows(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field, penalty = (
        row_of(window, path).control.field for path in ("training.optimizer.learning_rate", "training.l2")
    )
    for each, text in ((field, "0.2"), (penalty, "0.3")):
        each.setFocus()
        each.selectAll()
        qtbot.keyClicks(each, text)
        press(qtbot, window, "Return")
    assert QApplication.focusWidget() is None
    press(qtbot, window, "Ctrl+Z")
    assert window.session.experiment.training.l2 == 0
    assert penalty.text() == "0"
    assert window.session.experiment.training.optimizer.values["learning_rate"] == 0.2
    assert window.session.experiment.variants[0].set["training.optimizer"]["learning_rate"] == 0.2
    field.setFocus()
    press(qtbot, window, "Ctrl+Z")
    assert window.session.experiment == decode(SMALL), "the variant's rate came back in the same step"
    press(qtbot, window, "Ctrl+Shift+Z")
    assert field.text() == "0.2"
    qtbot.keyClicks(field, "7")
    press(qtbot, window, "Escape")
    assert QApplication.focusWidget() is None
    assert not window.session.playing
    press(qtbot, window, "Space")
    qtbot.waitUntil(lambda: window.session.playing)


def test_the_notes_and_the_name_leave_undo_to_the_window(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    header: Any = window.form.body.header if window.form.body else None
    qtbot.mouseClick(header.button, LEFT)
    field, notes = next(iter(header.details.rows)).field, header.details.notes
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "Tiny")
    press(qtbot, window, "Return")
    assert QApplication.focusWidget() is None
    assert window.session.experiment.name == "Tiny"
    notes.setFocus()
    press(qtbot, window, "Ctrl+Z")
    assert window.session.experiment.name == "Small"
    qtbot.keyClicks(notes, "More. ")
    press(qtbot, window, "Escape")
    assert QApplication.focusWidget() is None
    assert notes.toPlainText() == SMALL["notes"]
