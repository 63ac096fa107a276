"""Weights and biases set by hand in the Network panel: by keys, by double click, by a click on the card."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from pytestqt.qtbot import QtBot

from tests.ui.network_cases import assembly_of, feed, frame_of, middle, open_panel, point_at, unit_box
from ui.frame import Selection
from ui.panels.network import NetworkPanel
from ui.panels.network.box import Box
from ui.panels.network.paint_card import value_box
from ui.theme import appearance


@pytest.fixture(autouse=True)
def usual_look(qtbot: QtBot) -> Iterator[None]:
    appearance().choose("light")
    yield
    appearance().set_font_scale(1.0)


def edit_by_key(qtbot: QtBot, panel: NetworkPanel, text: str, key: Qt.Key = Qt.Key.Key_F2) -> None:
    qtbot.keyClick(panel, key)
    assert panel.editor.field.isVisible()
    panel.editor.field.clear()
    qtbot.keyClicks(panel.editor.field, text)
    qtbot.keyClick(panel.editor.field, Qt.Key.Key_Return)


def test_a_weight_is_edited_by_keys(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("spirals", selection=Selection(2, 4, 1)))
    with qtbot.waitSignal(panel.parameter_edited) as edited:
        edit_by_key(qtbot, panel, "-1,25")
    layer = assembly_of("spirals").network.layers[1]
    assert edited.args == [layer.start + 1 * 8 + 4, -1.25]
    assert not panel.editor.field.isVisible()


def test_a_bias_is_edited_by_return_and_by_double_click(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("digits", selection=Selection(1, 26)))
    layer = assembly_of("digits").network.layers[0]
    with qtbot.waitSignal(panel.parameter_edited) as edited:
        edit_by_key(qtbot, panel, "0.5", Qt.Key.Key_Return)
    assert edited.args == [layer.bias_start + 26, 0.5]
    qtbot.mouseDClick(panel, Qt.MouseButton.LeftButton, pos=middle(unit_box(panel, 1, 30)))
    assert panel.editor.index == layer.bias_start + 30
    qtbot.keyClick(panel.editor.field, Qt.Key.Key_Escape)
    assert panel.editor.index is None
    # An input has no bias.
    qtbot.mouseDClick(panel, Qt.MouseButton.LeftButton, pos=middle(unit_box(panel, 0, 30)))
    assert panel.editor.index is None


def test_the_value_in_the_card_opens_the_field(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("spirals", selection=Selection(2, 4, 1)))
    place = value_box(*panel.graph.card())
    point_at(panel, middle(place))
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=middle(place))
    assert panel.editor.index is not None
    assert not panel.editor.field.visibleRegion().isEmpty()
    qtbot.keyClick(panel.editor.field, Qt.Key.Key_Return)
    assert panel.editor.index is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("abc", "'abc' is not a number."), ("", "A number is missing."), ("1e999", "'1e999' is too large")],
)
def test_a_bad_entry_gets_one_sentence_and_is_kept(qtbot: QtBot, text: str, words: str) -> None:
    panel = open_panel(qtbot, frame_of("spirals", selection=Selection(2, 4, 1)))
    with qtbot.assertNotEmitted(panel.parameter_edited):
        edit_by_key(qtbot, panel, text)
    assert panel.editor.words.text().startswith(words)
    assert panel.editor.field.text() == text
    assert panel.editor.field.isVisible()
    # A frame, a result and another size leave the entry alone.
    feed(panel, frame_of("spirals", selection=Selection(2, 4, 1)))
    panel.resize(420, 300)
    assert panel.editor.field.text() == text
    card = panel.graph.card()
    assert card is not None
    assert Box(*panel.editor.field.geometry().getRect()).overlaps(card[1])
    qtbot.keyClicks(panel.editor.field, "2")
    assert "Enter" in panel.editor.words.text()


def test_a_value_too_large_for_the_number_type_is_refused(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("single precision", selection=Selection(1, 0)))
    edit_by_key(qtbot, panel, "1e39")
    assert panel.editor.words.text() == "'1e39' is too large: allowed is up to 3.4e38."


def test_new_runs_close_the_field(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("spirals", selection=Selection(2, 4, 1)))
    qtbot.keyClick(panel, Qt.Key.Key_F2)
    with qtbot.assertNotEmitted(panel.parameter_edited):
        panel.bind(frame_of("digits").runs)
    assert panel.editor.index is None


def test_space_takes_the_entry_and_is_the_windows(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("spirals", selection=Selection(2, 4, 1)))
    heard: list[str] = []
    QShortcut(QKeySequence("Space"), panel.window(), lambda: heard.append("Space"))
    panel.window().activateWindow()
    qtbot.waitUntil(panel.window().isActiveWindow)
    qtbot.keyClick(panel, Qt.Key.Key_F2)
    field = panel.editor.field
    field.clear()
    qtbot.keyClicks(field, "x")
    with qtbot.assertNotEmitted(panel.parameter_edited):
        qtbot.keyClick(field, Qt.Key.Key_Space)
    assert heard == ["Space"]
    assert (field.text(), field.property("invalid"), field.isVisible()) == ("x", True, True)
    field.clear()
    qtbot.keyClicks(field, "0.5")
    with qtbot.waitSignal(panel.parameter_edited) as edited:
        qtbot.keyClick(field, Qt.Key.Key_Space)
    assert edited.args[1] == 0.5
    assert heard == ["Space", "Space"]
    assert not field.isVisible()
