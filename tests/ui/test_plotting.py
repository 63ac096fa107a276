"""Scales, ranges, ticks and labels' places: what they promise for any numbers."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.plotting.ranges import accuracy_range, growing_end, linear_range, log_range, united
from ui.plotting.scale import Scale
from ui.plotting.spreading import Keeper, spread
from ui.plotting.ticks import linear_ticks, log_ticks, share_ticks

SIZES = st.floats(1e-12, 1e12)


@given(st.floats(-1e6, 1e6), st.floats(0.1, 1e6), st.floats(-1e6, 1e6))
def test_a_scale_there_and_back(low, width, value):
    scale = Scale(low, low + width, 120.0, 10.0)
    assert scale.to_data(float(scale.to_pixels(value))) == pytest.approx(value, rel=1e-6, abs=1e-6 * (width + abs(low)))


def test_a_logarithmic_scale_puts_decades_at_even_steps_and_zero_at_its_end():
    scale = Scale(-3.0, 0.0, 100.0, 10.0, log=True)
    assert scale.to_pixels([1e-3, 1e-2, 1e-1, 1.0]).tolist() == pytest.approx([100.0, 70.0, 40.0, 10.0])
    assert scale.to_clipped_pixels([0.0, 1e-300, 1e30, math.inf]).tolist() == [100.0, 100.0, 10.0, 10.0]
    assert np.isnan(scale.to_pixels(math.nan))
    assert scale.to_data(70.0) == pytest.approx(1e-2)


@given(st.lists(SIZES, min_size=1))
def test_the_end_of_steps_only_grows_and_holds_all(values):
    ends = [growing_end(value, 100.0) for value in sorted(values)]
    assert ends == sorted(ends)
    for value, end in zip(sorted(values), ends, strict=True):
        assert value <= end * (1 + 1e-9)
        assert end <= max(120.0, 2.5 * value * (1 + 1e-9))
        mantissa = end / 1.2 / 10.0 ** math.floor(math.log10(end / 1.2 * (1 + 1e-9)))
        assert min(abs(mantissa - m) for m in (1, 2, 5)) < 1e-6


def test_the_axis_of_the_pictures():
    assert growing_end(1820.0, 100.0) == pytest.approx(2400.0)
    assert growing_end(0.0, 100.0) == pytest.approx(120.0)


@given(st.lists(SIZES, min_size=1))
def test_a_linear_range_only_grows_and_holds_all(values):
    highs = [linear_range(value)[1] for value in sorted(values)]
    assert highs == sorted(highs)
    for value, high in zip(sorted(values), highs, strict=True):
        assert value <= high * (1 + 1e-9) <= 2.0 * value * (1 + 1e-6)


@given(SIZES, st.floats(1.0, 1e9), st.floats(1.0, 1e3))
def test_a_log_range_holds_all_with_room(least, ratio, further):
    low, high = log_range(least, least * ratio)
    assert low + 0.03 <= math.log10(least)
    assert math.log10(least * ratio) <= high + 1e-9
    assert high - low >= math.log10(4.0) - 1e-9
    assert high <= math.log10(least * ratio) + 0.4
    assert low >= min(math.log10(least) - 0.44, high - 1.0) - 1e-9
    for end in (low, high):
        assert min(abs(10.0 ** (end - math.floor(end + 1e-9)) - m) for m in (1, 2, 5)) < 1e-6
    wider = log_range(least / further, least * ratio * further)
    assert wider[1] >= high
    assert united((low, high), wider) == (min(low, wider[0]), wider[1])


def test_ranges_end_before_numbers_do():
    assert linear_range(1.7e308) == (0.0, 1e300)
    assert log_range(5e-324, 1.7e308) == (-300.0, 300.0)
    assert log_ticks(-300.0, 300.0, 3).labels == ("10⁻³⁰⁰", "10⁰", "10³⁰⁰")


def test_ranges_of_nothing_and_of_zero():
    assert log_range(math.nan, math.nan) == log_range(math.nan, 0.0) == (-2.0, 0.0)
    assert linear_range(math.nan) == linear_range(0.0) == (0.0, 1.0)
    assert accuracy_range(math.nan) == (0.5, 1.0)


@pytest.mark.parametrize(("least", "floor"), [(1.0, 0.9), (0.9, 0.9), (0.85, 0.8), (0.6, 0.5), (0.49, 0.0), (0.0, 0.0)])
def test_the_floor_of_an_accuracy(least, floor):
    assert accuracy_range(least) == (floor, 1.0)


@given(st.floats(0.0, 1e4), SIZES, st.integers(1, 12))
def test_linear_ticks_lie_within_at_even_steps(widths_before, width, most):
    low = widths_before * width
    ticks = linear_ticks(low, low + width, most)
    assert 2 <= len(ticks.values) == len(ticks.labels) <= most + 1
    slack = 1e-6 * (width + low)
    assert all(low - slack <= value <= low + width + slack for value in ticks.values)
    if len(ticks.values) > 2:
        assert np.diff(ticks.values) == pytest.approx(ticks.values[1] - ticks.values[0], rel=1e-3)


@given(st.integers(-24, 24), st.integers(2, 60), st.integers(2, 8))
def test_log_ticks_lie_within_and_fit(low, halves, most):
    high = low / 2 + halves / 2
    ticks = log_ticks(low / 2, high, most)
    assert 2 <= len(ticks.values) <= most
    assert len(set(ticks.labels)) == len(ticks.labels)
    assert all(low / 2 - 1e-6 <= math.log10(value) <= high + 1e-6 for value in ticks.values)


@given(st.floats(-12.0, 12.0), st.floats(0.01, 1.0), st.integers(1, 8))
def test_even_a_part_of_a_decade_has_two_ticks(low, width, most):
    ticks = log_ticks(low, low + width, most)
    assert 2 <= len(ticks.values) == len(set(ticks.labels)) <= max(most, 2) + 1
    assert all(low - 1e-6 <= math.log10(value) <= low + width + 1e-6 for value in ticks.values)


def test_one_tick_would_not_tell_the_scale():
    assert log_ticks(-5.0, -1.0, 2).labels == ("10⁻⁴", "10⁻²")
    assert log_ticks(-2.0, 2.0, 2).labels == ("0.01", "100")
    assert log_ticks(math.log10(5.0), math.log10(20.0), 2).labels == ("5", "20")
    assert log_ticks(math.log10(2.1), math.log10(4.9), 2).labels == ("3", "4")
    assert linear_ticks(0.0, 4.9, 1).labels == ("0", "4")
    assert linear_ticks(-1.2, 1.2, 2).labels == ("−1", "0", "1")
    assert linear_ticks(0.75, 3.75, 1).labels == ("1", "3")
    assert linear_ticks(0.2, 1.1, 3, whole=True).labels == ("1",), "there are no parts of a count"


def test_labels_of_ticks():
    assert linear_ticks(0, 2400, 6, whole=True).labels == ("0", "500", "1,000", "1,500", "2,000")
    assert linear_ticks(0, 1.2e6, 3, whole=True).labels == ("0", "500,000", "1,000,000")
    assert linear_ticks(0, 2, 9, whole=True).labels == ("0", "1", "2")
    assert log_ticks(-2.0, 0.0, 3).labels == ("0.01", "0.1", "1")
    assert log_ticks(-4.0, 0.0, 3).labels == ("10⁻⁴", "10⁻²", "10⁰")
    assert log_ticks(-1.0, 0.0, 6).labels == ("0.1", "0.2", "0.5", "1")
    assert log_ticks(math.log10(0.05), math.log10(2.0), 6).labels == ("0.05", "0.1", "0.2", "0.5", "1", "2")
    assert log_ticks(math.log10(0.05), math.log10(2.0), 4).labels == ("0.1", "0.3", "1")
    assert log_ticks(math.log10(0.05), math.log10(2.0), 2).labels == ("0.1", "1")
    assert share_ticks(0.5, 1.0, 3).labels == ("50\u2009%", "75\u2009%", "100\u2009%")


@given(st.lists(st.floats(-500, 500), max_size=6), st.floats(1, 60))
def test_labels_keep_their_order_and_never_overlap(wishes, pitch):
    wishes = sorted(wishes)
    places = spread(wishes, pitch, 0.0, 300.0)
    fitting = min(pitch, 300.0 / max(1, len(wishes) - 1))
    assert all(after - before >= fitting - 1e-6 for before, after in pairwise(places))
    assert all(-1e-6 <= place <= 300.0 + 1e-6 for place in places)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=6))
def test_labels_with_room_stand_where_they_wish(gaps):
    wishes = [20.0 + 40.0 * sum(gaps[: k + 1]) for k in range(len(gaps)) if all(gaps[1:])]
    assert spread(wishes, 34.0, 0.0, 2000.0) == pytest.approx(wishes)


def test_labels_that_collide_stand_around_their_middle():
    assert spread([100.0, 100.0], 30.0, 0.0, 300.0) == [85.0, 115.0]
    assert spread([2.0, 100.0, 101.0], 30.0, 0.0, 300.0) == [2.0, 85.5, 115.5]


def test_a_label_stays_until_its_curve_has_moved_away():
    keeper = Keeper()
    assert keeper.wishes({0: 50.0, 1: 60.0}, 10.0) == {0: 50.0, 1: 60.0}
    assert list(keeper.wishes({0: 58.0, 1: 52.0}, 10.0).items()) == [(0, 50.0), (1, 60.0)]
    assert list(keeper.wishes({0: 75.0, 1: 52.0}, 10.0).items()) == [(1, 60.0), (0, 75.0)]
    keeper.forget()
    assert keeper.wishes({1: 52.0}, 10.0) == {1: 52.0}
