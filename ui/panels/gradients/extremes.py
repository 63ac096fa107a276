"""Ranges in whole decades that keep still: they grow when the data leave them, and never shrink."""

from __future__ import annotations

import math
from collections.abc import Iterable

Decades = tuple[int, int]

MOST = 30
"""An axis of more decades would show nothing; what lies below is drawn at its lower end and says so."""


def decades(values: Iterable[float], least: int, held: Decades | None) -> Decades | None:
    """Return the whole decades around positive values and those that are held already; None where there is nothing.

    Parameters
    ----------
    values : iterable of float
        What is zero, negative or not finite does not count.
    least : int
        How many decades there are at least.
    held : (int, int) or None
    """
    logarithms = [math.log10(value) for value in values if 0.0 < value < math.inf]
    if not logarithms:
        return held
    high = math.ceil(max(logarithms) - 1e-9)
    low = min(math.floor(min(logarithms) + 1e-9), high - least)
    if held is not None:
        low, high = min(low, held[0]), max(high, held[1])
    return max(low, high - MOST), high
