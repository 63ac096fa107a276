"""Optimizers that start from one point of a landscape: their paths, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.analytic import AnalyticLandscape
from nnviz.optimizers import OPTIMIZERS, SCRATCH_VECTORS
from nnviz.randomness import Purpose, generator

MOST_RACERS = 8
MOST_STEPS = 1_000_000


class Tracks(Struct, frozen=True, eq=False):
    """The ways of some racers.

    Attributes
    ----------
    start : (x, y)
    paths : ndarray, shape (racers, steps + 1, 2)
        x and y of every step, the start first; NaN from the first step on that is not finite.
    losses : ndarray, shape (racers, steps + 1)
        The landscape there, likewise.
    gradients : ndarray, shape (racers, steps + 1, 2)
        What the optimizer is given there, noise included.
    memories : tuple of dict of str to ndarray
        For each racer what it remembers after the update from there on, shape (steps + 1, 2), by the names that the
        optimizer's registry entry gives.
    ends : ndarray, shape (racers, 2)
        Where one more update would lead from the last step.
    """

    start: tuple[float, float]
    paths: Array
    losses: Array
    gradients: Array
    memories: tuple[dict[str, Array], ...]
    ends: Array

    def diverged(self, racer: int) -> int | None:
        """Return the first step of a racer that is not finite, or None."""
        lost = np.isnan(self.losses[racer])
        return int(np.argmax(lost)) if lost.any() else None

    def terms(self, racer: int, step: int) -> Terms:
        """Return what the update after `step` steps is made of: that from `step` to `step` + 1."""
        path, memories = self.paths[racer], self.memories[racer]
        with np.errstate(all="ignore"):
            move = (path[step + 1] if step + 1 < len(path) else self.ends[racer]) - path[step]
        before = {name: vectors[step - 1] if step else np.zeros(2) for name, vectors in memories.items()}
        after = {name: vectors[step] for name, vectors in memories.items()}
        return Terms(self.gradients[racer, step], after, move, path[step], before)


def gathered(ways: Sequence[tuple[Tracks, int]]) -> Tracks:
    """Return the ways of racers of several races of one start and length: each given by its race and place in that."""
    return Tracks(
        ways[0][0].start,
        np.array([tracks.paths[racer] for tracks, racer in ways]),
        np.array([tracks.losses[racer] for tracks, racer in ways]),
        np.array([tracks.gradients[racer] for tracks, racer in ways]),
        tuple(tracks.memories[racer] for tracks, racer in ways),
        np.array([tracks.ends[racer] for tracks, racer in ways]),
    )


class Terms(Struct, frozen=True, eq=False):
    """What one update is made of, each of shape (2,).

    Attributes
    ----------
    gradient : ndarray
        What the optimizer was given, noise included.
    memory : dict of str to ndarray
        What it remembers after this update, by the names that its registry entry gives.
    move : ndarray
        What the update adds to the position.
    position : ndarray
        From where it leads.
    earlier : dict of str to ndarray
        What the optimizer remembered before.
    """

    gradient: Array
    memory: dict[str, Array]
    move: Array
    position: Array
    earlier: dict[str, Array]

    @property
    def effective_rate(self) -> Array:
        """The move against the gradient, component by component: the rate as it comes to; NaN without a gradient."""
        with np.errstate(all="ignore"):
            rate: Array = -self.move / self.gradient
        rate[self.gradient == 0.0] = np.nan
        return rate


def race(
    landscape: AnalyticLandscape,
    start: Sequence[float],
    optimizers: Sequence[OptimizerChoice],
    steps: int,
    *,
    noise: float = 0.0,
    seed: int = 0,
) -> Tracks:
    """Let optimizers walk down a landscape.

    Racers whose optimizers differ in their rates only are stepped together, as columns of the same arrays.

    Parameters
    ----------
    landscape : AnalyticLandscape
    start : (x, y)
    optimizers : sequence of OptimizerChoice
        One for each racer.
    steps : int
    noise : float
        Deviation of what is added to each component of the gradient: of a step the same for all racers.
    seed : int
        Decides the noise.
    """
    count = len(optimizers)
    order = sorted(range(count), key=lambda racer: _kind(optimizers[racer]))
    field = _Field(landscape, start, [optimizers[racer] for racer in order], steps + 1, noise, seed)
    paths, losses = np.empty((steps + 1, count, 2)), np.empty((steps + 1, count))
    given = np.empty((steps + 1, len(field.given)))
    with np.errstate(all="ignore"):
        for step in range(steps + 1):
            field.look()
            paths[step], losses[step] = field.theta, field.losses
            # The last of them leads beyond the race: every step that is shown has the update that follows on it.
            field.update(step)
            given[step] = field.given
    paths, losses, given = (np.ascontiguousarray(np.moveaxis(array, 0, 1)) for array in (paths, losses, given))
    lost = ~np.logical_and.accumulate(np.isfinite(losses) & np.isfinite(paths).all(axis=2), axis=1)
    losses[lost] = np.nan
    paths[lost] = np.nan
    place = np.argsort(order)
    x, y = start
    return Tracks(
        (float(x), float(y)),
        paths[place],
        losses[place],
        np.array([_vectors(given, 2 * column) for column in place]),
        tuple(
            {
                name: _vectors(given, first)
                for name, first in zip(OPTIMIZERS[optimizer.name].memory, field.memory_rows[column], strict=True)
            }
            for optimizer, column in zip(optimizers, place, strict=True)
        ),
        field.theta[place],
    )


class _Field:
    """Racers of one landscape, a row of x and y for each; those of a kind stand together.

    All arrays that optimizers work on are contiguous: for so few numbers that takes half the time.

    Attributes
    ----------
    theta : ndarray, shape (racers, 2)
    losses : ndarray, shape (racers,)
    given : ndarray, shape (numbers,)
        The gradients, x and y of each racer, and after them all that the racers remember.
    memory_rows : list of list of int
        For each racer where in `given` the x of each vector that it remembers stands; its y follows.
    """

    def __init__(
        self,
        landscape: AnalyticLandscape,
        start: Sequence[float],
        optimizers: Sequence[OptimizerChoice],
        steps: int,
        noise: float,
        seed: int,
    ) -> None:
        count = len(optimizers)
        self._program = landscape.stepper(count)
        self.losses = self._program.results[0]
        # Written across: the landscape is computed for all x and all y, the updates are for one racer after another.
        self._points, self._slopes = self._program.points.T, self._program.results[1:].T
        self.theta = np.tile(np.asarray(start, dtype=float), (count, 1))
        vectors = sum(OPTIMIZERS[optimizer.name].vectors for optimizer in optimizers)
        self.given = np.zeros(2 * (count + vectors))
        self._gradient = self.given[: 2 * count].reshape(count, 2)
        self.memory_rows: list[list[int]] = []
        self._updates: list[Callable[[int], None]] = []
        self._noise = generator(seed, Purpose.RACE_NOISE).standard_normal((steps, 2)) * noise if noise else None
        used = 2 * count
        for _, members in groupby(optimizers, key=_kind):
            used = self._add(list(members), used)

    def look(self) -> None:
        """Find losses and gradients where the racers are."""
        self._points[...] = self.theta
        self._program.run_within()
        self._gradient[...] = self._slopes

    def update(self, step: int) -> None:
        """Take the update that follows on `step` steps, with the gradient that `look` has found."""
        if self._noise is not None:
            np.add(self._gradient, self._noise[step], self._gradient)
        for update in self._updates:
            update(step + 1)

    def _add(self, members: list[OptimizerChoice], used: int) -> int:
        """Add racers of one kind, whose memory begins at a number of `given`. Returns where it ends."""
        entry, first, count = OPTIMIZERS[members[0].name], len(self.memory_rows), len(members)
        rows = slice(first, first + count)
        values = members[0].values
        values.pop("learning_rate")
        end = used + 2 * count * entry.vectors
        memory = self.given[used:end].reshape(entry.vectors, count, 2)
        self.memory_rows += [[used + 2 * (count * k + racer) for k in range(entry.vectors)] for racer in range(count)]
        scratch = np.zeros((SCRATCH_VECTORS, count, 2))
        rates = [member.values["learning_rate"] for member in members]
        rate = rates[0] if count == 1 else np.repeat(np.array(rates)[:, None], 2, axis=1)
        arrays = self.theta[rows], self._gradient[rows], tuple(memory), tuple(scratch)
        self._updates.append(partial(entry.update, *arrays, learning_rate=rate, **values))
        return end


def _vectors(given: Array, first: int) -> Array:
    """Return two neighbouring rows as vectors, shape (steps + 1, 2)."""
    return given[first : first + 2].T


def _kind(optimizer: OptimizerChoice) -> tuple[str, tuple[float, ...]]:
    """Return what racers must share to be stepped together."""
    values = optimizer.values
    return optimizer.name, tuple(value for name, value in values.items() if name != "learning_rate")
