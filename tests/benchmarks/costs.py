"""What each panel costs per frame: in the window's thread, and in the background."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ui.panel_table import PANELS
from ui.panels.base import Computation, Panel

IN_WINDOW = ("draw", "draw_result", "paintEvent")


class Costs:
    """Seconds spent by panel name.

    Attributes
    ----------
    window : dict of str to float
        Drawing and painting, in the thread of the window.
    background : dict of str to float
        Computations.
    """

    def __init__(self) -> None:
        self.window: dict[str, float] = defaultdict(float)
        self.background: dict[str, float] = defaultdict(float)


@contextmanager
def measured() -> Iterator[Costs]:
    """Measure what every panel does while this lasts."""
    costs = Costs()
    originals = [(kind, name, getattr(kind, name)) for kind in PANELS for name in (*IN_WINDOW, "computation")]
    for kind, name, original in originals:
        wrap = _timed_computation if name == "computation" else _timed
        setattr(kind, name, wrap(original, costs))
    try:
        yield costs
    finally:
        for kind, name, original in originals:
            setattr(kind, name, original)


def _timed(original: Callable[..., Any], costs: Costs) -> Callable[..., Any]:
    def timed(panel: Panel, *args: Any) -> Any:
        start = time.perf_counter()
        result = original(panel, *args)
        costs.window[panel.name] += time.perf_counter() - start
        return result

    return timed


def _timed_computation(original: Callable[..., Any], costs: Costs) -> Callable[..., Any]:
    def timed(panel: Panel, frame: Any) -> Computation | None:
        start = time.perf_counter()
        computation: Computation | None = original(panel, frame)
        costs.window[panel.name] += time.perf_counter() - start
        if computation is None:
            return None

        def compute(cancelled: Callable[[], bool]) -> Any:
            begin = time.perf_counter()
            result = computation(cancelled)
            costs.background[panel.name] += time.perf_counter() - begin
            return result

        return compute

    return timed
