"""Histories against a plain loop over every row: nothing is lost but what thinning merges, and never an extreme."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.assembly import assemble
from nnviz.experiment import decode, plan_runs
from nnviz.history import LARGEST_CAPACITY, History, ThinnedSeries
from nnviz.snapshot import EVALUATION_COLUMNS
from nnviz.trainer import Trainer

NUMBERS = st.one_of(
    st.floats(width=64),  # NaN, both infinities and subnormals included
    st.sampled_from([0.0, -0.0, math.nan, math.inf, -math.inf, 1e300, 1e-300]),
)
CHUNKS = st.lists(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=13), max_size=12)


def plain_buckets(steps, rows, width):
    """Return what the buckets must be, row by row in plain Python."""
    found = []
    for start in range(0, len(rows), width):
        part = rows[start : start + width]
        columns = [[value for value in column if not math.isnan(value)] for column in zip(*part, strict=True)]
        low = [min(column) if column else math.nan for column in columns]
        high = [max(column) if column else math.nan for column in columns]
        found.append((steps[start], steps[min(start + width, len(rows)) - 1], low, high))
    return found


def filled(chunks, capacity, gap=1):
    """Return a series that got `chunks` one after the other, with all steps and rows."""
    series = ThinnedSeries(2, capacity)
    steps, rows = [], []
    for chunk in chunks:
        new = [gap * (len(rows) + k) for k in range(len(chunk))]
        series.append(np.array(new, dtype=np.int64), np.array(chunk, dtype=float).reshape(len(chunk), 2))
        steps += new
        rows += chunk
    return series, steps, rows


@given(CHUNKS, st.sampled_from([2, 4, 6, 16]), st.sampled_from([1, 12]))
def test_every_bucket_is_what_a_plain_loop_finds(chunks, capacity, gap):
    series, steps, rows = filled(chunks, capacity, gap)
    width = series.rows_per_bucket
    expected = plain_buckets(steps, rows, width)
    assert len(series) == len(expected) <= capacity
    first, low, high = series.buckets()
    for index, (start, end, lowest, highest) in enumerate(expected):
        bucket = series.at(index)
        assert (bucket.first_step, bucket.last_step) == (start, end)
        assert first[index] == start
        for found, wanted in ((low[index], lowest), (high[index], highest)):
            np.testing.assert_array_equal(found, wanted)
        np.testing.assert_array_equal(bucket.low, lowest)
        np.testing.assert_array_equal(bucket.high, highest)


@given(CHUNKS, st.sampled_from([2, 4, 8]))
def test_thinning_begins_only_when_it_must_and_doubles(chunks, capacity):
    series, _, rows = filled(chunks, capacity)
    width = 1
    while len(rows) > capacity * width:
        width *= 2
    assert series.rows_per_bucket == width


@given(CHUNKS)
def test_how_the_rows_are_cut_into_chunks_makes_no_difference(chunks):
    at_once = [[row for chunk in chunks for row in chunk]]
    one_by_one = [[row] for row in at_once[0]]
    series = [filled(cut, 4)[0] for cut in (chunks, at_once, one_by_one)]
    for other in series[1:]:
        for mine, theirs in zip(series[0].buckets(), other.buckets(), strict=True):
            np.testing.assert_array_equal(mine, theirs)
        np.testing.assert_array_equal(series[0].last[1], other.last[1])


@given(CHUNKS, st.integers(-3, 200))
def test_any_step_finds_its_bucket(chunks, step):
    series, steps, _ = filled(chunks, 4, gap=3)
    index = series.index(step)
    before = [k for k in range(len(series)) if series.at(k).first_step <= step]
    assert index == (before[-1] if before else -1)
    if steps and steps[0] <= step <= steps[-1] and step in steps:
        bucket = series.at(index)
        assert bucket.first_step <= step <= bucket.last_step


@given(CHUNKS)
def test_the_newest_row_stays_as_it_is(chunks):
    series, steps, rows = filled(chunks, 2)
    step, row = series.last
    np.testing.assert_array_equal(row, rows[-1] if rows else [math.nan, math.nan])
    assert step == (steps[-1] if steps else 0)


@given(CHUNKS)
def test_what_was_read_need_not_be_read_again(chunks):
    """As long as nothing is merged, all buckets but the last stay: views read it frame by frame."""
    series = ThinnedSeries(2, 8)
    read: list[tuple[int, list[float]]] = []
    width = 1
    step = 0
    for chunk in chunks:
        series.append(step + np.arange(len(chunk)), np.array(chunk, dtype=float).reshape(len(chunk), 2))
        step += len(chunk)
        if series.rows_per_bucket != width:
            read, width = [], series.rows_per_bucket
        read = read[: max(0, len(read) - 1)]
        first, low, _ = series.buckets(len(read))
        read += [(int(s), list(values)) for s, values in zip(first, low, strict=True)]
    first, low, _ = series.buckets()
    assert [s for s, _ in read] == list(first)
    np.testing.assert_array_equal(np.array([v for _, v in read]).reshape(len(first), 2), low)


def test_ten_million_rows_take_the_memory_of_the_first_and_lose_no_spike():
    series = ThinnedSeries(1, LARGEST_CAPACITY)
    bytes_before = series.nbytes
    generator = np.random.default_rng(3)
    spikes = {123_456: 1e6, 7_654_321: -1e6, 9_999_998: 5e5}
    block = 500_000
    for start in range(0, 10_000_000, block):
        rows = generator.normal(size=block)
        for step, value in spikes.items():
            if start <= step < start + block:
                rows[step - start] = value
        series.append(np.arange(start, start + block), rows[:, None])
    assert series.nbytes == bytes_before
    assert LARGEST_CAPACITY / 2 < len(series) <= LARGEST_CAPACITY
    assert series.rows_per_bucket == 1024
    for step, value in spikes.items():
        bucket = series.at(series.index(step))
        assert bucket.first_step <= step <= bucket.last_step
        assert (bucket.high if value > 0 else bucket.low)[0] == value


def test_a_history_keeps_its_budget():
    for layers in (1, 3, 65):
        history = History(layers, budget=2 * 2**20)
        parts = (history.batch_losses, history.gradient_sizes, history.evaluations)
        assert sum(part.nbytes for part in parts) <= 2 * 2**20
    assert History(65, budget=1).evaluations.nbytes > 0


def test_float32_rows_are_kept_exactly():
    series = ThinnedSeries(1, 4)
    series.append(np.arange(3), np.array([[0.1], [0.2], [np.nan]], dtype=np.float32))
    assert series.buckets()[1][:2, 0].tolist() == [float(np.float32(0.1)), float(np.float32(0.2))]
    assert series.last[1].dtype == np.float64


@pytest.mark.parametrize("capacity", [0, 1, 3, -2])
def test_a_capacity_that_cannot_be_halved_is_refused(capacity):
    with pytest.raises(ValueError, match="even"):
        ThinnedSeries(1, capacity)


def test_there_is_no_bucket_beyond_the_ends():
    series = ThinnedSeries(1, 4)
    assert series.index(5) == -1
    with pytest.raises(IndexError):
        series.at(0)
    series.append(np.arange(3), np.zeros((3, 1)))
    with pytest.raises(IndexError):
        series.at(3)
    with pytest.raises(IndexError):
        series.at(-1)


def test_a_run_s_history_holds_every_step_and_every_evaluation():
    document = {"nnviz": 1, "data": {"name": "xor", "samples": 40}, "training": {"batch_size": 8, "stop": {}}}
    plan = plan_runs(decode(document))[0]
    trainer = Trainer(assemble(plan.name, plan.experiment))
    history = History(len(trainer.assembly.network.layers))
    for steps in (0, 1, 6, 13):
        trainer.advance(steps)
        history.append(trainer.take_scalars())
    assert history.batch_losses.buckets()[0].tolist() == list(range(1, 21))
    steps, low, high = history.evaluations.buckets()
    assert steps.tolist() == [0, 4, 8, 12, 16, 20]
    assert low[:, EVALUATION_COLUMNS.index("epoch")].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
    np.testing.assert_array_equal(low, high)
    assert history.evaluations.last[1][1] == trainer.evaluation.train_loss
