"""How fast training goes at a limited speed."""

from __future__ import annotations

import time

REPORT_SECONDS = 1 / 60
"""Shortest time between reports at a limited speed."""


class Pace:
    """How many steps are due at a limited speed, and how many were taken in a second."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Begin to count now."""
        self._start = self._window_start = time.perf_counter()
        self._taken = self._window_taken = 0
        self._speed = 0.0
        self._reported = 0.0

    def steps_due(self, steps_per_second: float) -> int:
        """Return how many steps are due by now."""
        due = int((time.perf_counter() - self._start) * steps_per_second) + 1 - self._taken
        if due > steps_per_second + 1:  # cannot keep up: do not try to catch up with lost time
            self.restart()
            return 1
        return max(due, 0)

    def seconds_to_next(self, steps_per_second: float) -> float:
        """Return how long until the next step is due."""
        return self._start + self._taken / steps_per_second - time.perf_counter()

    def count(self, steps: int) -> None:
        """Note steps taken."""
        self._taken += steps
        self._window_taken += steps

    def report_due(self) -> bool:
        """Say whether enough time has passed since the last report at a limited speed."""
        now = time.perf_counter()
        if now - self._reported < REPORT_SECONDS:
            return False
        self._reported = now
        return True

    def measured(self) -> float:
        """Return steps per second, measured over half a second or more."""
        now = time.perf_counter()
        seconds = now - self._window_start
        if seconds >= 0.5 or (self._speed == 0.0 and seconds > 0):
            self._speed = self._window_taken / seconds
            if seconds >= 0.5:
                self._window_start, self._window_taken = now, 0
        return self._speed
