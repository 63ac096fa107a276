"""The learning rate over a run: by hand, whatever the batch size, and the same to the last bit when it is replayed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.edits import TrainingEdit
from nnviz.experiment import OptimizerChoice, ScheduleChoice
from nnviz.replay import Replay
from nnviz.schedules import SCHEDULES, Pace
from nnviz.snapshot import Evaluation
from nnviz.take_snapshot import take_snapshot
from nnviz.trainer import Trainer
from nnviz.updates import Updates
from tests.engine.runs import trainer

DATA = {"name": "xor", "samples": 60, "test_fraction": 0.0}
ANY: list[dict[str, Any]] = [
    {"name": "constant"},
    {"name": "step", "epochs_each": 2, "factor": 0.5},
    {"name": "exponential", "factor": 0.8},
    {"name": "cosine", "epochs_to_minimum": 5, "minimum": 0.1},
    {"name": "linear_warmup", "epochs_to_full": 4, "start": 0.0},
    {"name": "reduce_on_plateau", "factor": 0.5, "patience": 0, "threshold": 0.02},
]

# Hyperparameters, and the factor after some epochs, by hand.
BY_HAND: dict[str, tuple[dict[str, float], dict[float, float]]] = {
    "constant": ({}, {0.0: 1.0, 7.3: 1.0}),
    "step": ({"epochs_each": 3, "factor": 0.5}, {0.0: 1.0, 2.99: 1.0, 3.0: 0.5, 5.9: 0.5, 6.0: 0.25}),
    "exponential": ({"factor": 0.25}, {0.0: 1.0, 0.5: 0.5, 1.0: 0.25, 2.0: 0.0625}),
    "cosine": (
        {"epochs_to_minimum": 6, "minimum": 0.2},
        {0.0: 1.0, 2.0: 0.2 + 0.8 * 0.75, 3.0: 0.6, 4.0: 0.2 + 0.8 * 0.25, 6.0: 0.2, 60.0: 0.2},
    ),
    "linear_warmup": ({"epochs_to_full": 4, "start": 0.2}, {0.0: 0.2, 1.0: 0.4, 2.5: 0.7, 4.0: 1.0, 9.0: 1.0}),
    "reduce_on_plateau": (
        {"factor": 0.5, "patience": 2, "threshold": 0.0, "minimum": 0.0},
        {0.0: 0.125, 3.0: 0.125},
    ),
}


def run_with(schedule: Any, batch_size: int | None = 25, optimizer: Any = "sgd", **training: Any) -> Trainer:
    return trainer(
        data=DATA, training={"schedule": schedule, "batch_size": batch_size, "optimizer": optimizer, **training}
    )


def rates_of(run: Trainer, steps: int) -> np.ndarray:
    run.advance(steps)
    return run.take_scalars().learning_rates


def test_every_schedule_is_here() -> None:
    assert {schedule["name"] for schedule in ANY} == set(BY_HAND) == set(SCHEDULES)


@pytest.mark.parametrize("name", SCHEDULES)
def test_factors_by_hand(name: str) -> None:
    values, expected = BY_HAND[name]
    for epochs, factor in expected.items():
        assert SCHEDULES[name].factor(epochs, Pace(0.03, 0.125), **values) == pytest.approx(factor, rel=1e-14)


@pytest.mark.parametrize("name", SCHEDULES)
def test_defaults_keep_the_rate_within_its_bounds(name: str) -> None:
    entry = SCHEDULES[name]
    factors = [
        entry.factor(epochs, Pace(0.03), **entry.defaults()) for epochs in np.linspace(0.0, 1000.0, 301).tolist()
    ]
    assert 0.0 <= min(factors) <= max(factors) <= 1.0
    assert entry.within_epochs or entry.factor(3.0, Pace(1.0), **entry.defaults()) == entry.factor(
        3.9, Pace(1.0), **entry.defaults()
    )


def test_a_plateau_is_waited_for() -> None:
    values = {"factor": 0.5, "patience": 1, "threshold": 0.1, "minimum": 0.2}
    pace, factors = Pace(0.03), []
    # 1 is the first; 0.95 is not a tenth lower, nor is 0.91: the second one too many lowers the rate; 0.8 is lower.
    for loss in (1.0, 0.95, 0.91, 0.8, 0.8, 0.79, 0.8, 0.78, 0.9, 0.9):
        pace = SCHEDULES["reduce_on_plateau"].watch(pace, loss, **values)
        factors.append(pace.factor)
    assert factors == [1.0, 1.0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2, 0.2]
    assert pace.best == 0.8


def test_the_validation_loss_is_watched_where_there_is_one() -> None:
    run = run_with(ANY[-1])
    updates: Updates = run.updates
    seen = Evaluation(0, 0.0, 0.5, 0.4, 0.9, 0.9)
    updates.watch(seen)
    assert updates.pace.best == 0.5
    updates.watch(seen._replace(validation_loss=0.3))
    assert updates.pace.best == 0.3


def test_the_rate_is_that_of_where_a_step_begins_in_its_epoch() -> None:
    # Batches of 25, 25 and 10 out of 60 rows.
    rates = rates_of(run_with({"name": "exponential", "factor": 0.5}), 6)
    expected = [0.03 * 0.5**epochs for epochs in (0.0, 25 / 60, 50 / 60, 1.0, 85 / 60, 110 / 60)]
    np.testing.assert_allclose(rates, expected, rtol=1e-15)


@pytest.mark.parametrize("schedule", ANY[:-1], ids=lambda schedule: schedule["name"])
def test_runs_with_other_batch_sizes_agree(schedule: dict[str, Any]) -> None:
    coarse, fine = (rates_of(run_with(schedule, size), 7 * 60 // size) for size in (20, 4))
    np.testing.assert_array_equal(coarse, fine[::5])


@pytest.mark.parametrize("schedule", ANY, ids=lambda schedule: schedule["name"])
@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
def test_any_step_is_replayed_to_the_last_bit(schedule: dict[str, Any], optimizer: str) -> None:
    run = run_with(schedule, optimizer=optimizer)
    states = [run.state()]
    for _ in range(40):
        run.advance(1)
        states.append(run.state())
    replay = Replay(run)
    for step in (0, 1, 13, 30, 40):
        there = replay.to_step(step)
        assert there.state().theta.tobytes() == states[step].theta.tobytes()
        assert there.state().pace == states[step].pace
        assert take_snapshot(there).learning_rate == states[step].pace.rate


@pytest.mark.parametrize("schedule", ANY, ids=lambda schedule: schedule["name"])
def test_steps_at_once_and_one_by_one_are_the_same(schedule: dict[str, Any]) -> None:
    at_once, one_by_one = run_with(schedule), run_with(schedule)
    at_once.advance(100)
    for _ in range(100):
        one_by_one.advance(1)
    assert at_once.state().theta.tobytes() == one_by_one.state().theta.tobytes()
    assert at_once.state().pace == one_by_one.state().pace


def test_the_newest_rate_is_known_before_and_after_every_step() -> None:
    run = run_with({"name": "linear_warmup", "epochs_to_full": 2, "start": 0.5})
    assert run.learning_rate == 0.015
    rates = rates_of(run, 4)
    assert run.learning_rate == rates[-1] == 0.0225


def test_another_rate_changes_the_base_and_another_schedule_begins_anew() -> None:
    run = run_with({**ANY[-1], "threshold": 0.9})
    run.advance(9)
    assert run.state().pace.factor < 1.0
    factor = run.state().pace.factor
    run.apply(TrainingEdit(9, replace(run.training, optimizer=OptimizerChoice("sgd", learning_rate=0.2))))
    run.advance(1)
    assert run.learning_rate == 0.2 * factor
    run.apply(TrainingEdit(10, replace(run.training, schedule=ScheduleChoice("constant"))))
    run.advance(1)
    assert run.learning_rate == 0.2
    assert run.state().pace == Pace(0.2)


def test_momentum_under_a_schedule_has_the_rate_in_its_velocity() -> None:
    run = run_with({"name": "exponential", "factor": 0.5}, 60, {"name": "momentum", "learning_rate": 0.1})
    velocity = np.zeros_like(run.theta)
    for step in range(5):
        theta = run.theta.copy()
        run.advance(1)
        velocity = 0.9 * velocity + 0.1 * 0.5**step * run._gradient
        np.testing.assert_allclose(run.theta, theta - velocity, rtol=1e-12)


def test_divergence_names_the_rate_of_the_step_that_failed() -> None:
    wild = {"name": "sgd", "learning_rate": 1e4}
    run = trainer(
        data={"name": "plane", "test_fraction": 0.0},
        network={"hidden": [{"activation": "relu"}]},
        training={"schedule": {"name": "linear_warmup", "epochs_to_full": 10}, "optimizer": wild, "batch_size": 100},
    )
    run.advance(500)
    assert run.divergence is not None
    rate = float(run.divergence.reason.rpartition(" ")[2])
    assert rate == pytest.approx(1e4 * min(1.0, 0.1 + 0.09 * run.step / 5), rel=1e-3)
    assert not math.isclose(rate, run.learning_rate, rel_tol=1e-3)
