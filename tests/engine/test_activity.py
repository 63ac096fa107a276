"""What the units do, against plain loops over rows and units; and where activations saturate."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnviz.activations import ACTIVATIONS
from nnviz.activity import BINS, LEAST_HALF_WIDTH, LEAST_ROWS, Activity, affordable_rows, look_at_activity
from nnviz.assembly import Assembly
from nnviz.experiment.choice import ActivationChoice
from nnviz.responses import look_at_sample
from nnviz.saturation import SATURATED_SLOPE, slopes
from tests.engine.diagnosis_runs import case
from tests.engine.runs import assembly, hidden

ELEMENTWISE = [name for name, entry in ACTIVATIONS.items() if entry.derivative is not None]
CHOICES = [
    *(ActivationChoice(name) for name in ELEMENTWISE),
    ActivationChoice("leaky_relu", alpha=0.0),
    ActivationChoice("leaky_relu", alpha=5.0),
    ActivationChoice("elu", alpha=0.0),
    ActivationChoice("elu", alpha=7.0),
]


def looked(one: Assembly, theta: np.ndarray | None = None, **arguments: Any) -> Activity:
    activity = look_at_activity(one, one.initial_theta() if theta is None else theta, **arguments)
    assert activity is not None
    return activity


def slope(choice: ActivationChoice, z: float) -> float:
    entry = ACTIVATIONS[choice.name]
    at, a, out, scratch = np.array([[z]]), np.empty((1, 1)), np.empty((1, 1)), np.empty((1, 1))
    assert entry.derivative is not None
    with np.errstate(all="ignore"):  # as in a workspace: what overflows on the way is meant
        entry.function(at, a, scratch, **choice.values)
        entry.derivative(at, a, out, scratch, **choice.values)
    return float(out[0, 0])


def biased(one: Assembly) -> np.ndarray:
    """Return initial parameters with biases that leave some units always on and some always off."""
    theta = one.initial_theta() * 2.0
    for layer in one.network:
        layer.biases(theta)[...] = np.linspace(-9.0, 9.0, layer.fan_out) if layer.fan_out > 1 else 0.5
    return theta


@pytest.mark.parametrize("choice", CHOICES, ids=str)
@pytest.mark.parametrize("rows", [37, None])
def test_all_figures_equal_those_of_a_plain_loop(choice: ActivationChoice, rows: int | None) -> None:
    one = assembly(data={"samples": 80}, network={"hidden": hidden(6, 5, activation=choice.document())})
    theta, widths, bins = biased(one), [4.0, None, 2.0], 10
    activity = looked(one, theta, rows=rows, half_widths=widths, bins=bins)
    count = 64 if rows is None else rows
    assert (activity.rows, activity.training_rows) == (count, 64)
    known = slopes(choice)
    assert known is not None
    data = one.data
    passes = [look_at_sample(one, theta, data.inputs_train[row], data.targets_train[row]) for row in range(count)]
    for index, layer in enumerate(activity.layers[:-1]):
        z = [[float(value) for value in sample.z[index]] for sample in passes]
        a = [float(value) for sample in passes for value in sample.a[index]]
        values = [value for row in z for value in row]
        mean = math.fsum(values) / len(values)
        assert layer.z_mean == pytest.approx(mean, rel=1e-12, abs=1e-12)
        assert layer.z_deviation == pytest.approx(math.sqrt(math.fsum((v - mean) ** 2 for v in values) / len(values)))
        assert layer.a_mean == pytest.approx(math.fsum(a) / len(a), rel=1e-12, abs=1e-12)
        assert layer.a_deviation == pytest.approx(float(np.std(a)), abs=1e-12)
        assert layer.slope_mean == pytest.approx(math.fsum(slope(choice, v) for v in values) / len(values), abs=1e-12)
        width = widths[index] or layer.natural_half_width
        assert layer.half_width == width
        counts = np.zeros((len(z[0]), bins), int)
        for row in z:
            for unit, value in enumerate(row):
                place = math.floor(value * (bins / (2.0 * width)) + bins / 2.0)
                counts[unit, min(max(place, 0), bins - 1)] += 1
        np.testing.assert_array_equal(layer.counts, counts)
        saturated = [
            sum(any(zone.low <= row[unit] <= zone.high for zone in known.zones) for row in z) / count
            for unit in range(len(z[0]))
        ]
        np.testing.assert_allclose(layer.saturated, saturated, atol=1e-15)
        assert layer.saturated_share == pytest.approx(sum(saturated) / len(saturated))
        assert layer.saturated_units.tolist() == [unit for unit, share in enumerate(saturated) if share >= 0.95]
        never = [unit for unit in range(len(z[0])) if all(slope(choice, row[unit]) == 0.0 for row in z)]
        assert layer.dead.tolist() == (never if known.kills else [])


def test_relu_dies_and_sigmoid_saturates() -> None:
    relu = looked(case([6, 5], "relu"), biased(case([6, 5], "relu"))).layers[0]
    assert {0} <= set(relu.dead.tolist()) < set(range(6))
    sigmoid = looked(case([6, 5], "sigmoid"), biased(case([6, 5], "sigmoid"))).layers[0]
    assert {5} <= set(sigmoid.saturated_units.tolist()) < set(range(6))
    assert len(sigmoid.dead) == 0
    assert len(looked(case([4], "step")).layers[0].dead) == 0


def test_softmax_has_a_histogram_and_no_slope() -> None:
    output = looked(case([4], data="iris")).layers[-1]
    assert output.slope_mean is None
    assert output.saturated_share == 0.0
    assert output.counts.sum() == 120 * 3


@pytest.mark.parametrize(
    ("choice", "zones"),
    [
        (ActivationChoice("linear"), []),
        (ActivationChoice("sigmoid"), [(-math.inf, -4.35654442, False), (4.35654442, math.inf, False)]),
        (ActivationChoice("tanh"), [(-math.inf, -2.17827221, False), (2.17827221, math.inf, False)]),
        (ActivationChoice("relu"), [(-math.inf, 0.0, True)]),
        (ActivationChoice("leaky_relu"), []),
        (ActivationChoice("leaky_relu", alpha=0.0), [(-math.inf, 0.0, True)]),
        (ActivationChoice("elu"), [(-math.inf, math.log(0.05), False)]),
        (ActivationChoice("elu", alpha=0.0), [(-math.inf, 0.0, True)]),
        (ActivationChoice("step"), [(-math.inf, math.inf, True)]),
    ],
)
def test_zones_of_saturation(choice: ActivationChoice, zones: list[tuple[float, float, bool]]) -> None:
    known = slopes(choice)
    assert known is not None
    assert [zone.hard for zone in known.zones] == [hard for _, _, hard in zones]
    for zone, (low, high, _) in zip(known.zones, zones, strict=True):
        assert (zone.low, zone.high) == pytest.approx((low, high), abs=1e-8)
    assert known.flat == (choice.name == "step")
    assert known.kills == (any(zone.hard for zone in known.zones) and not known.flat)


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_within_a_zone_the_slope_is_small_and_it_tends_to_nothing(choice: ActivationChoice) -> None:
    known = slopes(choice)
    assert known is not None
    points = np.random.default_rng(0).uniform(-12.0, 12.0, 400)
    for z in points:
        inside = any(zone.low <= z <= zone.high for zone in known.zones)
        assert abs(slope(choice, float(z))) <= known.largest + 1e-9
        if inside:
            assert abs(slope(choice, float(z))) <= SATURATED_SLOPE * known.largest
    for zone in known.zones:
        end = -40.0 if zone.low == -math.inf else 40.0
        assert abs(slope(choice, end)) <= 1e-6


def test_softmax_has_no_zones() -> None:
    assert slopes(ActivationChoice("softmax")) is None


@pytest.mark.parametrize(("scale", "half_width"), [(0.1, 5.0), (3.0, 10.0), (12.0, 50.0), (40.0, 100.0), (1e5, 5e5)])
def test_the_natural_axis_grows_in_steps_of_1_2_5(scale: float, half_width: float) -> None:
    one = case([8])
    layer = looked(one, one.initial_theta() * scale).layers[0]
    assert layer.natural_half_width == half_width
    within = np.abs(one.data.inputs_train @ (one.network.layers[0].weights(one.initial_theta()) * scale)) <= half_width
    assert within.mean() > 0.95


def test_what_lies_beyond_the_axis_is_in_the_end_bins() -> None:
    one = case([3])
    theta = one.initial_theta()
    one.network.layers[0].biases(theta)[...] = [-1e9, 0.0, 1e9]
    counts = looked(one, theta, half_widths=[5.0, None]).layers[0].counts
    assert counts.shape == (3, BINS)
    assert counts.sum(axis=1).tolist() == [400, 400, 400]
    assert counts[0, 0] == counts[2, -1] == 400
    assert counts[1, [0, -1]].tolist() == [0, 0]


@pytest.mark.parametrize("factor", [1e160, np.nan])
def test_overflow_is_no_crash_and_no_warning(factor: float) -> None:
    one = case([4, 4], "elu")
    theta = one.initial_theta() * factor
    activity = looked(one, theta)
    for layer in activity.layers:
        assert layer.counts.min() >= 0
        assert layer.counts.sum() <= layer.counts.shape[0] * activity.rows
        assert layer.natural_half_width >= LEAST_HALF_WIDTH
    assert activity.layers[-1].counts.sum() < activity.rows or math.isfinite(factor)
    assert math.isnan(activity.layers[-1].z_mean) or math.isinf(activity.layers[-1].z_mean)


def test_single_precision_sees_the_same() -> None:
    double = assembly(network={"hidden": hidden(8, 8)})
    single = assembly(network={"hidden": hidden(8, 8)}, training={"dtype": "float32"})
    for one, other in zip(looked(double).layers, looked(single).layers, strict=True):
        assert one.z_deviation == pytest.approx(other.z_deviation, rel=1e-5)
        assert abs(one.counts - other.counts).sum() <= 4
        assert other.counts.sum() == one.counts.sum()


def test_work_is_bounded_and_the_rows_are_always_the_first() -> None:
    small, wide = case([8, 8], samples=20_000), case([64] * 50)
    assert affordable_rows(wide) == LEAST_ROWS
    assert LEAST_ROWS < affordable_rows(case([64, 64], data="digits")) < 1000
    rows = affordable_rows(small)
    assert 2_000 < rows < 16_000
    activity = looked(small)
    assert (activity.rows, activity.training_rows) == (rows, 16_000)
    z = small.data.inputs_train[:rows] @ small.network.layers[0].weights(small.initial_theta())
    assert activity.layers[0].z_mean == pytest.approx(float(z.mean()), rel=1e-9)
    assert affordable_rows(case([4])) == 400


def test_it_can_be_stopped_before_every_layer() -> None:
    one = case([4, 4])
    for patience in range(4):
        calls = iter([False] * patience + [True] * 10)
        assert look_at_activity(one, one.initial_theta(), cancelled=lambda calls=calls: next(calls)) is None


def test_what_is_handed_out_cannot_be_written() -> None:
    layer = looked(case([4])).layers[0]
    for array in (layer.counts, layer.saturated, layer.dead):
        assert not array.flags.writeable
