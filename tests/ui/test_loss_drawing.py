"""What the Loss panel draws is what the history holds, however it came to be drawn."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.arrays import Array
from tests.ui.loss_cases import MIDDLE, WIDE, Runs, falling, open_panel, picture
from ui.frame import Mark
from ui.panels.loss.lane import Lane
from ui.panels.loss.run_curves import RunCurves
from ui.plotting.easing import Easing

pytestmark = pytest.mark.usefixtures("light")


def flat(levels: tuple[float, ...]) -> Any:
    def values(run: int, steps: Array) -> Array:
        return np.tile(levels, (len(steps), 1))

    return values


def drawn(panel: Any, run: int, plot: int = 0) -> tuple[Any, Any]:
    """Return a plot's view and the whole of a run's curves as they are drawn in it."""
    plots = panel._plots
    view = plots.views[plot]
    return view, Lane(plots.runs[run], [view], plots.options, 1.0).whole[1].pieces[0]


@pytest.mark.parametrize("epochs", [False, True])
@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("steps", [0, 10, 900, 30_000])
def test_drawn_values_are_the_histories(qtbot: QtBot, steps: int, log: bool, epochs: bool) -> None:
    runs = Runs().advance(steps)
    panel = open_panel(qtbot, runs)
    panel._controls.log.setChecked(log)
    panel._controls.epochs.setChecked(epochs)
    for plot, columns in enumerate((slice(1, 3), slice(3, 5))):
        for run, view_of_run in enumerate(runs.views):
            view, piece = drawn(panel, run, plot)
            first, low, high = view_of_run.history.evaluations.buckets()
            places = low[:, 0] if epochs else first.astype(float)
            column = np.floor(view.x.to_pixels(places))
            for index in range(len(piece)):
                inside = column == math.floor(piece.x[index])
                lowest, highest = low[inside, columns].min(axis=0), high[inside, columns].max(axis=0)
                bottom = np.maximum(piece.begin[index], piece.end[index])
                top = np.minimum(piece.begin[index], piece.end[index])
                for share in (0, 1):
                    assert view.y.to_data(bottom[share]) == pytest.approx(lowest[share], rel=1e-9)
                    assert view.y.to_data(top[share]) == pytest.approx(highest[share], rel=1e-9)
            assert view.x.to_data(piece.x[-1]) <= places[-1] + 1e-6


def test_a_flat_curve_is_where_its_value_is(qtbot: QtBot) -> None:
    runs = Runs(1, flat((0.1, 0.01, 0.75, 0.6))).advance(1000)
    panel = open_panel(qtbot, runs)
    shown = picture(panel)
    ink = np.array([20, 24, 29])
    for view, train, test in zip(panel._plots.views, (0.1, 0.75), (0.01, 0.6), strict=True):
        y = round(float(view.y.to_pixels(train)))
        left, right = (round(float(view.x.to_pixels(step))) for step in (30.0, 950.0))
        solid = shown[y - 1 : y + 1, left:right].min(axis=0)
        assert (np.abs(solid - ink) < 70).all()
        y = round(float(view.y.to_pixels(test)))
        dashed = shown[y - 1 : y + 1, left:right].min(axis=0).sum(axis=1) < 3 * 160
        assert 0.5 < dashed.mean() < 0.75
        between = shown[round(float(view.y.to_pixels(math.sqrt(train * test)))), left:right]
        tint = 255 - 0.13 * (255 - ink)
        assert (np.abs(np.median(between, axis=0) - tint) < 2.0).all()


def test_a_single_spike_among_a_million_steps_reaches_its_height(qtbot: QtBot) -> None:
    def values(run: int, steps: Array) -> Array:
        result = np.tile((0.01, 0.01, 0.9, 0.9), (len(steps), 1))
        result[steps == 640_000, 0] = 0.9
        return result

    panel = open_panel(qtbot, Runs(1, values).advance(1_000_000))
    view, piece = drawn(panel, 0)
    assert view.y.to_data(float(piece.end[:, 0].min())) == pytest.approx(0.9)
    x, y = round(float(view.x.to_pixels(640_000.0))), round(float(view.y.to_pixels(0.9)))
    assert picture(panel)[y - 1 : y + 3, x - 3 : x + 4].sum(axis=2).min() < 250


@pytest.mark.parametrize("batches", [False, True])
@pytest.mark.parametrize("size", [WIDE, MIDDLE])
def test_drawn_step_by_step_or_at_once_makes_no_difference(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], batches: bool
) -> None:
    monkeypatch.setattr(Easing, "move", lambda easing, aim, **_: easing.jump(aim))
    runs = Runs(3, steps_per_epoch=4)
    panel = open_panel(qtbot, runs, size)
    panel._controls.batches.setChecked(batches)
    for _ in range(150):
        panel.draw(runs.advance(11).frame())
        panel.repaint()
    grown = picture(panel)
    panel._painting.forget()
    at_once = picture(panel)
    difference = np.abs(grown - at_once).max(axis=2)
    # Where pieces join a pixel's edge may be covered twice; more than that would be another picture.
    assert (difference > 40).mean() < 0.003


def test_a_frame_reads_new_rows_only(qtbot: QtBot) -> None:
    runs = Runs(1).advance(11_000)
    panel = open_panel(qtbot, runs)
    read: list[int] = []
    rows = RunCurves.rows

    def counted(self: RunCurves, metric: Any, start: int = 0) -> Any:
        low, high = rows(self, metric, start)
        read.append(len(low))
        return low, high

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RunCurves, "rows", counted)
        panel.draw(runs.advance(50).frame())
        panel.repaint()
    assert len(read) == 2
    assert max(read) < 40


def test_merged_rows_are_drawn_anew(qtbot: QtBot) -> None:
    runs = Runs(1, steps_per_epoch=1).advance(16_380)
    panel = open_panel(qtbot, runs)
    version = panel._plots.runs[0].version
    for _ in range(4):
        panel.draw(runs.advance(5).frame())
        panel.repaint()
    assert panel._plots.runs[0].version != version
    grown = picture(panel)
    panel._painting.forget()
    assert (np.abs(grown - picture(panel)).max(axis=2) > 40).mean() < 0.003


def test_batches_of_a_run_stand_at_their_epochs_after_the_batch_size_changed(qtbot: QtBot) -> None:
    runs = Runs(1, steps_per_epoch=10).advance(40)
    curves = RunCurves(runs.views[0])
    runs.views[0].marks.append(Mark(25, 2.9, "batch size 32 → 4"))
    curves.update(runs.views[0], runs.snapshots[0], runs.snapshots[0], batches=True)
    places = curves.batch_places(epochs=True)
    steps = curves.batch_places(epochs=False)
    assert places[steps == 25] == pytest.approx(2.9)
    assert places[steps == 10] == pytest.approx(1.0)
    assert places[steps == 22] == pytest.approx(2.0 + 0.9 * 2 / 5)
    assert (np.diff(places) > 0).all()


def test_extremes_are_those_of_all_rows() -> None:
    runs = Runs(1)
    curves = RunCurves(runs.views[0])
    for steps in (5, 0, 300, 40_000, 7):
        runs.advance(steps)
        curves.update(runs.views[0], runs.snapshots[0], runs.snapshots[0], batches=True)
    every = falling(0, np.arange(0, runs.step + 1, 10).astype(float))
    low, positive, high = curves.extremes("loss", batches=False)
    assert (low, positive, high) == (every[:, :2].min(), every[:, :2].min(), every[:, :2].max())
    assert curves.extremes("accuracy", batches=False)[0] == every[:, 2:].min()
    assert curves.extremes("loss", batches=True)[2] > high
