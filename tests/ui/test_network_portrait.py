"""What the Network panel computes: the very numbers that the engine answers, in the colours of the theme."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.assembly import assemble
from nnviz.experiment import decode, plan_runs
from nnviz.network import Network
from nnviz.responses import layer_outputs, look_at_sample, share_gradient
from tests.ui.network_cases import CASES, LIGHT, assembly_of, document, theta_of, wanted_of
from ui.panels.network.dead import can_die, dead_units
from ui.panels.network.faces import fold_pixels, value_range
from ui.panels.network.grid import OUTPUT_SIDE, POINTS, SIDE, Grid, histogram_places, histograms, limits, points
from ui.panels.network.portrait import Portrait, Portraits, bias_places
from ui.panels.network.sample_words import answer_to, default_sample, neighbour, sample_names
from ui.theme import THEMES
from ui.theme.colour_maps import class_map, signed_map

DARK = THEMES["dark"]


def portrait_of(case: str, **changes: Any) -> Portrait:
    assembly = assembly_of(case)
    made = Portraits().make(assembly, theta_of(case), 3, wanted_of(assembly, **changes), lambda: False)
    assert made is not None
    return made


def assert_same_colours(pixels: Any, expected: Any, table: Any) -> None:
    """Hold pixels against those of double precision: the same, or for one in thousands the next entry of the table."""
    places = {int(pixel): place for place, pixel in enumerate(table.tolist())}
    found, right = ([places[pixel] for pixel in values.ravel().tolist()] for values in (pixels, expected))
    off = np.abs(np.subtract(found, right))
    assert off.max() <= 1
    assert np.mean(off > 0) < 1e-3


def test_maps_are_what_the_units_answer() -> None:
    assembly, theta = assembly_of("spirals"), theta_of("spirals")
    faces = portrait_of("spirals").faces
    data, table = assembly.data, signed_map(LIGHT).table
    fine = layer_outputs(assembly, theta, data.inputs_at(points(data, OUTPUT_SIDE)))
    coarse = layer_outputs(assembly, theta, data.inputs_at(points(data, SIDE)))
    for layer in (0, 1):
        images = coarse[layer].T.reshape(8, SIDE, SIDE)
        assert_same_colours(faces[layer + 1].pixels, signed_map(LIGHT).apply(images, 1.0), table)
    output = fine[-1].reshape(1, OUTPUT_SIDE, OUTPUT_SIDE)
    assert_same_colours(faces[-1].pixels, signed_map(LIGHT).span(output, 0.0, 1.0), table)


@pytest.mark.parametrize(("activation", "scale"), [("relu", None), ("sigmoid", 1.0)])
def test_every_activation_has_its_own_range(activation: str, scale: float | None) -> None:
    assembly = assemble("base", plan_runs(decode(document({"name": "xor"}, [5], activation)))[0].experiment)
    theta = assembly.initial_theta()
    made = Portraits().make(assembly, theta, 0, wanted_of(assembly), lambda: False)
    images = layer_outputs(assembly, theta, assembly.data.inputs_at(points(assembly.data, SIDE)))[0].T
    high = scale or float(images.max())
    low = 0.0 if scale else -high
    assert (made.faces[1].low, made.faces[1].high) == pytest.approx((low, high))
    assert_same_colours(
        made.faces[1].pixels,
        signed_map(LIGHT).span(images.reshape(5, SIDE, SIDE), low, high),
        signed_map(LIGHT).table,
    )


def test_numbers_too_large_for_single_precision_are_asked_in_double() -> None:
    assembly = assembly_of("plane")
    theta = theta_of("plane") * 1e25
    portrait = Portraits().make(assembly, theta, 0, wanted_of(assembly), lambda: False)
    assert not any(faces.broken.any() for faces in portrait.faces)
    assert 1e45 < portrait.faces[-1].high < 1e60


def test_inputs_show_their_own_features_upright() -> None:
    x1, x2 = portrait_of("spirals").faces[0].pixels
    places = {int(pixel): place for place, pixel in enumerate(signed_map(LIGHT).table)}
    # x1 grows to the right, x2 upwards: each from the negative to the positive end.
    assert np.array_equal(x1, np.tile(x1[:1], (SIDE, 1)))
    assert np.array_equal(x2, np.tile(x2[:, :1], (1, SIDE)))
    assert places[int(x1[0, 0])] < 10 < 247 < places[int(x1[0, -1])]
    assert places[int(x2[-1, 0])] < 10 < 247 < places[int(x2[0, 0])]


def test_classes_have_their_colours() -> None:
    assembly = assembly_of("five arms")
    pixels = portrait_of("five arms").faces[-1].pixels
    answers = layer_outputs(
        assembly, theta_of("five arms"), assembly.data.inputs_at(points(assembly.data, OUTPUT_SIDE))
    )
    table = class_map(LIGHT, 5).table
    levels = np.rint(answers[-1].T * (table.shape[1] - 1)).astype(int).reshape(5, OUTPUT_SIDE, OUTPUT_SIDE)
    for own, right, colours in zip(pixels, table[np.arange(5)[:, None, None], levels], table, strict=True):
        assert_same_colours(own, right, colours)


def test_one_input_gives_curves_over_a_zero_line() -> None:
    assembly = assembly_of("sine")
    faces = portrait_of("sine").faces
    answers = layer_outputs(assembly, theta_of("sine"), assembly.data.inputs_at(points(assembly.data, 0)))
    assert faces[1].curves.shape == (12, POINTS)
    np.testing.assert_allclose(faces[1].curves, answers[0].T)
    np.testing.assert_allclose(faces[3].curves * faces[3].high, answers[2].T)
    assert np.max(np.abs(faces[3].curves)) == pytest.approx(1.0)


@pytest.mark.parametrize("case", ["iris", "digits", "diabetes"])
def test_weights_are_shown_on_one_scale_a_layer(case: str) -> None:
    assembly, portrait = assembly_of(case), portrait_of(case)
    for layer, faces in zip(assembly.network, portrait.faces[1:], strict=True):
        weights = layer.weights(theta_of(case)).astype(float)
        expected = signed_map(LIGHT).apply(weights.T, float(np.abs(weights).max()))
        np.testing.assert_array_equal(faces.pixels[:, 0], expected)
        assert faces.high == pytest.approx(np.abs(weights).max())


def test_incoming_weights_are_folded_like_the_column_before() -> None:
    pixels = np.arange(10, dtype=np.uint32).reshape(2, 1, 5)
    np.testing.assert_array_equal(fold_pixels(pixels, 5, 1, 99)[1, :, 0], [5, 6, 7, 8, 9])
    np.testing.assert_array_equal(fold_pixels(pixels, 2, 3, 99)[0], [[0, 1, 2], [3, 4, 99]])


def test_gradient_and_sample_come_from_the_engine() -> None:
    assembly, theta = assembly_of("iris"), theta_of("iris")
    portrait = portrait_of("iris", sample=("test", 4))
    np.testing.assert_array_equal(portrait.slow.gradient, share_gradient(assembly, theta))
    expected = look_at_sample(assembly, theta, assembly.data.inputs_test[4], assembly.data.targets_test[4])
    for found, right in zip(portrait.sample_pass.a, expected.a, strict=True):
        np.testing.assert_array_equal(found, right)
    assert portrait_of("iris", gradient=False).slow is None


def test_dead_units_answer_0_to_every_training_sample() -> None:
    assembly = assembly_of("digits")
    theta = theta_of("digits").copy()
    layer = assembly.network.layers[0]
    layer.biases(theta)[[3, 40]] = -1e6
    hidden, output = dead_units(assembly, theta, lambda: False)
    alive = layer_outputs(assembly, theta, assembly.data.inputs_train)[0].max(axis=0) > 0.0
    np.testing.assert_array_equal(hidden, ~alive)
    assert hidden[3]
    assert hidden[40]
    assert not output.any()
    assert not dead_units(assembly_of("spirals"), theta_of("spirals"), lambda: False)[0].any()


def test_what_can_die_passes_no_gradient_where_it_answers_0() -> None:
    def can(activation: Any) -> bool:
        run = assemble("run", decode(document({"name": "circles"}, [3], activation)))
        return can_die(run.network.layers[0])

    assert can("relu")
    assert can({"name": "leaky_relu", "alpha": 0.0})
    assert can({"name": "elu", "alpha": 0.0})
    for name in ("leaky_relu", "elu", "selu", "gelu", "silu", "mish", "softplus", "sine", "tanh", "step"):
        assert not can(name)


def test_the_theme_decides_the_colours() -> None:
    light, dark = portrait_of("spirals"), portrait_of("spirals", theme=DARK)
    assert not np.array_equal(light.faces[1].pixels, dark.faces[1].pixels)


@pytest.mark.parametrize("case", CASES)
def test_every_network_has_a_portrait_that_can_be_cancelled(case: str) -> None:
    assembly, theta = assembly_of(case), theta_of(case)
    wanted = wanted_of(assembly, shown=tuple(min(units, 64) for units in assembly.network.units))
    portraits = Portraits()
    portrait = portraits.make(assembly, theta, 0, wanted, lambda: False)
    assert portrait is not None
    assert len(portrait.links) == len(assembly.network.layers)
    assert portraits.make(assembly, theta, 0, wanted, lambda: True) is None


def test_numbers_that_are_not_finite_mark_their_units() -> None:
    assembly = assembly_of("spirals")
    theta = theta_of("spirals").copy()
    assembly.network.layers[1].weights(theta)[0, 2] = np.nan
    assembly.network.layers[1].biases(theta)[5] = np.inf
    made = Portraits().make(assembly, theta, 0, wanted_of(assembly), lambda: False)
    assert np.flatnonzero(made.faces[2].broken).tolist() == [2]
    assert made.faces[3].broken.all()
    assert all(places.min() >= 0 and places.max() < len(signed_map(LIGHT).table) for places in made.biases)
    assert np.isfinite(made.links[1].widths).all()


def test_a_grid_serves_as_long_as_network_and_data_are_the_same() -> None:
    spirals, five = assembly_of("spirals"), assembly_of("five arms")
    grid = Grid(spirals, np.float32)
    assert grid.fits(replace(spirals, network=Network(spirals.network.layers)))
    assert not grid.fits(five)


def test_biases_are_relative_to_the_largest_of_the_network() -> None:
    assembly = assembly_of("spirals")
    theta = np.zeros(assembly.network.size)
    middle = len(signed_map(LIGHT).table) // 2
    assert all(np.all(places == middle) for places in bias_places(assembly, theta, LIGHT))
    assembly.network.layers[0].biases(theta)[:4] = [-2.0, 1.0, np.nan, -np.inf]
    places = bias_places(assembly, theta, LIGHT)
    assert [len(row) for row in places] == [8, 8, 1]
    assert places[0][:5].tolist() == [0, middle + round(0.5**0.7 * middle), middle, 0, middle]


def test_scales_show_what_an_activation_can_answer() -> None:
    layers = assembly_of("spirals").network.layers
    values = np.array([-3.0, 0.5])
    assert value_range(layers[0], values) == (-1.0, 1.0)
    assert value_range(layers[-1], values) == (0.0, 1.0)
    assert value_range(assembly_of("sine").network.layers[-1], values) == (-3.0, 3.0)


def test_histograms_show_the_training_share() -> None:
    data = assembly_of("wine").data
    spread = histograms(data)
    assert spread.shape[0] == 13
    assert np.all(spread.max(axis=1) == 1.0)
    places = histogram_places(data, data.inputs_train[5])
    assert np.all((places >= 0.0) & (places <= 1.0))
    low, high = limits(assembly_of("spirals").data)
    assert np.all(low == -high)


def test_samples_are_named_and_follow_each_other() -> None:
    digits, spirals, diabetes = (assembly_of(case).data for case in ("digits", "spirals", "diabetes"))
    label = digits.classes[digits.labels_test[63]]
    assert sample_names(digits, ("test", 63))[0] == f"Test sample 63, {'an' if label == '8' else 'a'} {label}"
    assert sample_names(spirals, ("train", 5))[0].startswith("Training sample 5, class ")
    assert sample_names(diabetes, ("test", 0))[0] == f"Test sample 0, {diabetes.values_test[0]:.0f}"
    assert default_sample(digits) == ("test", 0)
    assert default_sample(spirals) is None
    assert neighbour(digits, ("test", 0), -1) == ("test", len(digits.inputs_test) - 1)
    assert neighbour(digits, ("train", 3), 1) == ("train", 4)


def test_answers_say_what_is_predicted_and_what_is_true() -> None:
    assembly = assembly_of("digits")
    true = int(assembly.data.labels_test[0])
    right = answer_to(assembly, ("test", 0), np.eye(10)[true])
    wrong = answer_to(assembly, ("test", 0), np.eye(10)[(true + 1) % 10])
    broken = answer_to(assembly, ("test", 0), np.full(10, np.nan))
    assert (right.predicted, right.true, right.is_wrong) == (true, true, False)
    assert "which is right" in right.verdict
    assert wrong.is_wrong
    assert f"true class {true}" in wrong.verdict
    assert broken.predicted is None
    regression = answer_to(assembly_of("diabetes"), ("test", 0), np.array([0.0]))
    assert regression.verdict.startswith("answer ")
    two = answer_to(assembly_of("spirals"), ("train", 0), np.array([0.25]))
    assert two.shares == (0.75, 0.25)
    assert answer_to(assembly_of("tanh output"), ("train", 0), np.array([0.5])).shares == ()
