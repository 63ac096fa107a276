"""Lock-step: all runs advance together, aligned by samples seen. Each stays what it would be alone, bit by bit."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.trainer import Trainer


class Scheduler:
    """Advances several trainers side by side.

    Parameters
    ----------
    trainers : sequence of Trainer
        The base run first. A run that has stopped or diverged stays where it is; the others go on.
    """

    def __init__(self, trainers: Sequence[Trainer]) -> None:
        self.trainers = tuple(trainers)

    @property
    def running(self) -> bool:
        """Whether any run can go on."""
        return any(trainer.running for trainer in self.trainers)

    @property
    def leader(self) -> Trainer | None:
        """The first run that can go on: steps are counted in its batches."""
        return next((trainer for trainer in self.trainers if trainer.running), None)

    def advance(self, steps: int) -> None:
        """Take up to `steps` steps of the leader, and every other run as far as that in samples seen."""
        leader = self.leader
        if leader is None:
            return
        leader.advance(steps)
        for trainer in self.trainers:
            trainer.advance_samples(leader.samples_seen)

    def advance_to_epoch_end(self) -> None:
        """Take the leader to the end of the epoch that it is in, and every other run as far as that."""
        leader = self.leader
        if leader is not None:
            self.advance(leader.steps_to_epoch_end)
