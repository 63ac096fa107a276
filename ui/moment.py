"""Where all runs are: what the training process's reports come to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.experiment import Network
from nnviz.history import History
from nnviz.snapshot import Snapshot
from nnviz.store.saved_session import Origin
from ui.attention import Attention
from ui.frame import Frame, Mark, RunView, Step
from ui.training.report import Report


class Moment:
    """The runs with their histories, the newest snapshot of each, and the earlier ones that are looked at instead.

    Attributes
    ----------
    runs : tuple of RunView
    newest : tuple of Snapshot
        Empty before the first report on these runs.
    past : tuple of Snapshot
        What is looked at instead; empty where that is the newest.
    checkpoints : mapping of (int, int) to ndarray
        The parameters of runs at steps, as far as they were asked for.
    """

    def __init__(self) -> None:
        self.runs: tuple[RunView, ...] = ()
        self.newest: tuple[Snapshot, ...] = ()
        self.past: tuple[Snapshot, ...] = ()
        self.checkpoints: Mapping[Step, Array] = {}
        self._shown: tuple[RunView, ...] = ()
        self._shown_of: tuple[RunView, ...] = ()
        self._networks: tuple[Network | None, ...] = ()

    def line_up(self, runs: tuple[RunView, ...]) -> None:
        """Go on with these runs, some of which may have been there before."""
        self.runs = runs
        self.newest = self.past = ()
        self.checkpoints = {}

    def take(self, report: Report) -> None:
        """Take in what a report brings."""
        for run, snapshot, marks in zip(self.runs, report.snapshots, report.marks, strict=False):
            run.history.append(snapshot.scalars)
            run.marks[:] = marks
        if len(report.snapshots) == len(self.runs):  # else it is of before a run was forked, or dropped
            self.newest = report.snapshots
            # Whatever was computed for what is shown still holds, so it must be the very same objects.
            if not _same(report.past, self.past):
                self.past = report.past
            if report.checkpoints.keys() != self.checkpoints.keys() or not _same(
                report.checkpoints.values(), self.checkpoints.values()
            ):
                self.checkpoints = report.checkpoints

    def frame(self, seen: Attention, playing: bool, gone: bool) -> Frame | None:
        """Return what is drawn, or None before the first report."""
        if not self.newest:
            return None
        snapshots = self.past or self.newest
        return Frame(
            self._runs_at(snapshots),
            snapshots,
            seen.chosen,
            seen.hidden,
            seen.selection,
            seen.sample,
            playing,
            seen.hovered,
            seen.pointed_step,
            self.newest,
            self.checkpoints,
            gone,
        )

    def _runs_at(self, snapshots: tuple[Snapshot, ...]) -> tuple[RunView, ...]:
        """Return the runs, each with the network of its snapshot: the same objects as long as nothing has changed."""
        networks = tuple(snapshot.network for snapshot in snapshots)
        if self._shown_of is not self.runs or self._networks != networks:
            self._shown_of, self._networks = self.runs, networks
            shown = tuple(_with_network(run, network) for run, network in zip(self.runs, networks, strict=True))
            unchanged = all(new is old for new, old in zip(shown, self.runs, strict=True))
            self._shown = self.runs if unchanged else shown
        return self._shown


def _same(some: Collection[object], others: Collection[object]) -> bool:
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))


def _with_network(run: RunView, network: Network | None) -> RunView:
    if network is None or not isinstance(run.source, Assembly):
        return run
    source = run.source.with_network(network)
    return run if source is run.source else replace(run, source=source)


def view_of(
    index: int,
    assembly: Assembly,
    history: History | None = None,
    marks: Iterable[Mark] = (),
    origin: Origin | None = None,
) -> RunView:
    """Return a run as the panels see it, with nothing behind it unless it comes from a file or was forked."""
    if history is None:
        history = History(len(assembly.network.layers))
    return RunView(index, assembly.name, assembly, history, list(marks), origin)
