"""The runs of the training process: their trainers, their flags, and their past."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.edits import NetworkEdit, ParameterEdit, TrainingEdit
from nnviz.experiment import Network, Training
from nnviz.keyframes import BUDGET
from nnviz.scheduler import Scheduler
from nnviz.snapshot import Snapshot
from nnviz.store.live_run import LiveRun, collect
from nnviz.take_snapshot import take_snapshot
from nnviz.trainer import Trainer
from ui.frame import Mark, Step
from ui.training.flags import Flags
from ui.training.looking_back import LookingBack
from ui.training.report import Report


class Runs:
    """All runs of one generation.

    Parameters
    ----------
    trainers : sequence of Trainer
        The base first.
    generation : int
        What reports say they are of.
    marks : sequence of tuple of Mark
        The live edits that each run has behind it; none for runs that are at their beginning.
    update_ratios : sequence of ndarray, each of shape (layers,)
        Of the update that led each run to where it stands, if its trainer was not there; empty where it is unknown.

    Attributes
    ----------
    scheduler : Scheduler
        Advances them.
    """

    def __init__(
        self,
        trainers: Sequence[Trainer],
        generation: int,
        marks: Sequence[tuple[Mark, ...]] | None = None,
        update_ratios: Sequence[Array] = (),
    ) -> None:
        self.scheduler = Scheduler(trainers)
        self.generation = generation
        known = [()] * len(trainers) if marks is None else marks
        self._flags = [Flags(trainer, before) for trainer, before in zip(trainers, known, strict=True)]
        self._look_at_all()
        self._checkpoints: dict[Step, Array] = {}
        self._ratios = {
            run: (trainer.step, ratios)
            for run, (trainer, ratios) in enumerate(zip(trainers, update_ratios, strict=False))
            if len(ratios)
        }

    def _look_at_all(self) -> None:
        """Share what keyframes may take among the runs that there are now, and begin to look back anew."""
        for trainer in self.scheduler.trainers:
            trainer.keyframes.limit(BUDGET // len(self.scheduler.trainers))
        self._back = LookingBack(self.scheduler.trainers)

    def edit_training(self, edits: dict[int, Training]) -> None:
        """From the next step on, train these runs in another way."""
        for run, training in edits.items():
            trainer = self.scheduler.trainers[run]
            self._flags[run].note_training(training)
            trainer.apply(TrainingEdit(trainer.step, training))

    def edit_network(self, edits: dict[int, Network]) -> None:
        """From the next step on, let the layers of these runs compute in another way."""
        for run, network in edits.items():
            trainer = self.scheduler.trainers[run]
            self._flags[run].note_network(network)
            trainer.apply(NetworkEdit(trainer.step, network))

    def edit_parameter(self, run: int, index: int, value: float) -> None:
        """Set one parameter by hand."""
        trainer = self.scheduler.trainers[run]
        self._forget_newest(run)
        self._flags[run].note_parameter(index, value)
        trainer.apply(ParameterEdit(trainer.step, index, value))

    def fork(self, run: int, step: int, assembly: Assembly) -> None:
        """Add a run that begins where another was at a step: its past is that one's, its settings are its own."""
        fork = self._back.fork(run, step, assembly)
        flags = Flags(fork, tuple(mark for mark in self._flags[run].marks if mark.step <= fork.step))
        if fork.training != assembly.experiment.training:
            flags.note_training(assembly.experiment.training)
            fork.apply(TrainingEdit(fork.step, assembly.experiment.training))
        if fork.assembly.experiment.network != assembly.experiment.network:
            flags.note_network(assembly.experiment.network)
            fork.apply(NetworkEdit(fork.step, assembly.experiment.network))
        self.scheduler.add(fork)
        self._flags.append(flags)
        self._look_at_all()

    def drop_last(self) -> None:
        """Take the last run away; the others stay as they are."""
        self.scheduler.drop_last()
        self._flags.pop()
        self._checkpoints = {key: theta for key, theta in self._checkpoints.items() if key[0] < len(self._flags)}
        self._look_at_all()

    def look_back(self, run: int, step: int) -> None:
        """Show all runs where one was at a step; at its newest one, as they are."""
        self._back.go_to(run, step, self.generation)

    def fetch(self, wanted: Sequence[Step]) -> None:
        """Report from now on the parameters of these runs at these steps, which they have taken, and of no others."""
        known, trainers = self._checkpoints, self.scheduler.trainers
        self._checkpoints = {
            (run, step): known[run, step] if (run, step) in known else self._back.theta_at(run, step)
            for run, step in wanted
            if run < len(trainers) and step <= trainers[run].step
        }

    def _forget_newest(self, run: int) -> None:
        """Let go of a checkpoint at the newest step of a run, whose parameters are about to be others."""
        self._checkpoints = {
            key: theta for key, theta in self._checkpoints.items() if key != (run, self.scheduler.trainers[run].step)
        }

    @property
    def looks_back(self) -> bool:
        """Whether an earlier step is shown."""
        return bool(self._back.snapshots)

    def return_to_present(self) -> None:
        """Show the runs as they are."""
        self._back.return_to_present()

    def collect(self, most_bytes: int | None) -> tuple[LiveRun, ...]:
        """Return all runs as they stand, for a file; none where they would take more than so many bytes."""
        live = tuple(
            replace(known, update_ratios=self._update_ratios(run, known.step, known.update_ratios))
            for run, known in enumerate(map(collect, self.scheduler.trainers))
        )
        return live if most_bytes is None or sum(run.nbytes for run in live) <= most_bytes else ()

    def report(
        self, *, playing: bool, speed: float, exact: bool, collected: tuple[LiveRun, ...] | None = None
    ) -> Report:
        """Say where all runs are.

        Parameters
        ----------
        playing : bool
            Whether training goes on by itself.
        speed : float
            Steps a second.
        exact : bool
            Whether to evaluate the very step that is shown: for the eye alone, it enters no history.
        collected : tuple of LiveRun or None
            What was collected at this moment, if it was asked for.
        """
        past = self._back.snapshots
        snapshots = tuple(
            self._snapshot(trainer, run, evaluate=exact and not past)
            for run, trainer in enumerate(self.scheduler.trainers)
        )
        marks = tuple(flags.marks for flags in self._flags)
        fetched = self._checkpoints
        return Report(self.generation, snapshots, playing, speed, marks, past, collected=collected, checkpoints=fetched)

    def _snapshot(self, trainer: Trainer, run: int, *, evaluate: bool) -> Snapshot:
        snapshot = take_snapshot(trainer, run, self.generation, evaluate=evaluate)
        if run not in self._ratios:
            return snapshot
        return replace(snapshot, update_ratios=self._update_ratios(run, snapshot.step, snapshot.update_ratios))

    def _update_ratios(self, run: int, step: int, measured: Array) -> Array:
        """Return what was measured before the run was saved, as long as it stands there, else what is measured now."""
        if run in self._ratios:
            known, ratios = self._ratios[run]
            if known == step:
                return ratios
            del self._ratios[run]
        return measured
