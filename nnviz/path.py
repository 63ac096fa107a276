"""The way of a run through its parameters: theta at evenly spaced steps, in bounded memory."""

from __future__ import annotations

from bisect import bisect_right

from msgspec import Struct

from nnviz.arrays import Array, read_only

MOST_POINTS = 1024
FEWEST_POINTS = 2
BUDGET = 8 * 2**20
"""Bytes that all points of one run may take."""


class Path(Struct, frozen=True):
    """Theta at some steps of a run, the initial weights first. Points are shared between paths and never written.

    Attributes
    ----------
    steps : tuple of int
        Rising multiples of one number of steps, from 0 on where the run began there.
    thetas : tuple of ndarray, each of shape (P,), read-only
    """

    steps: tuple[int, ...]
    thetas: tuple[Array, ...]

    def until(self, step: int) -> Path:
        """Return the way up to a step."""
        points = bisect_right(self.steps, step)
        return Path(self.steps[:points], self.thetas[:points])


class PathRecorder:
    """Notes theta every so many steps; when there is no more room, every second point goes.

    What is noted depends on the step alone, never on when somebody looks.

    Parameters
    ----------
    theta : ndarray, shape (P,)
        As it is at step 0.
    """

    def __init__(self, theta: Array) -> None:
        self._capacity = max(FEWEST_POINTS, min(MOST_POINTS, BUDGET // theta.nbytes))
        self._stride = 1
        self._steps: list[int] = []
        self._thetas: list[Array] = []
        self.note(0, theta)

    def steps_to_next(self, step: int) -> int:
        """Return how many steps after `step` the next point is due."""
        return self._stride - step % self._stride

    def note(self, step: int, theta: Array) -> None:
        """Note theta at `step`, if a point is due there."""
        if step % self._stride or (self._steps and step <= self._steps[-1]):
            return
        self._steps.append(step)
        self._thetas.append(read_only(theta.copy()))
        while len(self._steps) > self._capacity:
            self._stride *= 2
            kept = [k for k, at in enumerate(self._steps) if at % self._stride == 0]
            self._steps = [self._steps[k] for k in kept]
            self._thetas = [self._thetas[k] for k in kept]

    def forget_after(self, step: int) -> None:
        """Drop what is known of later steps."""
        while self._steps and self._steps[-1] > step:
            self._steps.pop()
            self._thetas.pop()

    def take_over(self, path: Path) -> None:
        """Go on from the way of another run."""
        self._steps, self._thetas = list(path.steps), list(path.thetas)
        if len(path.steps) > 1:
            self._stride = path.steps[1] - path.steps[0]

    def path(self) -> Path:
        """Return the way so far."""
        return Path(tuple(self._steps), tuple(self._thetas))
