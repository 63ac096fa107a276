"""How a snapshot of a run is taken."""

from __future__ import annotations

from typing import Literal

from nnviz.arrays import read_only
from nnviz.snapshot import Snapshot
from nnviz.trainer import Trainer


def take_snapshot(trainer: Trainer, run: int = 0, generation: int = 0, *, evaluate: bool = False) -> Snapshot:
    """Copy everything the views need of a run at its step.

    Parameters
    ----------
    trainer : Trainer
        Its scalars are handed over with the snapshot.
    run, generation : int
        What the snapshot says it is of.
    evaluate : bool
        Whether to evaluate this very step; else the newest evaluation is taken.
    """
    return Snapshot(
        run=run,
        generation=generation,
        step=trainer.step,
        samples_seen=trainer.samples_seen,
        epoch=trainer.epoch,
        theta=read_only(trainer.theta.copy()),
        learning_rate=trainer.learning_rate,
        scalars=trainer.take_scalars(),
        path=trainer.path,
        update_ratios=trainer.update_ratios,
        evaluation=trainer.evaluate_now() if evaluate else trainer.evaluation,
        state=standing(trainer),
        stop_reason=trainer.stop_reason,
        divergence=trainer.divergence,
        first_step=trainer.keyframes.first.step,
        restorations=trainer.early_stopping.restorations,
        keyframe_spacing=trainer.keyframes.spacing,
        network=trainer.assembly.experiment.network,
        scheduled=trainer.training.schedule.name != "constant",
        clipped=trainer.updates.clipped_steps,
    )


def standing(trainer: Trainer) -> Literal["running", "stopped", "diverged"]:
    """Say in a word whether a run can go on."""
    return "diverged" if trainer.divergence else "stopped" if trainer.stop_reason else "running"
