"""Batch normalisation: by hand, by running statistics, at the edges, and wherever theta is more than parameters."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.answers import answers
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.batches import augment
from nnviz.gradient_check import check_gradients
from nnviz.landscape import (
    PlaneLoss,
    choose_rows,
    loss_over,
    parameter_index,
    principal_plane,
    random_plane,
    weights_plane,
)
from nnviz.metrics import ShareEvaluator
from nnviz.normalisation import EPSILON, folded
from nnviz.responses import layer_outputs, look_at_sample, share_gradient
from nnviz.trainer import Trainer
from nnviz.workspace import Passes, Workspace
from tests.engine.runs import assembly, hidden, trainer


def normalised(*units: int, activation: Any = "tanh", **layer: Any) -> list[dict[str, Any]]:
    return [{**one, "batch_norm": True, **layer} for one in hidden(*units, activation=activation)]


MIXED = [*normalised(5), *hidden(4, activation="relu"), *normalised(3, activation="sigmoid")]


def trained(steps: int = 40, **parts: Any) -> tuple[Assembly, Array]:
    run = trainer(**{"network": {"hidden": MIXED}, "training": {"batch_size": 20}, **parts})
    run.advance(steps)
    return run.assembly, run.theta.copy()


def test_theta_holds_parameters_and_behind_them_statistics() -> None:
    network = assembly(network={"hidden": normalised(3, 2)}).network
    theta = assembly(network={"hidden": normalised(3, 2)}).initial_theta()
    assert (network.size, network.length) == (2 * 3 + 3 + 6 + 3 * 2 + 2 + 4 + 2 + 1, network.size + 10)
    first, second, output = network.layers
    np.testing.assert_array_equal(first.gamma_beta(theta), [[1, 1, 1], [0, 0, 0]])
    np.testing.assert_array_equal(second.running(theta), [[0, 0], [1, 1]])
    assert (second.statistics, not output.batch_norm) == (network.size + 6, True)
    names = [network.parameter_name(index) for index in range(network.size)]
    assert names[9:16] == ["gamma1[0]", "gamma1[1]", "gamma1[2]", "beta1[0]", "beta1[1]", "beta1[2]", "W2[0,0]"]
    assert [parameter_index(network, name) for name in names] == list(range(network.size))


def test_a_pass_by_hand() -> None:
    run = assembly(network={"hidden": normalised(4)})
    theta = run.initial_theta()
    layer = run.network.layers[0]
    layer.gamma_beta(theta)[...] = [[1.0, -0.5, 2.0, 0.0], [0.1, 0.2, -0.3, 0.4]]
    inputs = run.data.inputs_train[:20]
    sums = augment(inputs) @ layer.augmented(theta)
    mean, variance = sums.mean(axis=0), sums.var(axis=0)
    gamma, beta = layer.gamma_beta(theta)
    workspace = Workspace(run.network, theta, 20, training=True)
    workspace.forward(augment(inputs))
    z = gamma * (sums - mean) / np.sqrt(variance + EPSILON) + beta
    np.testing.assert_allclose(workspace.layers[0].z, z, rtol=1e-12)
    np.testing.assert_allclose(layer.running(theta), [0.1 * mean, 0.9 + 0.1 * sums.var(axis=0, ddof=1)], rtol=1e-12)
    found_mean, found_variance = layer.running(theta)
    [a, _] = layer_outputs(run, theta, inputs)
    expected = gamma * (sums - found_mean) / np.sqrt(found_variance + EPSILON) + beta
    np.testing.assert_allclose(a, np.tanh(expected), rtol=1e-12)


@pytest.mark.parametrize("data", ["circles", "iris", "plane"])
@pytest.mark.parametrize("activation", ["tanh", "relu", "softmax", "linear", {"name": "elu", "alpha": 0.7}])
def test_gradients(data: str, activation: Any) -> None:
    for shared in ({}, {"l1": 0.01, "l2": 0.1}):
        hidden_layers = [*normalised(5, 3, activation=activation), *hidden(3), *normalised(2, dropout=0.5)]
        run = assembly(data={"name": data}, network={"hidden": hidden_layers}, training=shared)
        result = check_gradients(run)
        assert result.passed, result
        assert result.checked + result.skipped == run.network.size
        assert result.skipped <= 2


def test_the_gradient_check_sees_gamma_and_beta(monkeypatch: pytest.MonkeyPatch) -> None:
    backward = Workspace.backward
    for place, name in ((-4, "gamma1[3]"), (0, "beta1[0]")):

        def wrong(workspace: Workspace, inputs: Array, place: int = place) -> None:
            backward(workspace, inputs)
            workspace._gradient[workspace.network.layers[0].bias_end + (3 if place else 4)] *= 1.001

        with monkeypatch.context() as patch:
            patch.setattr(Workspace, "backward", wrong)
            result = check_gradients(assembly(network={"hidden": normalised(4)}))
        assert (result.passed, result.worst) == (False, name)


def test_of_one_row_the_running_statistics_are_used_and_kept() -> None:
    run = trainer(network={"hidden": normalised(4)}, training={"batch_size": 1})
    run.advance(60)
    layer = run.assembly.network.layers[0]
    np.testing.assert_array_equal(layer.running(run.theta), [[0.0] * 4, [1.0] * 4])
    assert np.isfinite(run.theta).all()
    assert run.evaluate_now().train_loss < Trainer(run.assembly).evaluation.train_loss
    assert check_gradients(
        assembly(network={"hidden": normalised(4)}, data={"samples": 4, "test_fraction": 0.75})
    ).passed


def test_a_last_batch_of_one_row_changes_no_statistics() -> None:
    run = trainer(data={"samples": 21, "test_fraction": 0.0}, network={"hidden": normalised(4)},
                  training={"batch_size": 10})  # fmt: skip
    layer = run.assembly.network.layers[0]
    run.advance(2)
    before = layer.running(run.theta).copy()
    assert before[0].any()
    run.advance(1)
    np.testing.assert_array_equal(layer.running(run.theta), before)
    run.advance(1)
    assert (layer.running(run.theta) != before).all()


def test_sums_that_do_not_vary_stay_finite() -> None:
    run = trainer(network={"hidden": normalised(4, 4), "initializer": "zeros"})
    run.advance(50)
    assert run.divergence is None
    assert np.isfinite(run.theta).all()


def test_a_bias_before_it_has_no_effect() -> None:
    runs = [trainer(network={"hidden": normalised(4)}) for _ in range(2)]
    runs[1].assembly.network.layers[0].biases(runs[1].theta)[...] = 3.0
    for run in runs:
        run.advance(30)
    losses = [run.take_scalars().batch_losses for run in runs]
    np.testing.assert_allclose(*losses, rtol=1e-9)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_folded_weights_answer_the_same(dtype: str) -> None:
    run, theta = trained(training={"batch_size": 20, "dtype": dtype})
    plain, parameters = folded(run.network, theta)
    assert plain.length == plain.size == len(parameters)
    layer_by_layer = layer_outputs(run, theta, run.data.inputs_test)
    passes = Workspace(plain, parameters, len(run.data.inputs_test))
    passes.forward(augment(run.data.inputs_test))
    for expected, buffers in zip(layer_by_layer, passes.layers, strict=True):
        np.testing.assert_array_equal(buffers.a, expected)
    np.testing.assert_array_equal(answers(run, theta, run.data.inputs_test), layer_by_layer[-1])
    bare = assembly(network={"hidden": hidden(3)})
    assert folded(bare.network, theta) == (bare.network, theta)


def test_the_gradient_in_evaluation_is_that_of_the_evaluated_loss() -> None:
    run, theta = trained()
    before = theta.copy()
    found = share_gradient(run, theta)
    np.testing.assert_array_equal(theta, before)
    evaluate = ShareEvaluator(run, theta)
    for index in range(run.network.size):
        center, h = theta[index], 1e-6
        values = []
        for value in (center - h, center + h):
            theta[index] = value
            values.append(evaluate()[0])
        theta[index] = center
        assert found[index] == pytest.approx((values[1] - values[0]) / (2 * h), rel=1e-4, abs=1e-8)


def test_a_sample_is_looked_at_as_in_evaluation() -> None:
    run, theta = trained()
    theta.setflags(write=False)  # as in a snapshot
    seen = look_at_sample(run, theta, run.data.inputs_test[0], run.data.targets_test[0])
    for a, layer in zip(seen.a, layer_outputs(run, theta, run.data.inputs_test[:1]), strict=True):
        np.testing.assert_allclose(a, layer[0], rtol=1e-12)
    assert seen.gradient.shape == (run.network.size,)


@pytest.mark.parametrize("kind", ["random", "pca", "weights"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_losses_over_a_plane(kind: str, dtype: str) -> None:
    run, theta = trained()
    size = run.network.size
    if kind == "weights":
        picks = parameter_index(run.network, "gamma1[2]"), parameter_index(run.network, "beta3[0]")
        plane = weights_plane(run.network, theta, picks)
    elif kind == "random":
        plane = random_plane(run.network, theta, 4)
        still = [index for index in range(size) if run.network.parameter_name(index)[0] != "W"]
        assert not plane.directions[:, still].any()
    else:
        path = np.stack([theta[:size] * scale for scale in (0.5, 0.8, 0.95, 1.0)])
        path[1, :9] += 0.3
        plane = replace(principal_plane(path, 0), statistics=theta[size:].astype(np.float64))
    assert plane.center.shape == (size,)
    rows, x, y = choose_rows(run), np.array([0.0, 0.4, -0.7]), np.array([0.0, -0.2, 0.5])
    found = PlaneLoss(run, plane, rows, dtype).at(x, y)
    expected = [loss_over(run, rows, point) for point in plane.points(x, y)]
    np.testing.assert_allclose(found, expected, rtol=1e-10 if dtype == "float64" else 1e-4)
    assert expected[0] == pytest.approx(ShareEvaluator(run, theta)()[0], rel=1e-10)


def test_penalty_and_optimizer_see_parameters_alone() -> None:
    run = trainer(network={"hidden": normalised(4)}, training={"optimizer": "adam", "l2": 0.5, "l1": 0.1})
    assert run.state().optimizer_state.shape == (2, run.assembly.network.size)
    assert run._gradient.shape == (run.assembly.network.size,)
    with_l2, without = (
        trainer(
            network={"hidden": normalised(4)}, training={"optimizer": {"name": "sgd", "learning_rate": 0.001}, **l2}
        )
        for l2 in ({"l2": 100.0}, {})
    )
    for one in (with_l2, without):
        one.advance(1)
    layer = with_l2.assembly.network.layers[0]
    np.testing.assert_array_equal(layer.gamma_beta(with_l2.theta), layer.gamma_beta(without.theta))
    np.testing.assert_array_equal(layer.running(with_l2.theta), layer.running(without.theta))
    assert (layer.weights(with_l2.theta) != layer.weights(without.theta)).all()


def test_a_variance_that_overflows_is_a_divergence_of_its_layer() -> None:
    steep = {"batch_size": 20, "dtype": "float32", "optimizer": {"name": "sgd", "learning_rate": 1e6}}
    run = trainer(data={"name": "plane"}, network={"hidden": [*hidden(4, activation="linear"), *normalised(4)]},
                  training={**steep, "l2": 1e3})  # fmt: skip
    run.advance(1000)
    assert run.divergence is not None
    assert np.isfinite(run.theta).all()
    assert "overflowed" in run.divergence.reason


def test_the_number_of_calls() -> None:
    run = assembly(network={"hidden": normalised(4)})
    gradient = np.zeros(run.network.size)
    theta = run.initial_theta()
    training = Workspace(run.network, theta, 5, gradient, training=True)
    bare = assembly(network={"hidden": hidden(4)})
    plain = Workspace(bare.network, bare.initial_theta(), 5, np.zeros(bare.network.size), training=True)
    assert len(training._forward) - len(plain._forward) == 12 + 3
    assert len(training._backward) - len(plain._backward) == 12
    assert Passes(run.network, run.loss, theta).over(5)[0]._statistics is None
