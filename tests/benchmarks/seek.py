"""How fast an earlier step is shown while training is paused: from asking for it to the paint of its curves."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEventLoop, QTimer

from tests.benchmarks.live import Live

STEPS = 100_000
SEEKS = 100
PATIENCE = 2.0


def seek_times(window: Live) -> list[float]:
    """Train far, go to random steps, and return the sorted seconds until each was painted."""
    session, chance = window.session, random.Random(1)
    session.advance(STEPS)
    _wait_until(lambda: session.idle, 120.0)
    frame = session.frame
    assert frame is not None
    newest, times = frame.newest[0].step, []
    for _ in range(SEEKS):
        step = chance.randrange(newest)
        painted, start = window.paints("loss"), time.perf_counter()
        session.look_back(step)
        _wait_until(partial(_is_shown, window, step, painted), PATIENCE)
        times.append(time.perf_counter() - start)
    return sorted(times)


def _is_shown(window: Live, step: int, painted: int) -> bool:
    frame = window.session.frame
    return frame is not None and frame.snapshots[0].step == step and window.paints("loss") > painted


def _wait_until(condition: Callable[[], bool], patience: float) -> None:
    """Let the window live until a condition holds, looked at every millisecond."""
    loop, timer, end = QEventLoop(), QTimer(), time.perf_counter() + patience
    timer.timeout.connect(lambda: loop.quit() if condition() or time.perf_counter() > end else None)
    timer.start(1)
    loop.exec()
