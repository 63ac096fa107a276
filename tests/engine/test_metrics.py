"""Losses and accuracies over a whole share, against plain NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.assembly import Assembly
from nnviz.metrics import CHUNK_ROWS, ShareEvaluator
from nnviz.responses import gradient_sizes, look_at_sample, outputs, share_gradient
from nnviz.trainer import Trainer
from tests.engine.runs import assembly, hidden, trainer


def plain(run: Assembly, theta: np.ndarray, inputs: np.ndarray, targets: np.ndarray) -> tuple[float, float]:
    """Return loss and accuracy of a network with tanh layers, from the formulas."""
    a = inputs
    for layer in run.network:
        z = a @ layer.weights(theta) + layer.biases(theta)
        a = np.tanh(z)
    if run.data.task == "regression":
        return float(np.mean((z - targets) ** 2)), np.nan
    if targets.shape[1] == 1:
        p = 1.0 / (1.0 + np.exp(-z))
        loss = -np.mean(targets * np.log(p) + (1.0 - targets) * np.log(1.0 - p))
        return float(loss), float(np.mean((p > 0.5) == (targets > 0.5)))
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log((p * targets).sum(axis=1)))
    return float(loss), float(np.mean(p.argmax(axis=1) == targets.argmax(axis=1)))


@pytest.mark.parametrize(
    "data",
    [
        {"name": "moons", "noise": 0.3},
        {"name": "iris"},
        {"name": "sine"},
        {"name": "circles", "samples": 2 * CHUNK_ROWS + 500, "noise": 0.4, "test_fraction": 0.1},
    ],
    ids=lambda data: data["name"],
)
def test_evaluation_is_over_the_whole_share(data: dict[str, Any]) -> None:
    run = trainer(data=data, network={"hidden": hidden(5)})
    run.advance(40)
    found = run.evaluate_now()
    split = run.assembly.data
    train = plain(run.assembly, run.theta, split.inputs_train, split.targets_train)
    test = plain(run.assembly, run.theta, split.inputs_test, split.targets_test)
    assert (found.train_loss, found.train_accuracy) == pytest.approx(train, rel=1e-12, nan_ok=True)
    assert (found.test_loss, found.test_accuracy) == pytest.approx(test, rel=1e-12, nan_ok=True)


def test_without_a_test_share_there_are_no_test_numbers() -> None:
    found = trainer(data={"test_fraction": 0.0}).evaluation
    assert np.isnan([found.test_loss, found.test_accuracy]).all()
    assert np.isfinite([found.train_loss, found.train_accuracy]).all()


def with_theta(value: float, **parts: Any) -> tuple[float, ...]:
    run = assembly(**parts)
    theta = np.full(run.network.size, value)
    return ShareEvaluator(run, theta)()


def test_in_a_tie_the_first_class_is_taken() -> None:
    run = assembly(data={"name": "iris"})
    _, _, train_accuracy, *_ = with_theta(0.0, data={"name": "iris"})
    assert train_accuracy == np.mean(run.data.labels_train == 0)


@pytest.mark.parametrize("output", ["auto", "tanh"])
def test_in_the_middle_of_two_classes_the_first_is_taken(output: str) -> None:
    parts = {"network": {"output_activation": output}}
    run = assembly(**parts)
    _, _, train_accuracy, *_ = with_theta(0.0, **parts)
    assert train_accuracy == np.mean(run.data.labels_train == 0)


def test_evaluation_takes_the_same_value_however_often() -> None:
    run = trainer(data={"name": "wine"})
    assert run.evaluate_now() == run.evaluate_now() == run.evaluation


def test_share_gradient_is_that_of_the_share_loss() -> None:
    run = Trainer(assembly(data={"samples": 60}, network={"hidden": hidden(3)}))
    gradient = share_gradient(run.assembly, run.theta)
    for index in range(len(run.theta)):
        losses = []
        for sign in (1.0, -1.0):
            theta = run.theta.copy()
            theta[index] += sign * 1e-5
            losses.append(ShareEvaluator(run.assembly, theta)()[0])
        assert gradient[index] == pytest.approx((losses[0] - losses[1]) / 2e-5, rel=1e-6, abs=1e-9)
    expected = [np.sqrt(np.mean(layer.weights(gradient) ** 2)) for layer in run.assembly.network]
    np.testing.assert_allclose(gradient_sizes(run.assembly, gradient), expected, rtol=1e-12)


def test_share_gradient_of_many_rows_is_the_mean_of_its_parts() -> None:
    run = assembly(data={"samples": 2 * CHUNK_ROWS + 700, "test_fraction": 0.0}, network={"hidden": hidden(4)})
    theta = run.initial_theta()
    data = run.data
    parts = [
        look_at_sample(run, theta, *row).gradient for row in zip(data.inputs_train, data.targets_train, strict=True)
    ]
    np.testing.assert_allclose(share_gradient(run, theta), np.mean(parts, axis=0), rtol=1e-9, atol=1e-12)


def test_a_sample_is_answered_as_in_the_whole_share() -> None:
    run = assembly(data={"name": "iris"}, network={"hidden": hidden(5)})
    theta = run.initial_theta()
    whole = outputs(run, theta, run.data.inputs_test)
    one = look_at_sample(run, theta, run.data.inputs_test[7], run.data.targets_test[7])
    np.testing.assert_allclose(one.a[-1], whole[7], rtol=1e-12)
    assert one.loss == pytest.approx(-np.log(whole[7][run.data.labels_test[7]]), rel=1e-10)
    assert one.gradient.shape == theta.shape
