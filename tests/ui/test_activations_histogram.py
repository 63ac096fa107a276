"""What is counted of each layer, and the bars and outlines that it becomes."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QRectF

from nnviz.batches import augment
from nnviz.workspace import Workspace
from tests.ui.activations_cases import frame_of, with_theta
from ui.frame import Frame
from ui.panels.activations.axes import Axes
from ui.panels.activations.histogram import Histogram, make_bars, outline, scaled
from ui.panels.activations.ranges import BEYOND, BINS, grown, share_top
from ui.panels.activations.results import Other, Request, Result
from ui.panels.activations.subject import Subject
from ui.panels.activations.work import compute

BOX = QRectF(40.0, 100.0, 480.0, 60.0)


def request_of(frame: Frame, layer: int = 0, half_width: float = 5.0, **changes: object) -> Request:
    subject = Subject(frame.run, layer)
    request = Request(subject, frame.snapshot.theta, (subject,), {layer: half_width}, (), None)
    return replace(request, **changes)  # type: ignore[arg-type]


def computed(request: Request) -> Result:
    result = compute(request, lambda: False)
    assert result is not None
    return result


def sums(frame: Frame, layer: int, rows: int) -> np.ndarray:
    """Return z of shape (rows, units) by a plain forward pass."""
    assembly = frame.run.assembly
    workspace = Workspace(assembly.network, frame.snapshot.theta, rows)
    workspace.forward(augment(assembly.data.inputs_train[:rows]))
    return np.array(workspace.layers[layer].z)


def axes_of(frame: Frame, layer: int = 0, half_width: float = 5.0, top: float = 0.2) -> Axes:
    return Axes(Subject(frame.run, layer), QRectF(40.0, 0.0, 480.0, 90.0), BOX, half_width, top)


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_counts_are_those_of_a_plain_forward_pass(layer: int) -> None:
    frame = frame_of("relu")
    result = computed(request_of(frame, layer))
    look = result.looks[layer]
    z = sums(frame, layer, result.rows)
    edges = np.linspace(-look.half_width, look.half_width, BINS + 1)
    expected = np.histogram(np.clip(z, edges[0], edges[-1]), edges)[0]
    # A value on an edge may round to either side.
    assert np.abs(look.histogram.counts - expected).sum() <= 2
    assert look.histogram.total == z.size
    assert look.histogram.below == np.count_nonzero(z < edges[0])
    assert look.histogram.above == np.count_nonzero(z > edges[-1])
    unit = look.of_unit(0)
    assert unit.total == len(z)
    assert np.abs(unit.counts - np.histogram(np.clip(z[:, 0], edges[0], edges[-1]), edges)[0]).sum() <= 2


def test_the_axis_grows_until_little_lies_beyond() -> None:
    frame = frame_of("relu")
    for scale in (1.0, 4.0, 60.0, 1e6):
        large = with_theta(frame, frame.snapshot.theta * scale)
        result = computed(request_of(large, 2))
        z, half_width = sums(large, 2, result.rows), result.looks[2].half_width
        assert np.mean(np.abs(z) > half_width) <= BEYOND
        assert f"{half_width:e}"[0] in "125"
    # It does not shrink, unless nothing could be seen on it.
    assert computed(request_of(frame, 2, 50.0)).looks[2].half_width == 50.0
    narrow = computed(request_of(frame, 2, 1e9)).looks[2]
    assert narrow.half_width == narrow.activity.natural_half_width < 50.0


def test_the_axis_takes_the_next_step_that_does() -> None:
    counts = np.zeros(2 * BINS, dtype=np.int64)
    counts[BINS] = 100
    assert grown(5.0, counts, 5.0) == 5.0
    counts[BINS // 2 - 4] = 5  # within twice the axis
    assert grown(5.0, counts, 10.0) == 5.0
    counts[BINS // 2 - 4] = 6
    assert grown(5.0, counts, 10.0) == 10.0
    assert grown(10.0, counts, 20.0) == 20.0
    assert grown(20.0, counts, 50.0) == 50.0
    counts[0] = 20  # beyond even that
    assert grown(5.0, counts, 50.0) == 20.0
    assert grown(20.0, counts, 1e9) == 1e6
    assert grown(20.0, counts, float("nan")) == 50.0


def test_the_axis_of_shares_keeps_still() -> None:
    assert share_top(0.13, 0.0) == 0.2
    assert share_top(0.2, 0.2) == 0.2
    assert share_top(0.1, 0.2) == 0.2
    assert share_top(0.07, 0.2) == 0.1
    assert share_top(0.21, 0.2) == 0.3
    assert share_top(1.0, 0.2) == 1.0
    assert share_top(0.0, 0.2) == share_top(0.0, 0.0) == 0.02


@pytest.mark.parametrize(("case", "layer"), [("tanh", 0), ("relu", 1), ("step", 0), ("softmax", 1), ("linear", 0)])
def test_bars_are_as_high_as_their_shares_and_cut_at_zones(case: str, layer: int) -> None:
    frame = frame_of(case)
    result = computed(request_of(frame, layer))
    axes = axes_of(frame, layer, result.looks[layer].half_width, 1.0)
    outside, inside = (scaled(rows, [axes]) for rows in result.bars_of(layer))
    together = np.concatenate([outside, inside])
    # An eighth of the width is free; a bar that is cut has the same height on both sides.
    area = (together[:, 2] * together[:, 3]).sum()
    assert area == pytest.approx(0.88 * BOX.width() / BINS * BOX.height(), rel=1e-9)
    assert np.allclose(together[:, 1] + together[:, 3], BOX.bottom())
    low, high = axes.subject.unsaturated
    if case == "step":
        assert not len(outside)
        return
    assert len(outside)
    assert outside[:, 0].min() >= axes.x(low) - 1e-9
    assert (outside[:, 0] + outside[:, 2]).max() <= axes.x(high) + 1e-9
    ends = inside[:, 0] + inside[:, 2]
    assert np.all((ends <= axes.x(low) + 1e-9) | (inside[:, 0] >= axes.x(high) - 1e-9))


def test_a_bar_that_a_zones_edge_crosses_is_cut_in_two() -> None:
    counts = np.zeros(BINS, dtype=np.int64)
    counts[[10, 24, 30]] = 1
    histogram = Histogram(4.8, counts, 0, 0, 3)
    outside, inside = make_bars([histogram], [(0.1, 1.3)]).of(0)
    gap = 0.06 * 0.2
    assert np.allclose(outside[:, [0, 2]], [[0.1, 0.1 - gap], [1.2 + gap, 0.1 - gap]])
    assert np.allclose(inside[:, [0, 2]], [[-2.8 + gap, 0.2 - 2 * gap], [gap, 0.1 - gap], [1.3, 0.1 - gap]])
    assert np.allclose(np.concatenate([outside, inside])[:, 3], 1.0 / 3.0)


def test_bars_of_several_layers_are_those_of_each() -> None:
    frame = frame_of("relu")
    subjects = tuple(Subject(frame.run, layer) for layer in range(3))
    result = computed(request_of(frame, 1, subjects=subjects, half_widths={0: 5.0, 1: 10.0, 2: 5.0}))
    for layer in range(3):
        alone = computed(request_of(frame, layer, result.looks[layer].half_width))
        for one, other in zip(result.bars_of(layer), alone.bars_of(layer), strict=True):
            assert np.array_equal(one, other)
    axes = [axes_of(frame, layer, look.half_width, 0.1 * (layer + 1)) for layer, look in result.looks.items()]
    together = scaled(result.bars.outside, axes, result.bars.outside_counts)
    apart = [scaled(result.bars_of(layer)[0], [one]) for layer, one in enumerate(axes)]
    assert np.array_equal(together, np.concatenate(apart))


def test_an_outline_goes_round_what_there_is() -> None:
    counts = np.zeros(BINS, dtype=np.int64)
    counts[[10, 11, 20]] = 5, 15, 20
    axes = axes_of(frame_of("tanh"), top=0.5)
    lines = scaled(outline(Histogram(5.0, counts, 0, 0, 40)), [axes], lines=True)
    along = lines[lines[:, 1] == lines[:, 3]]
    assert len(along) == 3
    assert sorted((BOX.bottom() - along[:, 1]).tolist()) == pytest.approx([15.0, 45.0, 60.0])
    assert np.allclose(along[:, 2] - along[:, 0], BOX.width() / BINS)
    upright = lines[lines[:, 0] == lines[:, 2]]
    assert len(upright) == 5
    assert len(lines) == 8


def test_other_runs_and_the_sample_are_looked_at() -> None:
    frame = frame_of("tanh")
    other = Other(frame.runs[1], frame.snapshots[1].theta)
    result = computed(request_of(frame, 1, others=(other,), sample=("test", 3)))
    [(run, look)] = result.others_at(1)
    assert run is frame.runs[1]
    second = replace(frame, chosen=1)
    alone = request_of(second, 1, look.half_width)
    assert np.array_equal(look.histogram.counts, computed(alone).looks[1].histogram.counts)
    data, theta = frame.run.assembly.data, frame.snapshot.theta
    workspace = Workspace(frame.run.assembly.network, theta, 1)
    workspace.forward(augment(data.inputs_test[3:4]))
    assert np.allclose(result.sample_at(1), workspace.layers[1].z[0])
    assert result.sample_at(0) is None
    assert result.others_at(0) == ()
    assert computed(request_of(frame, 1, sample=("test", 10**6))).sample_z is None


def test_what_is_no_longer_wanted_is_not_computed() -> None:
    assert compute(request_of(frame_of("tanh")), lambda: True) is None


def test_sums_that_are_no_numbers_are_in_no_bin() -> None:
    frame = frame_of("tanh")
    theta = frame.snapshot.theta.copy()
    theta[0] = np.nan
    result = computed(request_of(with_theta(frame, theta)))
    histogram = result.looks[0].histogram
    assert histogram.total == result.rows * 7
    assert result.looks[0].half_width == 5.0
    assert histogram.peak > 0.0
    theta[:] = np.nan
    nothing = computed(request_of(with_theta(frame, theta))).looks[0].histogram
    assert (nothing.total, nothing.peak) == (0, 0.0)


def test_a_bin_knows_its_place() -> None:
    histogram = Histogram(5.0, np.ones(BINS, dtype=np.int64), 0, 0, BINS)
    assert histogram.bin_at(-5.0) == 0
    assert histogram.bin_at(0.0) == BINS // 2
    assert histogram.bin_at(4.999) == BINS - 1
    assert histogram.bin_at(5.0) is None
    assert histogram.bin_at(-5.01) is None
