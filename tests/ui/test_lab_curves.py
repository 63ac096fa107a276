"""The loss curves and the transport of the lab."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from nnviz.experiment.choice import OptimizerChoice
from tests.ui.lab_cases import LEFT, lab, settle
from ui.lab.curves.drawing import NAME_HEIGHT, name_heights
from ui.lab.names import NO_START
from ui.lab.page import LabPage
from ui.lab.presets import PRESETS, moved_to
from ui.theme import current, px, run_style

__all__ = ["lab"]


def test_curves_are_the_losses_on_a_logarithmic_axis(lab: LabPage) -> None:
    curves, tracks = lab.curves, lab.bench.tracks
    places = curves.places
    assert places.losses.log
    x, y = places.steps.to_pixel(100), places.losses.to_pixel(float(tracks.losses[0, 100]))
    image = curves.grab().toImage()
    near = {image.pixelColor(round(x), round(y) + k).name().upper() for k in (-1, 0, 1)}
    assert run_style(0).colour(current()) in near


@pytest.mark.parametrize("name", ["saddle", "camel", "styblinski_tang"])
def test_the_axis_is_linear_where_losses_are_negative_and_ends_with_the_view(lab: LabPage, name: str) -> None:
    lab.bench.edit(moved_to(lab.bench.lab, name), name)
    settle(lab)
    places, shown = lab.curves.places, lab.canvas.shown
    assert shown is not None
    assert not places.losses.log
    low, high = shown.home_range
    assert places.losses.high - places.losses.low <= 2.0 * (high - low)
    lab.curves.grab()


def test_a_diverging_racer_does_not_take_the_axis_with_it(lab: LabPage) -> None:
    bench = lab.bench
    bench.edit(bench.lab.with_racer(0, OptimizerChoice("sgd", learning_rate=0.05)), "rate")
    settle(lab)
    assert np.nanmax(bench.tracks.losses) > 1e100
    assert lab.curves.places.losses.high < 5.0
    lab.grab()


def test_a_click_goes_to_a_step_and_a_name_chooses_its_racer(qtbot: QtBot, lab: LabPage) -> None:
    places = lab.curves.places
    pixel = QPoint(round(places.steps.to_pixel(120)), round(places.box.center().y()))
    qtbot.mousePress(lab.curves, LEFT, pos=pixel)
    assert abs(lab.bench.step - 120) <= 1
    qtbot.mouseMove(lab.curves, QPoint(round(places.steps.to_pixel(60)), pixel.y()))
    qtbot.mouseRelease(lab.curves, LEFT, pos=pixel)
    assert abs(lab.bench.step - 60) <= 1
    heights = name_heights(places, lab.bench.tracks, lab.bench.step)
    qtbot.mousePress(lab.curves, LEFT, pos=QPoint(round(places.names.left()) + 30, round(heights[0])))
    assert lab.bench.chosen == 0


def test_names_never_overlap(lab: LabPage) -> None:
    lab.bench.edit(lab.bench.lab.with_racers(PRESETS[1].racers(lab.bench.lab)), "all")
    settle(lab)
    heights = list(name_heights(lab.curves.places, lab.bench.tracks, 300).values())
    assert (np.diff(heights) > 11).all()


def test_the_race_is_played_to_its_end_and_stays_there(qtbot: QtBot, lab: LabPage) -> None:
    lab.player.speed = 250
    lab.bench.go_to(40)
    lab.transport.restart.click()
    assert lab.bench.step == 0
    assert not lab.player.playing
    lab.transport.play.click()
    qtbot.waitUntil(lambda: lab.bench.step > 0)
    lab.transport.restart.click()
    assert lab.bench.step == 0
    assert lab.player.playing
    qtbot.waitUntil(lambda: lab.bench.at_end, timeout=8000)
    assert not lab.player.playing
    assert lab.transport.words.text() == "step 300 of 300"
    assert not lab.transport.forth.isEnabled()
    lab.transport.back.click()
    assert lab.bench.step == 299
    lab.transport.play.click()
    assert lab.player.playing
    lab.transport.play.click()
    assert not lab.player.playing


def test_the_slider_reaches_every_step(lab: LabPage) -> None:
    slider = lab.transport.slider
    assert slider is not None
    assert {round(slider._numbers.at(k / 1000)) for k in range(1001)} == set(range(301))
    slider.moved.emit(37)
    assert lab.bench.step == 37
    assert lab.transport.words.text() == "step 37 of 300"


def test_a_step_that_is_looked_at_stays_while_the_race_changes(lab: LabPage) -> None:
    lab.bench.go_to(20)
    lab.bench.edit(lab.bench.lab.with_start(-5.0, 1.0), "start")
    settle(lab)
    assert lab.bench.step == 20
    lab.bench.edit(lab.bench.lab.with_steps(10), "steps")
    settle(lab)
    assert lab.bench.step == 10


def test_where_the_function_has_no_value_at_the_start_it_is_said_and_the_start_is_seen(lab: LabPage) -> None:
    bench = lab.bench
    bench.edit(bench.lab.with_formula("log(x)"), "own")
    settle(lab)
    window = lab.canvas.window_now
    x, y = window.pixel(*bench.lab.start)
    ring = lab.canvas.grab(QRect(round(x) - 8, round(y) - 8, 16, 16)).toImage()
    assert any(ring.pixelColor(x, y) == QColor(current().ink) for x in range(16) for y in range(16))
    words: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ui.lab.curves.drawing.draw_hint", lambda painter, box, hint: words.append(hint))
        bench.edit(bench.lab.with_start(-1.0, 0.5), "start")
        settle(lab)
        lab.curves.grab()
        assert words == [NO_START]
        bench.edit(bench.lab.with_start(1.0, 0.5), "start")
        settle(lab)
        lab.curves.grab()
        assert words == [NO_START]


def test_the_axis_name_stands_clear_of_the_highest_number(lab: LabPage) -> None:
    assert lab.curves.places.box.top() - px(NAME_HEIGHT) >= lab.fontMetrics().capHeight() + px(6)
