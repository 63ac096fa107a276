"""The learning rate in the Loss panel: in the place of the accuracy, exact at every step, logarithmic where needed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnviz.arrays import Array
from tests.ui.loss_cases import LEAST, MIDDLE, NARROW, WIDE, Runs, open_panel, picture, texts
from ui.panels.loss.options import Metric
from ui.panels.loss.reading import read

REGRESSION = {"name": "sine", "samples": 40}


def exponential(run: int, steps: Array) -> Array:
    return 0.1 * (run + 1) * np.exp(-steps / 100.0)


def cosine(run: int, steps: Array) -> Array:
    return 0.05 * (1.0 + np.cos(math.pi * np.minimum(1.0, steps / 900.0)))


def edited(run: int, steps: Array) -> Array:
    """Return 0.1, and 0.05 after an edit at step 455."""
    return np.where(steps > 455, 0.05, 0.1)


def shown(panel: object) -> list[Metric]:
    return [place.metric for place in panel._plots.places]  # type: ignore[attr-defined]


def test_a_chip_puts_it_in_the_place_of_the_accuracy_and_back(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, Runs(2, rates=edited).advance(900))
    before = picture(panel)
    assert shown(panel) == ["loss", "accuracy"]
    qtbot.mouseClick(panel._controls.beside, Qt.MouseButton.LeftButton)
    assert shown(panel) == ["loss", "rate"]
    assert panel.title == "Loss and learning rate"
    assert "0.0500" in texts(panel)
    assert "rate" in texts(panel)
    qtbot.mouseClick(panel._controls.beside, Qt.MouseButton.LeftButton)
    assert panel.title == "Loss and accuracy"
    np.testing.assert_array_equal(picture(panel), before)


def test_a_regression_has_it_beside_the_loss(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, Runs(1, data=REGRESSION).advance(900))
    assert shown(panel) == ["loss"]
    qtbot.mouseClick(panel._controls.beside, Qt.MouseButton.LeftButton)
    assert shown(panel) == ["loss", "rate"]


@pytest.mark.parametrize("data", [None, REGRESSION])
def test_one_place_shows_one_of_all_metrics(qtbot: QtBot, data: dict[str, object] | None) -> None:
    panel = open_panel(qtbot, Runs(2, data=data).advance(900), NARROW)
    controls = panel._controls
    if data is not None:
        qtbot.mouseClick(controls.beside, Qt.MouseButton.LeftButton)
    else:
        assert controls.beside.isHidden()
        qtbot.mouseClick(controls.rate, Qt.MouseButton.LeftButton)
    assert shown(panel) == ["rate"]
    assert panel.title == "Learning rate"
    assert controls.rate.isChecked()
    qtbot.mouseClick(controls.loss, Qt.MouseButton.LeftButton)
    assert shown(panel) == ["loss"]
    if data is None:
        qtbot.mouseClick(controls.accuracy, Qt.MouseButton.LeftButton)
        assert shown(panel) == ["accuracy"]
        assert not panel._controls.options.rate


def test_an_edit_is_a_step_at_its_very_place(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, Runs(1, rates=edited).advance(900))
    panel._controls.beside.setChecked(True)
    view, image = panel._plots.views[1], picture(panel)
    for step, rate in ((100.0, 0.1), (440.0, 0.1), (470.0, 0.05), (880.0, 0.05)):
        x, y = round(float(view.x.to_pixel(step))), round(float(view.y.to_pixel(rate)))
        assert image[y - 1 : y + 1, x].sum(axis=1).min() < 250, step
        other = round(float(view.y.to_pixel(0.15 - rate)))
        assert image[other - 1 : other + 1, x].sum(axis=1).min() > 500, step


@pytest.mark.parametrize(("rates", "log"), [(exponential, True), (cosine, False), (edited, False)])
def test_the_axis_is_logarithmic_where_rates_span_decades(qtbot: QtBot, rates: object, log: bool) -> None:
    panel = open_panel(qtbot, Runs(2, rates=rates).advance(900))  # type: ignore[arg-type]
    panel._controls.beside.setChecked(True)
    assert panel._plots.views[1].y.log == log
    assert ("learning rate on a log scale" in panel.sentence) == log


def test_the_axis_changes_its_kind_while_the_run_goes_on_and_the_curve_with_it(qtbot: QtBot) -> None:
    runs = Runs(1, rates=exponential).advance(100)
    panel = open_panel(qtbot, runs)
    panel._controls.beside.setChecked(True)
    kinds = []
    for _ in range(12):
        runs.advance(100)
        panel.draw(runs.frame())
        panel.repaint()
        kinds.append(panel._plots.views[1].y.log)
    assert kinds[0] is False
    assert kinds[-1] is True
    assert kinds == sorted(kinds)
    fresh = open_panel(qtbot, runs)
    fresh._controls.beside.setChecked(True)
    one, other = (each._plots.views[1] for each in (panel, fresh))
    assert one.y.log
    assert other.y.log


def test_growing_bit_by_bit_draws_the_same_as_at_once(qtbot: QtBot) -> None:
    runs = Runs(2, rates=lambda run, steps: 0.02 + cosine(run, steps)).advance(30)
    panel = open_panel(qtbot, runs)
    panel._controls.beside.setChecked(True)
    for _ in range(30):
        runs.advance(29)
        panel.draw(runs.frame(playing=False))
        panel.repaint()
    qtbot.waitUntil(lambda: not panel._plots.easing.moving)
    fresh = open_panel(qtbot, runs, playing=False)
    fresh._controls.beside.setChecked(True)
    one, other = picture(panel).astype(int), picture(fresh)
    box = panel._plots.views[1].box
    assert box == fresh._plots.views[1].box
    plot = slice(box.top(), box.bottom()), slice(box.left(), box.right())
    assert (np.abs(one - other)[plot].max(axis=2) > 60).mean() < 0.004


@pytest.mark.parametrize("size", [WIDE, MIDDLE, NARROW, LEAST])
@pytest.mark.parametrize("steps", [0, 1, 900])
def test_any_size_and_length_draws(qtbot: QtBot, size: tuple[int, int], steps: int) -> None:
    runs = Runs(6, rates=exponential)
    if steps:
        runs.advance(steps)
    panel = open_panel(qtbot, runs, size)
    for chip in (panel._controls.beside, panel._controls.epochs, panel._controls.batches):
        chip.setChecked(True)
    assert "rate" in shown(panel)
    picture(panel)


def test_the_rates_of_a_long_run_are_read_as_their_ends(qtbot: QtBot) -> None:
    runs = Runs(1, rates=exponential).advance(20_000).advance(20_000)
    panel = open_panel(qtbot, runs)
    panel._controls.beside.setChecked(True)
    plots = panel._plots
    reading = read(plots.visible, 0, 100.0, False, "rate", plots.told_of("rate"))
    assert reading is not None
    [row] = reading.rows
    low, high = plots.runs[0].rates_within(100, 100)
    assert low < high
    assert low <= 0.1 * math.exp(-1.0) <= high
    assert " to " in row.texts[0] or len(row.texts) == 1
