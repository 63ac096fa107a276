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

    def add(self, trainer: Trainer) -> None:
        """Let one more run train beside the others."""
        self.trainers = (*self.trainers, trainer)
        self.speeds = (*self.speeds, Speed())

    def drop_last(self) -> None:
        """Train the last run no more."""
        self.trainers, self.speeds = self.trainers[:-1], self.speeds[:-1]

    @property
    def running(self) -> bool:
        """Whether any run can go on."""
        return any(trainer.running for trainer in self.trainers)

    @property
    def leader(self) -> Trainer | None:
        """The first run that can go on, or the last of those far behind it: steps are counted in its batches.

        A run that was forked from an earlier step is behind until it has caught up; meanwhile the others wait.
        """
        running = [trainer for trainer in self.trainers if trainer.running]
        behind = [trainer for trainer in running[1:] if trainer.batches.steps_within(running[0].samples_seen)]
        return min(behind, key=lambda trainer: trainer.samples_seen) if behind else next(iter(running), None)

    @property
    def next_epoch_end(self) -> int:
        """How many samples have been seen where the next run completes an epoch; 0 where no run can go on."""
        return min((trainer.batches.next_epoch_end for trainer in self.trainers if trainer.running), default=0)

    @property
    def steps_to_epoch_end(self) -> int:
        """How many steps the leader is from the end of the epoch that it is in; 0 where no run can go on."""
        leader = self.leader
        return 0 if leader is None else leader.batches.steps_within(leader.batches.next_epoch_end)

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

    def _advance(self, trainer: Trainer, steps: int) -> int:
        """Take up to `steps` steps of one run, and note how long they took. Returns the steps taken."""
        taken = 0
        if steps > 0:
            evaluating, start = trainer.evaluation_seconds, time.perf_counter()
            taken = trainer.advance(steps)
            seconds = time.perf_counter() - start - (trainer.evaluation_seconds - evaluating)
            self.speeds[self.trainers.index(trainer)].add(taken, seconds)
        return taken
