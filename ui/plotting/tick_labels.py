"""Labels of ticks in places that may be too narrow for them."""

from __future__ import annotations

import math

from msgspec.structs import replace

from ui import numbers
from ui.plotting.text import text_width
from ui.plotting.ticks import Ticks


def fitted(ticks: Ticks, room: float) -> Ticks:
    """Return ticks whose labels have room, as far as can be: all in e-form where a plain one is too wide for that.

    Parameters
    ----------
    ticks : Ticks
    room : float
        Pixels for each label.
    """
    plain = _widest(ticks.labels)
    if plain <= room:
        return ticks
    step = pitch(ticks) if len(ticks.values) > 1 else 0.0
    brief = tuple(numbers.brief_tick(value, step) for value in ticks.values)
    return replace(ticks, labels=brief) if _widest(brief) < plain else ticks


def pitch(ticks: Ticks) -> float:
    """Return the least distance between two ticks, in data; of a single one it is without end."""
    return min((b - a for a, b in zip(ticks.values, ticks.values[1:], strict=False)), default=math.inf)


def _widest(labels: tuple[str, ...]) -> float:
    return max((text_width("tick", label) for label in labels), default=0.0)
