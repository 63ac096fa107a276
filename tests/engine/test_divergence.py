"""Runs that stop being finite: they stand at their last finite step, say why, and leave the others alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.activations import ACTIVATIONS
from nnviz.edits import ParameterEdit, TrainingEdit
from nnviz.experiment import OptimizerChoice
from nnviz.optimizers import OPTIMIZERS
from nnviz.scheduler import Scheduler
from nnviz.take_snapshot import take_snapshot
from nnviz.trainer import Trainer
from tests.engine.runs import hidden, trainer


def sgd(rate: float) -> dict[str, Any]:
    return {"name": "sgd", "learning_rate": rate}


WILD: dict[str, Any] = {
    "data": {"name": "sine", "samples": 100},
    "network": {"hidden": hidden(6, 6, activation="relu")},
}


def stands(run: Trainer) -> tuple[Any, ...]:
    return run.step, run.divergence, run.theta.tobytes(), run.evaluation


@pytest.mark.parametrize("rate", [30.0, 1e3, 1e6])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("batch_size", [16, None])
@pytest.mark.parametrize("activation", ["relu", "linear", "tanh"])
def test_stands_at_the_last_finite_step(rate: float, dtype: str, batch_size: int | None, activation: str) -> None:
    parts = {
        "data": WILD["data"],
        "network": {"hidden": hidden(6, 6, activation=activation)},
        "training": {"optimizer": sgd(rate), "dtype": dtype, "batch_size": batch_size},
    }
    run = trainer(**parts)
    run.advance(3000)
    divergence = run.divergence
    assert divergence is not None
    assert divergence.step == run.step + 1
    assert run.assembly.network.layers[divergence.layer - 1].name == divergence.layer_name
    assert divergence.layer_name in divergence.reason
    assert f"{rate:g}" in divergence.reason
    assert np.isfinite(run.theta).all()
    assert np.isfinite(run.evaluation.train_loss)
    assert run.evaluation.step == run.step
    assert not run.running
    assert run.advance(10) == 0
    assert take_snapshot(run).state == "diverged"

    # Straight training that stops in time is at the same place, and its next step is the one that is not finite.
    straight = trainer(**parts)
    assert straight.advance(run.step) == run.step
    assert straight.theta.tobytes() == run.theta.tobytes()
    with np.errstate(all="ignore"):
        assert not (straight.take(1) and np.isfinite(straight.evaluate_now().train_loss))


@pytest.mark.parametrize("batch_size", [16, None])
def test_it_does_not_matter_in_which_chunks(batch_size: int | None) -> None:
    parts = {**WILD, "training": {"optimizer": sgd(1e3), "batch_size": batch_size}}
    places = set()
    for chunk in (1, 2, 7, 64, 1000):
        run = trainer(**parts)
        while run.running:
            run.advance(chunk)
        places.add(stands(run))
    assert len(places) == 1


def test_it_may_happen_in_the_last_step_that_was_asked_for() -> None:
    parts = {**WILD, "training": {"optimizer": sgd(1e3), "batch_size": None}}
    free = trainer(**parts)
    free.advance(1000)
    assert free.divergence is not None
    for steps in (free.divergence.step, free.divergence.step + 1):
        run = trainer(**parts)
        run.advance(steps)
        assert stands(run) == stands(free)
    short = trainer(**parts)
    short.advance(free.step)
    assert short.running


def plant(
    monkeypatch: pytest.MonkeyPatch,
    registry: Any,
    name: str,
    field: str,
    function: Callable[..., Any],
    at_call: int,
    place: int,
) -> None:
    """Let the output of one call of a registry's function be infinite."""
    calls = 0

    def wrong(*arguments: Any, **values: Any) -> None:
        nonlocal calls
        calls += 1
        function(*arguments, **values)
        if calls >= at_call:
            arguments[place].flat[0] = np.inf

    monkeypatch.setitem(registry._entries, name, replace(registry[name], **{field: wrong}))


