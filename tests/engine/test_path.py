"""The path of theta is noted by the step alone, and the update of the newest step is measured."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.edits import ParameterEdit
from nnviz.path import FEWEST_POINTS, PathRecorder
from tests.engine.runs import trainer


def test_every_step_is_noted_while_there_is_room() -> None:
    run = trainer(training={"batch_size": 30})
    thetas = [run.theta.copy()]
    for _ in range(20):
        run.advance(1)
        thetas.append(run.theta.copy())
    path = run.path
    assert path.steps == tuple(range(21))
    np.testing.assert_array_equal(np.stack(path.thetas), np.stack(thetas))


@pytest.mark.parametrize("chunks", [[1] * 333, [333], [100, 3, 230], [50, 283]])
def test_thinning_depends_on_the_step_alone(chunks: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnviz.path.MOST_POINTS", 16)
    run = trainer(training={"batch_size": 30})
    for chunk in chunks:
        run.advance(chunk)
    path = run.path
    assert path.steps == tuple(range(0, 334, 32))
    alone = trainer(training={"batch_size": 30})
    alone.advance(160)
    np.testing.assert_array_equal(path.thetas[5], alone.theta)


def test_points_are_bounded_by_bytes_and_frozen() -> None:
    theta = np.zeros(3_000_000)
    recorder = PathRecorder(theta)
    for step in range(1, 200):
        recorder.note(step, theta)
    path = recorder.path()
    assert path.steps[0] == 0
    assert len(path.steps) <= FEWEST_POINTS
    with pytest.raises(ValueError, match="read-only"):
        path.thetas[0][0] = 1.0


def test_going_back_forgets_what_came_later() -> None:
    run = trainer(training={"batch_size": 30})
    run.advance(10)
    there = run.state()
    run.advance(10)
    run.restore(there)
    assert run.path.steps == tuple(range(11))
    run.advance(2)
    assert run.path.steps == tuple(range(13))


def test_a_diverged_run_ends_its_path_where_it_stands() -> None:
    run = trainer(
        data={"name": "sine", "scaling": "none"},
        training={"optimizer": {"name": "sgd", "learning_rate": 1e3}, "loss": "mse"},
        network={"output_activation": "linear", "hidden": [{"units": 4, "activation": "linear"}]},
    )
    run.advance(500)
    assert run.divergence is not None
    path = run.path
    assert path.steps[-1] <= run.step
    np.testing.assert_array_equal(path.thetas[-1], run.theta if path.steps[-1] == run.step else path.thetas[-1])
    assert all(np.isfinite(theta).all() for theta in path.thetas)


def test_a_revived_run_goes_on_with_the_right_steps() -> None:
    run = trainer(training={"batch_size": 30})
    run.advance(5)
    run.apply(ParameterEdit(5, 0, np.nan))
    assert run.divergence is not None
    stopped = run.step
    run.take_scalars()
    run.apply(ParameterEdit(stopped, 0, 0.5))
    run.advance(3)
    scalars = run.take_scalars()
    np.testing.assert_array_equal(scalars.steps, stopped + 1 + np.arange(3))
    assert run.path.steps[-1] == run.step


@pytest.mark.parametrize("steps", [1, 7, 100])
def test_the_last_update_is_measured_against_the_weights_before_it(steps: int) -> None:
    run = trainer(training={"batch_size": 30})
    assert np.isnan(run.update_ratios).all()
    run.advance(steps)
    before = trainer(training={"batch_size": 30})
    before.advance(steps - 1)
    expected = [
        np.linalg.norm(layer.weights(run.theta) - layer.weights(before.theta))
        / np.linalg.norm(layer.weights(before.theta))
        for layer in run.assembly.network
    ]
    np.testing.assert_allclose(run.update_ratios, expected, rtol=1e-9)


@pytest.mark.parametrize("stop", [{"epochs": 2}, {"steps": 17}])
def test_the_last_update_of_a_run_that_has_stopped_is_measured(stop: dict[str, int]) -> None:
    run = trainer(training={"batch_size": 30, "stop": stop})
    run.advance(1000)
    assert not run.running
    assert np.isfinite(run.update_ratios).all()
