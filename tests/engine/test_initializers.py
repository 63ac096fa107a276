"""Initial weights: their statistics, and that whatever does not change is drawn identically."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.errors import InvalidInput
from nnviz.experiment import decode, encode
from nnviz.initializers import INITIALIZERS
from nnviz.randomness import Purpose, generator
from tests.engine.runs import assembly, experiment, hidden

FAN_IN, FAN_OUT = 300, 500
DEVIATIONS = {
    "zeros": 0.0,
    "normal_small": 0.01,
    "normal_large": 1.0,
    "xavier_uniform": (2.0 / (FAN_IN + FAN_OUT)) ** 0.5,
    "xavier_normal": (2.0 / (FAN_IN + FAN_OUT)) ** 0.5,
    "he_uniform": (2.0 / FAN_IN) ** 0.5,
    "he_normal": (2.0 / FAN_IN) ** 0.5,
    "lecun_uniform": (1.0 / FAN_IN) ** 0.5,
    "lecun_normal": (1.0 / FAN_IN) ** 0.5,
    "orthogonal": (1.0 / max(FAN_IN, FAN_OUT)) ** 0.5,
    "uniform": 0.5 / 3**0.5,
    "constant": 0.0,
}
MEANS = {"constant": 0.1}
LIMITS = {
    "xavier_uniform": (6.0 / (FAN_IN + FAN_OUT)) ** 0.5,
    "he_uniform": (6.0 / FAN_IN) ** 0.5,
    "lecun_uniform": (3.0 / FAN_IN) ** 0.5,
    "uniform": 0.5,
}


def draw(name: str, seed: int = 3, shape: tuple[int, int] = (FAN_IN, FAN_OUT), **values: float) -> np.ndarray:
    entry = INITIALIZERS[name]
    return entry.bound(entry.defaults() | values)(generator(seed, Purpose.WEIGHTS, 1), *shape)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_mean_and_deviation(name: str) -> None:
    weights = draw(name)
    assert weights.shape == (FAN_IN, FAN_OUT)
    spread = 4.0 * DEVIATIONS[name] / weights.size**0.5
    assert weights.mean() == pytest.approx(MEANS.get(name, 0.0), abs=max(spread, 1e-15))
    assert weights.std() == pytest.approx(DEVIATIONS[name], rel=0.01, abs=1e-15)


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
    assert np.array_equal(draw(name), draw(name, 4)) == (name in ("zeros", "constant"))


@pytest.mark.parametrize("shape", [(7, 7), (12, 5), (5, 12), (1, 6), (6, 1), (1, 1)])
def test_orthogonal_keeps_lengths(shape: tuple[int, int]) -> None:
    weights = draw("orthogonal", shape=shape)
    assert weights.shape == shape
    product = weights.T @ weights if shape[0] >= shape[1] else weights @ weights.T
    np.testing.assert_allclose(product, np.eye(min(shape)), atol=1e-14)
    np.testing.assert_allclose(draw("orthogonal", shape=shape, gain=1.5), 1.5 * weights, rtol=1e-14)


def test_orthogonal_prefers_no_direction() -> None:
    # Without the signs of R's diagonal, the first entry of every factor would be negative.
    first = [draw("orthogonal", seed, (3, 3))[0, 0] for seed in range(400)]
    assert np.mean(np.array(first) > 0.0) == pytest.approx(0.5, abs=0.1)
    assert np.mean(np.square(first)) == pytest.approx(1.0 / 3.0, abs=0.06)


def test_hyperparameters_are_used() -> None:
    assert np.abs(draw("uniform", limit=2.0)).max() == pytest.approx(2.0, rel=1e-3)
    np.testing.assert_array_equal(draw("constant", value=-3.0), np.full((FAN_IN, FAN_OUT), -3.0))


def test_a_layer_has_its_own_start() -> None:
    own = {"initializer": {"name": "constant", "value": 0.25}, "initial_bias": -1.0}
    layers = hidden(6, 4)
    plain = assembly(network={"hidden": layers, "initial_bias": 0.5})
    run = assembly(network={"hidden": [layers[0], layers[1] | own], "initial_bias": 0.5})
    before, theta = plain.initial_theta(), run.initial_theta()
    first, second, output = run.network.layers
    assert (second.weights(theta) == 0.25).all()
    assert [set(layer.biases(theta).tolist()) for layer in run.network] == [{0.5}, {-1.0}, {0.5}]
    for layer in (first, output):
        np.testing.assert_array_equal(layer.weights(theta), layer.weights(before))


def test_a_layers_own_start_is_written_and_read() -> None:
    own = hidden(3)[0] | {"initializer": {"name": "orthogonal", "gain": 2.0}, "initial_bias": 0.1}
    written = encode(experiment(network={"hidden": [own, *hidden(4)]}))["network"]
    assert written["initial_bias"] == 0.0
    assert [layer["initializer"] for layer in written["hidden"]] == [{"name": "orthogonal", "gain": 2}, None]
    assert [layer["initial_bias"] for layer in written["hidden"]] == [0.1, None]
    read = decode({"nnviz": 1, "network": written})
    assert encode(read)["network"] == written


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ({"initial_bias": 101}, "network.initial_bias is 101: allowed is from -100 to 100"),
        (
            {"hidden": [{"initial_bias": -200}]},
            r"network.hidden\[0\].initial_bias is -200: allowed is from -100 to 100",
        ),
        ({"hidden": [{}, {"initializer": "he_norml"}]}, r"network.hidden\[1\].initializer: .*did you mean 'he_normal'"),
        ({"hidden": [{"initializer": {"name": "uniform", "limit": -1}}]}, "limit is -1: allowed is from 0 to 100"),
        ({"initializer": {"name": "zeros", "value": 1}}, "'zeros' has no hyperparameter 'value'"),
    ],
)
def test_bad_starts_are_refused(network: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        experiment(network=network)


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
