"""Which loss the surface shows, over which rows, how finely; what can be called off; and how a path fades."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.landscape import choose_rows, loss_over
from tests.ui.surface_cases import changed, feed, frames, open_panel, surface
from ui.panels.surface import SurfacePanel, menus
from ui.panels.surface import panel as panel_module
from ui.panels.surface import work as work_module
from ui.panels.surface.checkpoints import START
from ui.panels.surface.fading import STRENGTHS, pieces
from ui.panels.surface.options import ALL_ROWS, Options
from ui.panels.surface.work import Outcome, plan_points

pytestmark = pytest.mark.usefixtures("light")


@pytest.mark.parametrize("share", ["train", "test"])
@pytest.mark.parametrize("rows", [None, ALL_ROWS, 10])
def test_the_loss_is_over_the_share_and_the_rows_that_were_chosen(share: str, rows: int | None) -> None:
    [frame] = frames("spirals", 200)
    options = Options(share=share, rows=rows, resolution=25)  # type: ignore[arg-type]
    result = surface(frame, options=options, live=False)
    of = {"train": 80, "test": 20}[share]
    assert (result.grid.rows.share, len(result.grid.rows.targets)) == (share, 10 if rows == 10 else of)
    assert result.grid.rows.of == of
    assert result.grid.losses.shape[1] in (24, 25, 26)
    x, y = result.plane.origin
    column, row = int(np.argmin(np.abs(result.grid.x - x))), int(np.argmin(np.abs(result.grid.y - y)))
    true = loss_over(frame.run.assembly, choose_rows(frame.run.assembly, share, len(result.grid.rows.targets)),  # type: ignore[arg-type]
                     frame.snapshot.theta)  # fmt: skip
    assert result.grid.losses[row, column] == pytest.approx(true, rel=1e-12)


def test_a_share_that_a_run_lacks_is_not_made_up() -> None:
    [frame] = frames("spirals", 200)
    assert surface(frame, options=Options(share="validation")).grid.rows.share == "train"
    assert [share for _, share in menus.share_choices(frame)] == ["train", "test"]


def test_all_rows_are_taken_only_once_nothing_trains() -> None:
    [frame] = frames("digits", 20)
    options = Options(rows=ALL_ROWS, resolution=25)
    network = frame.run.assembly.network
    asked = SimpleNamespace(size=(272, 145), options=options, aspect=272 / 145)
    assert plan_points(network, 1437, asked, True)[1] < 1437  # type: ignore[arg-type]
    assert plan_points(network, 1437, asked, False) == (round(25 * 25 * 145 / 272), 1437)  # type: ignore[arg-type]


def test_at_rest_a_coarse_surface_comes_before_a_fine_one_which_can_be_called_off(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_module, "SLICE_SECONDS", (10.0, 0.0))
    [frame] = frames("spirals", 200)
    frame = changed(frame, playing=False)
    panel = SurfacePanel()
    qtbot.addWidget(panel)
    panel.resize(400, 206)
    panel.bind(frame.runs)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.draw(frame)
    first = panel.computation(frame)
    assert first is not None
    panel.draw_result(first(lambda: False))
    coarse = panel._shown.result
    assert coarse is not None
    assert coarse.live
    assert not panel._cancel.isVisible()
    fine = panel.computation(frame)
    assert fine is not None
    begun = fine(lambda: False)
    assert isinstance(begun, Outcome)
    assert begun.result is None
    panel.draw_result(begun)
    assert panel._cancel.isVisible()
    assert panel.progress.startswith("surface ")
    panel._cancel.click()
    assert not panel._cancel.isVisible()
    assert panel.computation(frame) is None
    assert fine(lambda: False) is None
    assert panel._shown.result is coarse
    # Whatever else is wanted is computed again.
    panel._controls._choose(log=False)
    feed(panel, frame)
    assert panel._shown.result is not None
    assert not panel._shown.result.live


# What is honest.


def test_a_path_is_fainter_the_farther_it_lies_off_the_plane() -> None:
    offs = np.array([0.9, 0.8, 0.5, 0.3, 0.1, 0.0, 0.0])
    cut = pieces(offs)
    assert [strength for _, strength in cut] == sorted({strength for _, strength in cut})
    assert cut[0][1] == min(STRENGTHS)
    assert cut[-1][1] == 1.0
    assert all(first.stop - 1 == second.start for (first, _), (second, _) in itertools.pairwise(cut))
    assert (cut[0][0].start, cut[-1][0].stop) == (0, len(offs))
    assert len(pieces(np.tile([0.0, 0.9, 0.9], 100))) == 1
    assert pieces(np.array([0.4])) == [(slice(0, 1), STRENGTHS[2])]


def test_how_far_each_point_of_the_path_lies_off_is_its_distance() -> None:
    [frame] = frames("spirals", 100)
    result = surface(changed(frame, chosen=0), options=Options(plane="weights"))
    end, path = result.end(0), frame.snapshots[0].path
    assert end is not None
    center, basis = result.plane.center, result.plane.basis()
    way = np.linalg.norm(frame.snapshots[0].theta.astype(float) - path.thetas[0])
    for index in (0, 30, 77):
        away = path.thetas[index].astype(float) - center
        assert end.offs[index] == pytest.approx(np.linalg.norm(away - basis.T @ (basis @ away)) / way, abs=1e-9)
    assert end.offs[-1] == pytest.approx(0.0, abs=1e-9)


def test_a_fixed_small_part_of_the_rows_follows_as_often_as_all(qtbot: QtBot) -> None:
    [frame] = frames("digits", 20)
    panel = open_panel(qtbot, frame)
    panel.draw(frame)
    assert panel.results_per_second == panel_module.SELDOM_PER_SECOND
    panel._controls._choose(rows=100)
    feed(panel, frame)
    panel.draw(frame)
    assert panel.results_per_second == panel_module.RESULTS_PER_SECOND


def test_the_menu_offers_what_means_something(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 200)
    panel = open_panel(qtbot, frame)
    controls = panel._controls
    controls._fill_loss()
    offered = [action.text() for action in controls._loss_menu.actions()]
    assert {"Train loss", "Test loss", "All samples, once nothing trains", "51 points across"} <= set(offered)
    assert "Validation loss" not in offered
    next(action for action in controls._loss_menu.actions() if action.text() == "Test loss").trigger()
    assert (controls.options.share, controls.loss.text()) == ("test", "Test")
    span = panel._shown.extent
    next(action for action in controls._loss_menu.actions() if action.text() == "See half as much").trigger()
    assert panel._shown.extent[1] - panel._shown.extent[0] == pytest.approx((span[1] - span[0]) / 2.0)
    controls._choose(plane="line")
    controls._fill_loss()
    offered = [action.text() for action in controls._loss_menu.actions()]
    assert "Test loss" not in offered
    assert "All samples, once nothing trains" in offered
    controls._fill_ends(1)
    next(action for action in controls._end_menus[1].actions() if action.text() == "Start").trigger()
    assert controls.options.ends == (START, START)
