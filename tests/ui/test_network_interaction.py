"""What one does in the Network panel: point, click, walk with the keys, pan, choose samples."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.responses import share_gradient
from tests.ui.network_cases import assembly_of, feed, frame_of, middle, open_panel, point_at, theta_of, unit_box
from ui import numbers
from ui.frame import Frame, Selection
from ui.panels.network import NetworkPanel
from ui.panels.network.navigation import step
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
    point_at(panel, on_link(panel, 0, 1, 0))
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
    point_at(panel, middle(unit_box(panel, 2, 5)))
    passed = panel.graph.portrait.sample_pass
    rows = rows_of(panel)
    assert rows["a = tanh(z)"] == numbers.weight(float(passed.a[1][5]))
    assert rows["z = w·a + b"] == numbers.weight(float(passed.z[1][5]))
    assert "bias b2[5]" in rows
    assert "gradient dL/db" in rows
    point_at(panel, QPoint(5, 200))
    assert panel.graph.card() is None


def test_pointing_at_inputs_heads_and_digits(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("wine"), (1100, 670))
    point_at(panel, middle(unit_box(panel, 0, 2)))
    rows = rows_of(panel)
    data = assembly_of("wine").data
    assert rows["ash"] == "x[2]"
    assert rows["this sample"] == numbers.weight(float(data.raw_test[0, 2]))
    point_at(panel, QPoint(round(panel.graph.layout.heads[1].anchor), 7))
    assert rows_of(panel)["weights"] == "104"


def test_pointing_at_digits_reads_arguments_and_pixels(qtbot: QtBot) -> None:
    digits = open_panel(qtbot, frame_of("digits"), (800, 715))
    point_at(digits, middle(unit_box(digits, 1, 26)))
    rows = rows_of(digits)
    assert "argues for" in rows
    assert "argues against" in rows
    point_at(digits, middle(unit_box(digits, 0, 28)))
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
    point_at(panel, QPoint(400, 280))
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


def test_a_selection_that_this_network_does_not_have_is_ignored(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("one unit"))
    for selection in (Selection(7), Selection(1, 5), Selection(1, 0, 9), Selection(0, 0, 0)):
        panel.draw(frame_of("one unit", selection=selection))
        panel.repaint()
        assert panel.graph.card() is None


def test_a_selection_from_elsewhere_is_brought_into_view(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("deep"))
    panel.draw(frame_of("deep", selection=Selection(45, 2)))
    assert 0 <= unit_box(panel, 45, 2).x <= panel.width()


def test_a_screen_reader_says_what_is_chosen(qtbot: QtBot) -> None:
    frame = frame_of("spirals")
    panel = open_panel(qtbot, frame)
    qtbot.keyClick(panel, KEYS["down"])
    assert panel.accessibleDescription().startswith("Hidden 1, unit 0, answer tanh(z)")


def test_leaving_clears_what_was_pointed_at(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("spirals"))
    point_at(panel, middle(unit_box(panel, 1, 3)))
    QApplication.sendEvent(panel, QEvent(QEvent.Type.Leave))
    assert panel.graph.hovered is None
