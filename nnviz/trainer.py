"""One run, step by step, without threads, screens or time. The step loop allocates nothing, and hands out copies."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from nnviz.arrays import Array, all_finite
from nnviz.assembly import Assembly
from nnviz.batch_losses import BatchLosses
from nnviz.batches import Batches
from nnviz.checkpoint import TrainerState, checkpoint_steps
from nnviz.divergence import diagnose
from nnviz.edits import Edit, ParameterEdit
from nnviz.experiment.schema import Training
from nnviz.keyframes import BUDGET, Keyframes
from nnviz.metrics import ShareEvaluator
from nnviz.optimizers import OPTIMIZERS
from nnviz.path import Path
from nnviz.penalty import Penalty
from nnviz.snapshot import Divergence, Evaluation, Scalars
from nnviz.stopping import reason_to_stop
from nnviz.telemetry import Telemetry
from nnviz.workspace import Passes


class Trainer:
    """Trains one run.

    Parameters
    ----------
    assembly : Assembly
    initial_theta : ndarray, shape (P,), optional
        Starts here instead of at the seed's own draw.
    keyframe_budget : int
        Bytes that its keyframes may take.

    Attributes
    ----------
    step : int
        Updates taken.
    theta : ndarray, shape (P,)
        The parameters now. Read it; copy what is to stay.
    training : Training
        The settings in force, live edits included.
    batches : Batches
        Where the run is in the order of its samples.
    evaluation : Evaluation
        The newest evaluation: after step 0, after every epoch and after a parameter was set by hand.
    edits : tuple of Edit
        Every live edit, with the step at which it took effect.
    keyframes : Keyframes
        From which any step is replayed (`nnviz.replay`).
    divergence : Divergence or None
    stop_reason : str
        Which stop condition is met, in words; empty while there is none.
    """

    def __init__(self, assembly: Assembly, initial_theta: Array | None = None, keyframe_budget: int = BUDGET) -> None:
        self.assembly = assembly
        self.training = assembly.experiment.training
        data = assembly.data
        self.theta = assembly.initial_theta() if initial_theta is None else initial_theta.astype(self.training.dtype)
        self.step = 0
        self.edits: tuple[Edit, ...] = ()
        self.divergence: Divergence | None = None
        self.stop_reason = ""
        self._gradient = np.zeros_like(self.theta)
        self.batches = Batches(data.inputs_train, data.targets_train, assembly.experiment.seed, assembly.batch_size)
        self._passes = Passes(assembly.network, assembly.loss, self.theta, self._gradient)
        self._telemetry = Telemetry(assembly.network, self.theta, self._gradient)
        self._evaluate_shares = ShareEvaluator(assembly, self.theta)
        self._install(self.training, fresh_state=True)
        self._checkpoint_steps = checkpoint_steps(len(self.theta), assembly.batch_size)
        finite = self._evaluate()
        self._checkpoints = [self.state()]
        self.keyframes = Keyframes(self._checkpoints[0], self._checkpoint_steps, keyframe_budget)
        if not finite:
            self._return_to_last_finite_step()

    @property
    def samples_seen(self) -> int:
        """Training rows seen since step 0: what runs are aligned by."""
        return self.batches.samples_seen

    @property
    def epoch(self) -> float:
        """Passes over the training share so far."""
        return self.batches.epoch

    @property
    def running(self) -> bool:
        """Whether the run can go on: not diverged, no stop condition met."""
        return self.divergence is None and not self.stop_reason

    @property
    def path(self) -> Path:
        """The way of theta so far."""
        return self._telemetry.path

    @property
    def update_ratios(self) -> Array:
        """Size of the last update against W, shape (layers,); NaN where the last step was not measured."""
        return self._telemetry.update_ratios

    @property
    def evaluation_seconds(self) -> float:
        """How long all evaluations so far have taken: what a measurement of training alone leaves out."""
        return self._evaluate_shares.seconds

    @np.errstate(all="ignore")  # what is not finite is found and explained
    def advance(self, steps: int) -> int:
        """Take up to `steps` steps; fewer when a stop condition is met or the run diverges. Returns the steps taken."""
        before = self.step
        while self.running and self.step - before < steps:
            self._advance_block(steps - (self.step - before))
        return self.step - before

    def apply(self, edit: Edit) -> None:
        """Carry out a live edit, which was checked where it was made. An ended run gets another chance."""
        self.edits = (*self.edits, edit)
        self.divergence, self.stop_reason = None, ""
        if isinstance(edit, ParameterEdit):
            self.theta[edit.index] = edit.value
            self.evaluation = self.evaluate_now()
        else:
            self._install(edit.training, fresh_state=edit.training.optimizer.name != self.training.optimizer.name)
        self._checkpoints = [self.state()]
        self._check_stop()
        if not math.isfinite(self.evaluation.train_loss):
            self._return_to_last_finite_step()

    def state(self) -> TrainerState:
        """Copy all that is needed to come back to this step."""
        return TrainerState(
            self.step,
            self.samples_seen,
            self.theta.copy(),
            self._state.copy(),
            self._updates,
            self.training,
            self.evaluation,
            self.edits,
        )

    def begin_at(self, state: TrainerState, path: Path) -> None:
        """Begin at a state that another run has come to by a path: its past stays that run's own."""
        self.restore(state)
        self._telemetry.begin_after(state.step, path)
        self.keyframes = self.keyframes.beginning_at(state, self._checkpoint_steps)

    def restore(self, state: TrainerState) -> None:
        """Go back to a state: from there on every step is, bit by bit, what it was. Later edits are forgotten."""
        self._go_to(state)
        self._telemetry.restart(state.step)
        self._checkpoints = [state]
        self.keyframes.forget_after(state.step)
        self._check_stop()

    def take_scalars(self) -> Scalars:
        """Hand over the scalars since the last call."""
        return self._telemetry.take()

    def evaluate_now(self) -> Evaluation:
        """Evaluate both shares at this very step. It enters no history and changes nothing."""
        with np.errstate(all="ignore"):
            return Evaluation(self.step, self.epoch, *self._evaluate_shares())

    def conclude(self) -> Evaluation:
        """Evaluate the step at hand for good: a run whose training loss is not finite here has diverged."""
        if self.evaluation.step != self.step and not self._evaluate():
            self._return_to_last_finite_step()
        return self.evaluation

    def _install(self, training: Training, *, fresh_state: bool) -> None:
        """Put training settings in force."""
        optimizer = OPTIMIZERS[training.optimizer.name]
        if fresh_state:
            self._state = np.zeros((optimizer.vectors, len(self.theta)), self.theta.dtype)
            self._updates = 0
        values = training.optimizer.values
        self._learning_rate = values.pop("learning_rate")
        scratch = np.empty_like(self.theta)
        self._update = partial(optimizer.update, self.theta, self._gradient, self._state, scratch, **values)
        self._penalty = None
        if training.l1 or training.l2:
            self._penalty = Penalty(self.assembly.network, self.theta, self._gradient, training.l1, training.l2)
        self.training = training
        batch_size = self.assembly.batch_size_with(training)
        if batch_size != self.batches.batch_size:
            self.batches.seek(self.batches.samples_seen, batch_size)
            self._passes.forget()
        self._losses = BatchLosses(self.assembly.loss, self.assembly.network.layers[-1], batch_size, self.theta.dtype)

    def _advance_block(self, most: int) -> None:
        """Take up to `most` steps, up to the next checkpoint, and notice divergence."""
        since_checkpoint = self.step % self._checkpoint_steps
        if since_checkpoint == 0 and self.step != self._checkpoints[-1].step:
            self._checkpoints = [self._checkpoints[-1], self.state()]
            self.keyframes.offer(self._checkpoints[-1])
        room = min(self._telemetry.room, self._losses.steps, self._checkpoint_steps - since_checkpoint)
        if not self._take(min(most, room)):
            self._return_to_last_finite_step()

    def _take(self, most: int) -> bool:
        """Take up to `most` steps, fewer where a stop condition is met. Returns whether all has stayed finite."""
        end, finite = self.step + most, True
        while finite and self.step < end and not self.stop_reason:
            finite = self._take_within_epoch(end - self.step)
        losses = self._losses.take()
        self._telemetry.record_losses(losses)
        return finite and all(map(all_finite, (losses, self.theta, self._state.reshape(-1))))

    def _take_within_epoch(self, most: int) -> bool:
        """Take up to `most` steps, not beyond the end of the epoch. Returns whether an evaluation there is finite."""
        taken, rows = 0, 0
        note, record, penalty = self._losses.note, self._telemetry.record, self._penalty
        update, rate, begin_update = self._update, self._learning_rate, self._telemetry.begin_update
        if self.training.stop.steps is not None:
            most = min(most, self.training.stop.steps - self.step)
        batches = self.batches.upcoming(most)
        last = len(batches) - 1
        for inputs, targets in batches:
            if len(targets) != rows:
                rows = len(targets)
                workspace, head = self._passes.over(rows)
            workspace.forward(inputs)
            note(head.answers, targets)
            head.delta(targets)
            workspace.backward(inputs)
            record()
            if penalty is not None:
                penalty.add_gradient()
            if taken == last:  # whoever looks at the run next, sees it after this step
                begin_update()
            taken += 1
            update(self._updates + taken, rate)
        self.step += taken
        self._updates += taken
        self.batches.pass_by(taken)
        if taken and self.batches.at_epoch_end:
            return self._evaluate()
        if self.step == self.training.stop.steps:
            self._check_stop()
        return True

    @np.errstate(all="ignore")
    def _return_to_last_finite_step(self) -> None:
        """Go back to the last step with finite parameters and training loss, and say why the run goes no further."""
        start, reached = self._checkpoints[0], self.step
        telemetry, self._telemetry = self._telemetry, Telemetry(self.assembly.network, self.theta, self._gradient)
        self._replay(start, reached)
        last = self.state()
        [batch] = self.batches.upcoming(1)
        self._take(1)
        layer, reason = diagnose(self.assembly, last.theta, batch, np.vstack([self.theta, self._state]))
        self._go_to(last)
        while not math.isfinite(self.evaluate_now().train_loss) and self.step > start.step:
            self._replay(start, self.step - 1)
        self.evaluation = self.evaluate_now()
        self._telemetry = telemetry
        telemetry.forget_after(self.step)
        self.keyframes.forget_after(self.step)
        reason = f"{reason} and the learning rate {self._learning_rate:g}"
        self.divergence = Divergence(self.step + 1, layer + 1, self.assembly.network.layers[layer].name, reason)

    def _replay(self, start: TrainerState, until: int) -> None:
        """Go from an earlier state to step `until`, or to the last step before something is not finite."""
        self._go_to(start)
        self._telemetry.restart(start.step)
        while self.step < until:
            before = self.state()
            if not self._take(1):
                self._go_to(before)
                return

    def _go_to(self, state: TrainerState) -> None:
        self._install(state.training, fresh_state=True)
        self.step = state.step
        self.theta[...] = state.theta
        self._state[...] = state.optimizer_state
        self._updates = state.updates
        self.batches.seek(state.samples_seen, self.batches.batch_size)
        self.evaluation = state.evaluation
        self.edits = state.edits
        self.divergence, self.stop_reason = None, ""

    def _evaluate(self) -> bool:
        """Evaluate this step, note it, and look at the stop conditions. Returns whether the training loss is finite."""
        self.evaluation = self.evaluate_now()
        self._telemetry.record_evaluation(self.evaluation)
        self._check_stop()
        return math.isfinite(self.evaluation.train_loss)

    def _check_stop(self) -> None:
        self.stop_reason = reason_to_stop(self.training.stop, self.step, self.epoch, self.evaluation)
