"""Losses of many batches at a time are those of each batch alone."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.batch_losses import MOST_VALUES, BatchLosses
from nnviz.workspace import LossHead, Workspace
from tests.engine.runs import assembly, hidden


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    ("data", "loss"),
    [("circles", "auto"), ("circles", "mse"), ("iris", "auto"), ("iris", "binary_cross_entropy"), ("sine", "mae")],
)
def test_they_are_those_of_each_batch_alone(data: str, loss: str, dtype: str) -> None:
    run = assembly(data={"name": data}, network={"hidden": hidden(4)}, training={"loss": loss, "dtype": dtype})
    theta = run.initial_theta()
    losses = BatchLosses(run.loss, run.network.layers[-1], 30, theta.dtype)
    inputs = np.hstack([run.data.inputs_train, np.ones((len(run.data.inputs_train), 1), dtype)])
    for sizes in ([30, 30, 12, 30], [7], [30, 1, 30], [30]):
        expected, start = [], 0
        for rows in sizes:
            workspace = Workspace(run.network, theta, rows)
            head = LossHead(run.loss, workspace)
            targets = run.data.targets_train[start : start + rows]
            workspace.forward(inputs[start : start + rows])
            losses.note(head.answers, targets)
            expected.append(head.value(targets))
            start += rows
        np.testing.assert_allclose(losses.take(), expected, rtol=1e-5 if dtype == "float32" else 1e-13)
    assert losses.take().shape == (0,)


def test_what_stood_in_a_place_before_does_not_count() -> None:
    run = assembly(data={"name": "plane"}, training={"loss": "mse"})
    losses = BatchLosses(run.loss, run.network.layers[-1], 3, np.dtype(float))
    with np.errstate(all="ignore"):
        losses.note(np.full((3, 1), np.inf), np.zeros((3, 1)))
        assert np.isinf(losses.take()).all()
        losses.note(np.full((2, 1), 2.0), np.zeros((2, 1)))
        np.testing.assert_array_equal(losses.take(), [4.0])


@pytest.mark.parametrize(("batch_size", "steps"), [(1, 64), (30, 64), (MOST_VALUES, 1), (10 * MOST_VALUES, 1)])
def test_a_block_is_small_whatever_the_batch(batch_size: int, steps: int) -> None:
    run = assembly()
    assert BatchLosses(run.loss, run.network.layers[-1], batch_size, np.dtype(float)).steps == steps
