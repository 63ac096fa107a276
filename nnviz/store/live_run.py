"""Between a run that trains and a run in a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.checkpoint import TrainerState
from nnviz.edits import Edit, NetworkEdit, TrainingEdit
from nnviz.errors import InvalidInput
from nnviz.path import Path
from nnviz.snapshot import Divergence
from nnviz.store.saved_session import SavedRun, SavedSession, check_fits
from nnviz.trainer import Trainer


class LiveRun(Struct, frozen=True):
    """A run as it stands: all that its trainer knows and the window does not. Nothing in it is ever written again.

    Attributes
    ----------
    step : int
    edits : tuple of Edit
    keyframes : tuple of TrainerState
        In the order of their steps; the last one is of `step`.
    path : Path
    divergence : Divergence or None
    update_ratios : ndarray, shape (layers,)
        Of the update that led to `step`; NaN where it was not measured.
    """

    step: int
    edits: tuple[Edit, ...]
    keyframes: tuple[TrainerState, ...]
    path: Path
    divergence: Divergence | None
    update_ratios: Array

    @property
    def nbytes(self) -> int:
        """About the bytes that it takes in a file, its history not counted."""
        present = self.keyframes[-1]
        states = len(self.keyframes) * (present.theta.nbytes + present.optimizer_state.nbytes)
        bests = len({id(state.best.theta) for state in self.keyframes if state.best is not None})
        return states + (bests + len(self.path.thetas)) * present.theta.nbytes


def collect(trainer: Trainer) -> LiveRun:
    """Return a run as it stands. Only its present state is copied: everything else is shared, and never written."""
    present = trainer.state()
    earlier = (state for state in trainer.keyframes.states if state.step < present.step)
    return LiveRun(
        present.step, present.edits, (*earlier, present), trainer.path, trainer.divergence, trainer.update_ratios
    )


def check_stands(run: SavedRun) -> None:
    """Check that the last keyframe of a run from a file is where the run stands, and that its steps rise.

    Raises
    ------
    InvalidInput
    """
    steps = [state.step for state in run.keyframes]
    if steps[-1] != run.step or run.keyframes[-1].edits != run.edits:
        raise InvalidInput(f"the run '{run.name}' has no keyframe of step {run.step:,}, at which it stands")
    if any(later <= earlier for earlier, later in pairwise(steps)):
        raise InvalidInput(f"the run '{run.name}' has two keyframes of one step")
    if run.path.steps[-1] > run.step:
        raise InvalidInput(f"the run '{run.name}' has a path that is longer than the run")


def reopen(session: SavedSession, assemblies: Sequence[Assembly]) -> list[LiveRun]:
    """Return the runs of a session from a file, of which `resume` makes trainers.

    Parameters
    ----------
    session : SavedSession
    assemblies : sequence of Assembly
        Of its experiment.

    Raises
    ------
    InvalidInput
        If a run does not fit the experiment.
    """
    if len(session.runs) != len(assemblies):
        raise InvalidInput(f"it has {len(session.runs)} runs: its experiment has {len(assemblies)}")
    for run, assembly in zip(session.runs, assemblies, strict=True):
        check_fits(run, assembly)
        check_stands(run)
    return [
        LiveRun(run.step, run.edits, run.keyframes, run.path, run.divergence, np.array(run.update_ratios))
        for run in session.runs
    ]


def resume(run: LiveRun, assembly: Assembly, begin: Callable[[Assembly], Trainer] = Trainer) -> Trainer:
    """Return a trainer that stands where a run was left, and goes on as it would have.

    Parameters
    ----------
    run : LiveRun
    assembly : Assembly
        What the run is to be from here on: its settings may differ from those that it was left with.
    begin : callable
        Returns a trainer at the beginning of its run.
    """
    network = assembly.experiment.network
    trainer = begin(assembly)
    trainer.begin_at(run.keyframes[-1], run.path)
    trainer.keyframes = trainer.keyframes.of_further(run.keyframes)
    trainer.divergence = run.divergence
    training = trainer.assembly.experiment.training
    if trainer.training != training:  # never so in a file of this program: the form shows what is trained with
        trainer.apply(TrainingEdit(trainer.step, training))
    if trainer.assembly.experiment.network != network:
        trainer.apply(NetworkEdit(trainer.step, network))
    return trainer
