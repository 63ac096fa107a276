"""One run: what a step is, that nothing outside it matters, live edits, and when it stops."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nnviz.batches import Batches
from nnviz.edits import Edit, ParameterEdit, TrainingEdit
from nnviz.experiment import OptimizerChoice, Stop
from nnviz.take_snapshot import take_snapshot
from nnviz.trainer import Trainer
from tests.engine.runs import assembly, hidden, trainer

SMALL = {"data": {"samples": 50, "noise": 0.1}, "network": {"hidden": hidden(4)}}
CURVED: dict[str, Any] = {**SMALL, "training": {"batch_size": 7, "optimizer": "adam", "l1": 0.001, "l2": 0.01}}
LAYERED: dict[str, Any] = {**CURVED, "network": {"hidden": [
    {"units": 4, "activation": "tanh", "batch_norm": True, "dropout": 0.25},
    {"units": 3, "activation": "relu", "dropout": 0.5},
]}}  # fmt: skip


def same(first: Trainer, second: Trainer) -> bool:
    return first.step == second.step and first.theta.tobytes() == second.theta.tobytes()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("case", [CURVED, LAYERED], ids=["plain", "batch normalisation and dropout"])
@given(chunks=st.lists(st.integers(1, 90), max_size=12), looks=st.integers(0, 3))
@settings(max_examples=15)
def test_one_go_or_many_chunks(case: dict[str, Any], dtype: str, chunks: list[int], looks: int) -> None:
    parts = {**case, "training": {**case["training"], "dtype": dtype}}
    chunked, straight = trainer(**parts), trainer(**parts)
    for chunk in chunks:
        assert chunked.advance(chunk) == chunk
        for _ in range(looks):  # whoever looks changes nothing
            take_snapshot(chunked, evaluate=True)
            chunked.evaluate_now()
    straight.advance(sum(chunks))
    assert same(chunked, straight)
    assert chunked.evaluation == straight.evaluation


def test_scalars_are_those_of_every_step_whoever_takes_them_when() -> None:
    chunked, straight = trainer(**CURVED), trainer(**CURVED)
    parts = []
    for chunk in (1, 300, 5, 700):
        chunked.advance(chunk)
        parts.append(chunked.take_scalars())
    straight.advance(1006)
    whole = straight.take_scalars()
    np.testing.assert_array_equal(whole.steps, np.arange(1, 1007))
    for name in ("steps", "batch_losses", "gradient_sizes", "evaluation_steps", "evaluations"):
        np.testing.assert_array_equal(np.concatenate([getattr(part, name) for part in parts]), getattr(whole, name))
    np.testing.assert_array_equal(whole.evaluation_steps, np.arange(0, 1007, 6))


def test_gradient_size_is_the_root_mean_square_of_the_weights_alone() -> None:
    run = trainer(**SMALL, training={"batch_size": None, "optimizer": {"name": "sgd", "learning_rate": 1.0}})
    before = run.theta.copy()
    run.advance(1)
    [sizes] = run.take_scalars().gradient_sizes
    for layer, size in zip(run.assembly.network, sizes, strict=True):
        change = layer.weights(before) - layer.weights(run.theta)  # at a rate of 1 the gradient itself
        assert size == pytest.approx(np.sqrt(np.mean(change**2)), rel=1e-9)


@pytest.mark.parametrize("case", [CURVED, LAYERED], ids=["plain", "batch normalisation and dropout"])
def test_state_and_edits_bring_back_every_bit(case: dict[str, Any]) -> None:
    run = trainer(**case)
    run.advance(33)
    start = run.state()
    faster = replace(run.training, optimizer=OptimizerChoice("adam", learning_rate=0.02), batch_size=9)
    plain = replace(run.training, optimizer=OptimizerChoice("sgd"), l2=0.0)
    later: list[Edit] = []
    for steps, training in ((20, faster), (40, plain)):
        run.advance(steps)
        later.append(TrainingEdit(run.step, training))
        run.apply(later[-1])
    run.advance(11)
    later.append(ParameterEdit(run.step, 3, 0.75))
    run.apply(later[-1])
    run.advance(50)
    end = run.state()

    for player in (run, trainer(**case)):
        player.restore(start)
        for edit in later:
            player.advance(edit.step - player.step)
            player.apply(edit)
        player.advance(end.step - player.step)
        assert player.theta.tobytes() == end.theta.tobytes()
        assert player.state().optimizer_state.tobytes() == end.optimizer_state.tobytes()
        assert player.samples_seen == end.samples_seen
        assert player.edits == end.edits == tuple(later)


def test_after_a_restore_scalars_go_on_from_there() -> None:
    run = trainer(**CURVED)
    run.advance(10)
    state = run.state()
    run.advance(30)
    run.restore(state)
    run.advance(4)
    np.testing.assert_array_equal(run.take_scalars().steps, [11, 12, 13, 14])


def test_a_restored_run_that_had_stopped_stays_stopped() -> None:
    run = trainer(**SMALL, training={"stop": {"steps": 6}})
    run.advance(100)
    run.restore(run.state())
    assert not run.running
    assert run.advance(5) == 0


def test_a_state_is_a_copy() -> None:
    run = trainer(**CURVED)
    run.advance(5)
    state = run.state()
    theta, moments = state.theta.copy(), state.optimizer_state.copy()
    run.advance(5)
    np.testing.assert_array_equal(state.theta, theta)
    np.testing.assert_array_equal(state.optimizer_state, moments)
    snapshot = take_snapshot(run)
    assert not snapshot.theta.flags.writeable
    assert not np.shares_memory(snapshot.theta, run.theta)


def test_a_new_optimizer_starts_afresh_and_a_new_rate_does_not() -> None:
    run = trainer(**SMALL, training={"optimizer": "momentum"})
    run.advance(20)
    velocity = run.state().optimizer_state
    slower = OptimizerChoice("momentum", learning_rate=0.001)
    run.apply(TrainingEdit(20, replace(run.training, optimizer=slower)))
    np.testing.assert_array_equal(run.state().optimizer_state, velocity)
    run.apply(TrainingEdit(20, replace(run.training, optimizer=OptimizerChoice("adam"))))
    assert run.state().updates == 0
    assert not run.state().optimizer_state.any()


def test_the_last_batch_counts_for_itself_alone() -> None:
    # 10 rows in batches of 4, 4 and 2: at rate r the third step is r times the mean gradient of its own two rows.
    parts = {"data": {"samples": 10, "test_fraction": 0.0}, "network": {"hidden": []}}
    run = trainer(
        **parts, training={"batch_size": 4, "loss": "mse", "optimizer": {"name": "sgd", "learning_rate": 0.5}}
    )
    run.advance(2)
    data = run.assembly.data
    order = Batches(np.arange(10.0)[:, None], np.arange(10.0)[:, None], 0, 4)
    _, _, (_, rows) = order.upcoming(3)
    chosen = rows[:, 0].astype(int)
    assert len(chosen) == 2
    inputs, targets = np.hstack([data.inputs_train, np.ones((10, 1))])[chosen], data.targets_train[chosen]
    y = 1.0 / (1.0 + np.exp(-inputs @ run.theta[:, None]))
    gradient = inputs.T @ (2.0 * (y - targets) * y * (1.0 - y)) / 2
    expected = run.theta - 0.5 * gradient[:, 0]
    run.advance(1)
    np.testing.assert_allclose(run.theta, expected, rtol=1e-12)
    assert run.epoch == 1.0


def test_the_default_batch_is_all_rows_where_they_are_few() -> None:
    run = trainer(data={"samples": 10})
    run.advance(3)
    assert run.epoch == 3.0


def test_a_weight_at_0_leaves_it_as_if_there_were_no_l1() -> None:
    runs = [trainer(**SMALL, training={"l1": l1}) for l1 in (0.0, 0.05)]
    for run in runs:
        run.theta[0] = 0.0
        run.advance(1)
    assert runs[0].theta[0] == runs[1].theta[0] != 0.0
    assert runs[0].theta[1] != runs[1].theta[1]


def test_l1_does_not_pull_at_0() -> None:
    run = trainer(**SMALL, training={"l1": 5.0})
    run.theta[:] = 0.0
    run.advance(1)  # the data's own gradient of every weight is 0 there, too
    for layer in run.assembly.network:
        assert not layer.weights(run.theta).any()


def test_penalties_leave_biases_alone() -> None:
    free, held = (trainer(**SMALL, training={"l2": l2, "optimizer": {"name": "sgd", "learning_rate": 1e-3}})
                  for l2 in (0.0, 100.0))  # fmt: skip
    for run in (free, held):
        for layer in run.assembly.network:
            layer.biases(run.theta)[...] = 2.0
        run.advance(1)
    for layer in free.assembly.network:
        np.testing.assert_array_equal(layer.biases(free.theta), layer.biases(held.theta))
        assert np.abs(layer.weights(held.theta)).sum() < np.abs(layer.weights(free.theta)).sum()


def test_reported_losses_are_without_penalty() -> None:
    bare, penalized = trainer(**SMALL), trainer(**SMALL, training={"l1": 10.0, "l2": 10.0})
    assert bare.evaluation == penalized.evaluation
    bare.advance(1)
    penalized.advance(1)
    assert bare.take_scalars().batch_losses[0] == penalized.take_scalars().batch_losses[0]


def test_initial_weights_can_be_given() -> None:
    run = assembly(**SMALL)
    theta = np.arange(run.network.size) / 100.0
    given_weights = Trainer(run, theta)
    np.testing.assert_array_equal(given_weights.theta, theta)
    given_weights.advance(1)
    assert theta[0] == 0.0


@pytest.mark.parametrize(
    ("stop", "step", "reason"),
    [
        ({"steps": 9}, 9, "step 9"),
        ({"steps": 0}, 0, "step 0"),
        ({"epochs": 3}, 6, "epoch 3"),
        ({"epochs": 0}, 0, "epoch 0"),
        ({"steps": 5, "epochs": 3}, 5, "step 5"),
        ({"steps": 50, "epochs": 3}, 6, "epoch 3"),
        ({"train_loss": 1e9}, 0, "train loss"),
        ({"test_accuracy": 0.0}, 0, "test accuracy"),
    ],
)
def test_the_first_condition_met_stops_the_run(stop: dict[str, float], step: int, reason: str) -> None:
    run = trainer(**SMALL, training={"stop": stop, "batch_size": 20})
    run.advance(10_000)
    assert run.step == step
    assert reason in run.stop_reason
    assert not run.running
    assert take_snapshot(run).state == "stopped"


@pytest.mark.parametrize("stop", [{"train_loss": 0.1}, {"test_accuracy": 0.95}])
def test_conditions_on_results_are_looked_at_after_every_epoch(stop: dict[str, float]) -> None:
    run = trainer(training={"stop": stop, "optimizer": "adam", "batch_size": 50}, data={"noise": 0.05})
    assert run.advance(100_000) < 100_000
    assert run.step % 8 == 0
    assert run.evaluation.step == run.step
    evaluations = run.take_scalars().evaluations
    if "train_loss" in stop:
        met = evaluations[:, 1] <= stop["train_loss"]
    else:
        met = evaluations[:, 4] >= stop["test_accuracy"]
    assert met[-1]
    assert not met[:-1].any()


def test_a_stopped_run_goes_on_when_its_condition_is_lifted() -> None:
    run = trainer(**SMALL, training={"stop": {"steps": 4}})
    run.advance(10)
    run.apply(TrainingEdit(run.step, replace(run.training, stop=Stop(steps=7))))
    assert run.advance(10) == 3
    run.apply(TrainingEdit(run.step, replace(run.training, stop=Stop(steps=2))))
    assert run.advance(10) == 0


def test_a_parameter_set_by_hand_is_seen_at_once() -> None:
    run = trainer(**SMALL)
    run.advance(3)
    run.apply(ParameterEdit(3, 0, 5.0))
    assert run.theta[0] == 5.0
    assert run.evaluation == run.evaluate_now()
    assert run.evaluation.step == 3
