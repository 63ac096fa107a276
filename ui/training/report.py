"""What the training process says of all runs at one moment."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from nnviz.arrays import Array
from nnviz.snapshot import Scalars, Snapshot
from nnviz.store.live_run import LiveRun
from ui.frame import Mark, Step


class Report(Struct, frozen=True):
    """All runs at one moment.

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
        The parameters of runs at steps, as far as they were asked for.
    carried_out : int
        How many commands were carried out by then.
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
    carried_out: int = 0

    @property
    def stays(self) -> bool:
        """Whether it must reach the window as it is, whatever comes after it."""
        return self.collected is not None or bool(self.failure)

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
