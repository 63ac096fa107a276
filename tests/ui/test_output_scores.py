"""The scores beside a confusion matrix and beside a regression: right numbers, where there is room, each explained."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSize
from pytestqt.qtbot import QtBot

from nnviz.class_quality import class_quality
from nnviz.confusion import Confusion, confusion_matrix, examine
from tests.ui.output_cases import CASES, choose, document, frame_of, open_panel
from ui.panels.output import OutputPanel
from ui.panels.output.matrix import MatrixView
from ui.panels.output.matrix_plan import plan_matrix
from ui.panels.output.samples import least_size
from ui.panels.output.score_table import LEAST_CELL, NAMES, ScoreTable, score_words, written

CLASSES = ("cat", "dog", "bird")


def matrix_view(panel: OutputPanel) -> MatrixView:
    assert isinstance(panel.view, MatrixView)
    return panel.view


def table_of(view: MatrixView) -> ScoreTable:
    assert view._scores is not None
    return view._scores


def quality_of(labels: list[int], predicted: list[int]):  # type: ignore[no-untyped-def]
    truth, taken = np.array(labels), np.array(predicted)
    return class_quality(Confusion(confusion_matrix(truth, taken, 3), truth, taken, np.zeros((len(labels), 3))))


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize("case", ["iris", "breast cancer", "five arms", "two classes"])
def test_scores_are_those_of_the_share_that_is_shown(qtbot: QtBot, case: str) -> None:
    frame = frame_of(CASES[case])
    panel = open_panel(qtbot, frame, (700, 500))
    if case in ("five arms", "two classes"):
        choose(qtbot, panel, "Matrix", frame)
    for share in ("test", "train"):
        if share == "train":
            choose(qtbot, panel, "Train", frame)
        view = matrix_view(panel)
        confusion = examine(frame.run.assembly, frame.snapshot.theta, view.share or "test")
        assert confusion is not None
        expected = class_quality(confusion)
        assert view.result is not None
        np.testing.assert_array_equal(view.result.quality.f1, expected.f1)
        assert f", mean F1 {expected.macro[2]:.3f}" in view.sentence


@pytest.mark.usefixtures("light")
def test_every_number_says_how_it_came_about(qtbot: QtBot) -> None:
    frame = frame_of(CASES["iris"])
    panel = open_panel(qtbot, frame)
    view = matrix_view(panel)
    table = table_of(view)
    before = panel.grab().toImage()
    said = set()
    for row in range(4):
        for column in range(3):
            pointer = table.place(row, column).center()
            assert table.find(pointer) == (row, column)
            panel._hover(pointer)
            assert view.sentence == score_words(view.result.quality, view._classes, (row, column))  # type: ignore[union-attr]
            assert view.lit == (row if row < 3 else None)
            assert panel.grab().toImage() != before
            said.add(view.sentence)
    assert len(said) == 12
    panel._hover(None)
    assert view.sentence.startswith("Columns: predicted")
    assert panel.grab().toImage() == before


@pytest.mark.usefixtures("light")
def test_rows_of_the_table_are_rows_of_the_matrix(qtbot: QtBot) -> None:
    view = matrix_view(open_panel(qtbot, frame_of(CASES["iris"])))
    table = table_of(view)
    for row in range(3):
        cell, score = view.cell_box(row, 2), table.place(row, 0)
        assert (score.top(), score.height()) == (cell.top(), cell.height())
        assert score.left() >= cell.right()
    assert table.find(QPointF(table.box.left() - 1, table.box.top() + 1)) is None
    assert table.find(QPointF(table.box.left() + 1, table.area.bottom() + 1)) is None


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_table_stands_only_where_there_is_room(scale: float) -> None:
    from ui.theme import appearance, px

    appearance().set_font_scale(scale)
    names = [str(digit) for digit in range(10)]
    tables = 0
    for wide in range(200, 1500, 50):
        for high in range(140, 900, 50):
            for classes, pictures in ((names, least_size()), (names, None), (list(CLASSES), None)):
                plan = plan_matrix(QSize(wide, high), classes, pictures)
                if plan.scores is None:
                    continue
                tables += 1
                assert plan.cell[0] >= px(LEAST_CELL[0])
                assert plan.cell[1] >= px(LEAST_CELL[1])
                assert plan.scores.left() >= plan.cells.right()
                assert plan.scores.right() <= wide
                assert plan.scores.bottom() + px(24) <= high
                if plan.samples is not None:
                    assert not plan.samples.intersects(plan.scores.adjusted(0, 0, 0, px(24)))
    assert tables > 50
    assert scale > 1.0 or plan_matrix(QSize(1400, 800), names, least_size()).scores is not None


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize("size", [(432, 385), (606, 420), (632, 395)])
def test_no_room_is_left_over_beside_the_samples(size: tuple[int, int]) -> None:
    digits = [str(digit) for digit in range(10)]
    plan = plan_matrix(QSize(*size), digits, least_size())
    assert plan.samples is not None
    assert plan.beside
    # Less than another column of samples needs, or the cells would be far wider than high.
    columns = plan.samples.width() // least_size()[0]
    spare = plan.samples.width() - columns * least_size()[0]
    assert spare <= 20 or plan.cell[0] >= 1.2 * plan.cell[1]


def test_words_of_the_edge_cases() -> None:
    quality = quality_of([0, 0, 1, 1], [0, 1, 1, 1])
    assert score_words(quality, CLASSES, (1, 0)) == "Precision of dog: 2 of 3 taken for it are right = 0.667"
    assert score_words(quality, CLASSES, (0, 1)) == "Recall of cat: 1 of its 2 are found = 0.500"
    assert score_words(quality, CLASSES, (1, 2)) == "F1 of dog: 2 · 2 right / (3 taken for it + 2 of it) = 0.800"
    assert score_words(quality, CLASSES, (2, 0)).endswith("there is none, for it neither occurs nor is predicted")
    assert score_words(quality, CLASSES, (3, 2)) == "Mean F1 of 2 classes, each counted alike: 0.733"
    missed = quality_of([0, 0], [2, 2])
    words = "Precision of cat: nothing is taken for it, which counts as 0.000"
    assert score_words(missed, CLASSES, (0, 0)) == words
    assert score_words(missed, CLASSES, (2, 1)) == "Recall of bird: it does not occur, which counts as 0.000"
    assert (written(float("nan")), written(1.0)) == ("–", "1.000")
    assert len(NAMES) == 3


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize("case", ["sine", "diabetes"])
def test_the_figures_of_a_regression_say_their_formulas(qtbot: QtBot, case: str) -> None:
    frame = frame_of(document({"name": case}))
    panel = open_panel(qtbot, frame, (700, 420))
    view = panel.view
    assert view is not None
    side, box = view._side, view._plan.side  # type: ignore[attr-defined]
    before = view.sentence
    first = QPointF(box.center().x(), box.top() + side.figures_top + side.figure_height / 2)
    panel._hover(first)
    assert view.sentence.startswith("Mean absolute error: the mean of |predicted")
    panel._hover(first + QPointF(0.0, side.figure_height))
    assert view.sentence.startswith("R² = 1 \u2212")
    panel._hover(None)
    assert view.sentence == before
