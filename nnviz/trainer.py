"""The trainer: one run, step by step. It knows nothing of threads, screens or time.

The step loop allocates nothing: every array that it touches is made beforehand, and it hands out copies.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from nnviz.arrays import Array, read_only
from nnviz.assembly import Assembly
from nnviz.batches import Batches
from nnviz.divergence import diagnose
from nnviz.experiment.schema import Training
from nnviz.metrics import ShareEvaluator
from nnviz.optimizers import OPTIMIZERS
from nnviz.snapshot import Divergence, Evaluation, Scalars, Snapshot
from nnviz.telemetry import Telemetry
from nnviz.workspace import LossHead, Workspace


@dataclass(frozen=True)
class TrainingEdit:
    """From `step` on, train in this way: optimizer, rate, penalties, batch size, stop conditions."""

    step: int
    training: Training


@dataclass(frozen=True)
class ParameterEdit:
    """At `step`, set one parameter of theta by hand."""

    step: int
    index: int
    value: float


Edit = TrainingEdit | ParameterEdit


@dataclass(frozen=True)
class TrainerState:
    """All that a trainer needs to go on exactly as it would have: copies, never views."""

    step: int
    samples_seen: int
    theta: Array
    optimizer_state: Array
    updates: int
    training: Training


class Trainer:
    """Trains one run.

    Parameters
    ----------
    assembly : Assembly
    initial_theta : ndarray, shape (P,), optional
        Starts here instead of at the seed's own draw.

    Attributes
    ----------
    step : int
        Updates taken.
    theta : ndarray, shape (P,)
        The parameters now. Read it; copy what is to stay.
    training : Training
        The settings in force, live edits included.
    evaluation : Evaluation
        The newest evaluation: after step 0 and after every epoch.
    edits : list of Edit
        Every live edit, with the step at which it took effect.
    divergence : Divergence or None
    stop_reason : str
        Which stop condition is met, in words; empty while there is none.
    """

    def __init__(self, assembly: Assembly, initial_theta: Array | None = None) -> None:
        self.assembly = assembly
        network, data = assembly.network, assembly.data
        self.theta = (
            assembly.initial_theta()
            if initial_theta is None
            else initial_theta.astype(assembly.experiment.training.dtype)
        )
        self.step = 0
        self.edits: list[Edit] = []
        self.divergence: Divergence | None = None
        self.stop_reason = ""
        self._gradient = np.zeros_like(self.theta)
        self._scratch = np.zeros_like(self.theta)
        self._is_weight = np.zeros_like(self.theta)
        for layer in network:
            layer.weights(self._is_weight)[...] = 1.0
        self.training = assembly.experiment.training
        self._batches = Batches(data.inputs_train, data.targets_train, assembly.experiment.seed, assembly.batch_size)
        self._passes: dict[int, tuple[Workspace, LossHead]] = {}
        self._updates = 0
        self._state = np.zeros((0, len(self.theta)), self.theta.dtype)
        self._install(self.training, fresh_state=True)
        self._telemetry = Telemetry(network, self._gradient)
        self._evaluate_shares = ShareEvaluator(assembly, self.theta)
        self._evaluate()

    @property
    def samples_seen(self) -> int:
        """Training rows seen since step 0: what runs are aligned by."""
        return self._batches.samples_seen

    @property
    def epoch(self) -> float:
        """Passes over the training share so far."""
        return self._batches.epoch

    @property
    def steps_to_epoch_end(self) -> int:
        """How many batches are left of the epoch at hand; a whole epoch at its start."""
        return self._batches.left_in_epoch

    @property
    def running(self) -> bool:
        """Whether the run can go on: not diverged, no stop condition met."""
        return self.divergence is None and not self.stop_reason

    def advance(self, steps: int) -> int:
        """Take up to `steps` steps; fewer when a stop condition is met or the run diverges. Returns the steps taken."""
        before = self.step
        with np.errstate(all="ignore"):  # what is not finite is found and explained below
            while self.running and self.step - before < steps:
                self._advance_block(min(steps - (self.step - before), self._telemetry.room))
        return self.step - before

    def advance_samples(self, samples_seen: int) -> int:
        """Take steps until `samples_seen` rows have been seen. Returns the steps taken."""
        before = self.step
        while self.running and self.samples_seen < samples_seen:
            missing = samples_seen - self.samples_seen
            self.advance(max(1, missing // self._batches.batch_size))
        return self.step - before

    def apply(self, edit: Edit) -> None:
        """Carry out a live edit, from the next step on. Raises nothing: edits are checked where they are made."""
        if isinstance(edit, ParameterEdit):
            self.theta[edit.index] = edit.value
        else:
            self._install(edit.training, fresh_state=edit.training.optimizer.name != self.training.optimizer.name)
            self.stop_reason = ""
        self.edits.append(edit)
        self._check_stop()

    def state(self) -> TrainerState:
        """Copy all that is needed to come back to this step."""
        return TrainerState(
            self.step,
            self.samples_seen,
            self.theta.copy(),
            self._state.copy(),
            self._updates,
            self.training,
        )

    def restore(self, state: TrainerState) -> None:
        """Go back to a state: from there on every step is, bit by bit, what it was."""
        self._install(state.training, fresh_state=True)
        self.step = state.step
        self.theta[...] = state.theta
        self._state[...] = state.optimizer_state
        self._updates = state.updates
        self._batches.seek(state.samples_seen, self._batches.batch_size)
        self.divergence = None
        self.stop_reason = ""

    def take_scalars(self) -> Scalars:
        """Hand over the scalars since the last call."""
        return self._telemetry.take()

    def evaluate_now(self) -> Evaluation:
        """Evaluate both shares at this very step. It enters no history and changes nothing."""
        with np.errstate(all="ignore"):
            return Evaluation(self.step, self.epoch, *self._evaluate_shares())

    def snapshot(self, run: int = 0, generation: int = 0, *, evaluate: bool = False) -> Snapshot:
        """Copy everything the views need at this step, with an evaluation of this very step if `evaluate`."""
        state: Any = "diverged" if self.divergence else "stopped" if self.stop_reason else "running"
        return Snapshot(
            run=run,
            generation=generation,
            step=self.step,
            samples_seen=self.samples_seen,
            epoch=self.epoch,
            theta=read_only(self.theta.copy()),
            learning_rate=self.training.optimizer.values["learning_rate"],
            scalars=self.take_scalars(),
            evaluation=self.evaluate_now() if evaluate else self.evaluation,
            state=state,
            stop_reason=self.stop_reason,
            divergence=self.divergence,
        )

    def _install(self, training: Training, *, fresh_state: bool) -> None:
        """Put training settings in force."""
        entry = OPTIMIZERS[training.optimizer.name]
        if fresh_state:
            self._state = np.zeros((entry.vectors, len(self.theta)), self.theta.dtype)
            self._updates = 0
        self._update = partial(
            entry.update, self.theta, self._gradient, self._state, self._scratch, **training.optimizer.values
        )
        self._l1_mask = self._is_weight * self.theta.dtype.type(training.l1) if training.l1 else None
        self._l2_mask = self._is_weight * self.theta.dtype.type(training.l2) if training.l2 else None
        self.training = training
        batch_size = training.batch_size or self._batches.rows
        if batch_size != self._batches.batch_size:
            self._batches.seek(self._batches.samples_seen, batch_size)

    def _pass(self, rows: int) -> tuple[Workspace, LossHead]:
        if rows not in self._passes:
            workspace = Workspace(self.assembly.network, self.theta, rows, self._gradient)
            self._passes[rows] = workspace, LossHead(self.assembly.loss, workspace)
        return self._passes[rows]

    def _advance_block(self, steps: int) -> None:
        """Take up to `steps` steps, as many as fit into the telemetry's block, and notice divergence."""
        block_start = self.state()
        finite = self._take_steps(steps)
        if not finite or not np.isfinite(self.theta).all():
            self._return_to_last_finite_step(block_start)

    def _take_steps(self, steps: int) -> bool:
        """Take up to `steps` steps, until a stop condition is met. Returns False as soon as a loss is not finite."""
        batches, record, rate = self._batches, self._telemetry.record, self.training.optimizer.values["learning_rate"]
        gradient, theta, scratch = self._gradient, self.theta, self._scratch
        stop_step = self.training.stop.steps
        for _ in range(steps):
            inputs, targets = batches.next()
            workspace, head = self._pass(len(targets))
            workspace.forward(inputs)
            loss = head.value(targets)
            if not math.isfinite(loss):
                batches.seek(batches.samples_seen - len(targets), batches.batch_size)
                return False
            head.delta(targets)
            workspace.backward(inputs)
            record(loss)
            if self._l2_mask is not None:
                np.multiply(theta, self._l2_mask, out=scratch)
                np.add(gradient, scratch, out=gradient)
            if self._l1_mask is not None:
                np.sign(theta, out=scratch)
                np.multiply(scratch, self._l1_mask, out=scratch)
                np.add(gradient, scratch, out=gradient)
            self._updates += 1
            self._update(count=self._updates, learning_rate=rate)
            self.step += 1
            if batches.at_epoch_end:
                self._evaluate()
                if self.stop_reason:
                    break
            elif self.step == stop_step:
                self._check_stop()
                break
        return True

    def _return_to_last_finite_step(self, block_start: TrainerState) -> None:
        """Replay the block up to the last step with finite parameters, and say why it goes no further."""
        reached = self.step
        self.restore(block_start)
        telemetry, self._telemetry = self._telemetry, Telemetry(self.assembly.network, self._gradient)
        last = block_start
        while self.step < reached and self._take_steps(1) and np.isfinite(self.theta).all():
            last = self.state()
        self.restore(last)
        self._telemetry = telemetry
        telemetry.forget(reached - self.step)
        batch = self._batches.next()
        self.restore(last)
        rate = self.training.optimizer.values["learning_rate"]
        self.divergence = diagnose(self.assembly, self.theta.copy(), rate, self.step + 1, batch)
        self._evaluate()

    def _evaluate(self) -> None:
        """Evaluate both shares at this step, note it, and look at the stop conditions."""
        self.evaluation = self.evaluate_now()
        self._telemetry.record_evaluation(self.evaluation)
        self._check_stop()

    def _check_stop(self) -> None:
        stop, evaluation = self.training.stop, self.evaluation
        fresh = evaluation.step == self.step
        if stop.steps is not None and self.step >= stop.steps:
            self.stop_reason = f"reached step {stop.steps:,}"
        elif stop.epochs is not None and self.epoch >= stop.epochs:
            self.stop_reason = f"reached epoch {stop.epochs:,}"
        elif stop.train_loss is not None and fresh and evaluation.train_loss <= stop.train_loss:
            self.stop_reason = f"train loss is down to {evaluation.train_loss:.4g}"
        elif stop.test_accuracy is not None and fresh and evaluation.test_accuracy >= stop.test_accuracy:
            self.stop_reason = f"test accuracy is up to {evaluation.test_accuracy:.1%}"
