"""Keyframes: states of a run from which any step that it has taken is replayed, in bounded memory."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from nnviz.checkpoint import TrainerState

BUDGET = 256 * 2**20
"""Bytes that the keyframes of all runs together may take."""

MOST_KEYFRAMES = 4096
"""More would make no replay noticeably shorter."""

STATE_BYTES = 1024
"""What a state takes beside its arrays."""


class Keyframes:
    """Keeps states at evenly spaced steps; when there is no more room, every second one goes.

    Which ones are kept depends on the step alone, never on when somebody looks.

    Parameters
    ----------
    first : TrainerState
        Where the run begins; it is always kept.
    spacing : int
        Steps between two states that are offered.
    budget : int
        Bytes that all may take; the first one is kept in any case.

    Attributes
    ----------
    spacing : int
        Steps between two keyframes now; it only grows.
    """

    def __init__(self, first: TrainerState, spacing: int, budget: int = BUDGET) -> None:
        self.spacing = spacing
        self._states = [first]
        self.limit(budget)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._states)

    @property
    def states(self) -> tuple[TrainerState, ...]:
        """All keyframes, in the order of their steps."""
        return tuple(self._states)

    @property
    def first(self) -> TrainerState:
        """Where the run began: at step 0, or at the one that it was forked from."""
        return self._states[0]

    def limit(self, budget: int) -> None:
        """Take no more than so many bytes from now on."""
        self._budget = budget
        self._each = max(map(_bytes, self._states))
        self._room = max(1, min(MOST_KEYFRAMES, budget // self._each))
        self._thin()

    def beginning_at(self, first: TrainerState, spacing: int) -> Keyframes:
        """Return keyframes with as much room that begin anew."""
        return Keyframes(first, spacing, self._budget)

    def of_further(self, states: Sequence[TrainerState]) -> Keyframes:
        """Return keyframes with as much room of a run that has come to the last of these states, which rise."""
        first, *later = states
        kept = Keyframes(first, self.spacing, self._budget)
        while states[-1].step // kept.spacing - first.step // kept.spacing >= kept._room:
            kept.spacing *= 2
        if later and later[-1].step % kept.spacing:  # where the run happened to stand
            later.pop()
        kept._states += later
        kept.limit(self._budget)
        return kept

    def offer(self, state: TrainerState) -> None:
        """Keep a later state, if its step is one of a keyframe."""
        if state.step % self.spacing or state.step <= self._states[-1].step:
            return
        self._states.append(state)
        if _bytes(state) > self._each:  # another optimizer, chosen on the way
            self.limit(self._budget)
        self._thin()

    def before_step(self, step: int) -> TrainerState:
        """Return the last keyframe before a step, or the first one of all."""
        return self._states[max(0, bisect_left(self._states, step, key=lambda state: state.step) - 1)]

    def before_samples(self, samples_seen: int) -> TrainerState:
        """Return the last keyframe at which no more than `samples_seen` rows had passed, or the first one of all."""
        later = bisect_right(self._states, samples_seen, key=lambda state: state.samples_seen)
        return self._states[max(0, later - 1)]

    def forget_after(self, step: int) -> None:
        """Drop what is known of later steps, but the first."""
        del self._states[max(1, bisect_right(self._states, step, key=lambda state: state.step)) :]

    def _thin(self) -> None:
        while len(self._states) > self._room:
            self.spacing *= 2
            first, *later = self._states
            self._states = [first, *(kept for kept in later if kept.step % self.spacing == 0)]


def _bytes(state: TrainerState) -> int:
    best = 0 if state.best is None else state.best.theta.nbytes
    return STATE_BYTES + state.theta.nbytes + state.optimizer_state.nbytes + best
