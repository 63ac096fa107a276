"""Optimizers that start from one point of a landscape: their paths, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

import numpy as np

from nnviz.arrays import Array
from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.analytic import AnalyticLandscape
from nnviz.optimizers import OPTIMIZERS, SCRATCH_VECTORS
from nnviz.randomness import Purpose, generator

MOST_RACERS = 8
MOST_STEPS = 1_000_000


@dataclass(frozen=True, eq=False)
class Tracks:
    """The ways of some racers.

    Attributes
    ----------
    paths : ndarray, shape (racers, steps + 1, 2)
        x and y of every step, the start first; NaN from the first step on that is not finite.
    losses : ndarray, shape (racers, steps + 1)
        The landscape there, likewise.
    """

    paths: Array
    losses: Array

    def diverged(self, racer: int) -> int | None:
        """Return the first step of a racer that is not finite, or None."""
        lost = np.isnan(self.losses[racer])
        return int(np.argmax(lost)) if lost.any() else None


@dataclass(frozen=True, eq=False)
class Terms:
    """What one update is made of, each of shape (2,).

    Attributes
    ----------
    gradient : ndarray
        What the optimizer was given, noise included.
    memory : dict of str to ndarray
        What it remembers after this update, by the names that its registry entry gives.
    move : ndarray
        What the update adds to the position.
    """

    gradient: Array
    memory: dict[str, Array]
    move: Array

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
    field = _Field(landscape, start, [optimizers[racer] for racer in order], steps, noise, seed)
    paths, losses = np.empty((steps + 1, 2, count)), np.empty((steps + 1, count))
    with np.errstate(all="ignore"):
        for step in range(steps + 1):
            field.look()
            paths[step], losses[step] = field.theta, field.losses
            if step < steps:
                field.update(step)
    lost = ~np.logical_and.accumulate(np.isfinite(losses) & np.isfinite(paths).all(axis=1))
    losses[lost] = np.nan
    paths[np.broadcast_to(lost[:, None], paths.shape)] = np.nan
    place = np.argsort(order)
    return Tracks(paths.transpose(2, 0, 1)[place], losses.T[place])


def terms_of(
    landscape: AnalyticLandscape,
    start: Sequence[float],
    optimizer: OptimizerChoice,
    step: int,
    *,
    noise: float = 0.0,
    seed: int = 0,
) -> Terms:
    """Return what the update after `step` steps of a race is made of: that from `step` to `step` + 1."""
    field = _Field(landscape, start, [optimizer], step + 1, noise, seed)
    with np.errstate(all="ignore"):
        for earlier in range(step + 1):
            field.look()
            before = field.theta[:, 0].copy()
            field.update(earlier)
        move = field.theta[:, 0] - before
    entry = OPTIMIZERS[optimizer.name]
    memory = {name: vector[:, 0].copy() for name, vector in zip(entry.memory, field.memories[0], strict=True)}
    return Terms(field.gradient[:, 0].copy(), memory, move)


class _Field:
    """Racers of one landscape, as columns; those of a kind stand side by side."""

    def __init__(
        self,
        landscape: AnalyticLandscape,
        start: Sequence[float],
        optimizers: Sequence[OptimizerChoice],
        steps: int,
        noise: float,
        seed: int,
    ) -> None:
        program = landscape.stepper(len(optimizers))
        self.look = program.run
        self.theta, self.losses, self.gradient = program.points, program.results[0], program.results[1:]
        self.theta[...] = np.asarray(start, dtype=float)[:, None]
        self.memories: list[Array] = []
        self._updates: list[Callable[[int], None]] = []
        self._noise = generator(seed, Purpose.RACE_NOISE).standard_normal((steps, 2, 1)) * noise if noise else None
        first = 0
        for _, members in groupby(optimizers, key=_kind):
            self._add(first, list(members))
            first = sum(memory.shape[-1] for memory in self.memories)

    def update(self, step: int) -> None:
        """Take the update that follows on `step` steps, with the gradient that `look` has found."""
        if self._noise is not None:
            np.add(self.gradient, self._noise[step], self.gradient)
        for update in self._updates:
            update(step + 1)

    def _add(self, first: int, members: list[OptimizerChoice]) -> None:
        """Add racers of one kind, which take the columns from `first` on."""
        entry, columns = OPTIMIZERS[members[0].name], slice(first, first + len(members))
        values = members[0].values
        values.pop("learning_rate")
        memory = np.zeros((entry.vectors, 2, len(members)))
        scratch = np.zeros((SCRATCH_VECTORS, 2, len(members)))
        rates = np.array([member.values["learning_rate"] for member in members])
        theta, gradient = self.theta[:, columns], self.gradient[:, columns]
        self.memories.append(memory)
        self._updates.append(partial(entry.update, theta, gradient, memory, scratch, learning_rate=rates, **values))


def _kind(optimizer: OptimizerChoice) -> tuple[str, tuple[float, ...]]:
    """Return what racers must share to be stepped together."""
    values = optimizer.values
    return optimizer.name, tuple(value for name, value in values.items() if name != "learning_rate")
