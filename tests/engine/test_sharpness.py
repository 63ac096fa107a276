"""Sharpness: against Hessians of PyTorch, differences of gradients, and the edge of stability itself."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.activations import ACTIVATIONS
from nnviz.assembly import Assembly, assemble
from nnviz.batches import augment
from nnviz.experiment import ActivationChoice, OptimizerChoice
from nnviz.landscape import choose_rows, measure_sharpness, sharpness_rows
from nnviz.landscape.hessian_product import HessianProduct
from nnviz.landscape.sharpness import SharpnessSearch
from nnviz.landscape.stability import largest_stable_rate, stable_product
from nnviz.losses import LOSSES
from nnviz.network import Network
from nnviz.penalty import Penalty
from nnviz.trainer import Trainer
from nnviz.workspace import Passes
from tests.engine.runs import assembly, experiment, hidden
from tests.reference.sharpness_cases import INPUTS, ROWS, SHARPNESS_CASES, SharpnessCase

STORED = np.load(Path(__file__).parent.parent / "reference" / "pytorch_sharpness.npz", allow_pickle=False)


def prepare(name: str, case: SharpnessCase) -> Assembly:
    """Build the case's network over the stored data instead of a data set's."""
    training: dict[str, Any] = {"loss": "mse" if case.loss == "mse" else "auto", "l2": case.l2}
    classes = {"name": "gaussians", "samples": 30}
    data = classes if case.loss == "categorical_cross_entropy" else {"name": "circles", "samples": 30}
    network = {"output_activation": "softmax"} if case.loss == "categorical_cross_entropy" else {}
    made = assemble("run", experiment(seed=2, data=data, training=training, network=network))
    assert case.loss == made.loss.name
    units, activations, batch_norm = zip(*case.hidden, strict=True)
    choices = [ActivationChoice(each) for each in (*activations, case.output)]
    built = Network.build(INPUTS, [*units, case.outputs], choices, batch_norm)
    data_of_case = replace(made.data, inputs_train=STORED["inputs"], targets_train=STORED[f"{name}/targets"])
    return replace(made, data=data_of_case, network=built)


def matrix_of(product: HessianProduct) -> np.ndarray:
    return np.array([product(unit) for unit in np.eye(product.size)])


def differences(run: Assembly, theta: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Return the Hessian of the objective from four gradients for each parameter, in evaluation."""
    size, training = run.network.size, run.experiment.training
    point, gradient = theta.astype(np.float64), np.zeros(run.network.size)
    targets = np.asfortranarray(run.data.targets_train, dtype=np.float64)
    inputs = augment(run.data.inputs_train.astype(np.float64))
    workspace, head = Passes(run.network, run.loss, point, gradient).over(len(targets))
    penalty = Penalty(run.network, point[:size], gradient, training.l1, training.l2)
    rows = []
    for index in range(size):
        center, found = point[index], []
        for times in (-2, -1, 1, 2):
            point[index] = center + times * h
            workspace.forward(inputs)
            head.delta(targets)
            workspace.backward(inputs)
            penalty.add_gradient()
            found.append(gradient.copy())
        point[index] = center
        rows.append((8.0 * (found[2] - found[1]) - (found[3] - found[0])) / (12.0 * h))
    return np.array(rows)


@pytest.mark.parametrize("name", SHARPNESS_CASES)
def test_the_hessian_is_that_of_pytorch(name: str) -> None:
    run = prepare(name, SHARPNESS_CASES[name])
    rows, theta, expected = choose_rows(run), STORED[f"{name}/theta"], STORED[f"{name}/hessian"]
    assert len(rows.targets) == ROWS
    found = matrix_of(HessianProduct(run, rows, theta))
    np.testing.assert_allclose(found, expected, rtol=0.0, atol=1e-11 * np.abs(expected).max())
    eigenvalues = np.linalg.eigvalsh(expected)
    sharpness = measure_sharpness(run, theta)
    assert sharpness is not None
    assert sharpness.converged
    assert sharpness.value == pytest.approx(eigenvalues[-1], rel=1e-7)
    if name == "saddle":
        assert -eigenvalues[0] > 1.5 * eigenvalues[-1] > 0.0


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "step"])
def test_products_of_every_activation(name: str) -> None:
    run = assembly(seed=3, data={"name": "iris", "samples": 40}, network={"hidden": hidden(4, 3, activation=name)})
    theta = Trainer(run).theta.copy()
    expected = differences(run, theta)
    found = matrix_of(HessianProduct(run, choose_rows(run), theta))
    np.testing.assert_allclose(found, expected, rtol=0.0, atol=1e-8 * np.abs(expected).max())
    np.testing.assert_allclose(found, found.T, rtol=0.0, atol=1e-11 * np.abs(found).max())


