"""The update step by step: the numbers that are painted, the vectors and the formulas."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.update_rows import UpdateArrow
from nnviz.optimizers import OPTIMIZERS
from tests.ui.lab_side_cases import Aside, lab_of
from ui import numbers
from ui.lab.side import update_table
from ui.lab.side.vectors import draw_vectors, length_of, range_of
from ui.plotting.text import text_width
from ui.theme import current, painting, px

pytestmark = pytest.mark.usefixtures("light")


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_numbers_that_are_painted_are_those_of_the_update(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    aside = Aside(qtbot, lab_of("himmelblau", OptimizerChoice(name, learning_rate=0.01)))
    view = aside.views.update_view
    qtbot.waitUntil(lambda: not view.typesetting.is_busy)
    painted: list[str] = []
    monkeypatch.setattr(update_table, "draw_right", lambda *arguments: painted.append(arguments[-1]))
    view.grab()
    expected = [numbers.weight(value) for row in view.rows for value in row.value.tolist()]
    assert painted[-len(expected) :] == expected
    terms = aside.tracks.terms(0, aside.step)
    by_words = {row.words: row.value for row in view.rows}
    np.testing.assert_array_equal(by_words["gradient"], terms.gradient)
    np.testing.assert_array_equal(by_words["move"], terms.move)
    np.testing.assert_allclose(by_words["new position"], aside.tracks.paths[0, aside.step + 1], rtol=1e-14)


def test_momentum_by_hand(qtbot: QtBot) -> None:
    aside = Aside(qtbot, lab_of("bowl", OptimizerChoice("momentum", learning_rate=0.1, momentum=0.5)))
    aside.race(aside.lab.with_start(1.0, -2.0))
    aside.show(step=1)
    rows = {row.words: row.value.tolist() for row in aside.views.update_view.rows}
    # w1 = (0.8, -1.6), g = 2 w1, v = 0.5 (0.2, -0.4) + 0.1 g
    assert rows["position"] == pytest.approx([0.8, -1.6])
    assert rows["gradient"] == pytest.approx([1.6, -3.2])
    assert rows["velocity before"] == pytest.approx([0.2, -0.4])
    assert rows["velocity"] == pytest.approx([0.26, -0.52])
    assert rows["move"] == pytest.approx([-0.26, 0.52])
    assert rows["new position"] == pytest.approx([0.54, -1.08])


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("width", [260, 380])
def test_lines_have_room_for_their_formulas(qtbot: QtBot, name: str, width: int) -> None:
    aside = Aside(qtbot, lab_of("ravine", OptimizerChoice(name)), size=(width, 900))
    view = aside.views.update_view
    qtbot.waitUntil(lambda: not view.typesetting.is_busy)
    aside.show(step=3)
    assert view.height() >= view.needed_height(view.width())
    image = view.grab().toImage()
    ground = QColor(current().surface).rgb()
    left, right = round(view.inner.left()), round(view.inner.right())
    outside = (*range(left - 3), *range(right + 3, view.width()))
    columns = {image.pixel(x, y) for x in outside for y in range(60, view.needed_height(view.width()))}
    assert columns == {ground}


def test_the_scale_is_1_2_or_5_and_holds_all(qtbot: QtBot) -> None:
    arrows = [UpdateArrow("gradient", "−ηg", np.array([0.3, -0.013])), UpdateArrow("move", "Δw", np.array([0.1, 0.2]))]
    assert range_of(arrows) == 0.5
    assert range_of([UpdateArrow("gradient", "−g", np.array([900.0, 0.0]), to_scale=False), arrows[1]]) == 0.5
    assert range_of([UpdateArrow("move", "Δw", np.zeros(2))]) == 1.0
    assert length_of(arrows[1]) == "0.224"
    assert length_of(UpdateArrow("gradient", "−g", np.ones(2), to_scale=False)) == "direction"


@pytest.mark.parametrize(("vector", "end"), [((1.0, 0.0), (180.0, 100.0)), ((0.0, 0.5), (100.0, 60.0))])
def test_a_vector_ends_where_its_numbers_say(
    qtbot: QtBot, vector: tuple[float, float], end: tuple[float, float]
) -> None:
    image = QImage(200, 200, QImage.Format.Format_RGB32)
    with painting(image) as painter:
        draw_vectors(painter, QRectF(20, 20, 160, 160), [UpdateArrow("move", "Δw", np.array(vector))], 1.0)
    ink = QColor(current().ink)
    towards = QPointF(*end) * 0.9 + QPointF(100.0, 100.0) * 0.1
    assert image.pixelColor(round(towards.x()), round(towards.y())) == ink
    beyond = QPointF(*end) * 1.06 - QPointF(100.0, 100.0) * 0.06
    assert image.pixelColor(round(beyond.x()), round(beyond.y())) != ink


def test_lines_stand_where_they_stood_whatever_the_numbers(qtbot: QtBot) -> None:
    aside = Aside(qtbot, lab_of("rosenbrock", OptimizerChoice("nadam")))
    view = aside.views.update_view
    qtbot.waitUntil(lambda: not view.typesetting.is_busy)
    heights = set()
    for step in (0, 3, 250):
        aside.show(step=step)
        heights.add(view.table.height)
    assert len(heights) == 1


@pytest.mark.parametrize("value", [-5.47e-102, 5.4e-300, -0.000914, -123456.0, -1.28e-6, 0.0, np.nan, -np.inf])
def test_numbers_of_both_columns_stay_apart(value: float) -> None:
    words = update_table.fitting(value)
    assert text_width("value", words) <= px(update_table.NUMBER) - px(update_table.BETWEEN)
    if np.isfinite(value) and value:
        assert float(words.replace("−", "-")) == pytest.approx(value, rel=0.05)


def test_a_number_has_three_digits_where_there_is_room() -> None:
    assert [update_table.fitting(value) for value in (-0.0809, 1.23456e-7)] == ["−0.0809", "1.23e−7"]
