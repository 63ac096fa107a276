"""The first steps of every optimizer, computed by hand from the update rules."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnviz.optimizers import OPTIMIZERS

# Each case: hyperparameters, gradients, and where w is after each of them, from w = 1.
BY_HAND: dict[str, tuple[dict[str, float], list[float], list[float]]] = {
    # w -= 0.1 g
    "sgd": ({"learning_rate": 0.1}, [0.5, -0.25, 1.0], [0.95, 0.975, 0.875]),
    # v = 0.9 v + 0.1 g: 0.05, 0.02, 0.118
    "momentum": ({"learning_rate": 0.1, "momentum": 0.9}, [0.5, -0.25, 1.0], [0.95, 0.93, 0.812]),
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
    theta, state, scratch = np.ones(size, dtype), np.zeros((entry.vectors, size), dtype), np.full(size, np.nan, dtype)
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
    values, _, _ = BY_HAND[name]
    assert walk(name, [0.0, 0.0], **values)[-1].item() == 1.0


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_parabola_is_descended(name: str) -> None:
    entry = OPTIMIZERS[name]
    values = entry.defaults() | {"learning_rate": 0.05}
    theta, state, scratch = np.array([3.0, -2.0]), np.zeros((entry.vectors, 2)), np.empty(2)
    for count in range(1, 1001):
        entry.update(theta, 2.0 * theta, state, scratch, count, **values)
    assert np.abs(theta).max() < 1e-3
