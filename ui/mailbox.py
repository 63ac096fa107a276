"""Where the training thread leaves what the window shows: the latest wins, and no scalar is lost."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

from nnviz.snapshot import Scalars, Snapshot
from ui.frame import Mark


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
    """

    generation: int
    snapshots: tuple[Snapshot, ...]
    playing: bool
    steps_per_second: float
    marks: tuple[tuple[Mark, ...], ...] = ()
    past: tuple[Snapshot, ...] = ()
    failure: str = ""

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
    """Holds one report. Put by the training thread, taken by the window's timer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._report: Report | None = None

    @property
    def unread(self) -> int:
        """How many steps' scalars of the base wait to be read."""
        with self._lock:
            return len(self._report.snapshots[0].scalars.steps) if self._report and self._report.snapshots else 0

    @property
    def full(self) -> bool:
        """Whether there is a report that nobody has taken."""
        with self._lock:
            return self._report is not None

    def put(self, report: Report) -> None:
        """Leave a report in place of the one before."""
        with self._lock:
            self._report = report if self._report is None else report.after(self._report)

    def take(self) -> Report | None:
        """Take the report, or None where there is nothing new."""
        with self._lock:
            report, self._report = self._report, None
            return report
