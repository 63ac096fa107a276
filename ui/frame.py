"""What the window draws: the runs, and one moment of all of them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec import Struct, field

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.history import History
from nnviz.recorded_run import RecordedRun
from nnviz.snapshot import Snapshot
from nnviz.store.saved_session import Origin

Step = tuple[int, int]
"""A run and one of its steps."""

CANNOT_TRAIN = "A recording cannot be trained further: what it holds was trained by another program."


class Mark(Struct, frozen=True):
    """A live edit, where the curves and the timeline show it."""

    step: int
    epoch: float
    words: str


class RunView(Struct, frozen=True, eq=False):
    """One run as the panels see it.

    Attributes
    ----------
    index : int
        0 for the base; decides colour and marker (`ui.theme.run_style`).
    name : str
    source : Assembly or RecordedRun
        What it trains; or a recording of training elsewhere, which can be looked at only.
    history : History
        Grows while the run goes on; touched by the window's thread only.
    marks : list of Mark
        Live edits so far; grows likewise.
    origin : Origin or None
        Where it was forked; its past up to there is that of the other run.
    """

    index: int
    name: str
    source: Assembly | RecordedRun
    history: History
    marks: list[Mark] = field(default_factory=list)
    origin: Origin | None = None

    @property
    def assembly(self) -> Assembly:
        """What it trains; of a recording the network alone, with data of no rows, where `has_network`."""
        return self.source if isinstance(self.source, Assembly) else self.source.assembly

    # What there is of it. A panel that needs what is not there says so (`ui.panels.base.Panel.lacks`).

    @property
    def recorded(self) -> RecordedRun | None:
        """The recording, of which nothing can be trained, edited or computed anew; None for a run that trains."""
        return None if isinstance(self.source, Assembly) else self.source

    @property
    def has_data(self) -> bool:
        """Whether there are data that the network can be asked about."""
        return isinstance(self.source, Assembly)

    @property
    def has_network(self) -> bool:
        """Whether its layers are fully connected ones, one after another."""
        return isinstance(self.source, Assembly) or self.source.network is not None

    @property
    def has_losses(self) -> bool:
        """Whether there are losses or accuracies, or will be."""
        if isinstance(self.source, Assembly):
            return True
        return not self.source.measured.isdisjoint(("train_loss", "test_loss", "train_accuracy", "test_accuracy"))

    @property
    def has_gradients(self) -> bool:
        """Whether there are gradient sizes, or will be."""
        return isinstance(self.source, Assembly) or len(self.source.gradient_steps) > 0

    @property
    def layer_names(self) -> tuple[str, ...]:
        """The layers' names, first hidden layer to output."""
        if isinstance(self.source, Assembly):
            return tuple(layer.name for layer in self.source.network)
        return self.source.layer_names

    @property
    def classifies(self) -> bool:
        """Whether it has an accuracy."""
        if isinstance(self.source, Assembly):
            return self.source.data.task == "classification"
        return not self.source.measured.isdisjoint(("train_accuracy", "test_accuracy"))

    @property
    def has_test(self) -> bool:
        """Whether it has losses or accuracies of a test share."""
        if isinstance(self.source, Assembly):
            return len(self.source.data.inputs_test) > 0
        return not self.source.measured.isdisjoint(("test_loss", "test_accuracy"))

    @property
    def has_validation(self) -> bool:
        """Whether it has losses or accuracies of a validation share."""
        return isinstance(self.source, Assembly) and len(self.source.data.inputs_validation) > 0

    # Its steps.

    @property
    def steps_per_epoch(self) -> float:
        """Steps in one epoch; NaN where nobody knows."""
        return float(self.source.steps_per_epoch)

    @property
    def most_steps(self) -> float:
        """How many steps it takes at most, as far as that is known."""
        if not isinstance(self.source, Assembly):
            return float(self.source.last_step)
        stop = self.source.experiment.training.stop
        epochs = stop.epochs * self.source.steps_per_epoch if stop.epochs is not None else math.inf
        return min(epochs, stop.steps if stop.steps is not None else math.inf)

    def nearest_step(self, step: int) -> int:
        """Return the step nearest to another that can be looked at: of a run that trains, any."""
        return step if isinstance(self.source, Assembly) else self.source.nearest(step)

    def step_beside(self, step: int, by: int) -> int:
        """Return the step that is so many on, or back where negative, among those that can be looked at."""
        return step + by if isinstance(self.source, Assembly) else self.source.beside(step, by)


class Selection(Struct, frozen=True):
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


class Frame(Struct, frozen=True, eq=False):
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
    checkpoints : mapping of (int, int) to ndarray
        The parameters of runs at steps, as far as a panel has asked for them (`ui.panels.base.Panel.fetched`).
    gone : bool
        Whether the training process has ended, so that no other step can be shown.
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
    checkpoints: Mapping[Step, Array] = field(default_factory=dict)
    gone: bool = False

    @property
    def looks_back(self) -> bool:
        """Whether this is an earlier step than the newest."""
        return self.newest is not self.snapshots and bool(self.newest)

    def is_served_by(self, other: Frame | None) -> bool:
        """Say whether whatever was computed in the background for another frame also serves for this one."""
        return other is not None and (
            self.runs is other.runs
            and self.snapshots is other.snapshots
            and self.checkpoints is other.checkpoints
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
