"""The Output panel under the pointer: what is read, and which sample a click chooses."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from tests.ui.output_cases import CASES, changed, document, feed, frame_of, open_panel
from ui.panels.output import OutputPanel
from ui.panels.output.curve import CurveView
from ui.panels.output.matrix import MatrixView
from ui.panels.output.plane import PlaneView
from ui.panels.output.scatter import ScatterView

pytestmark = pytest.mark.usefixtures("light")


def move(panel: OutputPanel, x: float, y: float) -> None:
    panel._hover(QPointF(x, y))
    panel.repaint()


def test_the_pointer_reads_the_network(qtbot: QtBot) -> None:
    frame = frame_of(CASES["five arms"])
    panel = open_panel(qtbot, frame, (560, 400))
    still = panel.grab().toImage()
    assert isinstance(panel.view, PlaneView)
    centre = panel.view.plot.box.center()
    move(panel, centre.x() + 3, centre.y() + 3)
    assert panel.grab().toImage() != still
    assert panel.view.sentence == "What the network says for every point of the plane"
    panel._hover(None)
    assert panel.grab().toImage() == still


def test_without_room_for_a_card_the_title_line_reads(qtbot: QtBot) -> None:
    for case, words in (("two classes", "p(class 1)"), ("plane", "predicted "), ("sine", "base")):
        panel = open_panel(qtbot, frame_of(CASES[case]), (200, 140))
        said: list[str] = []
        panel.sentence_changed.connect(said.append)
        move(panel, 110, 50)
        assert words in said[-1], said
        assert panel.accessibleDescription() == said[-1]
        panel._hover(None)
        assert said[-1] != panel.sentence or case == "two classes"


def test_a_small_map_says_whose_it_is(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of(CASES["two classes"]))
    view = panel.view
    assert isinstance(view, PlaneView)
    box = view.tile_boxes[0]
    with qtbot.waitSignal(panel.sentence_changed) as said:
        panel._hover(box.center())
    assert said.args == ["decayed 1"]


@pytest.mark.parametrize("case", ["two classes", "plane", "sine", "diabetes"])
def test_a_click_on_a_point_chooses_its_sample(qtbot: QtBot, case: str) -> None:
    frame = frame_of(CASES[case])
    panel = open_panel(qtbot, frame)
    view = panel.view
    assert isinstance(view, PlaneView | CurveView | ScatterView)
    plain = panel.grab().toImage()
    index = len(view.points.rows) - 1
    place = QPointF(*view.places[index].tolist())
    with qtbot.waitSignal(panel.sample_chosen) as chosen:
        qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=place.toPoint())
    share, row = chosen.args[0]
    [clicked] = np.flatnonzero((view.points.rows == row) & (view.points.shares == (share == "test")))
    assert np.hypot(*(view.places[clicked] - view.places[index])) < 3
    panel._hover(place)
    assert panel.cursor().shape() == Qt.CursorShape.PointingHandCursor
    panel._hover(None)
    feed(panel, changed(frame, sample=(share, row)))
    assert panel.grab().toImage() != plain
    with qtbot.waitSignal(panel.sample_chosen) as chosen:
        qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert chosen.args == [None]
    feed(panel, frame)
    with qtbot.assertNotEmitted(panel.sample_chosen):
        qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))


def test_cells_and_samples_of_the_matrix_answer(qtbot: QtBot) -> None:
    frame = frame_of(CASES["digits"])
    panel = open_panel(qtbot, frame, (400, 710))
    view = panel.view
    assert isinstance(view, MatrixView)
    assert view.result is not None
    assert view.samples_plan is not None
    matrix = view.result.confusion.matrix
    matrix_rows = matrix.sum(axis=1)
    centre = view.cell_box(3, 3).center()
    with qtbot.waitSignal(panel.sentence_changed) as said:
        panel._hover(centre)
    assert said.args[0].startswith(f"True 3, predicted 3: {matrix[3, 3]} of {matrix_rows[3]} (")
    rows = view.result.confusion.in_cell(3, 3).tolist()
    for row in (rows[0], rows[1]):
        with qtbot.waitSignal(panel.sample_chosen) as chosen:
            qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=centre.toPoint())
        assert chosen.args == [("test", row)]
        feed(panel, changed(frame, sample=chosen.args[0]))
    for samples, boxes in (
        (view.result.wrong, view.samples_plan.wrong),
        (view.result.right, view.samples_plan.right),
    ):
        with qtbot.waitSignal(panel.sample_chosen) as chosen:
            qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=boxes[1].center().toPoint())
        assert chosen.args == [("test", samples[1].row)]


def test_a_sample_that_is_not_drawn_is_drawn_when_it_is_looked_at(qtbot: QtBot) -> None:
    for data in ({"name": "circles", "samples": 4000}, {"name": "sine", "samples": 4000}):
        frame = frame_of(document(data), steps=0)
        panel = open_panel(qtbot, frame)
        plain = panel.grab().toImage()
        feed(panel, changed(frame, sample=("test", 799)))
        assert panel.grab().toImage() != plain
        # Rows of other data, such as those from before an edit, are not looked for.
        feed(panel, changed(frame, sample=("test", 800)))
        assert panel.grab().toImage() == plain
