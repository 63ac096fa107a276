"""The lab's canvas: it shows what the engine computes, and does what the pointer says."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.landscape.functions import FUNCTIONS
from nnviz.landscape.lab import OWN, Lab
from nnviz.landscape.racing import MOST_RACERS
from tests.ui.lab_cases import LEFT, at, lab, place, settle
from ui.lab.canvas.arrows import vectors_of
from ui.lab.canvas.reading import read
from ui.lab.canvas.trails import racer_places
from ui.lab.page import LabPage
from ui.lab.presets import PRESETS, moved_to
from ui.numbers import loss
from ui.theme import THEMES, appearance, current, run_style
from ui.theme.colour_maps import magnitude_map

__all__ = ["lab"]


@pytest.mark.parametrize("name", [*FUNCTIONS, OWN])
def test_every_function_opens_with_its_minima_and_start_in_sight(lab: LabPage, name: str) -> None:
    bench = lab.bench
    bench.edit(moved_to(bench.lab, name), name)
    settle(lab)
    shown, window = lab.canvas.shown, lab.canvas.window_now
    assert shown is not None
    for x, y in (bench.lab.start, *bench.lab.minima):
        assert window.box.contains(QPointF(*window.pixel(x, y)))
    image = lab.canvas.grab().toImage()
    colours = {QColor.fromRgba(int(entry)).rgb() for entry in magnitude_map().table}
    plot = lab.canvas.places.plot
    corner = image.pixelColor(plot.right() - 2, plot.bottom() - 2).rgb()
    assert corner in colours
    expected = bench.lab.landscape.values(np.array(bench.lab.start))
    row = np.abs(shown.y - bench.lab.start[1]).argmin()
    column = np.abs(shown.x - bench.lab.start[0]).argmin()
    there = np.array([shown.x[column], shown.y[row]])
    assert shown.values[row, column] + shown.shift == pytest.approx(float(bench.lab.landscape.values(there)))
    assert np.isfinite(expected)


def test_levels_are_logarithmic_where_that_shows_more(lab: LabPage) -> None:
    kinds = {}
    for name in ("ravine", "rosenbrock", "saddle", "monkey_saddle", "plateau", "styblinski_tang"):
        lab.bench.edit(moved_to(lab.bench.lab, name), name)
        settle(lab)
        shown = lab.canvas.shown
        assert shown is not None
        kinds[name] = shown.levels.log, shown.can_be_log
    assert kinds["ravine"] == kinds["rosenbrock"] == (True, True)
    assert kinds["saddle"] == kinds["monkey_saddle"] == (False, False)
    assert kinds["plateau"] == (False, True)
    assert kinds["styblinski_tang"][1]
    lab.canvas.set_log(True)
    settle(lab)
    assert lab.canvas.shown is not None
    assert lab.canvas.shown.shift == pytest.approx(-78.33233140754282)
    assert lab.head.log.isChecked()


def test_what_is_read_is_what_the_engine_says(lab: LabPage) -> None:
    bench, window = lab.bench, lab.canvas.window_now
    reading = read(bench.lab, bench.tracks, window, *window.pixel(-3.0, 1.7))
    value = float(bench.lab.landscape.values(np.array([-3.0, 1.7])))
    assert reading.racer is None
    assert (reading.card.title, reading.card.value) == ("f(x, y)", loss(value))
    assert dict(reading.card.rows)["∂f/∂y"] == "170"
    step = 3
    near = read(bench.lab, bench.tracks, window, *window.pixel(*bench.tracks.paths[1, step]))
    assert (near.racer, near.step) == (1, step)
    assert dict(near.card.rows)["f(x, y)"] == loss(float(bench.tracks.losses[1, step]))


def test_markers_stand_where_the_racers_are(lab: LabPage) -> None:
    lab.bench.go_to(7)
    window = lab.canvas.window_now
    found = racer_places(window, lab.bench.tracks, 7, True)
    for racer, (x, y, gone) in found.items():
        assert (x, y) == pytest.approx(window.pixel(*lab.bench.tracks.paths[racer, 7]))
        assert not gone
    image = lab.canvas.grab().toImage()
    x, y, _ = found[1]
    assert image.pixelColor(round(x), round(y)).name().upper() == run_style(1).colour(current())


def test_a_click_sets_the_start_and_a_drag_takes_all_paths_along(qtbot: QtBot, lab: LabPage) -> None:
    bench = lab.bench
    first = at(lab, -6.0, 1.0)
    qtbot.mousePress(lab.canvas, LEFT, pos=first)
    bench.settle()
    assert bench.lab.start == pytest.approx(place(lab, first), abs=0.02)
    assert bench.tracks.paths[:, 0].tolist() == [list(bench.lab.start)] * 2
    for x in (-5.0, -4.0, -3.0):
        qtbot.mouseMove(lab.canvas, at(lab, x, 1.5))
    qtbot.mouseRelease(lab.canvas, LEFT, pos=at(lab, -3.0, 1.5))
    bench.settle()
    np.testing.assert_array_equal(bench.tracks.paths, bench.lab.run().paths)
    assert bench.lab.start == pytest.approx((-3.0, 1.5), abs=0.03)
    assert bench.undo_stack.count() == 1
    bench.undo_stack.undo()
    bench.settle()
    assert bench.lab == Lab.on("ravine")
    np.testing.assert_array_equal(bench.tracks.paths, Lab.on("ravine").run().paths)


def test_changes_that_come_fast_are_one_race(qtbot: QtBot, lab: LabPage) -> None:
    bench, raced = lab.bench, []
    bench.raced.connect(lambda: raced.append(bench.lab))
    for k in range(40):
        bench.edit(bench.lab.with_start(-5.0 + 0.01 * k, 1.0), "start", "start", final=False)
    qtbot.waitUntil(lambda: bench.raced_lab is bench.lab)
    assert len(raced) < 40
    assert raced[-1].start == (-4.61, 1.0)


def turn(page: LabPage, pixel: QPoint, notches: int) -> None:
    event = QWheelEvent(
        QPointF(pixel), page.canvas.mapToGlobal(QPointF(pixel)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(page.canvas, event)


def test_the_wheel_looks_closer_at_the_pointer_and_a_double_click_goes_back(qtbot: QtBot, lab: LabPage) -> None:
    home, start = lab.canvas.window_now.extent, lab.bench.lab.start
    pixel = at(lab, -3.0, 1.0)
    there = place(lab, pixel)
    turn(lab, pixel, 4)
    closer = lab.canvas.window_now.extent
    assert closer[1] - closer[0] == pytest.approx((home[1] - home[0]) / 1.25**4)
    assert place(lab, pixel) == pytest.approx(there)
    assert not lab.canvas.settled
    settle(lab)
    assert lab.canvas.shown is not None
    assert lab.canvas.shown.request.extent == closer
    qtbot.mousePress(lab.canvas, Qt.MouseButton.RightButton, pos=pixel)
    qtbot.mouseMove(lab.canvas, pixel + QPoint(30, 10))
    qtbot.mouseRelease(lab.canvas, Qt.MouseButton.RightButton, pos=pixel + QPoint(30, 10))
    assert place(lab, pixel + QPoint(30, 10)) == pytest.approx(there)
    assert lab.bench.lab.start == start
    QTest.mouseClick(lab.canvas, LEFT, pos=pixel)
    QTest.mouseDClick(lab.canvas, LEFT, pos=pixel)
    assert lab.canvas.window_now.extent == home
    assert lab.bench.lab.start == start


def test_arrows_are_gradient_and_next_step(lab: LabPage) -> None:
    bench = lab.bench
    vectors = vectors_of(bench.lab.landscape, bench.tracks, lab.canvas.window_now.extent)
    np.testing.assert_array_equal(vectors.gradients[0, 0], [-9.0, 120.0])
    np.testing.assert_array_equal(vectors.moves[1, 4], bench.tracks.paths[1, 5] - bench.tracks.paths[1, 4])
    assert np.isnan(vectors.moves[:, -1]).all()
    assert vectors.steepest == pytest.approx(np.hypot(9.0, 120.0))
    bench.go_to(2)
    pictures = []
    for shown in ("none", "chosen", "all"):
        lab.head.arrows[shown].click()
        pictures.append(lab.canvas.grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2]


def test_playing_draws_what_going_there_draws(lab: LabPage) -> None:
    lab.head.arrows["none"].click()
    lab.bench.go_to(0)
    lab.canvas.grab()
    trails = lab.canvas._flat._trails
    anew = []
    draw = trails._draw_all
    trails._draw_all = lambda *arguments: anew.append(draw(*arguments))  # type: ignore[method-assign]
    for step in range(1, 12):
        lab.bench.go_to(step)
        lab.canvas.grab()
    assert not anew
    lab.bench.go_to(10)
    lab.canvas.grab()
    assert len(anew) == 1


@pytest.mark.parametrize("theme", THEMES)
def test_eight_racers_are_told_apart_by_marker_and_colour(lab: LabPage, theme: str) -> None:
    appearance().choose(theme)
    bench = lab.bench
    bench.edit(bench.lab.with_racers(PRESETS[1].racers(bench.lab)), "all")
    settle(lab)
    assert len(bench.lab.racers) == MOST_RACERS
    lab.grab()
    styles = [run_style(racer) for racer in range(MOST_RACERS)]
    assert len({style.marker for style in styles}) == MOST_RACERS
    assert len({style.colour(current()) for style in styles}) == MOST_RACERS


@pytest.mark.parametrize(
    ("formula", "start"),
    [("log(x) + y**2", (-1.0, 1.0)), ("1/x + y", (0.0, 0.0)), ("exp(400*x) + y", (2.0, 0.0)), ("3", (1.0, 1.0)),
     ("sqrt(x*y)", (1.0, 1.0))],
)  # fmt: skip
def test_a_function_without_values_everywhere_is_shown_as_far_as_it_goes(
    qtbot: QtBot, lab: LabPage, formula: str, start: tuple[float, float]
) -> None:
    lab.bench.edit(lab.bench.lab.with_formula(formula).with_start(*start), "own")
    settle(lab)
    for step in (0, 1, 300):
        lab.bench.go_to(step)
        lab.head.arrows["all"].click()
        qtbot.mouseMove(lab.canvas, at(lab, 0.5, 0.5))
        lab.grab()
    reading = lab.canvas.pointer.reading
    assert reading is not None
    if reading.racer is None:
        assert reading.value == pytest.approx(
            float(lab.bench.lab.landscape.values(np.array(place(lab, at(lab, 0.5, 0.5))))), nan_ok=True
        )


def test_a_step_that_is_pointed_at_in_the_curves_is_a_dot_on_each_path(qtbot: QtBot, lab: LabPage) -> None:
    lab.head.arrows["none"].click()
    before = lab.canvas.grab().toImage()
    places = lab.curves.places
    qtbot.mouseMove(lab.curves, QPoint(round(places.steps.to_pixel(3)), round(places.box.center().y())))
    x, y = lab.canvas.window_now.pixel(*lab.bench.tracks.paths[0, 3])
    assert lab.canvas.grab().toImage().pixelColor(round(x), round(y)).name().upper() == current().ink
    assert lab.bench.at_end
    lab.canvas.point_at(None)
    assert lab.canvas.grab().toImage() == before


def test_a_racer_that_leaves_stands_at_the_border_and_one_that_diverges_is_a_cross(lab: LabPage) -> None:
    bench = lab.bench
    fast = bench.lab.racers[0].__class__("sgd", learning_rate=0.5)
    bench.edit(bench.lab.with_racer(0, fast), "rate")
    settle(lab)
    lost = bench.tracks.diverged(0)
    assert lost is not None
    window = lab.canvas.window_now
    x, y, gone = racer_places(window, bench.tracks, bench.step, True)[0]
    assert gone
    assert window.box.contains(QPointF(x, y))
    assert 0 not in racer_places(window, bench.tracks, bench.step, False)
    lab.grab()
