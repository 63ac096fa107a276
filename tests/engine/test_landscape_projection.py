"""Where points lie in a plane and off it, and which part of the plane is looked at."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.landscape import (
    Kind,
    Plane,
    axis,
    coordinates,
    line_plane,
    principal_plane,
    project,
)
from nnviz.landscape import projection as projection_module
from tests.engine.test_landscape_planes import wandering


def plane_of(directions: np.ndarray, kind: Kind = "random", origin: tuple[float, float] = (0.0, 0.0)) -> Plane:
    return Plane(
        kind=kind, center=np.zeros(directions.shape[1]), directions=directions, labels=("x", "y"), origin=origin
    )


@pytest.mark.parametrize("angle", [90.0, 60.0, 5.0, 0.1, 175.0])
@pytest.mark.parametrize("lengths", [(1.0, 1.0), (3.0, 0.01)])
def test_coordinates_are_least_squares_for_any_two_directions(angle: float, lengths: tuple[float, float]) -> None:
    rng = np.random.default_rng(0)
    basis, _ = np.linalg.qr(rng.normal(size=(30, 2)))
    turn = math.radians(angle)
    second = math.cos(turn) * basis[:, 0] + math.sin(turn) * basis[:, 1]
    plane = plane_of(np.stack([lengths[0] * basis[:, 0], lengths[1] * second]))
    points = rng.normal(size=(7, 30))
    found = project(plane, points)
    expected = np.linalg.lstsq(plane.directions.T, points.T)[0].T
    np.testing.assert_allclose(found.coordinates, expected, rtol=1e-6, atol=1e-9)
    off = points - found.coordinates @ plane.directions
    np.testing.assert_allclose(off @ plane.directions.T, 0.0, atol=1e-10)
    np.testing.assert_allclose(found.distances, np.linalg.norm(off, axis=1), rtol=1e-9)


def test_points_of_the_plane_come_back() -> None:
    rng = np.random.default_rng(1)
    center = rng.normal(size=40)
    plane = Plane(kind="random", center=center, directions=rng.normal(size=(2, 40)), labels=("x", "y"))
    x, y = rng.normal(size=(2, 9))
    found = project(plane, plane.points(x, y))
    np.testing.assert_allclose(found.coordinates, np.column_stack([x, y]), atol=1e-13)
    np.testing.assert_allclose(found.distances, 0.0, atol=1e-13)
    assert found.share == pytest.approx(1.0, abs=1e-14)
    np.testing.assert_array_equal(coordinates(plane, plane.points(x, y)), found.coordinates)
    np.testing.assert_allclose(project(plane, plane.points(x, y).astype(np.float32)).distances, 0.0, atol=1e-5)


def test_the_share_of_the_variance_is_that_of_the_components() -> None:
    path = wandering(50, 200)
    plane = principal_plane(path, 1)
    assert plane.shares is not None
    assert project(plane, path).share == pytest.approx(sum(plane.shares), abs=1e-12)
    # The same for other bases of the same plane, wherever its center is; less for every other plane.
    skewed = plane_of(np.array([[2.0, 0.0], [5.0, 0.1]]) @ plane.directions)
    assert project(skewed, path).share == pytest.approx(sum(plane.shares), abs=1e-9)
    assert project(line_plane(path[0], path[-1], 1), path).share < sum(plane.shares)
    assert project(plane_of(np.random.default_rng(2).normal(size=(2, 200))), path).share < 0.2
    assert math.isnan(project(plane, np.full((5, 200), 0.1)).share)


def test_directions_that_do_not_span_a_plane() -> None:
    points = np.random.default_rng(1).normal(size=(4, 3))
    same_line = project(plane_of(np.array([[0.0, 2.0, 0.0], [0.0, 2.0, 0.0]])), points)
    np.testing.assert_allclose(same_line.coordinates, np.repeat(points[:, 1:2] / 4.0, 2, axis=1))
    np.testing.assert_allclose(same_line.distances, np.hypot(points[:, 0], points[:, 2]))
    assert 0.0 < same_line.share < 1.0
    nothing = project(plane_of(np.zeros((2, 3))), points)
    assert not nothing.coordinates.any()
    np.testing.assert_allclose(nothing.distances, np.linalg.norm(points, axis=1))
    assert nothing.share == 0.0


def test_long_paths_are_projected_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    path = wandering(50, 30)
    plane = principal_plane(path, 1)
    whole = project(plane, path)
    monkeypatch.setattr(projection_module, "_BLOCK_VALUES", 100)
    parts = project(plane, path)
    np.testing.assert_allclose(parts.coordinates, whole.coordinates, atol=1e-14)
    np.testing.assert_allclose(parts.distances, whole.distances, atol=1e-13)
    assert parts.share == pytest.approx(whole.share, abs=1e-14)


@given(
    low=st.floats(-1e6, 1e6), length=st.floats(1e-3, 1e6), resolution=st.integers(1, 60).map(lambda half: 2 * half + 1)
)
def test_an_axis_covers_its_bounds_and_has_the_center(low: float, length: float, resolution: int) -> None:
    high = low + length
    places = axis(low, high, resolution)
    spacing = np.diff(places)
    assert places.shape == (resolution,)
    slack = 1e-9 * (abs(low) + length)
    np.testing.assert_allclose(spacing, spacing.mean(), rtol=1e-9, atol=slack)
    if low <= 0.0 <= high:
        assert 0.0 in places
    assert low - spacing[0] - slack <= places[0] <= low + slack
    assert high - slack <= places[-1] <= high + spacing[0] + slack


@pytest.mark.parametrize("resolution", [3, 5, 51, 101, 1001])
@pytest.mark.parametrize("extent", [1.0, 0.1, 3.7, 1e6])
def test_a_symmetric_axis_is_exact(resolution: int, extent: float) -> None:
    places = axis(-extent, extent, resolution)
    np.testing.assert_allclose(places, np.linspace(-extent, extent, resolution), rtol=1e-14, atol=1e-15 * extent)
    assert (places[0], places[resolution // 2], places[-1]) == (-extent, 0.0, extent)
    np.testing.assert_array_equal(places, -places[::-1])
