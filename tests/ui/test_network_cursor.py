"""One cursor: what is pointed at in the Network panel is told, and what is pointed at elsewhere is shown in it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.network_cases import feed, frame_of, middle, open_panel, point_at, unit_box
from ui.frame import Selection
from ui.panels.network import NetworkPanel
from ui.panels.network.heads import Head, place_heads
from ui.panels.network.text import METRICS, rectangle
from ui.theme import appearance


@pytest.fixture(autouse=True)
def usual_look(qtbot: QtBot) -> None:
    appearance().choose("light")


def head_of(panel: NetworkPanel, layer: int) -> Head:
    layout = panel.graph.layout
    return next(head for head in place_heads(layout.heads, layout.request.width, METRICS) if head.layer == layer)


def marks_of(panel: NetworkPanel, reader: NetworkPanel) -> QImage:
    """Return a picture of a panel without card and key, which only the panel that is pointed at fills."""
    image = panel.grab().toImage()
    card = reader.graph.card()
    assert card is not None
    painter = QPainter(image)
    for box in (card[1], reader.graph.scene.docks.key):
        painter.fillRect(rectangle(box.grown(1.0)), QColor("white"))
    painter.end()
    return image


def test_what_the_pointer_enters_and_leaves_is_told(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("spirals"))
    told: list[Selection | None] = []
    panel.hovered.connect(told.append)
    point_at(panel, middle(unit_box(panel, 1, 2)))
    point_at(panel, middle(unit_box(panel, 1, 2)) + QPoint(1, 1))
    point_at(panel, middle(head_of(panel, 2).box))
    point_at(panel, QPoint(2, panel.height() - 2))
    point_at(panel, middle(unit_box(panel, 0, 1)))
    QApplication.sendEvent(panel, QEvent(QEvent.Type.Leave))
    assert told == [Selection(1, 2), Selection(2), None, Selection(0, 1), None]


def test_a_weight_is_told_with_both_its_ends(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of("one unit"))
    gap = panel.graph.layout.gaps[0]
    with qtbot.waitSignal(panel.hovered) as told:
        point_at(panel, QPoint(round(gap.x0 + 8), round(float(gap.sources[1]))))
    assert told.args == [Selection(1, 0, 1)]


@pytest.mark.parametrize("selection", [Selection(1, 2), Selection(1), Selection(3, 0)])
def test_what_is_pointed_at_elsewhere_looks_like_what_is_pointed_at_here(qtbot: QtBot, selection: Selection) -> None:
    frame = frame_of("spirals")
    here, elsewhere = open_panel(qtbot, frame), open_panel(qtbot, frame)
    plain = elsewhere.grab().toImage()
    unit = selection.unit
    point_at(
        here, middle(head_of(here, selection.layer).box if unit is None else unit_box(here, selection.layer, unit))
    )
    elsewhere.draw(replace(frame, hovered=selection))
    assert elsewhere.grab().toImage() != plain
    assert marks_of(here, here) == marks_of(elsewhere, here)
    elsewhere.draw(frame)
    assert elsewhere.grab().toImage() == plain


def test_only_the_marks_change_with_what_is_pointed_at_elsewhere(qtbot: QtBot) -> None:
    frame = frame_of("spirals")
    panel = open_panel(qtbot, frame)
    scene = panel.graph.scene
    panel.draw(replace(frame, hovered=Selection(1, 2)))
    assert panel.graph.scene is scene
    assert panel.graph.card() is None


def test_what_does_not_exist_here_is_not_shown(qtbot: QtBot) -> None:
    frame = frame_of("one unit")
    panel = open_panel(qtbot, frame)
    plain = panel.grab().toImage()
    for selection in (Selection(1, 7), Selection(9), Selection(1, 0, 40)):
        panel.draw(replace(frame, hovered=selection))
        assert panel.grab().toImage() == plain


def test_the_marked_weight_follows_the_results(qtbot: QtBot) -> None:
    frame = frame_of("spirals", hovered=Selection(2, 4, 3), playing=True)
    panel = open_panel(qtbot, frame)
    before = panel.grab().toImage()
    theta = frame.snapshot.theta.copy()
    frame.run.assembly.network.layers[1].weights(theta)[3, 4] *= -1.0
    feed(panel, frame_of("spirals", theta, hovered=Selection(2, 4, 3), playing=True))
    assert panel.grab().toImage() != before


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (Selection(1, 2), "Return or a double click edits this unit's bias."),
        (Selection(2, 4, 3), "Return or a double click edits this weight."),
        (Selection(0, 1), "Each square: what that unit answers over the input plane. Links: weights."),
        (Selection(2), "Each square: what that unit answers over the input plane. Links: weights."),
    ],
)
def test_the_sentence_says_how_to_edit_what_is_selected(qtbot: QtBot, selection: Selection, words: str) -> None:
    frame = frame_of("spirals")
    panel = open_panel(qtbot, frame)
    usual = panel.sentence
    panel.draw(replace(frame, selection=selection))
    assert panel.sentence == words
    with qtbot.assertNotEmitted(panel.sentence_changed):
        panel.draw(replace(frame, selection=selection))
    panel.draw(frame)
    assert panel.sentence == usual
