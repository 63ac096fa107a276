"""How a run that is no longer finite goes back to where it was, and says why it goes no further."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from nnviz.checkpoint import TrainerState
from nnviz.divergence import diagnose
from nnviz.snapshot import Divergence
from nnviz.updates import Updates

if TYPE_CHECKING:
    from nnviz.trainer import Trainer


@np.errstate(all="ignore")
def return_to_last_finite_step(run: Trainer, updates: Updates, start: TrainerState) -> Divergence:
    """Go back to the last step with finite parameters and training loss.

    Parameters
    ----------
    run : Trainer
        Stands beyond that step.
    updates : Updates
        Those of the run.
    start : TrainerState
        An earlier state that was finite.
    """
    _replay(run, start, run.step)
    last = run.state()
    [batch] = run.batches.upcoming(1)
    run.take(1)
    layer, reason = diagnose(run.assembly, last, batch, run.state())
    run.go_to(last)
    while not math.isfinite(run.evaluate_now().train_loss) and run.step > start.step:
        _replay(run, start, run.step - 1)
    run.evaluation = run.evaluate_now()
    name = run.assembly.network.layers[layer].name
    [rate] = updates.upcoming_rates(run.batches, 1)
    return Divergence(run.step + 1, layer + 1, name, f"{reason} and the learning rate {rate:g}")


def _replay(run: Trainer, start: TrainerState, until: int) -> None:
    """Go from an earlier state to step `until`, or to the last step before something is not finite."""
    run.go_to(start)
    while run.step < until:
        before = run.state()
        if not run.take(1):
            run.go_to(before)
            return
