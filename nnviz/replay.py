"""Any step that a run has taken, again: bit by bit what it was, while the run itself stays where it is."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from nnviz.checkpoint import TrainerState
from nnviz.edits import Edit
from nnviz.snapshot import Snapshot
from nnviz.take_snapshot import standing, take_snapshot
from nnviz.trainer import Trainer


class Replay:
    """Goes to and fro over the past of one run, with a trainer of its own.

    Parameters
    ----------
    trainer : Trainer
        The run. It may go on between two calls; it is read only.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._double = Trainer(trainer.assembly, keyframe_budget=0)
        self._double.restore(trainer.keyframes.first)  # in the settings in which the run began
        self._scalars = self._double.take_scalars()

    def to_step(self, step: int) -> Trainer:
        """Return a trainer that stands at a step from 0 to the run's own; do not train it."""
        step = max(self._trainer.keyframes.first.step, min(step, self._trainer.step))
        start = self._trainer.keyframes.before_step(step)
        return self._reach(start, self._double.step < step, lambda: step - self._double.step)

    def to_samples(self, samples_seen: int) -> Trainer:
        """Return a trainer that stands where as many of the run's batches as are whole in `samples_seen` had passed."""
        start = self._trainer.keyframes.before_samples(samples_seen)

        def left() -> int:
            taken = self._trainer.step - self._double.step
            return min(taken, self._double.batches.steps_within(samples_seen))

        return self._reach(start, self._double.samples_seen <= samples_seen, left)

    def snapshot(self, at: Trainer, run: int, generation: int) -> Snapshot:
        """Return what the views need of a trainer that `to_step` or `to_samples` returned.

        It brings the scalars of its own step alone: whoever shows it has had all others.
        """
        seen = take_snapshot(at, run, generation, evaluate=True)
        if len(seen.scalars.steps):
            self._scalars = seen.scalars
        seen = replace(seen, scalars=self._scalars.of_step(seen.step))
        seen = replace(seen, path=self._trainer.path.until(seen.step), state="running", stop_reason="")
        if seen.step < self._trainer.step:
            return seen
        end = self._trainer
        return replace(seen, state=standing(end), stop_reason=end.stop_reason, divergence=end.divergence)

    def _reach(self, start: TrainerState, is_ahead: bool, left: Callable[[], int]) -> Trainer:
        """Go on from where the double is, if that is the shorter way, else from `start`, until nothing is left."""
        double, edits = self._double, self._trainer.edits
        known = double.edits == edits[: len(double.edits)]
        if not (known and is_ahead and double.step >= start.step):
            double.restore(start)
        for edit in edits[len(double.edits) :]:
            if edit.step - double.step > left():
                break
            self._carry_out(edit)
        double.advance(left())
        return double

    def _carry_out(self, edit: Edit) -> None:
        self._double.advance(edit.step - self._double.step)
        self._double.apply(edit)
