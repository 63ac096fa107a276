"""One run, step by step, without threads, screens or time. The step loop allocates nothing, and hands out copies."""

from __future__ import annotations

import math

import numpy as np

from nnviz.arrays import Array, all_finite
from nnviz.assembly import Assembly
from nnviz.batch_losses import BatchLosses
from nnviz.batches import Batches
from nnviz.checkpoint import TrainerState, checkpoint_steps
from nnviz.early_stopping import EarlyStopping
from nnviz.edits import Edit, NetworkEdit, TrainingEdit
from nnviz.experiment.schema import Training
from nnviz.keyframes import BUDGET, Keyframes
from nnviz.last_finite_step import return_to_last_finite_step
from nnviz.path import Path
from nnviz.run_passes import RunPasses
from nnviz.snapshot import Divergence, Evaluation, Scalars
from nnviz.stopping import reason_to_stop
from nnviz.telemetry import Telemetry
from nnviz.updates import Updates


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
        The newest evaluation: after step 0, after every epoch and after an edit of a parameter or the layers.
    updates : Updates
        How gradients become steps.
    early_stopping : EarlyStopping
        The best weights so far.
    edits : tuple of Edit
        Every live edit, with the step at which it took effect.
    keyframes : Keyframes
        From which any step is replayed (`nnviz.replay`).
    divergence : Divergence or None
    stop_reason : str
        Which stop condition is met, in words; empty while there is none.
    """

    def __init__(self, assembly: Assembly, initial_theta: Array | None = None, keyframe_budget: int = BUDGET) -> None:
        self.training = assembly.experiment.training
        data = assembly.data
        self.theta = assembly.initial_theta() if initial_theta is None else initial_theta.astype(self.training.dtype)
        self.step = 0
        self.edits: tuple[Edit, ...] = ()
        self.divergence: Divergence | None = None
        self.stop_reason = ""
        parameters = self.theta[: assembly.network.size]
        self._gradient = np.zeros_like(parameters)
        self.batches = Batches(data.inputs_train, data.targets_train, assembly.experiment.seed, assembly.batch_size)
        self._telemetry = Telemetry(assembly.network, self.theta, self._gradient)
        self.updates = Updates(assembly.network, parameters, self._gradient)
        self.early_stopping = EarlyStopping(self.theta)
        self._passes = RunPasses(assembly, self.theta, self._gradient)
        self._install(self.training)
        self.updates.begin(self.batches)
        self._checkpoint_steps = checkpoint_steps(len(self.theta), assembly.batch_size)
        finite = self._evaluate()
        self._checkpoints = [self.state()]
        self.keyframes = Keyframes(self._checkpoints[0], self._checkpoint_steps, keyframe_budget)
        if not finite:
            self._return_to_last_finite_step()

    @property
    def assembly(self) -> Assembly:
        """What is trained, with the network in force, live edits included."""
        return self._passes.assembly

    @property
    def samples_seen(self) -> int:
        """Training rows seen since step 0: what runs are aligned by."""
        return self.batches.samples_seen

    @property
    def epoch(self) -> float:
        """Passes over the training share so far."""
        return self.batches.epoch

    @property
    def learning_rate(self) -> float:
        """What the newest step was taken with; at step 0, what the first one will be taken with."""
        return self.updates.pace.rate

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
        return self._passes.evaluation_seconds

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
        self.early_stopping.go_on()
        if isinstance(edit, TrainingEdit):
            self._install(edit.training)
        elif isinstance(edit, NetworkEdit):
            if self._passes.change_layers(edit.network):
                self.evaluation = self.evaluate_now()
                self.early_stopping.begin_again(self.evaluation)
        else:
            self.theta[edit.index] = edit.value
            self.evaluation = self.evaluate_now()
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
            self.updates.state.copy(),
            self.updates.count,
            self.training,
            self.assembly.experiment.network,
            self.evaluation,
            self.edits,
            self.updates.pace,
            self.early_stopping.best,
            self.updates.clipped,
        )

    def begin_at(self, state: TrainerState, path: Path) -> None:
        """Begin at a state that another run has come to by a path: its past stays that run's own."""
        self.restore(state)
        self._telemetry.begin_after(state.step, path)
        self.keyframes = self.keyframes.beginning_at(state, self._checkpoint_steps)

    def restore(self, state: TrainerState) -> None:
        """Go back to a state: from there on every step is, bit by bit, what it was. Later edits are forgotten."""
        self.go_to(state)
        self._checkpoints = [state]
        self.keyframes.forget_after(state.step)
        self._check_stop()

    def take_scalars(self) -> Scalars:
        """Hand over the scalars since the last call."""
        return self._telemetry.take()

    def evaluate_now(self) -> Evaluation:
        """Evaluate both shares at this very step. It enters no history and changes nothing."""
        return self._passes.evaluate(self.step, self.epoch)

    def conclude(self) -> Evaluation:
        """Evaluate the step at hand for good: a run whose training loss is not finite here has diverged."""
        if self.evaluation.step != self.step and not self._evaluate():
            self._return_to_last_finite_step()
        return self.evaluation

    def _install(self, training: Training, *, fresh_state: bool = False) -> None:
        """Put training settings in force."""
        self.updates.install(training, fresh_state=fresh_state)
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
        if not self.take(min(most, room)):
            self._return_to_last_finite_step()

    def take(self, most: int) -> bool:
        """Take up to `most` steps, fewer where a stop condition is met. Returns whether all has stayed finite."""
        end, finite = self.step + most, True
        while finite and self.step < end and not self.stop_reason:
            finite = self._take_within_epoch(end - self.step)
        losses = self._losses.take()
        self._telemetry.record_losses(losses)
        return finite and all(map(all_finite, (losses, self.theta, self.updates.state.reshape(-1))))

    def _take_within_epoch(self, most: int) -> bool:
        """Take up to `most` steps, not beyond the end of the epoch. Returns whether an evaluation there is finite."""
        taken, rows, masks, first = 0, 0, self._passes.masks, self.step + 1
        note, record, begin_update = self._losses.note, self._telemetry.record, self._telemetry.begin_update
        update, count = self.updates.update, self.updates.count
        if self.training.stop.steps is not None:
            most = min(most, self.training.stop.steps - self.step)
        batches = self.batches.upcoming(most)
        rates, last = self.updates.upcoming_rates(self.batches, len(batches)), len(batches) - 1
        for (inputs, targets), rate in zip(batches, rates, strict=True):
            if len(targets) != rows:
                rows = len(targets)
                workspace, head = self._passes.over(rows)
            if masks is not None:
                masks.step = first + taken
            workspace.forward(inputs)
            note(head.answers, targets)
            head.delta(targets)
            workspace.backward(inputs)
            record()
            if taken == last:  # whoever looks at the run next, sees it after this step
                begin_update()
            taken += 1
            update(count + taken, rate)
        self.step += taken
        self.updates.note(rates)
        self._telemetry.record_rates(rates)
        self.batches.pass_by(taken)
        if taken and self.batches.at_epoch_end:
            finite = self._evaluate()
            self.updates.watch(self.evaluation)
            return finite
        if self.step == self.training.stop.steps:
            self._check_stop()
        return True

    def _return_to_last_finite_step(self) -> None:
        """Go back to the last step with finite parameters and training loss, and say why the run goes no further."""
        # What is noted on the way there and back is nobody's.
        telemetry, self._telemetry = self._telemetry, Telemetry(self.assembly.network, self.theta, self._gradient)
        self.divergence = return_to_last_finite_step(self, self.updates, self._checkpoints[0])
        self._telemetry = telemetry
        telemetry.forget_after(self.step)
        self.keyframes.forget_after(self.step)

    def go_to(self, state: TrainerState) -> None:
        """Stand at a state, for a moment: whoever goes back for good calls `restore`, which forgets what came later."""
        self._passes.change_layers(state.network)
        self._install(state.training, fresh_state=True)
        self.step = state.step
        self.theta[...] = state.theta
        self.updates.restore(state.optimizer_state, state.updates, state.pace, state.clipped)
        self.batches.seek(state.samples_seen, self.batches.batch_size)
        self.evaluation, self.edits, self.early_stopping.best = state.evaluation, state.edits, state.best
        self.divergence, self.stop_reason = None, ""
        self._telemetry.restart(state.step)

    def _evaluate(self) -> bool:
        """Evaluate this step, note it, and look at the stop conditions. Returns whether the training loss is finite."""
        self.evaluation = self.evaluate_now()
        finite = math.isfinite(self.evaluation.train_loss)
        if finite and self.batches.at_epoch_end:
            restored = self.early_stopping.after_epoch(self.evaluation, self.training.stop.patience)
            if restored is not None:
                self.evaluation = restored
                self.updates.forget()
                self._telemetry.forget_update()
        self._telemetry.record_evaluation(self.evaluation)
        self._check_stop()
        return finite

    def _check_stop(self) -> None:
        best, stop = self.early_stopping.best, self.training.stop
        self.stop_reason = reason_to_stop(stop, self.step, self.epoch, self.evaluation, best)
