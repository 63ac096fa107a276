"""Where all runs are: what the training thread's reports come to."""

from __future__ import annotations

from collections.abc import Iterable

from nnviz.assembly import Assembly
from nnviz.history import History
from nnviz.snapshot import Snapshot
from ui.attention import Attention
from ui.frame import Frame, Mark, RunView
from ui.mailbox import Report


class Moment:
    """The runs with their histories, the newest snapshot of each, and the earlier ones that are looked at instead.

    Attributes
    ----------
    runs : tuple of RunView
    newest : tuple of Snapshot
        Empty before the first report on these runs.
    past : tuple of Snapshot
        What is looked at instead; empty where that is the newest.
    """

    def __init__(self) -> None:
        self.runs: tuple[RunView, ...] = ()
        self.newest: tuple[Snapshot, ...] = ()
        self.past: tuple[Snapshot, ...] = ()

    def line_up(self, runs: tuple[RunView, ...]) -> None:
        """Go on with these runs, some of which may have been there before."""
        self.runs = runs
        self.newest = self.past = ()

    def take(self, report: Report) -> None:
        """Take in what a report brings."""
        for run, snapshot, marks in zip(self.runs, report.snapshots, report.marks, strict=False):
            run.history.append(snapshot.scalars)
            run.marks[:] = marks
        if len(report.snapshots) == len(self.runs):  # else it is of before a run was forked, or dropped
            self.newest, self.past = report.snapshots, report.past

    def frame(self, seen: Attention, playing: bool) -> Frame | None:
        """Return what is drawn, or None before the first report."""
        if not self.newest:
            return None
        return Frame(
            self.runs,
            self.past or self.newest,
            seen.chosen,
            seen.hidden,
            seen.selection,
            seen.sample,
            playing,
            seen.hovered,
            seen.pointed_step,
            self.newest,
        )


def view_of(index: int, assembly: Assembly, history: History | None = None, marks: Iterable[Mark] = ()) -> RunView:
    """Return a run as the panels see it, with nothing behind it unless it comes from a file."""
    if history is None:
        history = History(len(assembly.network.layers))
    return RunView(index, assembly.name, assembly, history, list(marks))
