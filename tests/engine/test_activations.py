"""Activations: values, slopes and edges."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest

from nnviz.activations import ACTIVATIONS
from nnviz.experiment import ActivationChoice
from nnviz.saturation import slopes

ELEMENTWISE = [name for name in ACTIVATIONS if name != "softmax"]
ALPHA = {"leaky_relu": 0.2, "elu": 1.5}
POINTS = [-800.0, -3.0, -0.5, 0.0, 0.5, 3.0, 800.0]
BY_HAND = {
    "linear": POINTS,
    "step": [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0],
    "sigmoid": [0.0, 1 / (1 + math.exp(3)), 1 / (1 + math.exp(0.5)), 0.5, 1 / (1 + math.exp(-0.5)),
                1 / (1 + math.exp(-3)), 1.0],
    "tanh": [-1.0, math.tanh(-3), math.tanh(-0.5), 0.0, math.tanh(0.5), math.tanh(3), 1.0],
    "relu": [0.0, 0.0, 0.0, 0.0, 0.5, 3.0, 800.0],
    "leaky_relu": [-160.0, -0.6, -0.1, 0.0, 0.5, 3.0, 800.0],
    "elu": [-1.5, 1.5 * math.expm1(-3), 1.5 * math.expm1(-0.5), 0.0, 0.5, 3.0, 800.0],
    "selu": [-1.0507009873554805 * 1.6732632423543772, *(
                1.0507009873554805 * 1.6732632423543772 * math.expm1(z) for z in (-3.0, -0.5)),
             0.0, *(1.0507009873554805 * z for z in (0.5, 3.0, 800.0))],
    "gelu": [0.0, *(z / (1 + math.exp(-2 * math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))) for z in POINTS[1:6]),
             800.0],
    "silu": [0.0, *(z / (1 + math.exp(-z)) for z in POINTS[1:6]), 800.0],
    "mish": [0.0, *(z * math.tanh(math.log1p(math.exp(z))) for z in POINTS[1:6]), 800.0],
    "softplus": [0.0, *(math.log1p(math.exp(z)) for z in POINTS[1:6]), 800.0],
    "sine": [math.sin(z) for z in POINTS],
}  # fmt: skip
LEFT_SLOPE_AT_ZERO = {
    "linear": 1.0, "step": 0.0, "sigmoid": 0.25, "tanh": 1.0, "relu": 0.0, "leaky_relu": 0.2, "elu": 1.5,
    "selu": 1.0507009873554805 * 1.6732632423543772, "gelu": 0.5, "silu": 0.5, "mish": 0.6, "softplus": 0.5,
    "sine": 1.0,
}  # fmt: skip


def values(name: str) -> dict[str, float]:
    return {"alpha": ALPHA[name]} if name in ALPHA else {}


def apply(name: str, z: Any) -> np.ndarray:
    z = np.asarray(z)
    out, scratch = np.empty_like(z), np.full_like(z, np.nan)
    with np.errstate(all="ignore"):
        ACTIVATIONS[name].function(z, out, scratch, **values(name))
    return out


def slope(name: str, z: Any) -> np.ndarray:
    z = np.asarray(z)
    out, scratch = np.empty_like(z), np.full_like(z, np.nan)
    derivative = ACTIVATIONS[name].derivative
    assert derivative is not None
    with np.errstate(all="ignore"):
        derivative(z, apply(name, z), out, scratch, **values(name))
    return out


@pytest.mark.parametrize("name", ELEMENTWISE)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_values(name: str, dtype: str) -> None:
    found = apply(name, np.array([POINTS], dtype))
    np.testing.assert_allclose(found, [BY_HAND[name]], rtol=1e-6 if dtype == "float32" else 1e-14, atol=1e-38)
    assert found.dtype == dtype


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_slope_is_that_of_the_function(name: str) -> None:
    z = np.array([[-7.0, -2.0, -0.3, 0.4, 1.7, 6.0]])
    numeric = (apply(name, z + 1e-6) - apply(name, z - 1e-6)) / 2e-6
    np.testing.assert_allclose(slope(name, z), numeric, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_slope_at_a_kink_is_the_left_one(name: str) -> None:
    assert slope(name, [[0.0]]).item() == LEFT_SLOPE_AT_ZERO[name]
    assert slope(name, [[-0.0]]).item() == LEFT_SLOPE_AT_ZERO[name]


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_kinks_are_where_the_slope_jumps(name: str) -> None:
    left, right = slope(name, [[-1e-9]]).item(), slope(name, [[1e-9]]).item()
    jumps = abs(left - right) > 1e-6 or name == "step"  # whose value jumps
    assert ACTIVATIONS[name].kinks == ((0.0,) if jumps else ())


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_nan_shows(name: str) -> None:
    assert np.isnan(apply(name, [[math.nan, 1.0]])).any()


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_far_out_nothing_overflows(name: str) -> None:
    z = np.array([[-1e300, 1e300]])
    assert np.isfinite(apply(name, z)).all()
    assert np.isfinite(slope(name, z)).all()


def exactly(name: str, z: float) -> tuple[Decimal, Decimal]:
    """Return f(z) and f'(z) to 40 digits, straight from the definitions."""
    one = Decimal(1)
    x = Decimal(z)

    def sigma(u: Decimal) -> Decimal:
        return one / (one + (-u).exp()) if abs(u) < 10**5 else Decimal(u > 0)

    def tanh(u: Decimal) -> Decimal:
        return 2 * sigma(2 * u) - one

    root = (2 / Decimal("3.14159265358979323846264338327950288419716939937511")).sqrt()
    if name == "gelu":
        t = tanh(root * (x + Decimal("0.044715") * x**3))
        return x / 2 * (one + t), (one + t) / 2 + x / 2 * (one - t * t) * root * (one + 3 * Decimal("0.044715") * x * x)
    if name == "silu":
        return x * sigma(x), sigma(x) + x * sigma(x) * (one - sigma(x))
    softplus = (one + x.exp()).ln()
    if name == "softplus":
        return softplus, sigma(x)
    t = tanh(softplus)
    return x * t, t + x * sigma(x) * (one - t * t)


