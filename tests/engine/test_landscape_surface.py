"""Surfaces against plain loops of forward passes."""

from __future__ import annotations

import math
import threading
import tracemalloc
from typing import Any

import numpy as np
import pytest

from nnviz.activations import ACTIVATIONS
from nnviz.assembly import Assembly
from nnviz.batches import augment
from nnviz.errors import InvalidInput
from nnviz.landscape import (
    Plane,
    PlaneLoss,
    Rows,
    axis,
    choose_rows,
    compute_surface,
    line_plane,
    live_rows,
    loss_over,
    parameter_index,
    principal_plane,
    random_plane,
    weights_plane,
)
from nnviz.landscape import plane_loss as plane_loss_module
from nnviz.metrics import ShareEvaluator
from nnviz.workspace import LossHead, Workspace
from tests.engine.runs import assembly, hidden, trainer

X, Y = axis(-1.5, 1.5, 5), axis(-0.8, 0.8, 7)
IRIS, SINE = {"name": "iris"}, {"name": "sine", "samples": 40}
SMALL = {"samples": 40}
CASES: dict[str, dict[str, Any]] = {
    **{name: {"data": SMALL, "network": {"hidden": hidden(5, 4, activation=name)}} for name in ACTIVATIONS},
    "a slope": {"network": {"hidden": hidden(5, activation={"name": "leaky_relu", "alpha": 0.3})}},
    "tanh output": {"network": {"hidden": hidden(4), "output_activation": "tanh"}},
    "sigmoid, mse": {"network": {"hidden": hidden(4)}, "training": {"loss": "mse"}},
    "linear output, cross-entropy": {
        "network": {"hidden": hidden(4), "output_activation": "linear"}, "training": {"loss": "binary_cross_entropy"}
    },
    "three classes": {"data": IRIS, "network": {"hidden": hidden(4)}},
    "softmax, mse": {"data": IRIS, "network": {"hidden": hidden(4)}, "training": {"loss": "mse"}},
    "sigmoids, cross-entropy": {
        "data": IRIS, "network": {"hidden": hidden(4), "output_activation": "sigmoid"},
        "training": {"loss": "categorical_cross_entropy"},
    },
    "many inputs": {"data": {"name": "diabetes"}, "network": {"hidden": hidden(6)}},
    "mae": {"data": SINE, "network": {"hidden": hidden(6)}, "training": {"loss": "mae"}},
    "one neuron": {"data": SINE, "network": {"hidden": []}},
    "single precision": {"network": {"hidden": hidden(4)}, "training": {"dtype": "float32"}},
    "no test share": {"data": {"samples": 40, "test_fraction": 0.0}, "network": {"hidden": hidden(4)}},
}  # fmt: skip


def theta_of(run: Assembly) -> np.ndarray:
    """Return parameters in which every bias takes part."""
    return np.random.default_rng(0).normal(size=run.network.size) * 0.7


def by_hand(run: Assembly, plane: Plane, rows: Rows, x: np.ndarray = X, y: np.ndarray = Y) -> np.ndarray:
    """Compute the grid with one forward pass after the other, in float64."""
    theta = np.zeros(run.network.size)
    workspace = Workspace(run.network, theta, len(rows.targets))
    head = LossHead(run.loss, workspace)
    inputs, targets = augment(rows.inputs.astype(float)), rows.targets.astype(float)
    loss = np.empty((len(y), len(x)))
    with np.errstate(all="ignore"):
        for i, up in enumerate(y):
            for j, right in enumerate(x):
                theta[...] = plane.center + right * plane.directions[0] + up * plane.directions[1]
                workspace.forward(inputs)
                loss[i, j] = head.value(targets)
    return loss


def values(run: Assembly, plane: Plane, rows: Rows | None = None, **options: Any) -> np.ndarray:
    found = compute_surface(run, plane, X, Y, rows or choose_rows(run), **options)
    assert found is not None
    return found.loss


@pytest.mark.parametrize("name", CASES)
def test_a_surface_equals_a_plain_loop_of_forward_passes(name: str) -> None:
    run = assembly(**CASES[name])
    plane = random_plane(run.network, theta_of(run), 4)
    np.testing.assert_allclose(values(run, plane), by_hand(run, plane, choose_rows(run)), rtol=1e-12, atol=1e-13)


def test_a_surface_equals_the_formula() -> None:
    run = assembly(data=SMALL, network={"hidden": hidden(3)})
    plane = random_plane(run.network, theta_of(run), 4)
    loss = values(run, plane)
    inputs, t = run.data.inputs_train, run.data.targets_train
    for i, j in ((0, 0), (3, 2), (6, 1)):
        theta = plane.center + X[j] * plane.directions[0] + Y[i] * plane.directions[1]
        w1, b1, w2, b2 = theta[:6].reshape(2, 3), theta[6:9], theta[9:12].reshape(3, 1), theta[12:]
        p = 1.0 / (1.0 + np.exp(-(np.tanh(inputs @ w1 + b1) @ w2 + b2)))
        assert loss[i, j] == pytest.approx(-np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)), rel=1e-12)


