"""The step loop allocates nothing, and bounded memory is enough for any length."""

from __future__ import annotations

import gc
import tracemalloc
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.activations import ACTIVATIONS
from nnviz.edits import TrainingEdit
from nnviz.optimizers import OPTIMIZERS
from nnviz.trainer import Trainer
from tests.engine.runs import hidden, trainer


def peak_of_a_step(run: Trainer) -> int:
    """Return how many bytes are allocated at most, at one time, within a step.

    What is done once for a block of steps (their losses, a checkpoint) or for an epoch (an evaluation) is left out.
    """
    run.advance(3)
    tracemalloc.start()
    try:
        run._take_within_epoch(1)  # Python's own caches of what it sees for the first time
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        run._take_within_epoch(1)
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


# A column of one number for each row would take 4 KiB here, one of all units or parameters far more.
WIDE: dict[str, Any] = {"data": {"name": {"name": "gaussians", "classes": 3}, "samples": 6000}}


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_no_array_is_made_in_a_step_whatever_the_activation(activation: str) -> None:
    run = trainer(**WIDE, network={"hidden": hidden(40, 30, activation=activation)}, training={"batch_size": 512})
    assert peak_of_a_step(run) < 3000


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_no_array_is_made_in_a_step_whatever_the_optimizer(optimizer: str, dtype: str) -> None:
    training = {"batch_size": 512, "optimizer": optimizer, "dtype": dtype, "l1": 1e-4, "l2": 1e-4}
    run = trainer(**WIDE, network={"hidden": hidden(40)}, training=training)
    assert peak_of_a_step(run) < 3000


@pytest.mark.parametrize(
    ("data", "loss"),
    [
        ("circles", "auto"),
        ("circles", "mse"),
        ("circles", "hinge"),
        ("plane", "mse"),
        ("plane", "mae"),
        ("plane", "huber"),
    ],
)
def test_no_array_is_made_in_a_step_whatever_the_loss(data: str, loss: str) -> None:
    run = trainer(data={"name": data, "samples": 6000}, training={"batch_size": 512, "loss": loss})
    assert peak_of_a_step(run) < 3000


@pytest.mark.parametrize("activation", ["tanh", "relu", "softmax"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_no_array_is_made_in_a_step_with_batch_normalisation_and_dropout(dtype: str, activation: str) -> None:
    layers = [{**layer, "batch_norm": True, "dropout": 0.3} for layer in hidden(40, 30, activation=activation)]
    run = trainer(**WIDE, network={"hidden": layers}, training={"batch_size": 512, "dtype": dtype})
    assert peak_of_a_step(run) < 3000


def test_the_measurement_sees_an_array(monkeypatch: pytest.MonkeyPatch) -> None:
    function = ACTIVATIONS["tanh"].function

    def wasteful(z: np.ndarray, out: np.ndarray, scratch: np.ndarray) -> None:
        function(z.copy(), out, scratch)

    monkeypatch.setitem(ACTIVATIONS._entries, "tanh", replace(ACTIVATIONS["tanh"], function=wasteful))
    run = trainer(**WIDE, network={"hidden": hidden(4)}, training={"batch_size": 512})
    assert peak_of_a_step(run) > 512 * 4 * 8


def test_a_thousand_steps_leave_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnviz.path.MOST_POINTS", 16)
    monkeypatch.setattr("nnviz.keyframes.MOST_KEYFRAMES", 8)
    run = trainer(training={"batch_size": 30})
    run.advance(2000)
    run.take_scalars()
    tracemalloc.start()
    try:
        run.advance(1000)
        run.take_scalars()
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        run.advance(1000)
        run.take_scalars()
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] - before < 8192
    finally:
        tracemalloc.stop()


def test_buffers_of_other_batch_sizes_are_let_go() -> None:
    run = trainer()
    for size in range(20, 60):
        run.apply(TrainingEdit(run.step, replace(run.training, batch_size=size)))
        run.advance(1)
    assert len(run._passes._passes._made) == 1
