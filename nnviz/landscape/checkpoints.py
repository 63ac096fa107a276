"""Through checkpoints of a run: the plane of three of them, and the line between two."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nnviz.answers import never
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.errors import InvalidInput
from nnviz.landscape.plane import RANK_TOLERANCE, Plane, direction_across
from nnviz.landscape.plane_loss import PlaneLoss
from nnviz.landscape.rows import Rows, loss_over


def checkpoint_plane(start: Array, best: Array, current: Array, seed: int) -> Plane:
    """Return the plane through the initial, the best and the current parameters, each of shape (P,).

    The center is the current point. The first axis runs the way that the initial point lies from it, so that the run
    came from the left; the second is at right angles, on the side of the best point. Both directions have length 1.
    Where the three lie on one line, the second is random; where all are the same, so is the first.
    """
    center = current.astype(np.float64)
    directions, rank = np.zeros((0, len(center))), 0
    offsets = [center - start, best - center]
    scale = max(float(np.linalg.norm(offset)) for offset in offsets)
    labels, note = ["towards the current weights", "towards the best weights"], ""
    for offset in offsets:
        across = offset
        for _ in range(2):  # what rounding leaves of the first goes the second time
            across = across - (across @ directions.T) @ directions
        length = float(np.linalg.norm(across))
        if rank < 2 and 0.0 < length < np.inf and length > RANK_TOLERANCE * scale:
            directions = np.vstack([directions, across / length])
            rank += 1
    if rank == 0:
        note = "The run has not moved yet, so both axes are random directions."
        labels = ["random direction 1", "random direction 2"]
    elif rank == 1:
        note = "Initial, best and current weights lie on one line, so the second axis is a random direction across it."
        labels = [labels[0] if np.linalg.norm(offsets[0]) > 0.0 else labels[1], "random, across"]
    while len(directions) < 2:
        directions = np.vstack([directions, direction_across(directions, len(center), seed)])
    return Plane(kind="best", center=center, directions=directions, labels=(labels[0], labels[1]), note=note)


class LineLoss:
    """The data loss at any points of the straight line through two checkpoints. It belongs to one thread.

    Linear interpolation, as in Goodfellow, Vinyals and Saxe 2015, "Qualitatively characterizing neural network
    optimization problems", arXiv:1412.6544. Running statistics are interpolated between the checkpoints with the
    parameters, so that both ends have the loss that they have as networks.

    Parameters
    ----------
    assembly : Assembly
    start, end : ndarray, shape (length,)
    rows : Rows
        What the loss is a mean over.
    threads : int
        See `PlaneLoss`.

    Raises
    ------
    InvalidInput
        If the two are the same.
    """

    def __init__(self, assembly: Assembly, start: Array, end: Array, rows: Rows, *, threads: int = 1) -> None:
        self._assembly, self._rows = assembly, rows
        self._first, size = start.astype(np.float64), assembly.network.size
        self._along = end.astype(np.float64) - start
        if not self._along[:size].any():
            raise InvalidInput("there is no line between two checkpoints with the same weights")
        still = not self._along[size:].any()
        plane = _line(assembly, self._first, self._along)
        self._loss = PlaneLoss(assembly, plane, rows, threads=threads) if still else None

    def at(self, shares: Array, cancelled: Callable[[], bool] = never) -> Array | None:
        """Return the loss at points of the line, shape (n,), float64; None where `cancelled` said so.

        Parameters
        ----------
        shares : ndarray, shape (n,)
            Which part of the way each point lies from the start: 0 is the start, 1 the end; others lie beyond.
        cancelled : callable
            See `PlaneLoss.at`.
        """
        if self._loss is not None:
            return self._loss.at(shares, 0.0 * shares, cancelled)
        # One forward pass after the other: running statistics change from point to point.
        losses, size = np.empty(len(shares)), self._assembly.network.size
        for index, share in enumerate(shares.tolist()):
            if cancelled():
                return None
            theta = self._first + share * self._along
            # Beyond the ends a variance would become negative: there they stay those of the end.
            theta[size:] = self._first[size:] + min(max(share, 0.0), 1.0) * self._along[size:]
            losses[index] = loss_over(self._assembly, self._rows, theta)
        return losses


def losses_on_line(
    assembly: Assembly,
    start: Array,
    end: Array,
    shares: Array,
    rows: Sequence[Rows],
    cancelled: Callable[[], bool] = never,
) -> Array | None:
    """Return the losses of `LineLoss` over several shares of the data, shape (curves, n), or None where cancelled."""
    curves = []
    for part in rows:
        losses = LineLoss(assembly, start, end, part).at(shares, cancelled)
        if losses is None:
            return None
        curves.append(losses)
    return np.stack(curves)


def _line(assembly: Assembly, first: Array, along: Array) -> Plane:
    """Return a plane whose second direction leads nowhere."""
    center, statistics = np.split(first, [assembly.network.size])
    directions = np.stack([along[: assembly.network.size], np.zeros_like(center)])
    return Plane(
        kind="line", center=center, directions=directions, labels=("from start to end", ""), statistics=statistics
    )
