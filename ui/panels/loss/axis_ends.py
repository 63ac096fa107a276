"""How far the axes at the side reach: what all runs together have shown so far."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ui.plotting.ranges import Range, accuracy_range, linear_range, log_range

Extreme = tuple[float, float, float]
"""The smallest, the smallest positive and the largest value of a run; NaN for none."""

DECADE = 10.0
"""The axis of the learning rates is logarithmic where the usual ones differ by so much."""


def ends_of(extremes: list[Extreme], log: bool) -> Range:
    """Return the ends of the axis of a quantity that is never negative: logarithms where it is logarithmic."""
    largest = max(_known(high for _, _, high in extremes), default=math.nan)
    if not log:
        return linear_range(largest)
    return log_range(min(_known(positive for _, positive, _ in extremes), default=math.nan), largest)


def accuracy_ends(extremes: list[Extreme]) -> Range:
    """Return the ends of the axis of an accuracy."""
    return accuracy_range(min(_known(low for low, _, _ in extremes), default=math.nan))


def spans_decades(rates: list[float]) -> bool:
    """Say whether learning rates are so far apart that only a logarithmic axis shows them all."""
    known = _known(rates)
    return bool(known) and min(known) > 0.0 and max(known) >= DECADE * min(known)


def _known(values: Iterable[float]) -> list[float]:
    return [value for value in values if not math.isnan(value)]