@pytest.mark.parametrize("name", ["gelu", "silu", "mish", "softplus"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_smooth_ones_are_exact_everywhere(name: str, dtype: str) -> None:
    far = [1e-30, 1e-3, 37.5, 100.0, 1e4, 1e5]
    z = np.array([[*np.linspace(-36.0, 36.0, 289), *far, *(-value for value in far)]], dtype)
    with localcontext() as context:
        context.prec = 50
        pairs = [exactly(name, float(value)) for value in z[0]]
    f, slant = (np.array([[float(value) for value in values]]) for values in zip(*pairs, strict=True))
    units = 4 * np.finfo(dtype).eps * np.maximum(1.0, np.abs(z.astype(float)))
    assert (np.abs(apply(name, z) - f) <= units).all()
    assert (np.abs(slope(name, z) - slant) <= 4 * np.finfo(dtype).eps).all()


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_far_out_in_single_precision(name: str) -> None:
    for far in (1e4, 1e12, 1e30):
        z = np.array([[-far, far]], np.float32)
        assert np.isfinite(apply(name, z)).all()
        ends = [slope(name, [[-1e5]]).item(), slope(name, [[1e5]]).item()]
        if name != "sine":
            np.testing.assert_allclose(slope(name, z)[0], ends, rtol=1e-6, atol=1e-7)


def test_selu_keeps_mean_0_and_variance_1() -> None:
    at = np.linspace(-12.0, 12.0, 200_001)
    density = np.exp(-at * at / 2) / math.sqrt(2 * math.pi) * (at[1] - at[0])
    a = apply("selu", at)
    assert abs(float(np.sum(a * density))) < 1e-9
    assert abs(float(np.sum(a * a * density)) - 1.0) < 1e-9


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_no_gradient_is_said_to_be_dead_that_is_only_small(name: str) -> None:
    known = slopes(ActivationChoice(name))
    assert known is not None
    assert known.kills == (name == "relu")
    assert known.flat == (name == "step")
    sides = {"sigmoid": 2, "tanh": 2, "linear": 0, "leaky_relu": 0, "sine": 0}
    assert len(known.zones) == sides.get(name, 1)


def test_softmax_of_rows() -> None:
    a = apply("softmax", [[0.0, math.log(2.0), math.log(5.0)], [1000.0, 1000.0, -1000.0]])
    np.testing.assert_allclose(a, [[1 / 8, 2 / 8, 5 / 8], [0.5, 0.5, 0.0]], rtol=1e-15)


def test_softmax_of_one_unit_is_1() -> None:
    np.testing.assert_array_equal(apply("softmax", [[3.0], [-800.0]]), [[1.0], [1.0]])


def test_softmax_sends_gradients_back_by_its_jacobian() -> None:
    a = apply("softmax", [[0.3, -0.2, 0.9]])[0]
    g = np.array([0.5, -1.0, 2.0])
    jacobian = np.diag(a) - np.outer(a, a)
    gradient = g[None].copy()
    pullback = ACTIVATIONS["softmax"].pullback
    assert pullback is not None
    pullback(a[None], gradient, np.empty((1, 3)))
    np.testing.assert_allclose(gradient[0], jacobian @ g, rtol=1e-14)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_inputs_stay_as_they_are(name: str) -> None:
    z = np.array([[-1.0, 0.0, 2.0]])
    apply(name, z)
    if name != "softmax":
        slope(name, z)
    np.testing.assert_array_equal(z, [[-1.0, 0.0, 2.0]])
