"""What one does in the Network panel: point, click, walk with the keys, pan, choose samples, edit by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.responses import share_gradient
from tests.ui.network_cases import assembly_of, feed, frame_of, middle, open_panel, theta_of, unit_box
from ui import numbers
from ui.frame import Frame, Selection
from ui.panels.network import NetworkPanel
from ui.panels.network.box import Box
from ui.panels.network.navigation import step
from ui.panels.network.paint_card import value_box
from ui.theme import appearance

KEYS = {"left": Qt.Key.Key_Left, "right": Qt.Key.Key_Right, "up": Qt.Key.Key_Up, "down": Qt.Key.Key_Down}


@pytest.fixture(autouse=True)
def usual_look(qtbot: QtBot) -> Iterator[None]:
    appearance().choose("light")
    yield
    appearance().set_font_scale(1.0)


def connected(panel: NetworkPanel, frame: Frame) -> list[Selection | None]:
    """Hand every selection back as the next frame, as the session does; return what was emitted."""
    emitted: list[Selection | None] = []

    def answer(selection: Selection | None) -> None:
        emitted.append(selection)
        panel.draw(replace(frame, selection=selection))

    panel.selected.connect(answer)
    return emitted


def on_link(panel: NetworkPanel, gap: int, source: int, target: int) -> QPoint:
    """Return a pixel on a link, near its source where links lie apart."""
    place = panel.graph.layout.gaps[gap]
    x = place.x0 + 0.15 * (place.x1 - place.x0)
    heights, _ = place.heights(np.array([source]), np.array([target]), x)
    return QPoint(round(x), round(float(heights[0])))


def rows_of(panel: NetworkPanel) -> dict[str, str]:
    """Return what the read-out card says."""
    card, _ = panel.graph.card()
    return {card.title: card.value, **{row.label: row.value for row in card.rows}}


def test_pointing_at_a_weight_reads_value_gradient_and_formula(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("one unit"))
    qtbot.mouseMove(panel, on_link(panel, 0, 1, 0))
    layer = assembly_of("one unit").network.layers[0]
    theta, gradient = theta_of("one unit"), share_gradient(assembly_of("one unit"), theta_of("one unit"))
    rows = rows_of(panel)
    assert rows["W1[1, 0]"] == numbers.weight(float(layer.weights(theta)[1, 0]))
    assert rows["gradient dL/dw"] == numbers.weight(float(layer.weights(gradient)[1, 0]))
    assert rows["adds to z"] == "w · x[1]"
    assert rows["from"] == "x₂"
    assert panel.cursor().shape() == Qt.CursorShape.PointingHandCursor


def test_pointing_at_a_unit_reads_bias_formula_and_answer_to_the_sample(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("spirals", sample=("train", 3)))
    qtbot.mouseMove(panel, middle(unit_box(panel, 2, 5)))
    passed = panel.graph.portrait.sample_pass
    rows = rows_of(panel)
    assert rows["a = tanh(z)"] == numbers.weight(float(passed.a[1][5]))
    assert rows["z = w·a + b"] == numbers.weight(float(passed.z[1][5]))
    assert "bias b2[5]" in rows
    assert "gradient dL/db" in rows
    qtbot.mouseMove(panel, QPoint(5, 200))
    assert panel.graph.card() is None


def test_pointing_at_inputs_heads_and_digits(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("wine"), (1100, 670))
    qtbot.mouseMove(panel, middle(unit_box(panel, 0, 2)))
    rows = rows_of(panel)
    data = assembly_of("wine").data
    assert rows["ash"] == "x[2]"
    assert rows["this sample"] == numbers.weight(float(data.raw_test[0, 2]))
    qtbot.mouseMove(panel, QPoint(round(panel.graph.layout.heads[1].anchor), 7))
    assert rows_of(panel)["weights"] == "104"


def test_pointing_at_digits_reads_arguments_and_pixels(qtbot: QtBot) -> None:
    digits = open_panel(qtbot, frame_of("digits"), (800, 715))
    qtbot.mouseMove(digits, middle(unit_box(digits, 1, 26)))
    rows = rows_of(digits)
    assert "argues for" in rows
    assert "argues against" in rows
    qtbot.mouseMove(digits, middle(unit_box(digits, 0, 28)))
    assert "pixel 3,4" in rows_of(digits)


def test_a_click_selects_and_a_click_beside_clears(qtbot: QtBot) -> None:
    frame = frame_of("spirals")
    panel = open_panel(qtbot, frame)
    emitted = connected(panel, frame)
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=middle(unit_box(panel, 1, 3)))
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(round(panel.graph.layout.heads[2].anchor), 7))
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(5, 200))
    assert emitted == [Selection(1, 3), Selection(2), None]
    strongest = panel.graph.portrait.links[2]
    target = Selection(3, int(strongest.targets[-1]), int(strongest.sources[-1]))
    place = on_link(panel, 2, target.source, target.unit)
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=place)
    assert emitted[-1] == target


def test_arrow_keys_move_and_escape_clears(qtbot: QtBot) -> None:
    frame = frame_of("spirals")
    panel = open_panel(qtbot, frame)
    emitted = connected(panel, frame)
    for key in ("down", "down", "right", "up", "left", "left"):
        qtbot.keyClick(panel, KEYS[key])
    assert emitted == [
        Selection(1, 0),
        Selection(1, 1),
        Selection(2, 1),
        Selection(2, 0),
        Selection(1, 0),
        Selection(0, 0),
    ]
    qtbot.keyClick(panel, KEYS["right"])
    for _ in range(3):
        qtbot.keyClick(panel, KEYS["down"], Qt.KeyboardModifier.ShiftModifier)
    assert emitted[-3:] == [Selection(1, 3, 0), Selection(1, 3, 1), Selection(1, 3, 0)]
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert emitted[-1] is None
    # Without a selection, Escape is for the window.
    count = len(emitted)
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert len(emitted) == count


@pytest.mark.parametrize("case", ["spirals", "digits", "deep digits", "deep", "perceptron", "wine"])
def test_the_keys_reach_everything_and_never_leave(qtbot: QtBot, case: str) -> None:
    panel = open_panel(qtbot, frame_of(case))
    blocks = panel.graph.layout.blocks
    seen, selection = set(), Selection(0, 0)
    for _ in range(600):
        seen.add(selection.layer)
        selection = step(blocks, selection, "right", weights=False)
    assert seen == set(range(len(blocks)))
    rng = np.random.default_rng(1)
    for _ in range(500):
        direction = list(KEYS)[rng.integers(4)]
        selection = step(blocks, selection, direction, weights=bool(rng.integers(2)))  # type: ignore[arg-type]
        assert 0 <= selection.layer < len(blocks)
        assert selection.unit is None or 0 <= selection.unit < blocks[selection.layer].fold.shown
        assert selection.source is None or 0 <= selection.source < blocks[selection.layer - 1].fold.shown


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
    qtbot.mouseMove(panel, middle(place))
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=middle(place))
    assert panel.editor.index is not None
    assert not panel.editor.field.visibleRegion().isEmpty()
    qtbot.keyClick(panel.editor.field, Qt.Key.Key_Return)
    assert panel.editor.index is None


@pytest.mark.parametrize(
    ("text", "words"), [("abc", "'abc' is not a number."), ("", "A number is missing."), ("1e999", "'1e999' is not")]
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


def test_samples_are_chosen_by_buttons(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("digits"), (800, 715))
    place = panel.graph.layout.sample
    with qtbot.waitSignal(panel.sample_chosen) as chosen:
        qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=middle(place.following))
    assert chosen.args == [("test", 1)]
    feed(panel, frame_of("digits", sample=("train", 0)))
    rows = len(assembly_of("digits").data.inputs_train)
    with qtbot.waitSignal(panel.sample_chosen) as chosen:
        qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=middle(place.previous))
    assert chosen.args == [("train", rows - 1)]


def test_a_deep_network_is_moved_by_wheel_and_drag(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("deep"))
    start = panel.graph.layout.blocks[5].x

    def turn(target: NetworkPanel) -> QWheelEvent:
        event = QWheelEvent(
            QPointF(300, 150), QPointF(300, 150), QPoint(), QPoint(0, -240), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(target, event)
        return event

    assert turn(panel).isAccepted()
    assert panel.graph.layout.blocks[5].x == start - 240
    qtbot.mousePress(panel, Qt.MouseButton.LeftButton, pos=QPoint(300, 280))
    qtbot.mouseMove(panel, QPoint(400, 280))
    qtbot.mouseRelease(panel, Qt.MouseButton.LeftButton, pos=QPoint(400, 280))
    assert panel.graph.layout.blocks[5].x == start - 140
    frame = frame_of("deep", selection=Selection(5, 0))
    panel.draw(frame)
    connected(panel, frame)
    for _ in range(40):
        qtbot.keyClick(panel, KEYS["right"])
    shown = panel.graph.selection
    assert 0 <= unit_box(panel, shown.layer, shown.unit).x <= panel.width()
    assert not turn(open_panel(qtbot, frame_of("spirals"))).isAccepted()


def test_leaving_clears_what_was_pointed_at(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("spirals"))
    qtbot.mouseMove(panel, middle(unit_box(panel, 1, 3)))
    QApplication.sendEvent(panel, QEvent(QEvent.Type.Leave))
    assert panel.graph.hovered is None
