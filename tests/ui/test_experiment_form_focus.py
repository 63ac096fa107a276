"""When a number field gives up the focus, and when undo is its own."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.test_fields import RATE, focus, show, type_over
from ui import controls as c


@pytest.fixture
def rate(qtbot: QtBot) -> c.NumberField:
    """A field with the focus."""
    field = c.NumberField(RATE, "Learning rate")
    field.set_number(0.03)
    show(qtbot, field)
    focus(qtbot, field)
    return field


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
@pytest.mark.parametrize("text", ["0.5", "0.03", None])
def test_return_gives_up_the_focus(qtbot: QtBot, rate: c.NumberField, key: Qt.Key, text: str | None) -> None:
    if text is not None:
        type_over(qtbot, rate, text)
    qtbot.keyClick(rate, key)
    assert QApplication.focusWidget() is None


def test_escape_that_restores_gives_up_the_focus_but_a_refused_entry_keeps_it(
    qtbot: QtBot, rate: c.NumberField
) -> None:
    type_over(qtbot, rate, "-1")
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert rate.hasFocus()
    assert rate.text() == "-1"
    qtbot.keyClick(rate, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is None
    assert rate.text() == "0.03"


@pytest.mark.parametrize("keys", ["Ctrl+Z", "Ctrl+Shift+Z"])
def test_undo_is_the_windows_unless_something_is_pending(qtbot: QtBot, keys: str) -> None:
    window = QWidget()
    field = c.NumberField(RATE, "Learning rate", parent=window)
    field.set_number(0.03)
    heard: list[str] = []
    QShortcut(QKeySequence(keys), window, lambda: heard.append(keys))
    show(qtbot, window)
    focus(qtbot, field)
    qtbot.keySequence(field, keys)
    assert heard == [keys]
    type_over(qtbot, field, "0.5")
    qtbot.keySequence(field, keys)
    assert heard == [keys], "what is being typed is undone in the field"
    field.set_number(0.5)
    qtbot.keySequence(field, keys)
    assert heard == [keys, keys]
    assert field.text() == "0.5"
    assert not field.isUndoAvailable()
    assert not field.isRedoAvailable()


@pytest.mark.parametrize(
    ("typed", "text", "number", "refused"),
    [(None, "0.03", 0.03, False), ("0.5", "0.5", 0.5, False), ("-1", "-1", 0.03, True), ("", "", 0.03, True)],
)
def test_space_takes_what_was_typed_and_is_the_windows(
    qtbot: QtBot, typed: str | None, text: str, number: float, refused: bool
) -> None:
    window = QWidget()
    field = c.NumberField(RATE, "Learning rate", parent=window)
    field.set_number(0.03)
    heard: list[str] = []
    for keys in ("Space", "Shift+Space"):
        QShortcut(QKeySequence(keys), window, lambda keys=keys: heard.append(keys))
    show(qtbot, window)
    focus(qtbot, field)
    if typed is not None:
        type_over(qtbot, field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Space)
    assert heard == ["Space"]
    qtbot.keyClick(field, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert heard == ["Space", "Shift+Space"]
    assert (field.text(), field.number(), bool(field.property("invalid"))) == (text, number, refused)
    assert field.hasFocus()


def test_space_is_never_typed_where_it_is_no_command_either(qtbot: QtBot, rate: c.NumberField) -> None:
    type_over(qtbot, rate, "1 0")
    assert rate.text() == "10"


@pytest.mark.parametrize("pasted", [" 0.5 ", "0.5\n", "\u20090,5"])
def test_blanks_around_a_pasted_number_are_nothing(qtbot: QtBot, rate: c.NumberField, pasted: str) -> None:
    QApplication.clipboard().setText(pasted)
    rate.selectAll()
    qtbot.keySequence(rate, QKeySequence(QKeySequence.StandardKey.Paste))
    with qtbot.waitSignal(rate.committed) as committed:
        qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert committed.args == [0.5]
    assert rate.text() == "0.5"


def test_a_field_keeps_no_history_of_numbers_that_are_in_force(qtbot: QtBot, rate: c.NumberField) -> None:
    type_over(qtbot, rate, "0.5")
    assert rate.isUndoAvailable()
    rate.set_number(0.5)
    assert not rate.isUndoAvailable()
    type_over(qtbot, rate, "0.5")
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    assert not rate.isUndoAvailable()