NETWORK = {"hidden": [*hidden(5), *hidden(4, activation="elu"), *hidden(3)]}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_overflow_in_the_forward_pass(monkeypatch: pytest.MonkeyPatch, dtype: str) -> None:
    plant(monkeypatch, ACTIVATIONS, "elu", "function", ACTIVATIONS["elu"].function, 30, 1)
    run = trainer(network=NETWORK, training={"dtype": dtype})
    run.advance(1000)
    assert run.divergence is not None
    assert (run.divergence.layer, run.divergence.layer_name) == (2, "Hidden 2")
    assert "activations of Hidden 2" in run.divergence.reason


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_overflow_in_the_backward_pass(monkeypatch: pytest.MonkeyPatch, dtype: str) -> None:
    derivative = ACTIVATIONS["elu"].derivative
    assert derivative is not None
    plant(monkeypatch, ACTIVATIONS, "elu", "derivative", derivative, 70, 2)
    run = trainer(network=NETWORK, training={"dtype": dtype, "batch_size": None})
    run.advance(1000)
    assert run.divergence is not None
    assert (run.step, run.divergence.step, run.divergence.layer) == (
        0,
        1,
        2,
    )  # every call of the replay is planted, too
    assert "gradient of Hidden 2" in run.divergence.reason


@pytest.mark.parametrize("vectors", ["theta", "state"])
def test_overflow_in_the_update(monkeypatch: pytest.MonkeyPatch, vectors: str) -> None:
    # A second moment that is infinite stops a weight for ever, and would never show in the weights themselves.
    adam = OPTIMIZERS["adam"].update
    calls = 0

    def wrong(*arguments: Any, **values: Any) -> None:
        nonlocal calls
        calls += 1
        adam(*arguments, **values)
        if arguments[4] >= 20:
            theta, _, (_, square), *_ = arguments
            (theta if vectors == "theta" else square)[-1] = np.inf

    monkeypatch.setitem(OPTIMIZERS._entries, "adam", replace(OPTIMIZERS["adam"], update=wrong))
    run = trainer(network=NETWORK, training={"optimizer": "adam"})
    run.advance(500)
    assert run.divergence is not None
    assert (run.step, run.divergence.step, run.divergence.layer_name) == (19, 20, "Output")
    assert "update of Output" in run.divergence.reason or "sums of Output" in run.divergence.reason
    assert run.state().updates == 19


def test_scalars_end_where_the_run_stands() -> None:
    run = trainer(**WILD, training={"optimizer": sgd(1e3)})
    run.advance(1000)
    scalars = run.take_scalars()
    np.testing.assert_array_equal(scalars.steps, np.arange(1, run.step + 1))
    assert np.isfinite(scalars.batch_losses).all()
    assert scalars.evaluation_steps.max() <= run.step


def test_initial_weights_that_are_too_large() -> None:
    run = trainer(
        data={"name": "plane"}, training={"dtype": "float32"},
        network={"hidden": hidden(*[256] * 40, activation="linear"), "initializer": "normal_large"},
    )  # fmt: skip
    assert run.step == 0
    assert run.divergence is not None
    assert run.divergence.step == 1
    assert not run.running


def test_the_others_go_on() -> None:
    wild = trainer(**WILD, training={"optimizer": sgd(1e6)})
    calm, alone = (trainer(**WILD, training={"optimizer": sgd(0.01)}) for _ in range(2))
    scheduler = Scheduler([wild, calm])
    scheduler.advance(200)
    scheduler.advance(200)
    assert wild.divergence is not None
    assert calm.running
    alone.advance(calm.step)
    assert calm.step > 200
    assert calm.theta.tobytes() == alone.theta.tobytes()


def test_a_live_edit_gives_another_chance() -> None:
    run = trainer(**WILD, training={"optimizer": sgd(1e3)})
    run.advance(1000)
    step = run.step
    calm = replace(run.training, optimizer=OptimizerChoice("sgd", learning_rate=1e-300))
    run.apply(TrainingEdit(step, calm))
    assert run.running
    assert run.advance(7) == 7
    assert run.divergence is None


def test_a_parameter_set_too_large_by_hand_can_be_set_back() -> None:
    run = trainer(data={"name": "plane"}, network={"hidden": []})
    run.advance(3)
    before = float(run.theta[0])
    run.apply(ParameterEdit(3, 0, 1e200))
    assert run.divergence is not None
    run.apply(ParameterEdit(3, 0, before))
    assert run.running
    straight = trainer(data={"name": "plane"}, network={"hidden": []})
    straight.advance(10)
    run.advance(7)
    assert run.theta.tobytes() == straight.theta.tobytes()


def test_a_final_look_finds_what_the_last_batch_did_not_show() -> None:
    # One row is so far out that only its own square overflows; the batches of the first steps do not contain it.
    run = trainer(data={"name": "plane", "samples": 40}, network={"hidden": []}, training={"batch_size": 8})
    run.advance(2)
    assert run.conclude().step == 2
    inputs = run._passes._evaluate_shares._train.inputs
    inputs[0, 0] = 1e200
    run.advance(1)
    run.conclude()
    assert run.divergence is not None
    assert np.isfinite(run.theta).all()
