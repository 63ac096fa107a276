"""Maps are asked in single precision: colours and borders agree with double, and double is used where it matters."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.answers import answers, class_scores
from nnviz.arrays import Array
from nnviz.assembly import Assembly, assemble
from nnviz.experiment import decode, plan_runs
from tests.ui.output_cases import CASES, document, trained
from ui.panels.output.plane_work import (
    Grids,
    PlaneMap,
    Request,
    boundary_lines,
    class_margins,
    compute_maps,
    level_lines,
)
from ui.panels.output.ranges import plane_axes
from ui.panels.output.regions import region_pixels
from ui.theme import THEMES

SIDE = 96
REGIONS = ["two classes", "tanh output", "linear output", "softmax for two", "five arms"]


def assembly_of(case: str) -> Assembly:
    return assemble("base", plan_runs(decode(CASES[case]))[0].experiment)


def map_of(
    assembly: Assembly, theta: Array, values: Callable[[Assembly, Array], Array] = class_margins
) -> tuple[PlaneMap, Array]:
    """Return a map as it is computed, and the inputs on its grid."""
    data = assembly.data
    grids = Grids(*plane_axes(np.concatenate([data.raw_train, data.raw_test]), data.raw_names))
    request = Request(0, "base", assembly, theta, SIDE)
    made = compute_maps(
        [request], grids, values, partial(region_pixels, THEMES["light"]), boundary_lines, lambda: False
    )
    assert made is not None
    return made[0], grids.inputs(data, SIDE)


def in_double(assembly: Assembly, theta: Array, inputs: Array) -> Array:
    outputs = answers(assembly, theta, inputs)
    assert outputs is not None
    assert outputs.dtype == np.float64
    return class_margins(assembly, outputs.reshape(SIDE, SIDE, -1))


@pytest.mark.parametrize("case", REGIONS)
def test_borders_and_colours_agree_with_double_precision(case: str) -> None:
    assembly = assembly_of(case)
    theta = trained(assembly, 40)
    made, inputs = map_of(assembly, theta)
    exact = in_double(assembly, theta, inputs)
    assert made.values.dtype == np.float32
    np.testing.assert_allclose(made.values, exact, atol=2e-6)
    assert np.mean(made.pixels != region_pixels(THEMES["light"], exact)) < 2e-3
    line, right = (np.stack(lines, axis=1) for lines in (made.line, boundary_lines(exact)))
    assert line.shape == right.shape
    # A hundredth of one of the map's pixels.
    np.testing.assert_allclose(line, right, atol=0.01 / SIDE, equal_nan=True)


def test_a_plane_that_is_almost_flat_is_asked_in_double() -> None:
    assembly = assembly_of("two classes")
    theta = trained(assembly, 40)
    output = assembly.network.layers[-1]
    # The border stays where it was; the answers differ from 0.5 by less than single precision can tell.
    theta[output.start :] *= 1e-9
    made, inputs = map_of(assembly, theta)
    assert made.values.dtype == np.float64
    np.testing.assert_array_equal(made.values, in_double(assembly, theta, inputs))
    assert len(made.line[0]) > 10


def test_numbers_too_large_for_single_precision_are_asked_in_double() -> None:
    assembly = assembly_of("linear output")
    theta = trained(assembly, 5)
    theta[assembly.network.layers[-1].start :] *= 1e45
    made, _ = map_of(assembly, theta)
    assert made.blank == 0.0
    assert np.abs(made.values).max() > 1e40


def test_what_is_not_a_number_stays_blank() -> None:
    assembly = assembly_of("two classes")
    made, _ = map_of(assembly, np.full(assembly.network.size, np.nan))
    assert made.blank == 1.0
    assert len(made.line[0]) == 0


def test_a_network_of_single_precision_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assembly = assemble("base", plan_runs(decode(document({"name": "moons"}, dtype="float32")))[0].experiment)
    asked = []
    monkeypatch.setattr(
        "ui.panels.output.plane_work.answers",
        lambda *arguments: asked.append(arguments[1].dtype) or answers(*arguments),
    )
    map_of(assembly, assembly.initial_theta() * np.float32(0.0))
    assert asked == [np.float32]


@pytest.mark.parametrize("case", REGIONS)
def test_margins_are_half_the_distance_of_the_classes_scores(case: str) -> None:
    assembly = assembly_of(case)
    outputs = np.random.default_rng(0).normal(size=(4, 5, assembly.network.outputs))
    scores = class_scores(assembly, outputs.reshape(20, -1)).reshape(4, 5, -1)
    expected = scores if scores.shape[2] > 2 else (scores[:, :, 1] - scores[:, :, 0]) / 2.0
    np.testing.assert_allclose(class_margins(assembly, outputs), expected)


def distances(points: Array, line: Array) -> Array:
    """Return how far points of shape (n, 2) lie from the pieces of a line with NaN between its parts."""
    starts, ways = line[:-1], np.diff(line, axis=0)
    whole = ~np.isnan(ways).any(axis=1)
    starts, ways = starts[whole], ways[whole]
    offsets = points[:, np.newaxis] - starts
    lengths = np.maximum((ways**2).sum(axis=1), 1e-300)
    share = np.clip((offsets * ways).sum(axis=2) / lengths, 0.0, 1.0)
    found: Array = np.linalg.norm(offsets - share[:, :, np.newaxis] * ways, axis=2).min(axis=1)
    return found


@given(
    radius=st.floats(0.02, 0.6),
    waves=st.integers(0, 9),
    depth=st.floats(0.0, 0.9),
    side=st.integers(24, 120),
)
def test_lines_with_fewer_points_run_where_they_ran(radius: float, waves: int, depth: float, side: int) -> None:
    share = np.linspace(0.0, 1.0, side)
    x, y = np.meshgrid(share, share)
    angle = np.arctan2(y - 0.5, x - 0.5)
    values = np.hypot(x - 0.5, y - 0.5) - radius * (1.0 + depth * np.cos(waves * angle))
    line = np.stack(level_lines(values, [0.0]), axis=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ui.panels.output.plane_work._STRAIGHT", 0.0)
        whole = np.stack(level_lines(values, [0.0]), axis=1)
    assert len(line) <= len(whole)
    points = whole[~np.isnan(whole[:, 0])]
    if len(points):
        # A tenth of one of the map's pixels.
        assert distances(points, line).max() <= 0.1 / (side - 1)


def test_a_straight_line_needs_a_quarter_of_its_points() -> None:
    values = np.tile(np.linspace(-0.3, 0.7, 100), (100, 1))
    assert len(level_lines(values, [0.0])[0]) <= 26
