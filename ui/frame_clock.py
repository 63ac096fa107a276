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
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 0.05
"""Seconds after which training goes on although no frame came: the window may be in a file dialog or hidden."""

COMPUTING_PATIENCE = 0.01
"""Seconds that training waits for a computation: a longer one spends its time in large products, without the lock."""

REPORT_LEAD = 0.004
"""Seconds before a frame at which its report is left: several chunks of training, so that no frame finds it missing."""


class FrameClock:
    """Says when the next frame is due and when it is done, and whether maps are being computed."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._due = 0.0
        self._reported = False
        self._computing = False

    def report_due(self) -> bool:
        """Say, once for each frame, that its report is due. Called by the training thread."""
        if self._reported or time.perf_counter() < self._due - REPORT_LEAD:
            return False
        self._reported = True
        return True

    def give_way(self) -> None:
        """Sleep while a frame is due and not painted, or while maps are computed. Called by the training thread."""
        if not self._computing and not self._frame_due():
            return
        with self._changed:
            if self._computing and not self._changed.wait_for(lambda: not self._computing, COMPUTING_PATIENCE):
                self._computing = False
            if not self._changed.wait_for(lambda: not self._frame_due(), PATIENCE):
                self._due = time.perf_counter() + PATIENCE
                self._reported = False

    def start_frame(self) -> None:
        """Say that a frame is being drawn now, whenever it was due. Called by the window."""
        self._due = 0.0

    def painted(self, next_due: float) -> None:
        """Say when (`time.perf_counter`) the next frame is due, now that one is done. Called by the window."""
        with self._changed:
            self._due = next_due
            self._reported = False
            self._changed.notify()

    @contextmanager
    def computing(self) -> Iterator[None]:
        """Ask the training thread to give way. Called by the evaluator, around each computation."""
        self._computing = True
        try:
            yield
        finally:
            with self._changed:
                self._computing = False
                self._changed.notify()

    def _frame_due(self) -> bool:
        return time.perf_counter() >= self._due