@pytest.mark.parametrize("name", LOSSES)
def test_products_of_every_loss(name: str) -> None:
    data = {"name": "iris", "samples": 40} if LOSSES[name].one_output_per_class else {"name": "circles", "samples": 40}
    run = assembly(seed=3, data=data, network={"hidden": hidden(4)}, training={"loss": name, "l2": 0.03, "l1": 0.02})
    theta = Trainer(run).theta.copy()
    expected = differences(run, theta)
    found = matrix_of(HessianProduct(run, choose_rows(run), theta))
    np.testing.assert_allclose(found, expected, rtol=0.0, atol=1e-8 * np.abs(expected).max())


def test_running_statistics_and_float32() -> None:
    layers = [{"units": 4, "batch_norm": True, "dropout": 0.3}, {"units": 3, "activation": "relu", "batch_norm": True}]
    run = assembly(data={"name": "circles", "samples": 50}, network={"hidden": layers}, training={"dtype": "float32"})
    trainer = Trainer(run)
    trainer.advance(50)
    expected = differences(run, trainer.theta)
    found = matrix_of(HessianProduct(run, choose_rows(run), trainer.theta))
    np.testing.assert_allclose(found, expected, rtol=0.0, atol=1e-8 * np.abs(expected).max())


def test_two_parameters_have_the_hessian_of_their_parabola() -> None:
    run = assembly(
        data={"name": "plane", "samples": 60, "scaling": "minmax", "features": ["x1"]}, network={"hidden": []}
    )
    inputs = augment(run.data.inputs_train)
    expected = np.linalg.eigvalsh(2.0 * inputs.T @ inputs / len(inputs))[-1]
    for theta in (np.zeros(2), np.array([3.0, -50.0])):
        found = measure_sharpness(run, theta)
        assert found is not None
        assert found.value == pytest.approx(expected, rel=1e-9)
        assert found.products <= 2


def test_l2_lifts_a_flat_loss() -> None:
    network = {"hidden": hidden(6, activation="relu")}
    flat = assembly(data={"name": "circles", "samples": 50}, network=network, training={"loss": "mae"})
    theta = np.zeros(flat.network.size)
    found = measure_sharpness(flat, theta)
    assert found is not None
    assert (found.value, found.converged) == (0.0, True)
    held = assembly(data={"name": "circles", "samples": 50}, network=network, training={"loss": "mae", "l2": 0.25})
    found = measure_sharpness(held, theta)
    assert found is not None
    assert found.value == pytest.approx(0.25)


def test_a_part_of_the_rows_is_always_the_same_and_all_of_them_where_there_are_few() -> None:
    run = assembly(data={"name": "circles", "samples": 200}, network={"hidden": hidden(4)})
    theta = run.initial_theta()
    whole, everything = measure_sharpness(run, theta), measure_sharpness(run, theta, sharpness_rows(run, 10**6))
    assert whole == everything == measure_sharpness(run, theta, sharpness_rows(run))
    assert sharpness_rows(run).whole
    part = sharpness_rows(run, 70)
    assert (len(part.targets), part.of, part.share) == (70, 160, "train")
    assert measure_sharpness(run, theta, part) == measure_sharpness(run, theta, sharpness_rows(run, 70)) != whole
    large = assembly(data={"name": "digits"}, network={"hidden": hidden(1000, 1000)})
    assert not sharpness_rows(large).whole
    assert sharpness_rows(large, 0).whole


def test_what_is_not_finite_and_what_is_not_wanted() -> None:
    run = assembly(data={"name": "sine", "samples": 50}, network={"hidden": hidden(4, activation="relu")})
    found = measure_sharpness(run, np.full(run.network.size, 1e200))
    assert found is not None
    assert math.isnan(found.value)
    assert not found.converged
    asked = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > 3

    assert measure_sharpness(run, run.initial_theta(), tolerance=0.0, cancelled=cancelled) is None
    search = SharpnessSearch(run, choose_rows(run), run.initial_theta())
    products = 1
    while (result := search.advance()) is None:
        products += 1
    assert result.products == products
    assert result == measure_sharpness(run, run.initial_theta())


def test_a_stable_curvature_is_the_inverse_of_a_stable_rate() -> None:
    for name, expected in (("sgd", 2.0), ("momentum", 3.8), ("momentum_ema", 38.0), ("nesterov", 3.8 / 2.8)):
        optimizer = OptimizerChoice(name)
        product = stable_product(optimizer)
        assert product == pytest.approx(expected)
        assert largest_stable_rate(optimizer, 4.0) == product / 4.0  # type: ignore[operator]
    assert stable_product(OptimizerChoice("adam")) is None


@pytest.mark.parametrize("rate", [0.1, 0.2])
def test_full_batch_descent_runs_to_the_edge_of_stability(rate: float) -> None:
    training = {"loss": "mse", "batch_size": None, "optimizer": {"name": "sgd", "learning_rate": rate}}
    run = assembly(seed=1, data={"name": "sine", "samples": 60}, network={"hidden": hidden(20, 20)}, training=training)
    trainer, found = Trainer(run), []
    for _ in range(12):
        trainer.advance(101)  # so that odd and even steps take turns: there the weights swing from side to side
        found.append(measure_sharpness(run, trainer.theta))
    late = np.array([each.value for each in found[6:] if each is not None])
    assert 0.9 < np.median(late) * rate / 2.0 < 1.1
