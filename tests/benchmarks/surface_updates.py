"""How often the Loss surface panel shows a newer surface while a small network trains flat out beside it."""

from __future__ import annotations

import time
from typing import Any

from nnviz.experiment import Experiment
from tests.benchmarks.live import Live
from ui.panels.surface import SurfacePanel

SECONDS = 10.0


def surface_updates_per_second(experiment: Experiment) -> float:
    """Train in a window of 1440 x 900 with every panel in sight, and count the surfaces whose step is another one."""
    steps: list[tuple[float, int]] = []
    original = SurfacePanel.draw_result

    def noting(panel: SurfacePanel, result: Any) -> None:
        original(panel, result)
        shown = panel._shown.result
        if shown is not None and (not steps or shown.step != steps[-1][1]):
            steps.append((time.perf_counter(), shown.step))

    SurfacePanel.draw_result = noting  # type: ignore[method-assign]
    try:
        window = Live(experiment)
        try:
            window.train(SECONDS)
        finally:
            window.close()
    finally:
        SurfacePanel.draw_result = original  # type: ignore[method-assign]
    # Between the first and the last one while it trained: what came before and after is at rest.
    moving = [moment for moment, step in steps if step > 0][:-1]
    return (len(moving) - 1) / (moving[-1] - moving[0]) if len(moving) > 1 else 0.0
