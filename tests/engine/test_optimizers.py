"""The first steps of every optimizer, computed by hand from the update rules."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnviz.optimizers import OPTIMIZERS, SCRATCH_VECTORS
from nnviz.optimizers.moments import _product, _products, _share

# Each case: hyperparameters, gradients, and where w is after each of them, from w = 1.
BY_HAND: dict[str, tuple[dict[str, float], list[float], list[float]]] = {
    # w -= 0.1 g
    "sgd": ({"learning_rate": 0.1}, [0.5, -0.25, 1.0], [0.95, 0.975, 0.875]),
    # v = 0.9 v + 0.1 g: 0.05, 0.02, 0.118
    "momentum": ({"learning_rate": 0.1, "momentum": 0.9}, [0.5, -0.25, 1.0], [0.95, 0.93, 0.812]),
    # v = 0.5 v + 0.5 g: 0.25, 0, 0.5; w -= 0.1 v
    "momentum_ema": ({"learning_rate": 0.1, "momentum": 0.5}, [0.5, -0.25, 1.0], [0.975, 0.975, 0.925]),
    # v = 0.9 v + 0.1 g: 0.05, 0.02, 0.118; w -= 0.9 v + 0.1 g: 0.095, -0.007, 0.2062
    "nesterov": ({"learning_rate": 0.1, "momentum": 0.9}, [0.5, -0.25, 1.0], [0.905, 0.912, 0.7058]),
    # s = 9, 25, 169; w -= 0.1 g / (sqrt s + 1): 0.3 / 4, -0.4 / 6, 1.2 / 14
    "adagrad": (
        {"learning_rate": 0.1, "epsilon": 1.0},
        [3.0, -4.0, 12.0],
        [0.925, 0.925 + 0.4 / 6.0, 0.925 + 0.4 / 6.0 - 1.2 / 14.0],
    ),
    # s = 0.75 s + 0.25 g^2: 4, 4, 19; w -= 0.1 g / (sqrt s + 0.5)
    "rmsprop": (
        {"learning_rate": 0.1, "rho": 0.75, "epsilon": 0.5},
        [4.0, -2.0, 8.0],
        [1.0 - 0.4 / 2.5, 1.0 - 0.4 / 2.5 + 0.2 / 2.5, 1.0 - 0.2 / 2.5 - 0.8 / (math.sqrt(19.0) + 0.5)],
    ),
    # s = 12, 12 and d = g sqrt(u + 4) / sqrt(s + 4): sqrt 48 * 2 / 4 = sqrt 12, whose square makes u = 3; then
    # -sqrt 12 * sqrt 7 / 4
    "adadelta": (
        {"learning_rate": 0.1, "rho": 0.75, "epsilon": 4.0},
        [math.sqrt(48.0), -math.sqrt(12.0)],
        [1.0 - 0.1 * math.sqrt(12.0), 1.0 - 0.1 * math.sqrt(12.0) + 0.1 * math.sqrt(12.0) * math.sqrt(7.0) / 4.0],
    ),
    # As Adam above, after w has lost a hundredth: eta lambda = 0.1 * 0.1
    "adamw": (
        {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.75, "epsilon": 0.5, "weight_decay": 0.1},
        [2.0, -2.0],
        [0.99 - 0.2 / 2.5, 0.99 * (0.99 - 0.2 / 2.5) + 0.2 / 7.5],
    ),
    # psi = 0 keeps mu at 0.5 * 0.5 = 1/4, so M = 1/4, 1/16, 1/64. With m = 1, -0.5 and v-hat = 4, 4 as in Adam above,
    # the mean is (3/4) 2 / (3/4) + (1/4) 1 / (15/16) = 2 + 4/15, then (3/4)(-2) / (15/16) + (1/4)(-1/2) / (63/64).
    "nadam": (
        {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.75, "epsilon": 0.5, "momentum_decay": 0.0},
        [2.0, -2.0],
        [
            1.0 - 0.1 * (2.0 + 4.0 / 15.0) / 2.5,
            1.0 - 0.1 * (2.0 + 4.0 / 15.0) / 2.5 + 0.1 * (1.6 + 8.0 / 63.0) / 2.5,
        ],
    ),
    # m = 1, -0.5, 1.75 and s = 1, 1.75, 5.3125, divided by 1 - 0.5^t = 1/2, 3/4, 7/8 and 1 - 0.75^t = 1/4, 7/16, 37/64:
    # 2 and 4; -2/3 and 4; 2 and 340/37. The step is 0.1 m / (sqrt s + 0.5).
    "adam": (
        {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.75, "epsilon": 0.5},
        [2.0, -2.0, 4.0],
        [
            1.0 - 0.2 / 2.5,
            1.0 - 0.2 / 2.5 + 0.2 / 7.5,
            1.0 - 0.2 / 2.5 + 0.2 / 7.5 - 0.2 / (math.sqrt(340.0 / 37.0) + 0.5),
        ],
    ),
}


def walk(name: str, gradients: list[Any], dtype: str = "float64", **values: float) -> list[np.ndarray]:
    entry = OPTIMIZERS[name]
    size = np.size(gradients[0])
    theta, state = np.ones(size, dtype), np.zeros((entry.vectors, size), dtype)
    scratch = np.full((SCRATCH_VECTORS, size), np.nan, dtype)
    places = []
    for count, gradient in enumerate(gradients, 1):
        given = np.full(size, gradient, dtype)
        entry.update(theta, given, state, scratch, count, **values)
        np.testing.assert_array_equal(given, np.full(size, gradient, dtype))
        places.append(theta.copy())
    return places


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_first_steps_by_hand(name: str) -> None:
    values, gradients, expected = BY_HAND[name]
    np.testing.assert_allclose(np.ravel(walk(name, gradients, **values)), expected, rtol=1e-14)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_single_precision_follows_double(name: str) -> None:
    values, gradients, expected = BY_HAND[name]
    places = walk(name, gradients, "float32", **values)
    np.testing.assert_allclose(np.ravel(places), expected, rtol=1e-6)
    assert places[0].dtype == np.float32


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_parameters_do_not_touch_each_other(name: str) -> None:
    values, gradients, _ = BY_HAND[name]
    together = walk(name, [np.array([g, -3.0 * g]) for g in gradients], **values)
    alone = walk(name, [-3.0 * g for g in gradients], **values)
    assert together[-1][1] == alone[-1][0]


@pytest.mark.parametrize("gradient", [1e-4, 1.0, 1e4])
def test_first_step_of_adam_is_the_learning_rate_whatever_the_gradient(gradient: float) -> None:
    [place] = walk("adam", [gradient], learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8)
    assert 1.0 - place.item() == pytest.approx(0.01, rel=1e-3)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_without_a_gradient_nothing_moves(name: str) -> None:
    values = {**BY_HAND[name][0]}
    if "weight_decay" in values:
        values["weight_decay"] = 0.0
    assert walk(name, [0.0, 0.0], **values)[-1].item() == 1.0


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_parabola_is_descended(name: str) -> None:
    entry = OPTIMIZERS[name]
    # Adagrad gets slower by itself, RMSprop ends bouncing by half its rate, and Adadelta has its own measure.
    rates = {"adagrad": 0.5, "rmsprop": 0.0015, "adadelta": 1.0}
    values = entry.defaults() | {"learning_rate": rates.get(name, 0.05)}
    theta, state, scratch = np.array([3.0, -2.0]), np.zeros((entry.vectors, 2)), np.empty((SCRATCH_VECTORS, 2))
    for count in range(1, 3001):
        entry.update(theta, 2.0 * theta, state, scratch, count, **values)
    assert np.abs(theta).max() < 1e-3


def test_decay_of_adamw_is_not_scaled_by_the_gradient() -> None:
    values = {"learning_rate": 0.1, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.5}
    [place] = walk("adamw", [0.0], **values)
    assert place.item() == 1.0 - 0.1 * 0.5


@pytest.mark.parametrize("beta1", [0.0, 0.5, 0.9, 0.999, 1.0 - 1e-12])
@pytest.mark.parametrize("momentum_decay", [0.0, 1e-4, 0.004, 0.3, 0.4, 1.0])
def test_products_of_nadam_are_right_at_any_count_in_bounded_memory(beta1: float, momentum_decay: float) -> None:
    assert len(_products(beta1, momentum_decay)) < 3000
    product = 1.0
    for count in range(1, 4000):
        product *= _share(count, beta1, momentum_decay)
        assert _product(count, beta1, momentum_decay) == pytest.approx(product, rel=1e-11, abs=1e-17)
