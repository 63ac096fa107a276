"""Initial weights: their statistics, and that whatever does not change is drawn identically."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.initializers import INITIALIZERS
from nnviz.randomness import Purpose, generator
from tests.engine.runs import assembly, hidden

FAN_IN, FAN_OUT = 300, 500
DEVIATIONS = {
    "zeros": 0.0,
    "normal_small": 0.01,
    "normal_large": 1.0,
    "xavier_uniform": (2.0 / (FAN_IN + FAN_OUT)) ** 0.5,
    "xavier_normal": (2.0 / (FAN_IN + FAN_OUT)) ** 0.5,
    "he_uniform": (2.0 / FAN_IN) ** 0.5,
    "he_normal": (2.0 / FAN_IN) ** 0.5,
}
LIMITS = {"xavier_uniform": (6.0 / (FAN_IN + FAN_OUT)) ** 0.5, "he_uniform": (6.0 / FAN_IN) ** 0.5}


def draw(name: str, seed: int = 3) -> np.ndarray:
    return INITIALIZERS[name].draw(generator(seed, Purpose.WEIGHTS, 1), FAN_IN, FAN_OUT)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_mean_and_deviation(name: str) -> None:
    weights = draw(name)
    assert weights.shape == (FAN_IN, FAN_OUT)
    assert weights.mean() == pytest.approx(0.0, abs=4.0 * DEVIATIONS[name] / weights.size**0.5)
    assert weights.std() == pytest.approx(DEVIATIONS[name], rel=0.01)


@pytest.mark.parametrize("name", LIMITS)
def test_uniform_fills_its_limits(name: str) -> None:
    weights = np.abs(draw(name))
    assert 0.999 * LIMITS[name] < weights.max() <= LIMITS[name]


@pytest.mark.parametrize("name", [name for name in INITIALIZERS if name.endswith(("normal", "small", "large"))])
def test_normal_has_normal_tails(name: str) -> None:
    beyond = np.mean(np.abs(draw(name)) > 2.0 * DEVIATIONS[name])
    assert beyond == pytest.approx(0.0455, abs=0.003)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_another_seed_is_another_draw(name: str) -> None:
    np.testing.assert_array_equal(draw(name), draw(name))
    assert np.array_equal(draw(name), draw(name, 4)) == (name == "zeros")


def test_biases_start_at_0() -> None:
    run = assembly(network={"hidden": hidden(7, 5), "initializer": "normal_large"})
    theta = run.initial_theta()
    for layer in run.network:
        assert not layer.biases(theta).any()
        assert layer.weights(theta).all()


def test_both_dtypes_start_from_the_same_draw() -> None:
    double = assembly(network={"hidden": hidden(6)}).initial_theta()
    single = assembly(network={"hidden": hidden(6)}, training={"dtype": "float32"}).initial_theta()
    assert single.dtype == np.float32
    np.testing.assert_array_equal(single, double.astype(np.float32))


def test_a_layer_that_stays_keeps_its_draw() -> None:
    narrow, wide = assembly(network={"hidden": hidden(6, 4)}), assembly(network={"hidden": hidden(6, 9, 2)})
    first, second = narrow.initial_theta(), wide.initial_theta()
    np.testing.assert_array_equal(narrow.network.layers[0].weights(first), wide.network.layers[0].weights(second))
    assert not np.array_equal(
        narrow.network.layers[1].weights(first)[:, 0], wide.network.layers[1].weights(second)[:, 0]
    )
