"""Losses: values by hand, gradients, and the stable forms far out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnviz.activations import ACTIVATIONS
from nnviz.losses import CLIP, LOSSES, Loss

Y = np.array([[0.5, 0.25], [0.75, 0.125]])
T = np.array([[1.0, 0.0], [0.0, 1.0]])
BY_HAND = {
    "mse": (0.25 + 0.0625 + 0.5625 + 0.765625) / 4,
    "mae": (0.5 + 0.25 + 0.75 + 0.875) / 4,
    # Errors -0.5, 0.25, 0.75 and -0.875 with delta 0.6: two within it, two beyond.
    "huber": (0.5**2 / 2 + 0.25**2 / 2 + 0.6 * (0.75 - 0.3) + 0.6 * (0.875 - 0.3)) / 4,
    "binary_cross_entropy": -(math.log(0.5) + math.log(0.75) + math.log(0.25) + math.log(0.125)) / 4,
    "categorical_cross_entropy": -(math.log(0.5) + math.log(0.125)) / 2,
    "sparse_categorical_cross_entropy": -(math.log(0.5) + math.log(0.125)) / 2,
    "hinge": ((1 - 0.5) + 1 + 1 + (1 - 0.125)) / 4,
}
VALUES = {"huber": {"delta": 0.6}}
FUSED = [name for name, loss in LOSSES.items() if loss.fused_with]


def bound(name: str) -> Loss:
    return LOSSES[name].bound(VALUES.get(name, {}))


def value(name: str, y: np.ndarray, t: np.ndarray) -> float:
    out = np.empty_like(y)
    bound(name).terms(y, t, out, np.full_like(y, np.nan))
    return float(out.sum()) * LOSSES[name].weight(*y.shape)


def gradient(name: str, y: np.ndarray, t: np.ndarray) -> np.ndarray:
    out = np.empty_like(y)
    bound(name).gradient(y, t, out, np.full_like(y, np.nan))
    return out


def fused(name: str, z: np.ndarray, t: np.ndarray) -> tuple[float, np.ndarray]:
    """Return loss and dL/dz, after the activation that the loss is fused with."""
    loss = LOSSES[name]
    assert loss.fused_with is not None
    a, terms, out = np.empty_like(z), np.empty_like(z), np.empty_like(z)
    with np.errstate(all="ignore"):
        ACTIVATIONS[loss.fused_with].function(z, a, np.full_like(z, np.nan))
        loss.terms_after(loss.fused_with)(z, t, terms, np.full_like(z, np.nan))
        loss.fused_gradient(a, t, out, loss.weight(*a.shape))
    return float(terms.sum()) * loss.weight(*z.shape), out


@pytest.mark.parametrize("name", LOSSES)
def test_value_by_hand(name: str) -> None:
    assert value(name, Y, T) == pytest.approx(BY_HAND[name], rel=1e-14)


@pytest.mark.parametrize("name", LOSSES)
def test_gradient_is_that_of_the_value(name: str) -> None:
    found = gradient(name, Y, T)
    for place in np.ndindex(Y.shape):
        moved = np.zeros_like(Y)
        moved[place] = 1e-6
        numeric = (value(name, Y + moved, T) - value(name, Y - moved, T)) / 2e-6
        assert found[place] == pytest.approx(numeric, rel=1e-8, abs=1e-10)


@pytest.mark.parametrize("name", FUSED)
def test_fused_form_is_the_plain_one_of_the_activation(name: str) -> None:
    z = np.array([[0.3, -1.2], [2.0, 0.1]])
    a = np.empty_like(z)
    ACTIVATIONS[str(LOSSES[name].fused_with)].function(z, a, np.empty_like(z))
    found, slopes = fused(name, z, T)
    assert found == pytest.approx(value(name, a, T), rel=1e-13)
    for place in np.ndindex(z.shape):
        moved = np.zeros_like(z)
        moved[place] = 1e-6
        numeric = (fused(name, z + moved, T)[0] - fused(name, z - moved, T)[0]) / 2e-6
        assert slopes[place] == pytest.approx(numeric, rel=1e-7, abs=1e-10)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_sigmoid_with_binary_cross_entropy_far_out(dtype: str) -> None:
    z = np.array([[1000.0], [-1000.0], [1000.0], [-1000.0]], dtype)
    t = np.array([[1.0], [0.0], [0.0], [1.0]], dtype)
    found, slopes = fused("binary_cross_entropy", z, t)
    assert found == 500.0
    np.testing.assert_array_equal(slopes, np.array([[0.0], [0.0], [0.25], [-0.25]]))


def test_a_tiny_loss_keeps_its_digits() -> None:
    z = np.array([[28.0], [-28.0]])
    found, _ = fused("binary_cross_entropy", z, np.array([[1.0], [0.0]]))
    assert found == pytest.approx(math.exp(-28.0), rel=1e-12)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_softmax_with_categorical_cross_entropy_far_out(dtype: str) -> None:
    z = np.array([[1000.0, 0.0, 0.0], [0.0, -1000.0, 0.0]], dtype)
    t = np.array([[0.0, 1.0, 0.0], [0.0, 1.0, 0.0]], dtype)
    found, slopes = fused("categorical_cross_entropy", z, t)
    assert found == pytest.approx((1000.0 + 1000.0 + math.log(2.0)) / 2, rel=1e-6)
    assert np.isfinite(slopes).all()


@pytest.mark.parametrize("name", FUSED)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_other_outputs_are_clipped_and_have_no_slope_there(name: str, dtype: str) -> None:
    y = np.array([[0.0, 1.0], [-3.0, 7.0]], dtype)
    t = np.array([[1.0, 0.0], [1.0, 0.0]], dtype)
    parts = 4 if name == "binary_cross_entropy" else 2
    each = -math.log(CLIP)
    first = 2 * each + (2 * -math.log1p(-(1.0 - CLIP)) if parts == 4 else 0.0)
    assert value(name, y, t) == pytest.approx(first / parts, rel=1e-6)
    np.testing.assert_array_equal(gradient(name, y, t), np.zeros((2, 2)))


@pytest.mark.parametrize("name", LOSSES)
def test_a_kink_lies_between_two_pieces(name: str) -> None:
    piece = bound(name).piece
    if name == "mse":
        assert piece is None
        return
    assert piece is not None
    t = np.array([[1.0 if name == "hinge" else 0.0]])
    borders = {"mae": [0.0], "huber": [-0.6, 0.6], "hinge": [1.0]}.get(name, [CLIP, 1.0 - CLIP])
    for border in borders:
        below, above = np.array([[border - 1e-14]]), np.array([[border + 1e-14]])
        assert piece(below, t).tobytes() != piece(above, t).tobytes()
    assert piece(np.array([[0.3]]), t).tobytes() == piece(np.array([[0.5]]), t).tobytes()


def test_huber_is_both_losses_far_from_delta() -> None:
    y, t = np.array([[3.0, -2.5]]), np.array([[0.5, 1.0]])
    terms, scratch = np.empty_like(y), np.empty_like(y)
    LOSSES["huber"].bound({"delta": 1e6}).terms(y, t, terms, scratch)
    np.testing.assert_array_equal(terms, (y - t) ** 2 / 2)
    LOSSES["huber"].bound({"delta": 1e-3}).terms(y, t, terms, scratch)
    np.testing.assert_allclose(terms, 1e-3 * (np.abs(y - t) - 5e-4), rtol=1e-14)


def test_hinge_is_0_from_the_margin_on() -> None:
    y, t = np.array([[1.0], [-1.0], [3.0], [0.999], [-4.0]]), np.array([[1.0], [-1.0], [1.0], [1.0], [1.0]])
    assert value("hinge", y, t) == pytest.approx((0.001 + 5.0) / 5, rel=1e-12)
    np.testing.assert_array_equal(gradient("hinge", y, t)[:, 0], [0.0, 0.0, 0.0, -0.2, -0.2])


@pytest.mark.parametrize("name", ["huber", "hinge"])
def test_nan_and_infinity_show(name: str) -> None:
    y, t = np.array([[np.nan, 1.0], [-np.inf, 1.0]]), np.ones((2, 2))
    with np.errstate(all="ignore"):
        out = np.empty_like(y)
        bound(name).terms(y, t, out, np.empty_like(y))
        assert np.isnan(out[0, 0])
        assert np.isinf(out[1, 0])
        assert np.isfinite(out[:, 1]).all()
        assert np.isnan(gradient(name, y, t)[0, 0])


def test_sparse_differs_only_in_how_a_target_is_written() -> None:
    sparse, dense = LOSSES["sparse_categorical_cross_entropy"], LOSSES["categorical_cross_entropy"]
    assert sparse.integer_targets
    assert not dense.integer_targets
    for part in ("terms", "gradient", "fused_terms", "fused_with", "mean_over", "piece"):
        assert getattr(sparse, part) == getattr(dense, part)
