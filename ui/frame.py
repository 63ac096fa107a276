"""What the window draws: the runs, and one moment of all of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnviz.assembly import Assembly
from nnviz.history import History
from nnviz.snapshot import Snapshot


@dataclass(frozen=True)
class Mark:
    """A live edit, where the curves and the timeline show it."""

    step: int
    epoch: float
    words: str


@dataclass(frozen=True, eq=False)
class RunView:
    """One run as the panels see it.

    Attributes
    ----------
    index : int
        0 for the base; decides colour and marker (`ui.theme.run_style`).
    name : str
    assembly : Assembly
    history : History
        Grows while the run goes on; touched by the window's thread only.
    marks : list of Mark
        Live edits so far; grows likewise.
    """

    index: int
    name: str
    assembly: Assembly
    history: History
    marks: list[Mark] = field(default_factory=list)


@dataclass(frozen=True)
class Selection:
    """What is selected, in every panel at once.

    Attributes
    ----------
    layer : int
        0 for the inputs, 1 for the first hidden layer, ...; the last is the output.
    unit : int or None
        A unit of that layer; None selects the whole layer.
    source : int or None
        A unit of the layer before: then the weight from it to `unit` is selected.
    """

    layer: int
    unit: int | None = None
    source: int | None = None


@dataclass(frozen=True, eq=False)
class Frame:
    """One moment of all runs.

    Attributes
    ----------
    runs : tuple of RunView
    snapshots : tuple of Snapshot
        One for each run, at the same number of samples seen (a stopped run stays where it is).
    chosen : int
        The run that the single-run panels show.
    hidden : frozenset of int
        Runs whose curves are switched off.
    selection : Selection or None
    sample : tuple of (str, int) or None
        The sample that is being looked at: ("train" or "test", row); None where none is chosen.
    playing : bool
    hovered : Selection or None
        What the pointer is on in some panel: lit up in all of them, without being selected.
    pointed_step : int or None
        The step that the pointer is at in some panel's curves.
    newest : tuple of Snapshot
        Where the runs have come to: `snapshots`, unless an earlier step is looked at.
    """

    runs: tuple[RunView, ...]
    snapshots: tuple[Snapshot, ...]
    chosen: int
    hidden: frozenset[int]
    selection: Selection | None
    sample: tuple[str, int] | None
    playing: bool
    hovered: Selection | None = None
    pointed_step: int | None = None
    newest: tuple[Snapshot, ...] = ()

    @property
    def looks_back(self) -> bool:
        """Whether this is an earlier step than the newest."""
        return self.newest is not self.snapshots and bool(self.newest)

    def is_served_by(self, other: Frame | None) -> bool:
        """Say whether whatever was computed in the background for another frame also serves for this one."""
        return other is not None and (
            self.runs is other.runs
            and self.snapshots is other.snapshots
            and self.chosen == other.chosen
            and self.hidden == other.hidden
            and self.selection == other.selection
            and self.sample == other.sample
        )

    @property
    def run(self) -> RunView:
        """The chosen run."""
        return self.runs[self.chosen]

    @property
    def snapshot(self) -> Snapshot:
        """The chosen run's snapshot."""
        return self.snapshots[self.chosen]

    @property
    def visible_runs(self) -> list[tuple[RunView, Snapshot]]:
        """The runs that are switched on, with their snapshots."""
        return [
            (run, snap) for run, snap in zip(self.runs, self.snapshots, strict=True) if run.index not in self.hidden
        ]
