"""Dropout: which activations are dropped, what becomes of the others, and that evaluation drops none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.assembly import Assembly
from nnviz.batches import Batches, augment
from nnviz.dropout import Masks, masks_of
from nnviz.errors import InvalidInput
from nnviz.randomness import Purpose, generator
from nnviz.responses import layer_outputs
from nnviz.trainer import Trainer
from nnviz.workspace import LossHead, Workspace
from tests.engine.runs import assembly, experiment, hidden, trainer


def dropped(*shares: float, **layer: Any) -> list[dict[str, Any]]:
    return [{"units": 5, "activation": "tanh", "dropout": share, **layer} for share in shares]


def mask(seed: int, step: int, layer: int, share: float, shape: tuple[int, int]) -> np.ndarray:
    """Return m / (1 - p), shape (units, rows), by the definition."""
    u = generator(seed, Purpose.DROPOUT, step, layer).random(shape, dtype=np.float32)
    return (u < np.float32(1.0 - share)) / (1.0 - share)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("seed", [0, 7, 2**63 - 1])
def test_masks_are_a_function_of_seed_step_and_layer(dtype: type, seed: int) -> None:
    masks, written = Masks(seed), np.zeros((4, 30), dtype)
    calls = masks.plan(3, 0.3, written)
    for step in (1, 2, 10**12, 2, 1):  # in any order
        masks.step = step
        for call in calls:
            call()
        np.testing.assert_array_equal(written, mask(seed, step, 3, 0.3, (4, 30)).astype(dtype))


def test_the_share_that_drops_out() -> None:
    for share in (0.01, 0.2, 0.5, 0.95):
        found = mask(1, 1, 1, share, (100, 400))
        assert np.mean(found == 0.0) == pytest.approx(share, abs=0.01)
        assert np.mean(found) == pytest.approx(1.0, abs=0.05)


def one_step_by_hand(run: Assembly, theta: np.ndarray, inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Return the gradient of mse over two dropped tanh layers, in the order of theta."""
    first, second, last = run.network.layers
    masks = [mask(run.experiment.seed, 1, k, layer.dropout, (layer.fan_out, len(inputs))).T
             for k, layer in enumerate((first, second), 1)]  # fmt: skip
    a1 = np.tanh(augment(inputs) @ first.augmented(theta))
    a2 = np.tanh(augment(a1 * masks[0]) @ second.augmented(theta))
    y = augment(a2 * masks[1]) @ last.augmented(theta)
    delta3 = 2.0 * (y - targets) / y.size
    delta2 = delta3 @ last.weights(theta).T * masks[1] * (1.0 - a2**2)
    delta1 = delta2 @ second.weights(theta).T * masks[0] * (1.0 - a1**2)
    parts = augment(inputs).T @ delta1, augment(a1 * masks[0]).T @ delta2, augment(a2 * masks[1]).T @ delta3
    return np.concatenate([part.ravel() for part in parts])


def test_a_step_by_hand() -> None:
    run = assembly(
        data={"name": "plane", "samples": 40},
        network={"hidden": dropped(0.2, 0.5)},
        training={"batch_size": None, "optimizer": {"name": "sgd", "learning_rate": 1.0}},
    )
    one = Trainer(run)
    theta = one.theta.copy()
    rows = np.arange(len(run.data.inputs_train), dtype=float)[:, None]
    [(_, order)] = Batches(rows, rows, run.experiment.seed, len(rows)).upcoming(1)
    chosen = order[:, 0].astype(int)
    one.advance(1)
    expected = one_step_by_hand(run, theta, run.data.inputs_train[chosen], run.data.targets_train[chosen])
    np.testing.assert_allclose(theta - one.theta, expected, rtol=1e-9, atol=1e-14)


def test_both_dtypes_drop_the_same() -> None:
    zeros = []
    for dtype in ("float32", "float64"):
        run = assembly(network={"hidden": dropped(0.4)}, training={"dtype": dtype})
        workspace = Workspace(run.network, run.initial_theta(), 30, masks=masks_of(run.network, 0), training=True)
        workspace.forward(augment(run.data.inputs_train[:30]))
        zeros.append(workspace.layers[0].transposed[1][:-1] == 0.0)
    np.testing.assert_array_equal(*zeros)
    assert 0.2 < np.mean(zeros[0]) < 0.6


def test_evaluation_drops_nothing() -> None:
    plain, with_dropout = (trainer(network={"hidden": dropped(share, share)}) for share in (0.0, 0.5))
    assert plain.evaluation == with_dropout.evaluation
    for one, other in zip(*(layer_outputs(run.assembly, run.theta, run.assembly.data.inputs_test)
                            for run in (plain, with_dropout)), strict=True):  # fmt: skip
        np.testing.assert_array_equal(one, other)
    for run in (plain, with_dropout):
        run.advance(1)
    assert plain.theta.tobytes() != with_dropout.theta.tobytes()


def test_what_a_variant_does_not_change_it_draws_identically() -> None:
    """The second layer's masks are its own, whatever the first one's width and share."""
    found = []
    for share, units in ((0.0, 3), (0.5, 9)):
        first = {"units": units, "activation": "tanh", "dropout": share}
        run = assembly(network={"hidden": [first, *dropped(0.3)]})
        workspace = Workspace(run.network, run.initial_theta(), 20, masks=masks_of(run.network, 0), training=True)
        workspace.forward(augment(run.data.inputs_train[:20]))
        found.append(workspace.layers[1].mask)
    np.testing.assert_array_equal(*found)


def test_without_dropout_nothing_is_drawn_or_made() -> None:
    run = assembly(network={"hidden": hidden(4)})
    assert masks_of(run.network, 0) is None
    workspace = Workspace(run.network, run.initial_theta(), 5, np.zeros(run.network.size), training=True)
    assert all(layer.mask is None and layer.normalisation is None for layer in workspace.layers)
    assert len(workspace._forward) == 3, "activation, product, activation"


def test_the_number_of_calls_of_a_layer() -> None:
    run = assembly(network={"hidden": dropped(0.3)})
    gradient = np.zeros(run.network.size)
    workspace = Workspace(run.network, run.initial_theta(), 5, gradient, training=True, masks=masks_of(run.network, 0))
    plain = Workspace(run.network, run.initial_theta(), 5, gradient, training=True)
    assert len(workspace._forward) - len(plain._forward) == 5
    assert len(workspace._backward) - len(plain._backward) == 1
    assert LossHead(run.loss, workspace).fused


@pytest.mark.parametrize("share", [-0.1, 1.0, 1.5])
def test_shares_that_are_refused(share: float) -> None:
    with pytest.raises(InvalidInput, match=r"^network\.hidden\[1\]\.dropout is .*: allowed is from 0 to below 1"):
        experiment(network={"hidden": dropped(0.5, share)})


@pytest.mark.parametrize("share", [1e-300, 0.999999, 1.0 - 2.0**-53])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_shares_at_the_edge_train(share: float, dtype: str) -> None:
    run = trainer(network={"hidden": dropped(share)}, training={"dtype": dtype})
    run.advance(50)
    assert np.isfinite(run.theta).all()
