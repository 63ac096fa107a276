"""What crosses from training to the window: frozen, copied, never written again."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array, Indices
from nnviz.experiment.schema import Network
from nnviz.path import Path


class Evaluation(NamedTuple):
    """Losses and accuracies over the whole shares at one step; NaN where there is none."""

    step: int
    epoch: float
    train_loss: float
    test_loss: float
    train_accuracy: float
    test_accuracy: float
    validation_loss: float = math.nan
    validation_accuracy: float = math.nan


class Restoration(NamedTuple):
    """That a run went back at `step` to the weights of `of_step`."""

    step: int
    epoch: float
    of_step: int


EVALUATION_COLUMNS = Evaluation._fields[1:]
"""What a table of evaluations says beside their steps."""


class Scalars(Struct, frozen=True):
    """Numbers of consecutive steps, and of the evaluations among them.

    Attributes
    ----------
    steps : ndarray of int, shape (n,)
        The step that each update led to: the first update leads to step 1.
    batch_losses : ndarray, shape (n,)
        Data loss of the batch, before the update.
    gradient_sizes : ndarray, shape (n, layers)
        Root mean square of dL/dW of that batch.
    evaluation_steps : ndarray of int, shape (m,)
    evaluations : ndarray, shape (m, 7)
        Columns `EVALUATION_COLUMNS`; NaN where there is no such share or no accuracy.
    learning_rates : ndarray, shape (n,)
        What each update was taken with.
    """

    steps: Indices
    batch_losses: Array
    gradient_sizes: Array
    evaluation_steps: Indices
    evaluations: Array
    learning_rates: Array

    def of_step(self, step: int) -> Scalars:
        """Return the numbers of one step alone, none where it is not among these; without evaluations."""
        rows = self.steps == step
        return Scalars(
            self.steps[rows],
            self.batch_losses[rows],
            self.gradient_sizes[rows],
            self.evaluation_steps[:0],
            self.evaluations[:0],
            self.learning_rates[rows],
        )

    @staticmethod
    def concatenate(parts: list[Scalars]) -> Scalars:
        """Join consecutive parts."""
        if len(parts) == 1:
            return parts[0]
        return Scalars(
            np.concatenate([part.steps for part in parts]),
            np.concatenate([part.batch_losses for part in parts]),
            np.concatenate([part.gradient_sizes for part in parts]),
            np.concatenate([part.evaluation_steps for part in parts]),
            np.concatenate([part.evaluations for part in parts]),
            np.concatenate([part.learning_rates for part in parts]),
        )


class Divergence(Struct, frozen=True):
    """Where a run stopped being finite.

    Attributes
    ----------
    step : int
        The first step whose parameters or loss are not finite. The run stands at the step before it.
    layer : int
        The layer in which the first non-finite number appeared, 1 for the first.
    layer_name : str
    reason : str
        One sentence with the numbers that led there.
    """

    step: int
    layer: int
    layer_name: str
    reason: str


class Snapshot(Struct, frozen=True, weakref=True):
    """Everything the views need of one run at one step.

    Attributes
    ----------
    run : int
        Which run of the experiment, 0 for the base.
    generation : int
        Counts restarts; a snapshot of an older generation is dropped.
    step, samples_seen : int
    epoch : float
    theta : ndarray, shape (P,), read-only
    learning_rate : float
        Of the newest step; at step 0, what the first one will be taken with.
    scalars : Scalars
        All since the previous snapshot of this run.
    evaluation : Evaluation
        The newest one; its step may lie before this one.
    path : Path
        The way to this step, as far as it was noted.
    update_ratios : ndarray, shape (layers,)
        Size of the last update of W against the size of W before it, both as root mean squares; NaN where the last
        step was not measured, such as at step 0.
    state : str
        "running", "stopped" (a stop condition is met) or "diverged".
    stop_reason : str
        In words, empty while running.
    divergence : Divergence or None
    first_step : int
        Where the run began: 0, or the step that it was forked from.
    restorations : tuple of Restoration
        When early stopping brought earlier weights back.
    keyframe_spacing : int
        Steps between two states from which any step of the run is replayed.
    network : nnviz.experiment.schema.Network or None
        What was in force at this step: the hyperparameters of its layers can change while a run goes on. None where
        they never do.
    scheduled : bool
        Whether a schedule moves the learning rate.
    clipped : (int, int)
        How many of the last steps had their gradients clipped, and of how many that is: of up to 100 since the bounds
        are what they are. Of none where nothing is clipped.
    """

    run: int
    generation: int
    step: int
    samples_seen: int
    epoch: float
    theta: Array
    learning_rate: float
    scalars: Scalars
    evaluation: Evaluation
    path: Path
    update_ratios: Array
    state: Literal["running", "stopped", "diverged"]
    stop_reason: str = ""
    divergence: Divergence | None = None
    first_step: int = 0
    restorations: tuple[Restoration, ...] = ()
    keyframe_spacing: int = 1
    network: Network | None = None
    scheduled: bool = False
    clipped: tuple[int, int] = (0, 0)
