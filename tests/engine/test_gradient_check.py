"""Backpropagation against central differences, over everything that can be combined; and the check itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.activations import ACTIVATIONS
from nnviz.errors import InvalidInput
from nnviz.gradient_check import MOST_COORDINATES, TOLERANCE, check_gradients
from nnviz.losses import LOSSES, Loss
from nnviz.network import Network
from nnviz.penalty import Penalty
from nnviz.workspace import Workspace
from tests.engine.runs import assembly, hidden

DATA = {
    "two classes": {"name": "circles", "samples": 60, "noise": 0.1},
    "three classes": {"name": {"name": "spirals", "arms": 3}, "samples": 60},
    "a number": {"name": "plane", "samples": 60, "noise": 0.1},
}


def valid(**parts: Any) -> Any:
    """Return the run, or None where its parts do not fit together."""
    try:
        return assembly(**parts)
    except InvalidInput:
        return None


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("output", ACTIVATIONS)
@pytest.mark.parametrize("data", DATA)
def test_every_valid_pair(data: str, output: str, loss: str) -> None:
    for activation in ACTIVATIONS:
        run = valid(
            data=DATA[data],
            network={"hidden": hidden(4, 3, activation=activation), "output_activation": output},
            training={"loss": loss, "l1": 0.01, "l2": 0.02},
        )
        if run is not None:
            result = check_gradients(run)
            assert result.passed, (activation, result)
            assert result.checked + result.skipped == run.network.size
            assert result.skipped <= 2, (activation, result)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("data", DATA)
def test_no_task_is_without_a_pair(data: str, loss: str) -> None:
    found = {output for output in ACTIVATIONS
             if valid(data=DATA[data], network={"output_activation": output}, training={"loss": loss})}  # fmt: skip
    if data == "a number":
        assert found == (set(ACTIVATIONS) - {"softmax"} if "regression" in LOSSES[loss].tasks else set())
    else:
        # A loss that does not suit the output still runs.
        assert found == (set() if data == "three classes" and LOSSES[loss].signed_targets else set(ACTIVATIONS))


@pytest.mark.parametrize(
    "parts",
    [
        {"data": {"name": "digits", "scaling": "none"}, "network": {"hidden": hidden(12, activation="relu")}},
        {"data": {"name": "wine", "scaling": "none"}, "network": {"hidden": hidden(9, 9)}},
        {"data": {"name": "diabetes"}, "network": {"hidden": hidden(9, activation="elu"), "initializer": "he_normal"},
         "training": {"loss": "mae", "l1": 100.0}},
        {"network": {"hidden": hidden(*[8] * 20, activation="sigmoid"), "initializer": "normal_small"}},
        {"network": {"hidden": hidden(12, 12, 12, activation="leaky_relu"), "initializer": "normal_large"}},
        {"network": {"hidden": []}},
        {"network": {"hidden": hidden(8, activation={"name": "elu", "alpha": 3.0}), "initializer": "he_uniform"}},
        {"data": {"samples": 4, "test_fraction": 0.5}},
        {"training": {"batch_size": None, "dtype": "float64", "optimizer": "adam"}},
    ],
    ids=str,
)  # fmt: skip
def test_hard_cases(parts: dict[str, Any]) -> None:
    result = check_gradients(assembly(**parts))
    assert result.passed, result
    assert result.checked > 0


def test_kinks_are_skipped_and_counted() -> None:
    # With all weights 0 every sum stands on the kink of its unit; only the output's bias moves none of them.
    result = check_gradients(
        assembly(network={"hidden": hidden(3, activation="relu"), "initializer": "zeros"}, training={"l1": 0.1})
    )
    assert (result.checked, result.skipped, result.worst) == (1, 2 * 3 + 3 + 3, "b2[0]")
    assert result.passed


def test_a_derivative_of_zero_everywhere_is_right() -> None:
    result = check_gradients(assembly(network={"hidden": hidden(3, activation="step"), "output_activation": "step"}))
    assert result.passed
    assert result.max_relative_error == 0.0


def test_of_many_parameters_a_seeded_part_is_checked() -> None:
    run = assembly(data={"name": "iris"}, network={"hidden": hidden(70, 70)})
    first, second = check_gradients(run), check_gradients(run)
    assert first == second
    assert first.checked + first.skipped == MOST_COORDINATES < run.network.size


def test_what_is_not_finite_is_refused() -> None:
    run = assembly(data={"name": "plane"}, network={"hidden": hidden(3, activation="linear")})
    far_out = replace(run.data, inputs_train=run.data.inputs_train * 1e200)
    with pytest.raises(InvalidInput, match="not finite"):
        check_gradients(replace(run, data=far_out))


def plant(monkeypatch: pytest.MonkeyPatch, registry: Any, name: str, **mistakes: Any) -> None:
    monkeypatch.setitem(registry._entries, name, replace(registry[name], **mistakes))


def scaled(function: Any, position: int) -> Any:
    """Return `function` with one of its output arrays 0.001 % too large."""

    def wrong(*arguments: Any, **values: Any) -> None:
        function(*arguments, **values)
        arguments[position][...] *= 1.00001

    return wrong


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name not in ("step", "linear")])
@pytest.mark.parametrize("place", ["hidden", "output"])
def test_a_mistake_in_an_activation_is_found(monkeypatch: pytest.MonkeyPatch, name: str, place: str) -> None:
    entry = ACTIVATIONS[name]
    if entry.pullback is not None:
        plant(monkeypatch, ACTIVATIONS, name, pullback=scaled(entry.pullback, 1))
    else:
        plant(monkeypatch, ACTIVATIONS, name, derivative=scaled(entry.derivative, 2))
    network = {"hidden": hidden(4, activation=name)} if place == "hidden" else {"output_activation": name}
    result = check_gradients(assembly(network=network, training={"loss": "mse"}))
    assert result.max_relative_error > TOLERANCE


@pytest.mark.parametrize("name", LOSSES)
def test_a_mistake_in_a_loss_is_found(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    plant(monkeypatch, LOSSES, name, gradient=scaled(LOSSES[name].gradient, 2))
    data = {"name": {"name": "gaussians", "classes": 2 if LOSSES[name].signed_targets else 3}}
    result = check_gradients(assembly(data=data, network={"output_activation": "elu"}, training={"loss": name}))
    assert result.max_relative_error > TOLERANCE


@pytest.mark.parametrize("data", [{}, {"name": "iris"}])
def test_a_mistake_in_a_fused_loss_is_found(monkeypatch: pytest.MonkeyPatch, data: dict[str, str]) -> None:
    monkeypatch.setattr(Loss, "fused_gradient", scaled(Loss.fused_gradient, 3))
    assert check_gradients(assembly(data=data)).max_relative_error > TOLERANCE


def test_a_mistake_in_one_bias_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    backward = Workspace.backward

    def wrong(workspace: Workspace, inputs: np.ndarray) -> None:
        backward(workspace, inputs)
        workspace._first_gradient[-1, 2] *= 1.0001

    monkeypatch.setattr(Workspace, "backward", wrong)
    result = check_gradients(assembly(network={"hidden": hidden(4)}))
    assert result.worst == "b1[2]"
    assert not result.passed


def test_penalty_on_a_bias_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def everywhere(network: Network, theta: np.ndarray, factor: float) -> np.ndarray | None:
        return np.full_like(theta, factor) if factor else None

    run = assembly(network={"hidden": hidden(4)}, training={"l2": 0.5})
    right = Penalty(run.network, run.initial_theta(), run.initial_theta(), 0.0, 0.5).value()
    monkeypatch.setattr("nnviz.penalty._on_weights", everywhere)
    theta = run.initial_theta() + 0.1
    assert Penalty(run.network, theta, theta.copy(), 0.0, 0.5).value() > right
    monkeypatch.undo()
    monkeypatch.setattr(Penalty, "add_gradient", lambda penalty: None)
    assert not check_gradients(run).passed
