"""All runs as they were at an earlier step."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.arrays import Array, read_only
from nnviz.assembly import Assembly
from nnviz.replay import Replay
from nnviz.snapshot import Snapshot
from nnviz.trainer import Trainer


class LookingBack:
    """Replays the runs to a step that one of them has taken.

    Parameters
    ----------
    trainers : sequence of Trainer

    Attributes
    ----------
    snapshots : tuple of Snapshot
        All runs at the same number of samples seen; empty where they are shown as they are.
    """

    def __init__(self, trainers: Sequence[Trainer]) -> None:
        self._trainers = trainers
        self._replays: dict[int, Replay] = {}
        self.snapshots: tuple[Snapshot, ...] = ()

    def go_to(self, run: int, step: int, generation: int) -> None:
        """Show all runs where one was at a step; at its newest one, as they are."""
        self.snapshots = ()
        if step < self._trainers[run].step:
            there = self._replay(run).to_step(step)
            samples_seen = there.samples_seen
            self.snapshots = tuple(
                self._replay(index).snapshot(
                    there if index == run else self._replay(index).to_samples(samples_seen), index, generation
                )
                for index in range(len(self._trainers))
            )

    def fork(self, run: int, step: int, assembly: Assembly) -> Trainer:
        """Return a run of its own that begins where another was at a step, in settings of its own from there on."""
        parent = self._trainers[run]
        fork = Trainer(assembly)
        begun = self._replay(run).to_step(step).state()
        fork.begin_at(begun, parent.path)
        # What was before the fork is its past, too, whatever becomes of the other run: the same states, not copies.
        earlier = (state for state in parent.keyframes.states if state.step < begun.step)
        fork.keyframes = fork.keyframes.of_further([*earlier, begun])
        return fork

    def theta_at(self, run: int, step: int) -> Array:
        """Return the parameters of one run as they were at a step that it has taken."""
        return read_only(self._replay(run).to_step(step).theta.copy())

    def return_to_present(self) -> None:
        """Show the runs as they are."""
        self.snapshots = ()

    def _replay(self, run: int) -> Replay:
        """Return the replay of one run, made when it is first needed."""
        if run not in self._replays:
            self._replays[run] = Replay(self._trainers[run])
        return self._replays[run]
