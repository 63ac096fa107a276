"""Where ticks stand and what they say, so many as there is room for."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from ui import numbers
from ui.plotting.axes import nice_multiples

_EVERY = (1, 2, 3, 5, 10, 20, 50, 100, 200, 300)
_FINER = ((1, 2, 5), (1, 3))
"""Times a power of ten: the closest that there is room for."""
_SHARES = (0.05, 0.1, 0.25, 0.5, 1.0)


class Ticks(Struct, frozen=True):
    """The ticks of one axis.

    Attributes
    ----------
    values : tuple of float
        In data.
    labels : tuple of str
    """

    values: tuple[float, ...]
    labels: tuple[str, ...]


def linear_ticks(low: float, high: float, most: int, whole: bool = False) -> Ticks:
    """Return up to about `most` ticks at multiples of 1, 2 or 5 times a power of ten; where `whole`, of counts.

    There are at least two, unless these would have to be parts of a count.
    """
    step, times = nice_multiples(low, high, most, least_step=1.0 if whole else 0.0)
    values = tuple(k * step for k in times)
    labels = (numbers.count(value) if whole else numbers.tick(value, step) for value in values)
    return Ticks(values, tuple(labels))


def log_ticks(low: float, high: float, most: int) -> Ticks:
    """Return ticks at powers of ten, or between these, too, where few of them lie within.

    There are at least two, so that one can tell the scale: within a part of a decade any round numbers will do.

    Parameters
    ----------
    low, high : float
        Decimal logarithms of the ends.
    most : int
        How many there is room for; less than two counts as two.
    """
    most = max(most, 2)
    decades = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    every = next((k for k in _EVERY if len(decades) / k <= most), _EVERY[-1])
    values = [10.0**k for k in decades if k % every == 0]
    if len(values) < 3:
        finer = (_within(low, high, times) for times in _FINER)
        values = next((some for some in finer if len(values) < len(some) <= most), values)
    if len(values) < 2:
        evenly = ([10.0**k for k in decades if k % apart == 0] for apart in _EVERY)
        choices = (*evenly, _outer(_within(low, high, _FINER[0])))
        values = next((some for some in choices if 2 <= len(some) <= most), values)
    if len(values) < 2:
        return linear_ticks(10.0**low, 10.0**high, most)
    return Ticks(tuple(values), tuple(numbers.log_ticks(values)))


def _outer(values: list[float]) -> list[float]:
    return [values[0], values[-1]] if len(values) > 2 else values


def _within(low: float, high: float, times: tuple[int, ...]) -> list[float]:
    """Return all of so many times a power of ten within two decimal logarithms."""
    values = (m * 10.0**k for k in range(math.floor(low), math.floor(high) + 1) for m in times)
    return [value for value in values if low - 1e-9 <= math.log10(value) <= high + 1e-9]


def share_ticks(low: float, high: float, most: int) -> Ticks:
    """Return ticks of a share of 1, in per cent."""
    step = next((step for step in _SHARES if (high - low) / step < max(most, 1) + 1e-9), 1.0)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    values = tuple(k * step for k in range(first, last + 1))
    return Ticks(values, tuple(f"{numbers.tick(100.0 * v, 100.0 * step)}{numbers.THIN_SPACE}%" for v in values))


def readable(centres: Sequence[float], lengths: Sequence[float], gap: float) -> list[bool]:
    """Say which labels along an axis are to be drawn: those that keep clear of the one drawn before.

    Parameters
    ----------
    centres, lengths : sequence of float
        Pixels along the axis, in either direction.
    gap : float
        Pixels between two labels at least.
    """
    drawn: list[bool] = []
    last, reach = math.inf, 0.0
    for centre, length in zip(centres, lengths, strict=True):
        drawn.append(abs(centre - last) >= reach + length / 2.0 + gap)
        if drawn[-1]:
            last, reach = centre, length / 2.0
    return drawn
