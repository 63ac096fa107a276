"""The agreement between the training thread and the window on who has the interpreter, frame by frame.

Both need Python's one interpreter lock. Left to itself the training thread gives it up only after a switch interval, at
each of the many moments in which a frame needs it. So the window announces when its next frame is due; the training
thread leaves a fresh report a few milliseconds before, and from then on sleeps until the frame is painted.
"""

from __future__ import annotations

import threading
import time

PATIENCE = 0.05
"""Seconds after which training goes on although no frame came: the window may be in a file dialog or hidden."""

REPORT_LEAD = 0.004
"""Seconds before a frame at which its report is left: several chunks of training, so that no frame finds it missing."""


class FrameClock:
    """Says when the next frame is due and when it is done."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._due = 0.0
        self._reported = False

    def report_due(self) -> bool:
        """Say, once for each frame, that its report is due. Called by the training thread."""
        if self._reported or time.perf_counter() < self._due - REPORT_LEAD:
            return False
        self._reported = True
        return True

    @property
    def frame_due(self) -> bool:
        """Whether the window is about to draw, or draws."""
        return time.perf_counter() >= self._due

    def wait(self) -> None:
        """Sleep while a frame is due and not painted. Called by the training thread."""
        with self._changed:
            if not self._changed.wait_for(lambda: not self.frame_due, PATIENCE):
                self._due = time.perf_counter() + PATIENCE
                self._reported = False

    def painted(self, next_due: float) -> None:
        """Say when (`time.perf_counter`) the next frame is due, now that one is done. Called by the window."""
        with self._changed:
            self._due = next_due
            self._reported = False
            self._changed.notify()
