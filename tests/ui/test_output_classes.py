"""The confusion matrix and the other panels: an output unit lights up its class, and a class its output unit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from tests.ui.output_cases import CASES, changed, choose, colour_at, feed, frame_of, open_panel
from tests.ui.test_output_changes import pixels_of
from ui.frame import Frame, Selection
from ui.panels.output import OutputPanel
from ui.panels.output.matrix import MatrixView
from ui.theme import appearance, current

LARGE = (700, 560)
THIRD = Selection(2, 3)


pytestmark = pytest.mark.usefixtures("light")


def matrix_of(panel: OutputPanel) -> MatrixView:
    assert isinstance(panel.view, MatrixView)
    return panel.view


def tinted(image: QImage, box: QRectF) -> bool:
    """Say whether the ground of a box is the tint, two pixels within its upper left corner."""
    tint = QColor(current().tint)
    return colour_at(image, box.left() + 2, box.top() + 2) == (tint.red(), tint.green(), tint.blue())


def lit_classes(panel: OutputPanel) -> set[int]:
    """Return the classes whose names stand on the tint, in the rows and in the columns alike."""
    view, image = matrix_of(panel), panel.grab().toImage()
    places = range(len(view.run.assembly.data.classes))
    rows = {place for place in places if tinted(image, view.row_box(place))}
    assert rows == {place for place in places if tinted(image, view.head_box(place))}
    return rows


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_an_output_unit_lights_up_its_class(qtbot: QtBot, theme: Any) -> None:
    appearance().choose(theme)
    frame = frame_of(CASES["digits"])
    panel = open_panel(qtbot, frame, LARGE)
    assert lit_classes(panel) == set()
    before = pixels_of(panel)
    for seen in (
        {"hovered": THIRD},
        {"selection": THIRD},
        {"hovered": Selection(2, 3, 1), "selection": Selection(2, 5)},
    ):
        panel.draw(changed(frame, **seen))
        assert lit_classes(panel) == {3}
    view, matrix = matrix_of(panel), matrix_of(panel).result.confusion.matrix  # type: ignore[union-attr]
    image = panel.grab().toImage()
    for row, column in np.argwhere(matrix == 0).tolist():
        assert tinted(image, view.cell_box(row, column)) is (3 in (row, column))
    panel.draw(frame)
    np.testing.assert_array_equal(pixels_of(panel), before)


def test_what_is_lit_is_said(qtbot: QtBot) -> None:
    frame = frame_of(CASES["digits"])
    panel = open_panel(qtbot, frame, LARGE)
    said: list[str] = []
    panel.sentence_changed.connect(said.append)
    panel.draw(changed(frame, hovered=THIRD))
    result = matrix_of(panel).result
    assert result is not None
    matrix = result.confusion.matrix
    right, true, taken = matrix[3, 3], matrix[3].sum(), matrix[:, 3].sum()
    scores_of_3 = f"precision {right / taken:.3f}, recall {right / true:.3f}, F1 {2 * right / (taken + true):.3f}"
    assert said == [f"True 3: {right} of {true} right, {taken - right} others taken for it; {scores_of_3}"]
    panel.draw(frame)
    assert said[-1].startswith("Columns: predicted")


def test_the_samples_of_the_class_are_lit_too(qtbot: QtBot) -> None:
    frame = frame_of(CASES["digits"])
    panel = open_panel(qtbot, frame, LARGE)
    view = matrix_of(panel)
    result, plan = view.result, view.samples_plan
    assert result is not None
    assert plan is not None
    places = [*zip(result.wrong, plan.wrong, strict=False), *zip(result.right, plan.right, strict=False)]
    label = result.wrong[0].label
    panel.draw(changed(frame, hovered=Selection(2, label)))
    image, tint = panel.grab().toImage(), QColor(current().tint)
    for sample, box in places:
        # Outside the picture's frame, which may be as wide as two pixels.
        lit = colour_at(image, round(box.left()) - 1, round(box.top()) - 1) == (tint.red(), tint.green(), tint.blue())
        assert lit is (label in (sample.label, sample.predicted))


def test_hidden_units_layers_and_inputs_light_up_nothing(qtbot: QtBot) -> None:
    frame = frame_of(CASES["digits"])
    panel = open_panel(qtbot, frame, LARGE)
    before = pixels_of(panel)
    with qtbot.assertNotEmitted(panel.stale):
        for seen in (Selection(1, 3), Selection(2), Selection(0, 3), Selection(2, 99), Selection(7, 3)):
            panel.draw(changed(frame, hovered=seen))
            np.testing.assert_array_equal(pixels_of(panel), before)


def centre(box: QRectF) -> QPointF:
    return box.center()


def test_a_class_lights_up_its_output_unit(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, frame_of(CASES["digits"]), LARGE)
    view = matrix_of(panel)
    told: list[Selection | None] = []
    panel.hovered.connect(told.append)
    panel._hover(centre(view.row_box(4)))
    assert told == [Selection(2, 4)]
    assert lit_classes(panel) == {4}
    panel._hover(centre(view.head_box(6)))
    assert told[1:] == [Selection(2, 6)]
    assert lit_classes(panel) == {6}
    # A cell: the output unit that won there.
    panel._hover(centre(view.cell_box(6, 2)))
    assert told[2:] == [Selection(2, 2)]
    panel._hover(centre(view.cell_box(5, 2)))
    assert told[3:] == []
    panel._hover(QPointF(1, 1))
    panel._hover(None)
    assert told[3:] == [None]
    assert lit_classes(panel) == set()


def test_a_cell_under_the_pointer_is_not_drowned_by_its_own_class(qtbot: QtBot) -> None:
    frame = frame_of(CASES["digits"])
    panel = open_panel(qtbot, frame, LARGE)
    view = matrix_of(panel)
    panel._hover(centre(view.cell_box(6, 2)))
    alone = pixels_of(panel)
    panel.draw(changed(frame, hovered=Selection(2, 2)))
    np.testing.assert_array_equal(pixels_of(panel), alone)
    assert view.sentence.startswith("True 6, predicted 2")


def test_one_output_stands_for_both_of_two_classes(qtbot: QtBot) -> None:
    frame: Frame = frame_of(CASES["two classes"])
    panel = open_panel(qtbot, frame, LARGE)
    choose(qtbot, panel, "Matrix", frame)
    told: list[Selection | None] = []
    panel.hovered.connect(told.append)
    panel._hover(centre(matrix_of(panel).row_box(0)))
    assert told == [Selection(2, 0)]
    assert lit_classes(panel) == {0}
    panel._hover(None)
    feed(panel, changed(frame, hovered=Selection(2, 0)))
    assert lit_classes(panel) == {1}


def test_after_new_runs_the_same_class_is_told_again(qtbot: QtBot) -> None:
    frame = frame_of(CASES["digits"])
    panel = open_panel(qtbot, frame, LARGE)
    told: list[Selection | None] = []
    panel.hovered.connect(told.append)
    for _ in range(2):
        panel._hover(centre(matrix_of(panel).row_box(4)))
        panel.bind(frame.runs)
        feed(panel, frame)
    assert told == [Selection(2, 4), Selection(2, 4)]
