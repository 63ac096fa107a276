"""Which plane ``surface`` lays through the weights, and the checkpoints of the run that it is laid through."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.best_step import best_step
from nnviz.landscape import (
    Kind,
    Plane,
    Rows,
    checkpoint_plane,
    coordinates,
    line_plane,
    loss_over,
    principal_plane,
    random_plane,
    weights_plane,
)
from nnviz.replay import Replay
from nnviz.snapshot import Evaluation
from nnviz.trainer import Trainer

CHUNK_SECONDS = 0.1
"""How long training goes on before it says how far it is."""


class Trained(Struct, frozen=True, eq=False, dict=True):
    """A run, and where it has been.

    Attributes
    ----------
    trainer : Trainer
    path : ndarray, shape (n, length)
        Theta at evenly spaced steps, the last one included.
    evaluations : tuple of Evaluation
        The first after no step, one after every epoch.
    """

    trainer: Trainer
    path: Array
    evaluations: tuple[Evaluation, ...]

    @cached_property
    def checkpoints(self) -> list[Checkpoint]:
        """The initial, the best and the current weights; the best again, bit by bit, by replaying the run."""
        return _checkpoints(self)


class Checkpoint(Struct, frozen=True, eq=False):
    """Weights of a run that have a name.

    Attributes
    ----------
    name : "initial", "best" or "current"
    step : int
    theta : ndarray, shape (length,)
    share : str
        By which share's loss it is the best; empty for others.
    """

    name: str
    step: int
    theta: Array
    share: str = ""


def train(assembly: Assembly, theta: Array | None, told: Callable[[int], None]) -> Trained:
    """Train until no step is left or the run can go no further; `told` hears the step every so often."""
    trainer = Trainer(assembly, theta)
    evaluations, chunk = [trainer.evaluation], 1
    while trainer.running:
        start = time.perf_counter()
        trainer.advance(chunk)
        if time.perf_counter() - start < CHUNK_SECONDS:
            chunk *= 2
        known = trainer.take_scalars()
        evaluations += [
            Evaluation(step, *values)
            for step, values in zip(known.evaluation_steps.tolist(), known.evaluations.tolist(), strict=True)
        ]
        told(trainer.step)
    trainer.conclude()
    path = trainer.path
    last = [] if path.steps[-1] == trainer.step else [trainer.theta]
    return Trained(trainer, np.stack([*path.thetas, *last]), tuple(evaluations))


def _checkpoints(trained: Trained) -> list[Checkpoint]:
    trainer = trained.trainer
    steps = np.array([one.step for one in trained.evaluations])
    values = np.array([one[1:] for one in trained.evaluations])
    kept = steps <= trainer.step  # of a run that diverged, what came after its last finite step is no part
    found = best_step(steps[kept], values[kept], trainer.evaluate_now())
    step, share = (trainer.step, "") if found is None else (found.step, found.share)
    best = trainer.theta if step == trainer.step else Replay(trainer).to_step(step).theta
    return [
        Checkpoint("initial", 0, trained.path[0]),
        Checkpoint("best", step, best.copy(), share),
        Checkpoint("current", trainer.step, trained.path[-1]),
    ]


def plane_of(assembly: Assembly, kind: Kind, trained: Trained, picks: tuple[int, int] | None, seed: int) -> Plane:
    """Return the plane of a kind through where a run stands."""
    network, path = assembly.network, trained.path
    if picks is not None:
        return weights_plane(network, path[-1], picks)
    if kind == "random":
        return random_plane(network, path[-1], seed)
    parameters, statistics = np.split(path, [network.size], axis=1)
    if kind == "best":
        start, best, current = (one.theta[: network.size] for one in trained.checkpoints)
        plane = checkpoint_plane(start, best, current, seed)
    elif kind == "line":
        plane = line_plane(parameters[0], parameters[-1], seed)
    else:
        plane = principal_plane(parameters, seed)
    return replace(plane, statistics=statistics[-1].astype(np.float64))


def places_of(assembly: Assembly, plane: Plane, trained: Trained, rows: Rows) -> list[dict[str, Any]] | None:
    """Say where the checkpoints of their own plane lie, and the true loss at each; None for other planes."""
    if plane.kind != "best":
        return None
    found = trained.checkpoints
    where = coordinates(plane, np.stack([one.theta for one in found])).tolist()
    return [
        {
            "name": one.name,
            "step": one.step,
            "share": one.share or None,
            "x": x,
            "y": y,
            "loss": loss_over(assembly, rows, one.theta),
        }
        for one, (x, y) in zip(found, where, strict=True)
    ]
