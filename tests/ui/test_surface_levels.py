"""Levels of the Loss surface: 14 or 15 bands at round numbers, kept for as long as they can be."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ui.plotting.levels import Levels, fit_levels, grown_levels


@pytest.mark.parametrize("span", [(0.5, 0.6), (0.1, 10.0), (1e-6, 3.0), (1e-30, 1e30), (0.69, 0.6901)])
def test_levels_hold_the_surface(span: tuple[float, float]) -> None:
    levels = fit_levels(np.linspace(*span, 50), log=True)
    assert levels.bands in (14, 15)
    assert levels.high >= math.log10(span[1]) - 1e-6
    assert levels.low <= max(math.log10(span[0]), levels.high - 8.0) + 1e-6
    assert len(levels.ticks(5).values) >= 2


def test_levels_use_most_of_their_colours() -> None:
    levels = fit_levels(np.array([0.15, 2.4]), log=True)
    assert levels.scale(np.array([0.15]))[0] < 2.0
    assert levels.scale(np.array([2.4]))[0] > levels.bands - 2.0


def test_what_is_not_finite_is_left_out() -> None:
    losses = np.array([0.1, 1.0, np.inf, np.nan])
    assert fit_levels(losses, log=True) == fit_levels(losses[:2], log=True)
    for log in (True, False):
        nothing = fit_levels(np.array([np.nan, np.inf]), log)
        assert nothing.high > nothing.low
    assert fit_levels(np.zeros(4), log=True).high > fit_levels(np.zeros(4), log=True).low


def test_linear_levels_leave_the_highest_corner_out() -> None:
    losses = np.concatenate([np.linspace(0.1, 1.0, 99), [500.0]])
    levels = fit_levels(losses, log=False)
    assert 1.0 <= levels.high < 2.0
    assert levels.low <= 0.1


def test_levels_are_kept_within_and_grow_beyond_with_room() -> None:
    levels = fit_levels(np.array([0.1, 1.0]), log=True)
    assert grown_levels(levels, np.array([0.2, 0.9])) is levels
    grown = grown_levels(levels, np.array([0.03, 0.9]))
    assert grown.low < math.log10(0.03)
    assert grown.high == pytest.approx(levels.high)
    assert grown_levels(grown, np.array([0.025, 0.9])) is grown
    linear = fit_levels(np.linspace(1.0, 2.0, 9), log=False)
    assert grown_levels(linear, np.linspace(1.0, 4.0, 9)).high >= 3.8


def test_the_key_says_where_a_loss_stands() -> None:
    levels = Levels(-2.0, 0.0, 14, True)
    assert levels.share(0.1) == pytest.approx(0.5)
    assert (levels.share(1e-9), levels.share(50.0)) == (0.0, 1.0)
    assert math.isnan(levels.share(math.nan))
    assert levels.ticks(6).labels[0] == "0.01"
