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
    gradients : ndarray, shape (racers, steps + 1, 2)
        What the optimizer is given there, noise included.
    memories : tuple of dict of str to ndarray
        For each racer what it remembers after the update from there on, shape (steps + 1, 2), by the names that the
        optimizer's registry entry gives.
    ends : ndarray, shape (racers, 2)
        Where one more update would lead from the last step.
    """

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
    paths, losses, gradients = (
        np.empty((steps + 1, 2, count)),
        np.empty((steps + 1, count)),
        np.empty((steps + 1, 2, count)),
    )
    memories = [np.empty((steps + 1, *memory.shape)) for memory in field.memories]
    with np.errstate(all="ignore"):
        for step in range(steps + 1):
            field.look()
            paths[step], losses[step] = field.theta, field.losses
            # The last of them leads beyond the race: every step that is shown has the update that follows on it.
            field.update(step)
            gradients[step] = field.gradient
            for remembered, memory in zip(memories, field.memories, strict=True):
                remembered[step] = memory
    lost = ~np.logical_and.accumulate(np.isfinite(losses) & np.isfinite(paths).all(axis=1))
    losses[lost] = np.nan
    paths[np.broadcast_to(lost[:, None], paths.shape)] = np.nan
    place = np.argsort(order)
    columns = [column for remembered in memories for column in remembered.transpose(3, 1, 0, 2)]
    return Tracks(
        paths.transpose(2, 0, 1)[place],
        losses.T[place],
        gradients.transpose(2, 0, 1)[place],
        tuple(
            dict(zip(OPTIMIZERS[optimizer.name].memory, columns[column], strict=True))
            for optimizer, column in zip(optimizers, place, strict=True)
        ),
        field.theta.T[place].copy(),
    )


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
    return race(landscape, start, [optimizer], step, noise=noise, seed=seed).terms(0, step)


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
