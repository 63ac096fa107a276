"""What is computed for the Loss surface: true losses, a plane that stands still, and what lies off it."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from nnviz.landscape import choose_rows, loss_over
from tests.ui.surface_cases import changed, frames, request, surface
from ui.panels.surface import work as work_module
from ui.panels.surface.options import Options
from ui.panels.surface.request import Result
from ui.panels.surface.work import compute


def losses_at(result: Result, points: list[tuple[int, int]]) -> list[float]:
    assembly = result.chosen.assembly
    grid = result.grid
    found = []
    for row, column in points:
        offset = np.array([grid.x[column], grid.y[row]]) - result.plane.origin
        [theta] = result.plane.points(offset[:1], offset[1:])
        found.append(loss_over(assembly, grid.rows, theta))
    return found


@pytest.mark.parametrize("case", ["spirals", "two parameters", "six runs"])
@pytest.mark.parametrize("plane", ["pca", "weights", "random"])
def test_every_point_is_the_true_loss(case: str, plane: str) -> None:
    [frame] = frames(case, 40)[-1:]
    options = Options(plane=plane)  # type: ignore[arg-type]
    result = surface(frame, options=options, live=False, size=(60, 60))
    rows, columns = result.grid.losses.shape
    points = [(0, 0), (rows // 2, columns // 3), (rows - 1, columns - 1), (3, columns - 2)]
    assert [result.grid.losses[point] for point in points] == pytest.approx(losses_at(result, points), rel=1e-12)
    assert result.grid.rows.whole


def test_the_present_point_is_on_the_grid_with_its_true_loss() -> None:
    [frame] = frames("spirals", 40)
    result = surface(frame, live=False)
    x, y = result.plane.origin
    column, row = int(np.argmin(np.abs(result.grid.x - x))), int(np.argmin(np.abs(result.grid.y - y)))
    assert (result.grid.x[column], result.grid.y[row]) == pytest.approx((x, y), abs=1e-12)
    rows = choose_rows(frame.run.assembly)
    assert result.grid.losses[row, column] == pytest.approx(
        loss_over(frame.run.assembly, rows, frame.snapshot.theta), rel=1e-12
    )


def test_the_picture_stands_still_while_the_run_moves_on() -> None:
    first, second = frames("spirals", 200, 210)
    before = surface(first)
    after = surface(second, before)
    assert after.fit is before.fit
    for track in before.tracks:
        now = after.track(track.run)
        assert now is not None
        kept = np.isin(track.steps, now.steps)
        assert np.array_equal(track.places[kept], now.places[: np.count_nonzero(kept)])
    assert np.array_equal(after.plane.center, second.snapshot.theta.astype(float))
    assert after.step == 210
    chosen = next(end for end in after.ends if end.run == second.chosen)
    assert (chosen.off, chosen.true) == (0.0, chosen.shown)


def test_paths_begin_at_zero_on_a_plane_of_the_path() -> None:
    [frame] = frames("spirals", 200)
    for track in surface(frame).tracks:
        assert track.places[0] == pytest.approx((0.0, 0.0), abs=1e-9)


def test_a_plane_is_fitted_anew_when_it_holds_clearly_less() -> None:
    early, late = frames("spirals", 5, 2000)
    before = surface(early)
    after = surface(late, before)
    assert after.fit is not before.fit
    assert after.share > 0.9
    # The new one is the best there is: right after it another one would hold no more.
    again = surface(late, after)
    assert again.fit is after.fit
    assert surface(late, after, anew=True).fit is not after.fit


def test_before_there_is_a_path_the_directions_are_random() -> None:
    start, later = frames("spirals", 0, 10)
    before = surface(start)
    assert before.fit.plane.kind == "random"
    assert math.isnan(before.share)
    assert surface(later, before).fit.plane.kind == "pca"


def test_random_directions_stay_for_a_run_and_shrink_its_path() -> None:
    first, second = frames("spirals", 200, 400)
    options = Options(plane="random")
    before = surface(first, options=options)
    after = surface(second, before, options=options)
    assert after.fit is before.fit
    assert after.share < 0.5 * surface(second).share
    assert after.extent[0] <= after.plane.origin[0] - 0.9


def test_weights_are_those_picked_or_those_that_moved_most() -> None:
    [frame] = frames("spirals", 200)
    way = np.abs(frame.snapshot.theta - frame.snapshot.path.thetas[0])
    found = surface(frame, options=Options(plane="weights"))
    assert found.fit.picks is not None
    assert set(found.fit.picks) == set(np.argsort(-way)[:2].tolist())
    picked = surface(frame, found, options=Options(plane="weights", picks=(3, 1)))
    assert picked.fit.picks == (3, 1)
    track = picked.track(frame.chosen)
    assert track is not None
    assert track.now == pytest.approx((frame.snapshot.theta[3], frame.snapshot.theta[1]))


def test_two_parameters_are_computed_once_and_show_the_minimum() -> None:
    start, later, last = frames("two parameters", 0, 60, 70)
    before = surface(start)
    assert before.fit.exact
    assert not before.live
    assert before.lowest is not None
    x, y, loss = before.lowest
    left, right, bottom, top = before.extent
    assert left < x < right
    assert bottom < y < top
    after = surface(later, before)
    assert after.fit is before.fit
    assert all(end.off == 0.0 for end in after.ends)
    assert min(end.true for end in after.ends) == pytest.approx(loss, rel=0.2)
    again = surface(last, after)
    assert again.grid is after.grid
    assert again.extent == after.extent


def test_the_same_scale_along_both_axes() -> None:
    [frame] = frames("spirals", 200)
    for size in ((272, 145), (145, 272), (300, 300)):
        left, right, bottom, top = surface(frame, size=size).extent
        assert (right - left) / (top - bottom) == pytest.approx(size[0] / size[1])


def test_what_is_shown_is_kept_and_grows_only_outwards() -> None:
    first, *later = frames("two parameters", 0, 4, 8, 16, 60)
    before = surface(first)
    same = surface(first, before)
    assert (same.core, same.extent, same.levels) == (before.core, before.extent, before.levels)
    extents = [before.extent]
    for frame in later:
        before = surface(frame, before)
        extents.append(before.extent)
    for inner, outer in pairwise(extents):
        assert outer[0] <= inner[0] < inner[1] <= outer[1]
        assert outer[2] <= inner[2] < inner[3] <= outer[3]
    # In another picture it is fitted anew to what has to be seen.
    left, right, bottom, top = surface(later[-1], before, size=(145, 272)).extent
    assert (right - left) / (top - bottom) == pytest.approx(145 / 272)


def test_runs_with_other_parameters_are_left_out() -> None:
    [frame] = frames("too high", 10)
    assert [track.run for track in surface(frame).tracks] == [2]
    assert [track.run for track in surface(changed(frame, chosen=0)).tracks] == [0, 1]


@pytest.mark.parametrize("chosen", [0, 1])
def test_a_diverged_run_does_not_take_the_picture_with_it(chosen: int) -> None:
    frame = changed(frames("too high", 0, 300)[-1], chosen=chosen)
    assert frame.snapshots[1].divergence is not None
    result = surface(frame)
    assert all(abs(end) < 100.0 for end in result.extent)
    assert np.isfinite(result.grid.losses).mean() > 0.5
    diverged = result.track(1)
    assert diverged is not None
    assert diverged.diverged_at == frame.snapshots[1].divergence.step
    if chosen == 1:
        assert result.step < frame.snapshots[1].step


def test_runs_that_begin_elsewhere_still_have_paths() -> None:
    [frame] = frames("starts", 300)
    result = surface(frame)
    assert result.share > 0.8
    for track in result.tracks:
        assert np.ptp(track.places, axis=0).max() > 0.02 * (result.extent[1] - result.extent[0])


def test_without_a_run_that_is_switched_on_the_surface_stays() -> None:
    [frame] = frames("spirals", 100)
    result = surface(changed(frame, hidden=frozenset({0, 1})))
    assert result.tracks == ()
    assert result.fit.plane.kind == "pca"
    assert result.axis_shares is None


def test_a_large_network_takes_fewer_rows_while_training_and_all_of_them_at_rest() -> None:
    [frame] = frames("digits", 20)
    live = surface(frame)
    assert live.live
    assert 400 <= len(live.grid.rows.targets) < 1437
    rest = surface(frame, live, live=False, size=(60, 40))
    assert rest.grid.rows.whole
    assert rest.fit is live.fit


def test_slices_come_to_the_same_surface(monkeypatch: pytest.MonkeyPatch) -> None:
    [frame] = frames("spirals", 100)
    whole = surface(frame, live=False)
    monkeypatch.setattr(work_module, "SLICE_SECONDS", (0.0, 0.0))
    asked, parts, work = request(frame, live=False), [], None
    while True:
        outcome = compute(asked, work, lambda: False)
        assert outcome is not None
        parts.append(outcome.done)
        if outcome.result is not None:
            break
        work = outcome.work
    assert len(parts) > 10
    assert parts == sorted(parts)
    assert np.array_equal(outcome.result.grid.losses, whole.grid.losses)


def test_what_is_no_longer_wanted_stops() -> None:
    [frame] = frames("spirals", 100)
    asked = request(frame)
    asked.unwanted.set()
    assert compute(asked, None, lambda: False) is None
    assert compute(request(frame), None, lambda: True) is None


def test_zeros_say_that_nothing_varies() -> None:
    [frame] = frames("zeros", 0)
    result = surface(frame)
    assert np.ptp(result.grid.losses) == 0.0
    assert result.plane.note
