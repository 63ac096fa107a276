"""How a gradient becomes the next step of a run: the training settings that are in force, and what they remember."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from nnviz.arrays import Array
from nnviz.batches import Batches
from nnviz.clipping import Clipping
from nnviz.experiment.schema import Training
from nnviz.network import Network
from nnviz.optimizers import OPTIMIZERS, SCRATCH_VECTORS
from nnviz.penalty import Penalty
from nnviz.schedules import SCHEDULES, Pace
from nnviz.snapshot import Evaluation


class Updates:
    """Carries out the updates of one run: penalty, clipping and optimizer, at the rate that the schedule gives.

    Parameters
    ----------
    network : Network
    theta, gradient : ndarray, shape (P,) or longer
        Changed, and read, at every update; what stands behind the P parameters is left alone.

    Attributes
    ----------
    state : ndarray, shape (vectors, P)
        What the optimizer remembers.
    count : int
        Updates taken with this optimizer.
    pace : Pace
        Where the learning rate stands.
    update : callable
        Takes the count of the update, 1 for the first, and its learning rate, and changes theta and the state.
    """

    def __init__(self, network: Network, theta: Array, gradient: Array) -> None:
        self._network = network
        self._theta = theta[: network.size]
        self._gradient = gradient[: network.size]
        self._training: Training | None = None
        self._clipping: Clipping | None = None
        self.pace = Pace(math.nan)

    def install(self, training: Training, *, fresh_state: bool = False) -> None:
        """Put training settings in force.

        Memories stay with the optimizer and the schedule that made them: another one begins without.
        With a fresh state, everything is as at the beginning of a run.
        """
        before = None if fresh_state else self._training
        optimizer, schedule = OPTIMIZERS[training.optimizer.name], SCHEDULES[training.schedule.name]
        if before is None or before.optimizer.name != optimizer.name:
            self.state = np.zeros((optimizer.vectors, len(self._theta)), self._theta.dtype)
            self.count = 0
        if before is None or before.schedule.name != schedule.name:
            self.pace = Pace(self.pace.rate)
        values = training.optimizer.values
        bounds = training.clip_norm, training.clip_value
        if bounds == (None, None):
            self._clipping = None
        elif before is None or bounds != (before.clip_norm, before.clip_value):
            self._clipping = Clipping(self._gradient, *bounds)
        self._base_rate = values.pop("learning_rate")
        self._schedule = schedule
        self._schedule_values = training.schedule.values
        scratch = [np.empty_like(self._theta) for _ in range(SCRATCH_VECTORS)]
        step = partial(optimizer.update, self._theta, self._gradient, list(self.state), scratch, **values)
        self.update = _after(self._preparations(training), step)
        self._training = training

    @property
    def clipped(self) -> bytes:
        """Which of the last steps with these bounds had their gradients clipped (`Clipping.recent`); empty without."""
        return b"" if self._clipping is None else self._clipping.recent

    @property
    def clipped_steps(self) -> tuple[int, int]:
        """How many of these steps that were, and how many these are."""
        return sum(self.clipped), len(self.clipped)

    def restore(self, state: Array, count: int, pace: Pace, clipped: bytes) -> None:
        """Remember what was remembered once, with the settings that are in force."""
        self.state[...] = state
        self.count = count
        self.pace = pace
        if self._clipping is not None:
            self._clipping.remember(clipped)

    def forget(self) -> None:
        """Go on with the same settings and at the same rate, but with an optimizer that remembers nothing."""
        self.state[...] = 0.0
        self.count = 0

    def upcoming_rates(self, batches: Batches, steps: int) -> list[float]:
        """Return the learning rate of each of the next steps, all of one epoch."""
        if not self._schedule.within_epochs:
            return [self._rate_at(batches.epoch)] * steps
        seen, each, rows = batches.samples_seen, batches.batch_size, batches.rows
        return [self._rate_at((seen + taken * each) / rows) for taken in range(steps)]

    def begin(self, batches: Batches) -> None:
        """Say, before the first step, what that will be taken with."""
        self.pace = self.pace._replace(rate=self._rate_at(batches.epoch))

    def note(self, rates: list[float]) -> None:
        """Note that updates were taken, with these rates."""
        if rates:
            self.count += len(rates)
            self.pace = self.pace._replace(rate=rates[-1])

    def watch(self, evaluation: Evaluation) -> None:
        """Show the schedule the losses at the end of an epoch."""
        if self._schedule.watch is not None:
            validated = math.isfinite(evaluation.validation_loss)
            loss = evaluation.validation_loss if validated else evaluation.train_loss
            self.pace = self._schedule.watch(self.pace, loss, **self._schedule_values)

    def _rate_at(self, epochs: float) -> float:
        """Return the learning rate of a step that begins after so many epochs."""
        return self._base_rate * self._schedule.factor(epochs, self.pace, **self._schedule_values)

    def _preparations(self, training: Training) -> list[Callable[[], None]]:
        """Return what is done to the gradient of the data loss before the optimizer sees it."""
        preparations: list[Callable[[], None]] = []
        if training.l1 or training.l2:
            penalty = Penalty(self._network, self._theta, self._gradient, training.l1, training.l2)
            preparations.append(penalty.add_gradient)
        if self._clipping is not None:
            preparations.append(self._clipping.apply)
        return preparations


def _after(preparations: list[Callable[[], None]], step: Callable[[int, float], None]) -> Callable[[int, float], None]:
    """Return a step with its preparations before it; the plain step itself where there are none."""
    if not preparations:
        return step

    def prepared(count: int, learning_rate: float) -> None:
        for prepare in preparations:
            prepare()
        step(count, learning_rate)

    return prepared
