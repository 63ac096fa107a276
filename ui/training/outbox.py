"""Where the training process leaves what the window shows: the latest wins, and no scalar is lost.

One report is on its way at a time; the window says when it has taken it. What comes up meanwhile is put together, but
for a failure, and a report that brings what was collected for a file: scalars are known up to that very moment.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from ui.training.report import Report

REPORT_SECONDS = 0.008
"""How long after the window has taken a report the next one is made: in time for the next frame, even if the way to
and fro takes some milliseconds."""


class Outbox:
    """Holds the report that waits, more behind one that must stay.

    Parameters
    ----------
    send : callable
        Takes a report to the window.
    """

    def __init__(self, send: Callable[[Report], None]) -> None:
        self._send = send
        self._lock = threading.Lock()
        self._waiting: deque[Report] = deque()
        self._under_way = False
        self._due = 0.0

    @property
    def unread(self) -> int:
        """How many steps' scalars of the base wait to be sent."""
        with self._lock:
            return sum(len(report.snapshots[0].scalars.steps) for report in self._waiting if report.snapshots)

    @property
    def report_due(self) -> bool:
        """Whether the window will soon want another report."""
        return not self._under_way and time.perf_counter() >= self._due

    def put(self, report: Report) -> None:
        """Leave a report in place of the one that waits, and send it as soon as the window can take it."""
        with self._lock:
            joins = self._waiting and not self._waiting[-1].stays and not report.stays
            self._waiting.append(report.after(self._waiting.pop()) if joins else report)
            self._send_next()

    def window_took(self) -> None:
        """Say that the window has taken the last report."""
        with self._lock:
            self._under_way = False
            self._due = time.perf_counter() + REPORT_SECONDS
            self._send_next()

    def _send_next(self) -> None:
        if self._waiting and not self._under_way:
            self._under_way = True
            self._send(self._waiting.popleft())
