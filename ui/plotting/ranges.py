"""Ranges that keep still: each is a step function of the extremes so far, so it grows seldom, by a clear step."""

from __future__ import annotations

import math

from ui.plotting.axes import nice_step

Range = tuple[float, float]

_STEPS = (0.0, math.log10(2.0), math.log10(5.0))
"""Of a logarithmic axis within a decade."""

_LEAST_WIDTH = math.log10(4.0)
"""So wide a logarithmic axis is at least: it then holds a power of ten."""

_MOST_DECADES = 300.0
"""What is further from 1 is drawn at the axis' end: the next tick might be no number."""

ACCURACY_FLOORS = (0.9, 0.8, 0.5, 0.0)


def growing_end(maximum: float, least: float) -> float:
    """Return where an axis along the bottom ends: 1, 2 or 5 times a power of ten, and a fifth more.

    The fifth is room for the axis' name beyond the last tick.

    Parameters
    ----------
    maximum : float
        The largest value so far.
    least : float
        The end is never before 1.2 times this.
    """
    return 1.2 * nice_step(max(maximum / 1.2, least))


def united(one: Range, other: Range) -> Range:
    """Return the range that holds both."""
    return min(one[0], other[0]), max(one[1], other[1])


def linear_range(maximum: float) -> Range:
    """Return the range of a quantity that is never negative: from 0 to a whole number of ticks."""
    if not maximum > 0.0:
        return 0.0, 1.0
    maximum = min(maximum, 10.0**_MOST_DECADES)
    step = nice_step(maximum / 5.0)
    return 0.0, step * math.ceil(maximum / step - 1e-9)


def log_range(least: float, maximum: float) -> Range:
    """Return the logarithms of the ends of a logarithmic axis: at 1, 2 or 5 times a power of ten, 4-fold apart or more.

    Parameters
    ----------
    least : float
        The smallest value above zero so far; NaN where there is none.
    maximum : float
        The largest value so far; NaN where there is none.
    """
    if not maximum > 0.0:
        return -2.0, 0.0
    high = _step_above(math.log10(maximum))
    low = _step_below(min(math.log10(least) - 0.04, high - _LEAST_WIDTH))
    return max(low, -_MOST_DECADES), min(high, _MOST_DECADES)


def accuracy_range(least: float) -> Range:
    """Return the range of an accuracy: up to 1, from the highest floor that lies below everything so far."""
    floor = next((floor for floor in ACCURACY_FLOORS if least >= floor), 0.5 if math.isnan(least) else 0.0)
    return floor, 1.0


def _step_below(logarithm: float) -> float:
    """Return the largest logarithm of 1, 2 or 5 times a power of ten that is not above this one."""
    whole = math.floor(logarithm + 1e-9)
    return whole + max(step for step in _STEPS if step <= logarithm - whole + 1e-9)


def _step_above(logarithm: float) -> float:
    """Return the smallest logarithm of 1, 2 or 5 times a power of ten that is not below this one."""
    whole = math.floor(logarithm + 1e-9)
    return whole + min(step for step in (*_STEPS, 1.0) if step >= logarithm - whole - 1e-9)
