"""Planes through the parameters: picked, random, along a path, along a line."""

from __future__ import annotations

import numpy as np
import pytest

from nnviz.errors import InvalidInput
from nnviz.landscape import (
    filter_normalised_direction,
    line_plane,
    parameter_index,
    principal_plane,
    random_plane,
    thinned,
    weights_plane,
)
from nnviz.network import Network
from nnviz.randomness import Purpose, generator
from tests.engine.runs import assembly, hidden

NETWORK = assembly(data={"name": "iris"}, network={"hidden": hidden(5, 6)}).network
THETA = np.random.default_rng(3).normal(size=NETWORK.size) * 0.7


def wandering(points: int, size: int, seed: int = 0) -> np.ndarray:
    """Return a path that is long in two directions and short in all others."""
    rng = np.random.default_rng(seed)
    path = np.cumsum(rng.normal(size=(points, size)), axis=0) * 0.05
    time = np.linspace(0.0, 1.0, points)[:, None]
    return path + 5.0 * time * rng.normal(size=size) + 2.0 * np.sin(3.0 * time) * rng.normal(size=size)


def components(path: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the principal directions of a path and their shares of the variance."""
    _, sizes, directions = np.linalg.svd(path - path.mean(axis=0), full_matrices=False)
    return directions, sizes**2 / np.sum(sizes**2)


def filters(network: Network, vector: np.ndarray) -> np.ndarray:
    """Return the length of every column of every W."""
    return np.concatenate([np.sqrt(np.sum(layer.weights(vector) ** 2, axis=0)) for layer in network])


@pytest.mark.parametrize("part", [0, 1])
def test_every_filter_of_a_random_direction_is_as_long_as_that_of_theta(part: int) -> None:
    direction = filter_normalised_direction(NETWORK, THETA, 7, part)
    np.testing.assert_allclose(filters(NETWORK, direction), filters(NETWORK, THETA), rtol=1e-14)
    for number, layer in enumerate(NETWORK, 1):
        assert not layer.biases(direction).any()
        # Gaussian, each layer from a stream of its own: what one layer draws does not depend on the others.
        draw = generator(7, Purpose.DIRECTIONS, number, part).standard_normal((layer.fan_in, layer.fan_out))
        ratio = layer.weights(direction) / draw
        np.testing.assert_allclose(ratio, np.broadcast_to(ratio[:1], ratio.shape), rtol=1e-12)
        assert (ratio > 0.0).all()


def test_a_random_plane_is_the_same_again_and_is_not_made_orthogonal() -> None:
    plane, again = random_plane(NETWORK, THETA, 7), random_plane(NETWORK, THETA, 7)
    np.testing.assert_array_equal(plane.directions, again.directions)
    assert abs(plane.directions[0] @ plane.directions[1]) > 1e-3
    assert not np.allclose(plane.directions, random_plane(NETWORK, THETA, 8).directions)
    np.testing.assert_array_equal(plane.center, THETA)
    assert (plane.kind, plane.shares, plane.note) == ("random", None, "")
    for array in (plane.center, plane.directions):
        assert not array.flags.writeable
    assert THETA.flags.writeable


def test_zero_filters_stay_zero_and_it_is_said() -> None:
    theta = THETA.copy()
    NETWORK.layers[1].weights(theta)[:, 2] = 0.0
    direction = filter_normalised_direction(NETWORK, theta, 1, 0)
    assert not NETWORK.layers[1].weights(direction)[:, 2].any()
    assert NETWORK.layers[1].weights(direction)[:, 1].all()
    plane = random_plane(NETWORK, np.zeros(NETWORK.size), 1)
    assert not plane.directions.any()
    assert "All weights are 0" in plane.note


def test_one_weight_leaves_a_random_plane_no_second_direction() -> None:
    neuron = assembly(data={"name": "sine"}, network={"hidden": []}).network
    plane = random_plane(neuron, np.array([0.5, -1.0]), 1)
    np.testing.assert_allclose(np.abs(plane.directions), [[0.5, 0.0], [0.5, 0.0]])
    assert "one line" in plane.note
    assert not plane.exact
    assert weights_plane(neuron, np.array([0.5, -1.0]), (0, 1)).exact


# One path with more parameters than points, one with fewer: the two ways to take it apart.
@pytest.mark.parametrize(("points", "size"), [(40, 500), (300, 20), (3, 50), (12, 12), (60, 2)])
def test_the_principal_plane_is_that_of_a_singular_value_decomposition(points: int, size: int) -> None:
    path = wandering(points, size)
    plane = principal_plane(path, 1)
    directions, shares = components(path)
    np.testing.assert_allclose(np.abs(np.sum(plane.directions * directions[:2], axis=1)), 1.0, atol=1e-9)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-14)
    np.testing.assert_allclose(plane.shares, shares[:2], rtol=1e-9)
    np.testing.assert_array_equal(plane.center, path[-1])
    assert plane.labels == ("PC 1", "PC 2")
    assert plane.note == ""


@pytest.mark.parametrize("scale", [1e-160, 1e160])
def test_principal_planes_of_tiny_and_huge_paths(scale: float) -> None:
    plane, scaled = principal_plane(wandering(30, 50), 1), principal_plane(wandering(30, 50) * scale, 1)
    np.testing.assert_allclose(scaled.directions, plane.directions, atol=1e-9)
    np.testing.assert_allclose(scaled.shares, plane.shares, rtol=1e-9)


def test_several_paths_share_a_plane_with_a_center_of_its_own() -> None:
    first, second = wandering(30, 60), wandering(20, 60, seed=1)
    plane = principal_plane(np.vstack([first, second]), 1, center=first[-1])
    directions, _ = components(np.vstack([first, second]))
    np.testing.assert_allclose(np.abs(np.sum(plane.directions * directions[:2], axis=1)), 1.0, atol=1e-9)
    np.testing.assert_array_equal(plane.center, first[-1])


def test_single_precision_is_computed_in_double() -> None:
    path = wandering(30, 100).astype(np.float32)
    plane = principal_plane(path, 1)
    assert plane.center.dtype == plane.directions.dtype == np.float64
    directions, _ = components(path.astype(np.float64))
    np.testing.assert_allclose(np.abs(np.sum(plane.directions * directions[:2], axis=1)), 1.0, atol=1e-9)


def test_signs_follow_the_plane_before() -> None:
    path = wandering(80, 40)
    plane = principal_plane(path[:40], 1)
    coordinates = (path[:40] - path[39]) @ plane.directions.T
    assert coordinates[:, 0].sum() < 0.0 < coordinates[:, 1].sum()
    for points in range(41, 81):
        following = principal_plane(path[:points], 1, previous=plane)
        assert (np.sum(following.directions * plane.directions, axis=1) > 0.0).all()
        plane = following
    for flip in ([[-1.0], [1.0]], [[1.0], [-1.0]], [[-1.0], [-1.0]]):
        turned = principal_plane(path, 1)
        turned = principal_plane(path, 1, previous=type(turned)(
            kind="pca", center=turned.center.copy(), directions=turned.directions * flip, labels=turned.labels
        ))  # fmt: skip
        np.testing.assert_allclose(turned.directions, principal_plane(path, 1).directions * flip, atol=1e-12)
    other = principal_plane(wandering(9, 7), 1)
    np.testing.assert_array_equal(
        principal_plane(path, 1, previous=other).directions, principal_plane(path, 1).directions
    )


@pytest.mark.parametrize("points", [2, 3, 50])
@pytest.mark.parametrize("size", [2, 30, 400])
def test_a_straight_path_gets_a_random_second_axis(points: int, size: int) -> None:
    along = np.random.default_rng(0).normal(size=size)
    path = 3.0 + np.linspace(0.0, 2.0, points)[:, None] * along
    plane = principal_plane(path, 5)
    np.testing.assert_allclose(plane.directions[0], along / np.linalg.norm(along), atol=1e-7)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-14)
    np.testing.assert_allclose(plane.shares, [1.0, 0.0], atol=1e-12)
    assert plane.labels == ("PC 1", "random direction 2")
    assert "straight line" in plane.note
    np.testing.assert_array_equal(principal_plane(path, 5).directions, plane.directions)


@pytest.mark.parametrize("points", [1, 2, 40])
@pytest.mark.parametrize("size", [2, 50])
def test_a_path_that_has_not_moved_gets_random_axes(points: int, size: int) -> None:
    plane = principal_plane(np.full((points, size), 0.1), 5)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-14)
    assert plane.shares is None
    assert plane.labels == ("random direction 1", "random direction 2")
    assert "not moved" in plane.note


def test_a_thinned_path_keeps_its_ends_and_even_spaces() -> None:
    path = np.arange(1000.0)[:, None]
    assert thinned(path, 1000) is path
    few = thinned(path, 128)[:, 0]
    assert (len(few), few[0], few[-1]) == (128, 0.0, 999.0)
    assert set(np.diff(few)) == {7.0, 8.0}


def test_a_line_goes_from_minus_one_to_zero() -> None:
    start, end = THETA, THETA + np.random.default_rng(1).normal(size=len(THETA))
    plane = line_plane(start, end, 3)
    x = np.array([-1.0, -0.5, 0.0])
    np.testing.assert_allclose(plane.points(x, np.zeros(3)), [start, (start + end) / 2.0, end], atol=1e-14)
    lengths = np.linalg.norm(plane.directions, axis=1)
    assert lengths[0] == pytest.approx(lengths[1], rel=1e-14)
    assert plane.directions[0] @ plane.directions[1] == pytest.approx(0.0, abs=1e-13)
    with pytest.raises(InvalidInput, match="the weights are the same"):
        line_plane(start, start.copy(), 3)


def test_picked_parameters_vary_alone() -> None:
    for first, second in ((0, 1), (NETWORK.size - 1, 4)):
        plane = weights_plane(NETWORK, THETA, (first, second))
        [point] = plane.points(np.array([2.0]), np.array([-3.0]))
        expected = THETA.copy()
        expected[first] += 2.0
        expected[second] -= 3.0
        np.testing.assert_array_equal(point, expected)
        assert plane.labels == (NETWORK.parameter_name(first), NETWORK.parameter_name(second))
        assert plane.origin == (THETA[first], THETA[second])
    with pytest.raises(InvalidInput, match=r"both axes are W1\[0,3\]"):
        weights_plane(NETWORK, THETA, (3, 3))


def test_every_parameter_is_found_by_its_name() -> None:
    for index in range(NETWORK.size):
        assert parameter_index(NETWORK, NETWORK.parameter_name(index)) == index
    assert parameter_index(NETWORK, " W2[ 0, 4 ] ") == parameter_index(NETWORK, "W2[0,4]")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("W1[4,0]", "W1[3,0]"), ("W1[0,5]", "W1[0,4]"), ("W4[0,0]", "W3[0,0]"), ("W0[1,1]", "W1[1,1]"),
        ("b2[6]", "b2[5]"), ("b9[0]", "b3[0]"), ("w2[1,3]", "W2[1,3]"), ("W2[1]", "W2[1,0]"), ("b2[1,3]", "b2[1]"),
        ("W2(1,3)", "W2[1,3]"), ("W2[-1,3]", "W2[1,3]"), ("B1", "b1[0]"), ("", "W1[0,0]"), ("bias", "b1[0]"),
        ("W2[1,3]]", "W2[1,3]"), ("W01[0,0]", "W1[0,0]"), ("W1[0,999999999999]", "W1[0,4]"), ("Ω", "W1[0,0]"),
    ],
)  # fmt: skip
def test_names_of_no_parameter_are_refused_with_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parameter_index(NETWORK, name)
    assert f"did you mean '{nearest}'" in str(refusal.value)
    assert len(str(refusal.value)) < 250
