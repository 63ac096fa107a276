"""The agreement between the training thread and the window on who has the interpreter, frame by frame.

Both need Python's one interpreter lock. Left to itself the training thread gives it up only after a switch interval, at
each of the many moments in which a frame needs it. So the window announces when its next frame is due; the training
thread leaves a fresh report just before, and sleeps until the frame is painted.
"""

from __future__ import annotations

import threading
import time

PATIENCE = 0.05
"""Seconds after which training goes on although no frame came: the window may be in a file dialog or hidden."""


class FrameClock:
    """Says when the next frame is due and when it is done."""

    def __init__(self) -> None:
        self._painted = threading.Event()
        self._due = 0.0

    @property
    def due(self) -> bool:
        """Whether the window is about to draw, or draws."""
        return time.perf_counter() >= self._due

    def wait(self) -> None:
        """Called by the training thread when a frame is due: sleep until it is painted."""
        if not self._painted.wait(PATIENCE):
            self._due = time.perf_counter() + PATIENCE
        self._painted.clear()

    def painted(self, next_due: float) -> None:
        """Called by the window after a frame, with the time (`time.perf_counter`) of the next."""
        self._due = next_due
        self._painted.set()
