"""Lock-step: all runs advance together, aligned by samples seen. Each stays what it would be alone, bit by bit."""

from __future__ import annotations

import time
from collections.abc import Sequence

from nnviz.speed import Speed
from nnviz.trainer import Trainer


class Scheduler:
    """Advances several trainers side by side.

    Parameters
    ----------
    trainers : sequence of Trainer
        The base run first. A run that has stopped or diverged stays where it is; the others go on.

    Attributes
    ----------
    speeds : tuple of Speed
        How fast each run trains.
    """

    def __init__(self, trainers: Sequence[Trainer]) -> None:
        self.trainers = tuple(trainers)
        self.speeds = tuple(Speed() for _ in self.trainers)

    @property
    def running(self) -> bool:
        """Whether any run can go on."""
        return any(trainer.running for trainer in self.trainers)

    @property
    def leader(self) -> Trainer | None:
        """The first run that can go on: steps are counted in its batches."""
        return next((trainer for trainer in self.trainers if trainer.running), None)

    @property
    def next_epoch_end(self) -> int:
        """How many samples have been seen where the next run completes an epoch; 0 where no run can go on."""
        return min((trainer.batches.next_epoch_end for trainer in self.trainers if trainer.running), default=0)

    def advance(self, steps: int) -> None:
        """Take `steps` steps of the leader, and every other run as far as that in samples seen.

        Where the leader stops on the way, the next run leads for the rest.
        """
        while steps > 0 and (leader := self.leader) is not None:
            steps -= self._advance(leader, steps)
            self.advance_to(leader.samples_seen)

    def advance_to(self, samples_seen: int) -> None:
        """Take every run as far as its batches fit whole into `samples_seen`: no run is ever ahead."""
        for trainer in self.trainers:
            self._advance(trainer, trainer.batches.steps_within(samples_seen))

    def advance_to_epoch_end(self) -> None:
        """Take the leader to the end of the epoch that it is in, and every other run as far as that."""
        leader = self.leader
        if leader is not None:
            self.advance_to(leader.batches.next_epoch_end)

    def _advance(self, trainer: Trainer, steps: int) -> int:
        """Take up to `steps` steps of one run, and note how long they took. Returns the steps taken."""
        taken = 0
        if steps > 0:
            evaluating, start = trainer.evaluation_seconds, time.perf_counter()
            taken = trainer.advance(steps)
            seconds = time.perf_counter() - start - (trainer.evaluation_seconds - evaluating)
            self.speeds[self.trainers.index(trainer)].add(taken, seconds)
        return taken
