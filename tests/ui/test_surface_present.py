"""The Loss surface follows the present wherever it goes, and says what it shows of it."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.assembly import assemble
from nnviz.experiment import decode, plan_runs
from nnviz.landscape import loss_over
from nnviz.path import Path
from tests.ui.surface_cases import CASES, SIZE, changed, feed, frames, open_panel, surface
from ui.frame import Frame
from ui.panel_frame import PanelFrame
from ui.panels.surface import SurfacePanel, words
from ui.panels.surface.ends import lowest
from ui.panels.surface.extent import without_excursions
from ui.panels.surface.fading import STRENGTHS, pieces
from ui.panels.surface.labels import Wanted, place_labels
from ui.panels.surface.options import Options
from ui.panels.surface.request import Grid
from ui.plotting.ways import filled_way

pytestmark = pytest.mark.usefixtures("light")


def with_thetas(frame: Frame, theta: np.ndarray, *path: np.ndarray) -> Frame:
    """Return a frame in which all runs have been at other places."""
    steps = tuple(range(len(path)))
    snapshots = tuple(
        replace(snapshot, theta=theta, step=len(path), path=Path(steps, path)) for snapshot in frame.snapshots
    )
    return changed(frame, snapshots=snapshots)


@pytest.mark.parametrize("plane", ["pca", "weights", "random"])
def test_parameters_in_the_hundreds_are_followed(plane: str) -> None:
    held = None
    for frame in frames("rate 100", 0, 3, 40, 90, 200):
        options = Options(plane=plane)  # type: ignore[arg-type]
        held = surface(frame, held, options=options, live=False)
        snapshot = frame.snapshot
        assert snapshot.divergence is None
        assert held.step == snapshot.step
        assert np.array_equal(held.plane.center, snapshot.theta.astype(float))
        [end] = held.ends
        assert end.true == loss_over(frame.run.assembly, held.grid.rows, snapshot.theta)
        left, right, bottom, top = held.extent
        margin = 0.02 * (top - bottom)
        for x, y in (held.tracks[0].places[0], held.tracks[0].now):
            assert left + margin < x < right - margin
            assert bottom + margin < y < top - margin
    assert held is not None
    assert np.abs(held.plane.center).max() > 100.0
    assert "no path yet" not in words.held(held)
    assert words.losses_at(held) == "loss at step 200"


def test_only_the_chosen_run_is_followed_far_away() -> None:
    [frame] = frames("six runs", 20)
    far = replace(frame.snapshots[0], theta=frame.snapshots[0].theta + 5000.0)
    apart = changed(frame, snapshots=(far, *frame.snapshots[1:]))
    assert surface(apart).extent[1] - surface(apart).extent[0] < 100.0
    followed = surface(changed(apart, chosen=0))
    assert followed.extent[1] - followed.extent[0] > 5000.0


def test_the_lowest_point_is_never_above_a_run() -> None:
    held = None
    for frame in frames("two parameters", 0, 30, 400):
        held = surface(frame, held)
        assert held.lowest is not None
        x, y, least = held.lowest
        assert least <= min(end.true for end in held.ends) * (1.0 + 1e-9)
        offset = np.array([x, y]) - held.plane.origin
        [theta] = held.plane.points(offset[:1], offset[1:])
        assert loss_over(frame.run.assembly, held.grid.rows, theta) == pytest.approx(least)


def test_the_minimum_of_a_narrow_valley_is_found_between_the_points() -> None:
    def valley(places: np.ndarray) -> np.ndarray:
        along, across = (places - (0.313, -0.271)) @ np.array([[1.0, 1.0], [1.0, -1.0]])
        return np.asarray(0.01 * along**2 + 50.0 * across**2 + 0.5)

    def at(places: np.ndarray) -> np.ndarray:
        return np.array([valley(place) for place in places])

    x = np.linspace(-4.0, 4.0, 21)
    places = np.stack(np.meshgrid(x, x), axis=-1).reshape(-1, 2)
    [frame] = frames("two parameters", 0)
    grid = Grid(x, x, at(places).reshape(21, 21), surface(frame).grid.rows)
    found = lowest(grid, (), at)
    assert found == pytest.approx((0.313, -0.271, 0.5), abs=0.02)


def test_after_an_edit_is_undone_the_view_comes_back_at_rest() -> None:
    [frame] = frames("two parameters", 30)
    before = surface(frame)
    theta = frame.snapshot.theta.copy()
    theta[0] = 50.0
    edited = changed(frame, snapshots=(frame.snapshots[0], replace(frame.snapshot, theta=theta)))
    grown = surface(edited, before, live=False)
    assert grown.extent[1] > 50.0
    assert surface(frame, grown).extent[1] >= grown.extent[1]
    back = surface(frame, grown, live=False)
    assert back.extent[1] < 20.0
    assert back.levels.high < grown.levels.high
    # Once: from then on it stands still.
    assert surface(frame, back, live=False).extent == back.extent


def test_refit_leaves_out_where_a_path_has_been_astray() -> None:
    [frame] = frames("two parameters", 30)
    path = [*frame.snapshot.path.thetas]
    away = path[-1] + np.array([60.0, 0.0])
    astray = with_thetas(frame, frame.snapshot.theta, *path, away, *path[-3:])
    whole = surface(astray, live=False)
    assert whole.extent[1] > 50.0
    refitted = surface(astray, whole, live=False, anew=True)
    assert refitted.extent[1] < 20.0
    again = surface(astray, refitted, live=False)
    assert again.extent == refitted.extent


def test_a_path_that_is_mostly_far_away_is_no_excursion() -> None:
    near, far = np.zeros((4, 2)), np.full((9, 2), 50.0)
    minimum = np.array([[1.0, 1.0]])
    astray = np.concatenate([near, far[:2], near])
    assert without_excursions([astray], minimum).max() == 1.0
    assert without_excursions([np.concatenate([near, far, near])], minimum).max() == 50.0
    assert without_excursions([astray], np.empty((0, 2))).max() == 50.0


def test_another_experiment_starts_with_the_default_plane(qtbot: QtBot) -> None:
    [spirals], [digits] = frames("spirals", 20), frames("digits", 0)
    panel = open_panel(qtbot, spirals)
    panel._controls.options = replace(panel._controls.options, plane="weights", picks=(3, 1))
    panel.bind(spirals.runs)
    assert panel._options.picks == (3, 1)
    feed(panel, spirals)
    result = panel._shown.result
    assert result is not None
    assert result.fit.picks == (3, 1)
    # The same network of an experiment of another name, and another network.
    plan = plan_runs(decode(CASES["spirals"] | {"name": "another"}))[0]
    renamed = assemble(plan.name, plan.experiment)
    for runs in ((replace(spirals.run, source=renamed),), digits.runs):
        panel.bind(spirals.runs)
        panel._controls.options = replace(panel._controls.options, plane="weights", picks=(3, 1))
        panel.bind(runs)
        assert (panel._options.plane, panel._options.picks) == ("pca", None)
        assert panel._controls.plane.text() == "PCA"


def test_in_a_small_panel_no_label_covers_a_path_or_a_marker() -> None:
    box = QRectF(0, 0, 120, 50)
    way = filled_way(np.array([[5.0, 10.0], [115.0, 14.0], [5.0, 26.0], [115.0, 30.0], [5.0, 44.0]]))
    wanted = [Wanted("a", "first", 60.0, 25.0)]
    assert place_labels(wanted, way, box, {})
    assert place_labels(wanted, way, box, {}, strict=True) == {}
    free = QRectF(0, 0, 400, 200)
    label = place_labels([Wanted("a", "first", 5.0, 44.0)], way, free, {}, strict=True)["a"]
    around = label.box(5.0, 44.0, free)
    assert not any(around.contains(x, y) for x, y in way.tolist())


def test_a_way_is_filled_to_the_end() -> None:
    way = filled_way(np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 50.0]]))
    assert way[-1] == pytest.approx((100.0, 50.0))
    assert np.hypot(*np.diff(way, axis=0).T).max() <= 4.0


def test_a_shadow_is_called_one_first_and_drawn_fainter() -> None:
    [frame] = frames("spirals", 200)
    result = surface(frame, options=Options(plane="random"))
    assert words.held(result).startswith("this plane holds only ")
    assert "a shadow" in words.held(result)
    for end in result.ends:
        # Each begins far off the plane that goes through where the chosen one is now.
        assert pieces(end.offs)[0][1] == min(STRENGTHS)
    assert pieces(result.ends[frame.chosen].offs)[-1][1] == 1.0
    whole = surface(frame)
    assert words.held(whole).startswith("plane holds ")
    assert min(strength for _, strength in pieces(whole.ends[frame.chosen].offs)) > 0.5
    off = replace(whole, ends=tuple(replace(end, off_share=0.6) for end in whole.ends))
    assert words.held(off).startswith("an end lies far off this plane")


@pytest.mark.parametrize("width", [300, 340, 400, 500, 800])
def test_the_chips_leave_room_for_the_title(qtbot: QtBot, width: int) -> None:
    [frame] = frames("spirals", 20)
    panel = SurfacePanel()
    outer = PanelFrame(panel)
    qtbot.addWidget(outer)
    outer.resize(width, SIZE[1] + 30)
    panel._controls.options = replace(panel._controls.options, plane="weights", picks=(3, 1))
    panel._options = panel._controls.options
    panel._bound = ("plain", frame.run.assembly.experiment.data.name, frame.run.assembly.network.shape)
    panel.bind(frame.runs)
    with qtbot.waitExposed(outer):
        outer.show()
    outer.title_bar.show_controls(True)
    feed(panel, frame)
    controls: QWidget = outer.title_bar.controls
    qtbot.waitUntil(lambda: controls.geometry().left() >= 110, timeout=2000)
    assert panel._controls.axes[0].isVisible() == (width >= 340)
    assert panel._controls.axes[0].text() == ("x: W1[0,3]" if width >= 500 else "x")
