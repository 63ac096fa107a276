"""The agreement between the threads on who has the interpreter, frame by frame.

They all need Python's one interpreter lock. Left to itself the training thread gives it up only after a switch
interval, at each of the many moments in which a frame needs it; and while the evaluator computes, the two hand the lock
to and fro at every NumPy call, which costs both more than the work itself. So the window announces when its next frame
is due, the training thread leaves a fresh report a few milliseconds before, and sleeps while a frame is painted or maps
are computed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 0.05
"""Seconds after which training goes on although no frame came: the window may be in a file dialog or hidden."""

COMPUTING_PATIENCE = 0.025
"""Seconds that training waits for a computation: a longer one spends its time in large products, without the lock."""

REPORT_LEAD = 0.004
"""Seconds before a frame at which its report is left: several chunks of training, so that no frame finds it missing."""


class FrameClock:
    """Says when the next frame is due and when it is done, and whether maps are being computed.

    A frame is painted first, then maps are computed, then training goes on.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._due = 0.0
        self._painting = False
        self._reported = False
        self._asked = False
        self._computing = False
        self._on_due: Callable[[], None] = lambda: None
        self._on_ready: Callable[[], None] = lambda: None
        self._announced = False

    # Called by the training thread.

    def report_due(self) -> bool:
        """Say, once for each frame, that its report is due."""
        if self._reported or time.perf_counter() < self._due - REPORT_LEAD:
            return False
        self._reported = True
        return True

    def seconds_left(self) -> float:
        """Return how long it is to the next frame; negative where one is due."""
        return self._due - time.perf_counter()

    def give_way(self) -> None:
        """Sleep while a frame is due and not painted, or while maps are computed."""
        if not self._computing and not self._frame_due():
            return
        with self._changed:
            if not self._asked and not self._painting and self._frame_due():
                self._asked = True
                self._on_due()
            if not self._changed.wait_for(lambda: not self._frame_due(), PATIENCE):
                self._due = time.perf_counter() + PATIENCE
                self._painting = self._reported = self._asked = False
            if self._computing and not self._changed.wait_for(lambda: not self._computing, COMPUTING_PATIENCE):
                self._computing = False

    def announce(self) -> None:
        """Ask for a frame as soon as may be, whenever one is due: somebody waits for the report that was just left."""
        if not self._announced:
            self._announced = True
            self._on_ready()

    # Called by the window.

    def call_when_ready(self, on_ready: Callable[[], None]) -> None:
        """Take what the training thread shall call, once for each frame, when a report is waited for."""
        self._on_ready = on_ready

    def call_when_due(self, on_due: Callable[[], None]) -> None:
        """Take what the training thread shall call, once for each frame, when one is due and has not begun."""
        self._on_due = on_due

    def start_frame(self) -> None:
        """Say that a frame is being drawn now, whenever it was due."""
        self._announced = False
        self._painting = True

    def painted(self, next_due: float) -> None:
        """Say when (`time.perf_counter`) the next frame is due, now that one is done."""
        with self._changed:
            self._due = next_due
            self._painting = self._reported = self._asked = False
            self._changed.notify_all()

    def expect_computing(self) -> None:
        """Say that maps have been asked for: training goes on behind them."""
        self._computing = True

    # Called by the evaluator.

    @contextmanager
    def computing(self) -> Iterator[None]:
        """Wait until no frame is being drawn, and let the training thread sleep meanwhile."""
        with self._changed:
            self._computing = True
            self._changed.wait_for(lambda: not self._painting, PATIENCE)
        try:
            yield
        finally:
            with self._changed:
                self._computing = False
                self._changed.notify_all()

    def _frame_due(self) -> bool:
        return self._painting or time.perf_counter() >= self._due