@pytest.mark.parametrize("name", ["tanh", "three classes", "many inputs", "one neuron", "no test share"])
def test_the_center_is_the_loss_that_is_reported(name: str) -> None:
    run = assembly(**CASES[name])
    theta = theta_of(run)
    train_loss, test_loss, *_ = ShareEvaluator(run, theta)()
    plane = random_plane(run.network, theta, 1)
    assert values(run, plane)[3, 2] == pytest.approx(train_loss, rel=1e-13)
    assert loss_over(run, choose_rows(run), theta) == pytest.approx(train_loss, rel=1e-14)
    if not math.isnan(test_loss):
        assert values(run, plane, choose_rows(run, "test"))[3, 2] == pytest.approx(test_loss, rel=1e-13)


def test_planes_of_every_kind() -> None:
    runs = trainer(data=SMALL, network={"hidden": hidden(4, 3)})
    path = [runs.theta.copy()]
    for _ in range(20):
        runs.advance(1)
        path.append(runs.theta.copy())
    run, points = runs.assembly, np.stack(path)
    picks = parameter_index(run.network, "W1[0,3]"), parameter_index(run.network, "b3[0]")
    for plane in (
        principal_plane(points, 1),
        line_plane(points[0], points[-1], 1),
        random_plane(run.network, points[-1], 1),
        weights_plane(run.network, points[-1], picks),
    ):
        loss = values(run, plane)
        np.testing.assert_allclose(loss, by_hand(run, plane, choose_rows(run)), rtol=1e-12)
        assert loss[3, 2] == pytest.approx(runs.evaluate_now().train_loss, rel=1e-13)


@pytest.mark.parametrize(
    "names", [("W3[0,0]", "b3[0]"), ("b2[1]", "W2[3,0]"), ("W2[0,0]", "W3[2,0]"), ("b1[0]", "b3[0]")]
)
def test_layers_below_the_picked_ones_are_computed_once(
    names: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = assembly(data=SMALL, network={"hidden": hidden(4, 3)})
    first, second = (parameter_index(run.network, name) for name in names)
    plane = weights_plane(run.network, theta_of(run), (first, second))
    expected = by_hand(run, plane, choose_rows(run))
    np.testing.assert_allclose(values(run, plane), expected, rtol=1e-12)
    monkeypatch.setattr(plane_loss_module, "BLOCK_ROWS", 7)
    np.testing.assert_allclose(values(run, plane), expected, rtol=1e-12)


@pytest.mark.parametrize("name", ["relu", "three classes", "softmax, mse", "one neuron"])
@pytest.mark.parametrize(("chunk_bytes", "block_rows"), [(8, 1), (1000, 7), (5000, 32), (2**30, 10**6)])
def test_chunks_of_any_size_give_the_same(
    name: str, chunk_bytes: int, block_rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = assembly(**CASES[name])
    plane = random_plane(run.network, theta_of(run), 4)
    expected = values(run, plane)
    monkeypatch.setattr(plane_loss_module, "CHUNK_BYTES", chunk_bytes)
    monkeypatch.setattr(plane_loss_module, "BLOCK_ROWS", block_rows)
    np.testing.assert_allclose(values(run, plane), expected, rtol=1e-13)


def test_any_points_can_be_asked_for_as_often_as_one_likes() -> None:
    run = assembly(data=SMALL, network={"hidden": hidden(4)})
    plane = random_plane(run.network, theta_of(run), 4)
    loss, whole = PlaneLoss(run, plane, choose_rows(run)), values(run, plane)
    coarse = loss.at(X[[0, 2]], Y[[1, 3]])
    np.testing.assert_allclose(coarse, [whole[1, 0], whole[3, 2]], rtol=1e-13)
    np.testing.assert_allclose(loss.at(X, np.full(5, Y[6])), whole[6], rtol=1e-13)


@pytest.mark.parametrize("name", ["tanh", "relu", "three classes", "many inputs"])
def test_single_precision_is_close(name: str) -> None:
    run = assembly(**CASES[name])
    plane = random_plane(run.network, theta_of(run), 4)
    found = values(run, plane, dtype="float32")
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, values(run, plane), rtol=2e-5)
    assert (found != values(run, plane)).any()


def test_rows_are_a_share_or_a_fixed_part_of_one() -> None:
    run = assembly(data={"samples": 200}, network={"hidden": hidden(4)})
    whole, test = choose_rows(run), choose_rows(run, "test")
    assert (whole.share, len(whole.targets), whole.of, whole.whole) == ("train", 160, 160, True)
    assert (test.share, len(test.targets), test.of) == ("test", 40, 40)
    assert choose_rows(run, "train", 160).whole
    part, larger, again = (choose_rows(run, "train", most) for most in (30, 60, 30))
    assert (len(part.targets), part.of, part.whole) == (30, 160, False)
    np.testing.assert_array_equal(part.inputs, again.inputs)
    smaller = set(map(tuple, part.inputs))
    assert len(smaller) == 30
    assert smaller < set(map(tuple, larger.inputs)) < set(map(tuple, whole.inputs))
    other = choose_rows(assembly(seed=1, data={"samples": 200}, network={"hidden": hidden(4)}), "train", 30)
    assert not np.array_equal(other.inputs, part.inputs)
    plane = random_plane(run.network, theta_of(run), 4)
    found = compute_surface(run, plane, X, Y, part)
    assert found is not None
    assert (found.share, found.rows, found.of) == ("train", 30, 160)
    np.testing.assert_allclose(found.loss, by_hand(run, plane, part), rtol=1e-12)
    with pytest.raises(InvalidInput, match="no test share"):
        choose_rows(assembly(data={"samples": 40, "test_fraction": 0.0}), "test")


def test_a_live_surface_takes_the_whole_share_where_it_can() -> None:
    small, digits = assembly(), assembly(data={"name": "digits"}, network={"hidden": hidden(64)})
    assert live_rows(small.network, 36 * 36) > 400
    assert 64 < live_rows(digits.network, 36 * 36) < 1437
    assert live_rows(digits.network, 15 * 15) > 2 * live_rows(digits.network, 36 * 36)
    wide = assembly(network={"hidden": hidden(2000, 2000)})
    assert live_rows(wide.network, 51 * 51) == 64


def test_what_overflows_is_not_finite_and_warns_nobody() -> None:
    run = assembly(data=SINE, network={"hidden": hidden(4, 4, activation="relu")})
    plane = random_plane(run.network, theta_of(run), 4)
    far = np.array([0.0, 1e60, 1e150])
    found = compute_surface(run, plane, far, far, choose_rows(run))
    assert found is not None
    assert math.isfinite(found.loss[0, 0])
    assert not np.isfinite(found.loss[2]).any()
    gone = weights_plane(run.network, np.full(run.network.size, math.nan), (0, 1))
    assert np.isnan(values(run, gone)).all()


def test_it_can_be_cancelled_between_chunks_and_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plane_loss_module, "CHUNK_BYTES", 4000)
    run = assembly(data=SMALL, network={"hidden": hidden(4)})
    plane, rows = random_plane(run.network, theta_of(run), 4), choose_rows(run)
    done: list[float] = []
    assert compute_surface(run, plane, X, Y, rows, progress=done.append) is not None
    assert done == sorted(done)
    assert len(done) > 5
    assert done[-1] == 1.0
    some: list[float] = []
    assert compute_surface(run, plane, X, Y, rows, cancelled=lambda: len(some) == 3, progress=some.append) is None
    assert len(some) == 3


