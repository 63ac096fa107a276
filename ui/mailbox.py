"""Where the training thread leaves what the window shows: the latest wins, and no scalar is lost.

Only a report that brings what was collected for a file is left as it is: scalars are known up to that very moment.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from nnviz.arrays import Array
from nnviz.snapshot import Scalars, Snapshot
from nnviz.store.live_run import LiveRun
from ui.frame import Mark, Step


@dataclass(frozen=True)
class Report:
    """What the training thread says of all runs at one moment.

    Attributes
    ----------
    generation : int
        Counts restarts; a report of an older one is dropped.
    snapshots : tuple of Snapshot
        One per run.
    playing : bool
        Whether training goes on by itself.
    steps_per_second : float
        Measured over the last moments; 0 while paused.
    marks : tuple of tuple of Mark
        For each run all live edits so far.
    past : tuple of Snapshot
        What is looked back at instead of the newest snapshots, one per run; empty where those are shown.
    failure : str
        The traceback of a fault in the program itself; empty in all healthy cases.
    collected : tuple of LiveRun or None
        All runs for a file, none where they were too large; None where nobody asked for them.
    checkpoints : mapping of (int, int) to ndarray
        The parameters of runs at steps, as far as they were asked for; the same object as long as there are no others.
    """

    generation: int
    snapshots: tuple[Snapshot, ...]
    playing: bool
    steps_per_second: float
    marks: tuple[tuple[Mark, ...], ...] = ()
    past: tuple[Snapshot, ...] = ()
    failure: str = ""
    collected: tuple[LiveRun, ...] | None = None
    checkpoints: Mapping[Step, Array] = field(default_factory=dict)

    def after(self, earlier: Report) -> Report:
        """Take in the scalars of an earlier report that nobody has read."""
        if earlier.generation != self.generation or not self.snapshots:
            return self
        # A run may have been forked, or dropped, in between: the runs before it are the same.
        joined = tuple(
            replace(new, scalars=Scalars.concatenate([old.scalars, new.scalars]))
            for old, new in zip(earlier.snapshots, self.snapshots, strict=False)
        )
        snapshots = joined + self.snapshots[len(joined) :]
        return replace(self, snapshots=snapshots)


class Mailbox:
    """Holds one report, more behind one that must stay. Put by the training thread, taken by the window's timer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reports: deque[Report] = deque()

    @property
    def unread(self) -> int:
        """How many steps' scalars of the base wait to be read."""
        with self._lock:
            return sum(len(report.snapshots[0].scalars.steps) for report in self._reports if report.snapshots)

    @property
    def full(self) -> bool:
        """Whether there is a report that nobody has taken."""
        with self._lock:
            return bool(self._reports)

    def put(self, report: Report) -> None:
        """Leave a report in place of the one before."""
        with self._lock:
            joins = self._reports and self._reports[-1].collected is None and report.collected is None
            self._reports.append(report.after(self._reports.pop()) if joins else report)

    def take(self) -> Report | None:
        """Take the earliest report, or None where there is nothing new."""
        with self._lock:
            return self._reports.popleft() if self._reports else None
