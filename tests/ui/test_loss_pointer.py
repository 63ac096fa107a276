"""The Loss panel under the pointer: exact values on a card that covers no curve, zoom, chips, words of live edits."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from pytestqt.qtbot import QtBot

from tests.ui.loss_cases import LEAST, MIDDLE, NARROW, WIDE, Runs, open_panel, picture, texts
from tests.ui.network_cases import point_at
from ui import numbers
from ui.frame import Mark
from ui.panels.loss import LossPanel
from ui.panels.loss.card import Card
from ui.panels.loss.docking import Occupied, dock
from ui.panels.loss.reading import read
from ui.panels.loss.run_curves import RunCurves

pytestmark = pytest.mark.usefixtures("light")

BOTH = (("train", 0), ("test", 1))


def point(qtbot: QtBot, panel: LossPanel, step: float, plot: int = 0, height: float = 0.5) -> QPoint:
    """Move the pointer to a step in a plot."""
    view = panel._plots.views[plot]
    place = QPoint(round(float(view.x.to_pixels(step))), view.box.top() + round(height * view.box.height()))
    point_at(panel, QPoint(1, 1))
    point_at(panel, place)
    panel.repaint()
    return place


def turn(panel: LossPanel, place: QPoint, up: int = 0, across: int = 0) -> None:
    """Turn the wheel by notches."""
    event = QWheelEvent(
        QPointF(place),
        panel.mapToGlobal(QPointF(place)),
        QPoint(),
        QPoint(120 * across, 120 * up),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    panel.wheelEvent(event)
    panel.repaint()


@pytest.mark.parametrize("size", [WIDE, MIDDLE, NARROW, LEAST])
def test_every_run_s_values_are_read_as_they_are_in_the_history(qtbot: QtBot, size: Any) -> None:
    runs = Runs(3).advance(900)
    panel = open_panel(qtbot, runs, size)
    point(qtbot, panel, 500.0)
    said = texts(panel)
    assert "step 500" in said
    assert "epoch 50" in said
    for view in runs.views:
        row = view.history.evaluations.at(50).low
        assert numbers.loss(row[1]) in said
        assert numbers.loss(row[2]) in said
        if size == WIDE:
            assert numbers.percent(row[3]).replace("\u2009", " ") in said
    point_at(panel, QPoint(1, 1))
    panel._point(None)
    assert "step 500" not in texts(panel)


@pytest.mark.parametrize("epochs", [False, True])
def test_where_rows_were_merged_their_range_is_said(epochs: bool) -> None:
    runs = Runs(1, steps_per_epoch=1).advance(40_000)
    reading = read(open_curves(runs), 0, 20_000.0, epochs, "loss", BOTH)
    assert reading is not None
    history = runs.views[0].history.evaluations
    bucket = history.at(history.index(20_000))
    assert history.rows_per_bucket == 4
    assert reading.step == f"steps {bucket.first_step:,} to {bucket.last_step:,}"
    assert reading.epoch == f"epochs {bucket.low[0]:,.0f} to {bucket.high[0]:,.0f}"
    low, high = numbers.loss(bucket.low[1]), numbers.loss(bucket.high[1])
    assert reading.rows[0].texts[0] == (low if low == high else f"{low} to {high}")


def open_curves(runs: Runs) -> list[Any]:
    curves = [RunCurves(view) for view in runs.views]
    for curve, snapshot in zip(curves, runs.snapshots, strict=True):
        curve.update(curve.run, snapshot, snapshot, batches=False)
    return curves


def test_a_run_that_has_not_come_so_far_is_left_out() -> None:
    curves = open_curves(Runs(2).advance(300).diverge(1).advance(400))
    reading = read(curves, 0, 600.0, False, "loss", BOTH)
    assert reading is not None
    assert [row.index for row in reading.rows] == [0]
    early = read(curves, 1, 100.0, False, "loss", BOTH[:1])
    assert early is not None
    assert [len(row.texts) for row in early.rows] == [1, 1]


def test_nothing_is_read_before_there_is_anything() -> None:
    assert read([], 0, 5.0, False, "loss", BOTH) is None


@pytest.mark.parametrize("count", [1, 2, 6])
@pytest.mark.parametrize("size", [WIDE, (1190, 144), MIDDLE, NARROW, (1190, 700)])
def test_the_card_covers_neither_pointer_nor_curves_where_it_can(qtbot: QtBot, size: Any, count: int) -> None:
    panel = open_panel(qtbot, Runs(count).advance(900), size)
    plots = panel._plots
    for step in (50.0, 400.0, 850.0):
        place = point(qtbot, panel, step)
        view, shown = plots.views[0], plots.places[0]
        reading = read(plots.visible, 0, step, False, "loss", BOTH)
        assert reading is not None
        card = Card(reading, plots.words_of(view.metric), panel.width())
        occupied = Occupied(view, plots.visible, False)
        docked = dock(card, shown, panel.size(), occupied, QPointF(place), None)
        box = QRectF(docked.place, docked.card.size)
        assert not box.contains(QPointF(place))
        assert QRectF(panel.rect()).contains(box)
        assert occupied.count(box) <= 2
        again = dock(card, shown, panel.size(), occupied, QPointF(place), docked.spot)
        assert again.spot == docked.spot or occupied.count(box)


def test_all_plots_show_the_same_step(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, Runs().advance(900))
    point(qtbot, panel, 300.0, plot=1)
    assert texts(panel).count("step 300") == 2


def test_the_words_of_a_live_edit_show_at_its_flag_only(qtbot: QtBot) -> None:
    runs = Runs().advance(900)
    for view in runs.views:
        view.marks.extend([Mark(300, 30.0, "rate 0.1 → 0.05"), Mark(5000, 500.0, "not yet")])
    panel = open_panel(qtbot, runs)
    assert "rate 0.1 → 0.05" not in texts(panel)
    point(qtbot, panel, 300.0)
    assert texts(panel).count("rate 0.1 → 0.05") == 1
    point(qtbot, panel, 500.0)
    assert "rate 0.1 → 0.05" not in texts(panel)
    panel._controls.epochs.click()
    point(qtbot, panel, 30.0)
    assert "rate 0.1 → 0.05" in texts(panel)


def test_a_flag_stands_where_the_edit_was(qtbot: QtBot) -> None:
    runs = Runs(1).advance(900)
    panel = open_panel(qtbot, runs)
    before = picture(panel)
    runs.views[0].marks.append(Mark(1200, 120.0, "later"))
    runs.advance(600)
    panel.draw(runs.frame())
    qtbot.waitUntil(lambda: not panel._plots.easing.moving)
    view = panel._plots.views[0]
    x = round(float(view.x.to_pixels(1200.0)))
    column = picture(panel)[view.box.top() : view.box.bottom(), x].sum(axis=1)
    assert 0.3 < (column < 600).mean() < 0.8
    assert (before != picture(panel)).any()


def test_the_wheel_zooms_about_the_pointer_and_a_double_click_goes_back(qtbot: QtBot) -> None:
    runs = Runs().advance(900)
    panel = open_panel(qtbot, runs)
    whole = panel._plots.easing.aim
    place = point(qtbot, panel, 600.0)
    turn(panel, place, up=3)
    view = panel._plots.views[0]
    assert view.x.to_data(place.x()) == pytest.approx(600.0, abs=2.0)
    assert view.x.high - view.x.low == pytest.approx(whole[1] / 1.25**3)
    assert panel.sentence.startswith("Zoomed in: double click to see all")
    zoomed = panel._plots.zoom
    panel.draw(runs.advance(1000).frame())
    assert panel._plots.zoom == zoomed == panel._plots.easing.aim[:2]
    turn(panel, place, across=-1)
    assert panel._plots.zoom is not None
    assert zoomed is not None
    assert panel._plots.zoom[0] > zoomed[0]
    qtbot.mouseDClick(panel, Qt.MouseButton.LeftButton, pos=place)
    assert panel._plots.zoom is None
    assert panel._plots.easing.values[:2] == (0.0, 2400.0)


def test_zoom_stays_within_what_there_is(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, Runs().advance(900))
    place = point(qtbot, panel, 1.0)
    turn(panel, place, up=60)
    assert panel._plots.zoom is not None
    low, high = panel._plots.zoom
    assert high - low == pytest.approx(4.0)
    for _ in range(50):
        turn(panel, place, across=1)
    assert panel._plots.zoom[0] == 0.0
    turn(panel, place, up=-60)
    assert panel._plots.zoom is None
    turn(panel, QPoint(panel.width() - 3, 3), up=1)
    assert panel._plots.zoom is None


def test_zoomed_curves_are_the_same_rows(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, Runs(1).advance(900))
    turn(panel, point(qtbot, panel, 600.0), up=5)
    view = panel._plots.views[0]
    row = panel._plots.runs[0].run.history.evaluations.at(60).low
    x, y = round(float(view.x.to_pixels(600.0))), round(float(view.y.to_pixels(row[1])))
    assert picture(panel)[y - 2 : y + 3, x].sum(axis=1).min() < 250


def test_chips_switch_axis_unit_band_and_metric(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, Runs().advance(900))
    sentences: list[str] = []
    panel.sentence_changed.connect(sentences.append)
    controls = panel._controls
    pictures = [picture(panel)]
    for chip, words in (
        (controls.log, "Steps along the bottom."),
        (controls.epochs, "Epochs along the bottom."),
        (controls.batches, "Pale band: each batch."),
    ):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
        assert words in sentences[-1]
        pictures.append(picture(panel))
    assert all((one != other).any() for one, other in pairwise(pictures))
    assert "epoch" in texts(panel)
    panel.resize(*NARROW)
    panel.repaint()
    assert panel.title == "Loss"
    qtbot.mouseClick(controls.accuracy, Qt.MouseButton.LeftButton)
    assert panel.title == "Accuracy"
    assert not controls.loss.isChecked()
    assert "100 %" in texts(panel)
    assert controls.log.isHidden()


def test_chips_that_find_no_room_are_left_out(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, Runs().advance(30))
    controls = panel._controls
    shown = []
    for width in (1190, 500, 385, 300, 240):
        panel.resize(width, 210)
        panel.repaint()
        shown.append([not chip.isHidden() for chip in (controls.log, controls.epochs, controls.batches)])
        assert controls.widgets[0].isHidden() == (width == 1190)
    assert shown[0] == [True, True, True]
    assert shown[-1] == [False, False, False]
    assert [sum(row) for row in shown] == sorted((sum(row) for row in shown), reverse=True)


def test_what_is_pointed_at_has_a_dot_on_its_curve(qtbot: QtBot) -> None:
    panel = open_panel(qtbot, Runs(1).advance(900))
    without = picture(panel)
    point(qtbot, panel, 450.0)
    view = panel._plots.views[0]
    row = panel._plots.runs[0].run.history.evaluations.at(45).low
    x, y = round(float(view.x.to_pixels(450.0))), round(float(view.y.to_pixels(row[2])))
    assert (np.abs(picture(panel) - without)[y - 3 : y + 4, x - 3 : x + 4].max(axis=2) > 60).sum() > 8


@pytest.mark.parametrize("epochs", [False, True])
def test_the_step_under_the_pointer_is_told_to_all_and_marked_when_told(qtbot: QtBot, epochs: bool) -> None:
    runs = Runs(2).advance(900)
    panel = open_panel(qtbot, runs, WIDE)
    panel._controls.epochs.setChecked(epochs)
    told: list[int | None] = []
    panel.step_pointed.connect(told.append)
    view = panel._plots.views[0]
    place = QPoint(view.box.left() + view.box.width() // 3, view.box.center().y())
    point_at(panel, place)
    expected = view.x.to_data(place.x()) * (900 / runs.frame().snapshot.epoch if epochs else 1.0)
    assert told[-1] == pytest.approx(min(expected, 900), abs=2)
    point_at(panel, QPoint(1, 1))
    assert told[-1] is None
    plain = picture(panel)
    panel.draw(replace(runs.frame(), pointed_step=450))
    pointed = picture(panel)
    assert (pointed != plain).any()
    x = panel._painting._scene.plots[0].pointed
    assert x is not None
    at = view.x.to_data(x)
    assert (runs.frame().snapshot.epoch / 2 if epochs else 450) == pytest.approx(at, rel=0.01)
    panel.draw(runs.frame())
    np.testing.assert_array_equal(picture(panel), plain)