@pytest.mark.parametrize("name", ["tanh", "three classes"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_more_threads_give_the_same_bits(name: str, dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plane_loss_module, "CHUNK_BYTES", 3000)
    monkeypatch.setattr(plane_loss_module, "BLOCK_ROWS", 15)
    run = assembly(**CASES[name])
    plane = random_plane(run.network, theta_of(run), 4)
    alone = values(run, plane, dtype=dtype, threads=1)
    for threads in (2, 3, 100):
        assert values(run, plane, dtype=dtype, threads=threads).tobytes() == alone.tobytes()


def test_threads_end_when_one_is_told_to_stop_or_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plane_loss_module, "CHUNK_BYTES", 3000)
    run = assembly(data=SMALL, network={"hidden": hidden(4)})
    plane, rows, before = random_plane(run.network, theta_of(run), 4), choose_rows(run), threading.active_count()

    def in_another() -> bool:
        return threading.current_thread() is not threading.main_thread()

    def fails_in_another() -> bool:
        if in_another():
            raise MemoryError
        return False

    assert compute_surface(run, plane, X, Y, rows, cancelled=in_another, threads=3) is None
    with pytest.raises(MemoryError):
        compute_surface(run, plane, X, Y, rows, cancelled=fails_in_another, threads=3)
    assert threading.active_count() == before


def test_memory_stays_small_and_nothing_of_the_caller_is_written() -> None:
    run = assembly(data={"name": "digits"}, network={"hidden": hidden(64)}, training={"dtype": "float32"})
    theta = run.initial_theta()
    before = theta.copy()
    plane = random_plane(run.network, theta, 4)
    rows, x = choose_rows(run, "train", 600), axis(-1.0, 1.0, 21)
    tracemalloc.start()
    found = compute_surface(run, plane, x, x, rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**24
    assert found is not None
    assert not found.loss.flags.writeable
    assert x.flags.writeable
    np.testing.assert_array_equal(theta, before)
