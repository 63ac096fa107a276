"""The plane of three checkpoints, the line between two, and where a run was best."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnviz.best_step import best_step
from nnviz.errors import InvalidInput
from nnviz.landscape import checkpoint_plane, choose_rows, coordinates, line_plane, loss_over, losses_on_line
from nnviz.snapshot import EVALUATION_COLUMNS, Evaluation
from tests.engine.runs import assembly, hidden, trainer

SHARES = np.linspace(-0.25, 1.25, 7)


def three(size: int = 9) -> list[np.ndarray]:
    return list(np.random.default_rng(1).normal(size=(3, size)))


def test_all_three_lie_on_the_plane() -> None:
    start, best, current = three()
    plane = checkpoint_plane(start, best, current, seed=0)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-14)
    places = coordinates(plane, np.stack([start, best, current]))
    np.testing.assert_allclose(plane.points(*places.T), np.stack([start, best, current]), atol=1e-13)
    np.testing.assert_allclose(places[0], [-np.linalg.norm(current - start), 0.0], atol=1e-14)
    assert places[1][1] > 0.0
    np.testing.assert_array_equal(places[2], [0.0, 0.0])
    assert plane.note == ""


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0, 1.5])
def test_on_one_line_the_second_direction_is_random(share: float) -> None:
    start, _, current = three()
    plane = checkpoint_plane(start, start + share * (current - start), current, seed=0)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
    assert "one line" in plane.note
    assert plane.labels == ("towards the current weights", "random, across")
    other = checkpoint_plane(start, current, current, seed=1)
    assert not np.allclose(np.abs(other.directions[1] @ plane.directions[1]), 1.0)


def test_back_at_the_start_the_best_gives_the_first_direction() -> None:
    start, best, _ = three()
    plane = checkpoint_plane(start, best, start, seed=0)
    assert plane.labels == ("towards the best weights", "random, across")
    np.testing.assert_allclose(coordinates(plane, best[None])[0], [np.linalg.norm(best - start), 0.0], atol=1e-13)


def test_before_the_first_step_both_directions_are_random() -> None:
    start, *_ = three()
    plane = checkpoint_plane(start, start, start, seed=0)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
    assert "not moved" in plane.note


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_line_has_the_true_loss_at_every_point(batch_norm: bool, dtype: str) -> None:
    layers = [{**layer, "batch_norm": batch_norm} for layer in hidden(5, 4)]
    run = trainer(data={"samples": 60}, network={"hidden": layers}, training={"dtype": dtype, "batch_size": 16})
    start = run.theta.copy()
    run.advance(50)
    rows = [choose_rows(run.assembly), choose_rows(run.assembly, "test", 5)]
    curves = losses_on_line(run.assembly, start, run.theta, SHARES, rows)
    assert curves is not None
    assert curves.shape == (2, 7)
    for share, losses in zip(SHARES, curves.T, strict=True):
        along = run.theta.astype(float) - start
        theta = start.astype(float) + share * along
        size = run.assembly.network.size
        theta[size:] = (start + np.clip(share, 0.0, 1.0) * along)[size:]
        assert losses == pytest.approx([loss_over(run.assembly, part, theta) for part in rows], rel=1e-12)


def test_the_ends_of_the_line_are_the_checkpoints_and_the_plane_holds_the_line() -> None:
    run = trainer(data={"samples": 60}, training={"dtype": "float64"})
    start = run.theta.copy()
    run.advance(50)
    rows = choose_rows(run.assembly)
    curves = losses_on_line(run.assembly, start, run.theta, np.array([0.0, 1.0]), [rows])
    assert curves is not None
    assert curves[0] == pytest.approx([loss_over(run.assembly, rows, theta) for theta in (start, run.theta)], rel=1e-12)
    plane = line_plane(start, run.theta, seed=0)
    np.testing.assert_allclose(plane.points(SHARES - 1.0, 0.0 * SHARES)[[0, -1]], [
        start + share * (run.theta - start) for share in SHARES[[0, -1]]
    ])  # fmt: skip


def test_a_straight_line_over_a_convex_loss_has_no_bump() -> None:
    """Logistic regression is convex, so along any line each point lies below the chord (Goodfellow et al. 2015)."""
    run = trainer(data={"samples": 60}, network={"hidden": []})
    start = run.theta.copy()
    run.advance(300)
    curves = losses_on_line(run.assembly, start, run.theta, np.linspace(0.0, 1.0, 21), [choose_rows(run.assembly)])
    assert curves is not None
    assert np.diff(curves[0], 2).min() >= -1e-12


def test_no_line_where_there_is_one_point() -> None:
    run = assembly(data={"samples": 40})
    theta = run.initial_theta()
    with pytest.raises(InvalidInput, match="same weights"):
        losses_on_line(run, theta, theta, SHARES, [choose_rows(run)])


def test_a_line_can_be_called_off() -> None:
    run = trainer(data={"samples": 40})
    start = run.theta.copy()
    run.advance(3)
    assert losses_on_line(run.assembly, start, run.theta, SHARES, [choose_rows(run.assembly)], lambda: True) is None


def evaluations(**losses: list[float]) -> np.ndarray:
    table = np.full((len(next(iter(losses.values()))), len(EVALUATION_COLUMNS)), math.nan)
    for name, values in losses.items():
        table[:, EVALUATION_COLUMNS.index(f"{name}_loss")] = values
    return table


NEWEST = Evaluation(9, 1.0, 0.9, math.nan, math.nan, math.nan)
STEPS = np.array([0, 4, 8])


def test_the_best_step_goes_by_what_was_not_trained_on() -> None:
    nan = math.nan
    all_shares = evaluations(train=[3.0, 2.0, 1.0], test=[3.0, 1.0, 2.0], validation=[1.0, 2.0, 3.0])
    found = best_step(STEPS, all_shares, NEWEST)
    assert found is not None
    assert (found.step, found.share, found.loss) == (0, "validation", 1.0)
    found = best_step(STEPS, evaluations(train=[3.0, 2.0, 1.0], test=[nan, 1.0, 1.0]), NEWEST)
    assert found is not None
    assert (found.step, found.share, found.loss) == (4, "test", 1.0)
    found = best_step(STEPS, evaluations(train=[3.0, 2.0, 1.0]), NEWEST)
    assert found is not None
    assert (found.step, found.share, found.loss) == (9, "train", 0.9)
    assert best_step(STEPS, evaluations(train=[3.0, 2.0, 1.0]), NEWEST, ("validation", "test")) is None
