"""The Loss surface through checkpoints: where they are, what is fetched for them, and the plane of the best weights."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.assembly import assemble
from nnviz.experiment import decode
from nnviz.landscape import loss_over
from nnviz.snapshot import EVALUATION_COLUMNS
from nnviz.trainer import Trainer
from tests.ui.surface_cases import CASES, changed, feed, frames, open_panel, surface
from ui.frame import Frame
from ui.panels.surface.checkpoints import BEST, NOW, START, Checkpoint, Checkpoints, Point, best_of
from ui.panels.surface.options import Options
from ui.training.runs import Runs

pytestmark = pytest.mark.usefixtures("light")


def theta_after(case: str, steps: int) -> np.ndarray:
    """Return the base's parameters after so many steps."""
    trainer = Trainer(assemble("base", decode({**CASES[case], "variants": []})))
    trainer.advance(steps)
    return trainer.theta.copy()


def point(frame: Frame, checkpoint: Checkpoint = BEST, step: int = 40) -> Point:
    return Point(checkpoint, "best", 0, step, theta_after("spirals", step))


# Where checkpoints are.


def test_checkpoints_are_where_the_run_was() -> None:
    [frame] = frames("spirals", 200)
    frame = changed(frame, chosen=0)
    start, now, step, other = Checkpoints().points(
        frame, [START, NOW, Checkpoint("step", 40, "a"), Checkpoint("end", 1)]
    )
    assert start is not None
    assert now is not None
    assert step is not None
    assert other is not None
    np.testing.assert_array_equal(start.theta, theta_after("spirals", 0))
    np.testing.assert_array_equal(now.theta, theta_after("spirals", 200))
    np.testing.assert_array_equal(step.theta, theta_after("spirals", 40))
    np.testing.assert_array_equal(other.theta, frame.snapshots[1].theta)
    assert (start.words, now.words, step.words) == ("start", "now, step 200", "a, step 40")
    assert other.words == "end of with momentum, step 200"
    assert Checkpoints().missing(frame, [START, NOW, Checkpoint("step", 40, "a")]) is None


def test_the_best_step_is_that_of_the_lowest_evaluated_loss_up_to_the_step_looked_at() -> None:
    [frame] = frames("spirals", 200)
    found = best_of(frame)
    steps, lowest, _ = frame.run.history.evaluations.buckets()
    tests = lowest[:, EVALUATION_COLUMNS.index("test_loss")]
    assert found is not None
    assert found[1] == (200 if frame.snapshot.evaluation.test_loss < tests.min() else steps[np.argmin(tests)])


def test_what_is_not_at_hand_is_asked_for_once_and_taken_when_it_has_come() -> None:
    [frame] = frames("spirals", 3000)  # every second step is no longer noted
    frame = changed(frame, chosen=0)
    known, wanted = Checkpoints(), Checkpoint("step", 1501, "mark")
    assert known.points(frame, [wanted]) == (None,)
    assert known.missing(frame, [wanted]) == ((0, 1501),)
    assert known.missing(frame, [wanted]) is None
    theta = theta_after("spirals", 1501)
    came = changed(frame, checkpoints={(0, 1501): theta})
    [found] = known.points(came, [wanted])
    assert found is not None
    assert found.theta is theta
    # It is still wanted, else it would be dropped; and no more when nothing needs it.
    assert known.missing(came, [wanted]) is None
    assert known.missing(came, []) == ()


def test_the_training_thread_brings_any_step_bit_by_bit_and_stays_where_it_is() -> None:
    assembly = assemble("base", decode({**CASES["spirals"], "variants": []}))
    runs = Runs([Trainer(assembly)], 1)
    runs.scheduler.advance(333)
    runs.fetch([(0, 120), (0, 900), (3, 1)])
    report = runs.report(playing=False, speed=0.0, exact=False)
    assert list(report.checkpoints) == [(0, 120)]
    np.testing.assert_array_equal(report.checkpoints[0, 120], theta_after("spirals", 120))
    assert report.snapshots[0].step == 333
    assert not runs.looks_back
    # The same object as long as nothing else is asked for, so that nothing is computed anew.
    assert runs.report(playing=False, speed=0.0, exact=False).checkpoints is report.checkpoints
    runs.fetch([(0, 333)])
    runs.edit_parameter(0, 2, 9.0)
    assert not runs.report(playing=False, speed=0.0, exact=False).checkpoints


def test_the_panel_asks_for_the_best_weights_and_draws_the_plane_through_them(qtbot: QtBot) -> None:
    [frame] = frames("spirals", 3000)
    frame = changed(frame, chosen=0, playing=False)
    found = best_of(frame)
    assert found is not None
    panel = open_panel(qtbot, frame)
    asked: list[object] = []
    panel.fetched.connect(asked.append)
    panel._controls._choose(plane="best")
    feed(panel, frame)
    result = panel._shown.result
    assert result is not None
    assert result.plane.kind == "best"
    if asked:
        assert asked == [(found,)]
        feed(panel, changed(frame, checkpoints={found: theta_after("spirals", found[1])}))
        result = panel._shown.result
    assert result is not None
    assert result.best is not None
    assert result.best_at is not None
    np.testing.assert_array_equal(result.best.theta, theta_after("spirals", found[1]))
    assert f"best (step {found[1]:,})" in panel.accessibleDescription()


# The plane.


def test_all_three_lie_on_the_plane_and_its_losses_are_true() -> None:
    [frame] = frames("spirals", 200)
    frame = changed(frame, chosen=0)
    best = point(frame)
    result = surface(frame, options=Options(plane="best"), live=False, size=(60, 60), best=best)
    assert result.best_at is not None
    track = result.track(0)
    assert track is not None
    for place, theta in ((track.places[0], theta_after("spirals", 0)), (result.best_at, best.theta), (track.now, None)):
        theta = frame.snapshot.theta if theta is None else theta
        offset = np.array(place) - result.plane.origin
        [there] = result.plane.points(offset[:1], offset[1:])
        np.testing.assert_allclose(there, theta, atol=1e-6)
    row, column = 7, 11
    offset = np.array([result.grid.x[column], result.grid.y[row]]) - result.plane.origin
    [theta] = result.plane.points(offset[:1], offset[1:])
    assert result.grid.losses[row, column] == pytest.approx(loss_over(frame.run.assembly, result.grid.rows, theta))


def test_the_picture_of_the_moving_plane_keeps_its_scale() -> None:
    first, second = frames("spirals", 200, 210)
    options = Options(plane="best")
    before = surface(changed(first, chosen=0), options=options, best=point(first))
    after = surface(changed(second, chosen=0), before, options=options, best=point(first))
    assert after.fit is not before.fit
    assert (after.extent, after.levels) == (before.extent, before.levels)
