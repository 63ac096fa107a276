"""The ways of recorded weights, projected on the plane in which they mostly move; read piece by piece, never whole."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array, Indices, read_only
from nnviz.landscape.plane import RANK_TOLERANCE
from nnviz.recorded_run import RecordedRun

MOST_POINTS = 200
MOST_BYTES = 2**28
"""Of weights that are read for one picture: of a large network fewer steps are looked at."""
AXES_BYTES = 2**26
BLOCK_NUMBERS = 2**21
"""Numbers of all points together that are in memory at once."""


class Way(Struct, frozen=True, eq=False):
    """One recording's way on the plane.

    Attributes
    ----------
    steps : ndarray of int, shape (n,)
        The recorded steps that were looked at, evenly spaced, the first and the last among them.
    places : ndarray, shape (n, 2)
        Where the weights were; 0 is where the first recording ends.
    """

    steps: Indices
    places: Array


class RecordedPath(Struct, frozen=True, eq=False):
    """The ways of one or more recordings with equally many parameters, on their common plane.

    Attributes
    ----------
    ways : tuple of Way
    shares : (float, float)
        The parts of the variance that both axes hold.
    axes : ndarray, shape (2, P), or None
        Directions of length 1; None where the network is so large that they would take too much memory.
    origin : ndarray, shape (P,)
        The weights at the place (0, 0).
    """

    ways: tuple[Way, ...]
    shares: tuple[float, float]
    axes: Array | None
    origin: Array

    def place_of(self, theta: Array) -> tuple[float, float] | None:
        """Return where other weights of the same network are; None where there are no axes, or they are not finite."""
        if self.axes is None:
            return None
        place = np.zeros(2)
        for start in range(0, len(theta), BLOCK_NUMBERS):
            part = slice(start, start + BLOCK_NUMBERS)
            with np.errstate(all="ignore"):
                place += self.axes[:, part] @ (theta[part].astype(np.float64) - self.origin[part])
        x, y = place.tolist()
        return (x, y) if math.isfinite(x) and math.isfinite(y) else None


class PathWork:
    """Computes the plane in slices of time, so that others have their turn in between.

    Parameters
    ----------
    runs : sequence of RecordedRun
        With weights of the same number, the first one first.
    """

    def __init__(self, runs: Sequence[RecordedRun]) -> None:
        size = runs[0].recording.theta_at(runs[0].last_step).nbytes
        most = max(2, min(MOST_POINTS, MOST_BYTES // max(1, size * len(runs))))
        self._steps = [_spread(run.weight_steps, most) for run in runs]
        pairs = zip(runs, self._steps, strict=True)
        self._rows = [run.recording.theta_at(step) for run, steps in pairs for step in steps.tolist()]
        self._products = np.zeros((len(self._rows), len(self._rows)))
        self._start = 0
        self._plane: tuple[Array, Array, Array, tuple[float, float]] | None = None
        size = len(self._rows[0])
        self._axes = np.zeros((2, size), np.float32) if 2 * 4 * size <= AXES_BYTES else None

    @property
    def done(self) -> float:
        """Which part is computed."""
        passes = 1 if self._axes is None else 2
        finished = len(self._rows[0]) * (self._plane is not None and passes == 2)
        return (finished + self._start) / (passes * len(self._rows[0]))

    def advance(self, seconds: float, cancelled: Callable[[], bool]) -> bool:
        """Go on for about so long. Returns False where it is no longer wanted."""
        end = time.perf_counter() + seconds
        width = max(1, BLOCK_NUMBERS // len(self._rows))
        while self.done < 1.0 and time.perf_counter() < end:
            if cancelled():
                return False
            part = slice(self._start, self._start + width)
            with np.errstate(all="ignore"):
                block = np.stack([row[part] for row in self._rows]).astype(np.float64)
                if self._plane is None:
                    block -= block[0].copy()  # what all have in common would only cost digits
                    self._products += block @ block.T
                elif self._axes is not None:
                    finite, combination, _, _ = self._plane
                    self._axes[:, part] = combination @ block[finite]
            self._start = min(part.stop, len(self._rows[0]))
            if self._start == len(self._rows[0]) and self._plane is None:
                self._plane = self._find_plane()
                if self._axes is not None:
                    self._start = 0
        return True

    def _find_plane(self) -> tuple[Array, Array, Array, tuple[float, float]]:
        """Return which points are finite, what makes the axes of them, their places, and the axes' shares.

        Principal components from the products of all pairs of points, which has the eigenvalues that the deviations'
        own products have, however many parameters there are.
        """
        finite = np.isfinite(np.diagonal(self._products))
        squares, vectors = _principal(self._products[np.ix_(finite, finite)])
        total = float(squares.sum())
        roots = np.sqrt(squares[:2])
        known = roots > RANK_TOLERANCE * float(roots.max(initial=0.0))
        places = np.where(known, vectors[:, :2] * roots, 0.0)
        end = max(0, int(finite[: len(self._steps[0])].sum()) - 1)
        if len(places):
            places = places - places[end]
            # As everywhere: a way comes from the left, and from above.
            signs = np.where(places[: end + 1].sum(axis=0) * (-1.0, 1.0) < 0.0, -1.0, 1.0)
            places = places * signs
            vectors = vectors[:, :2] * signs
        combination = np.where(known, vectors[:, :2] / np.where(known, roots, 1.0), 0.0).T
        shares = (squares[:2] / total if total else np.zeros(2)) * known
        return finite, combination, places, (float(shares[0]), float(shares[1]))

    def result(self) -> RecordedPath:
        """Return the ways, once all of it is computed."""
        assert self._plane is not None
        finite, _, places, shares = self._plane
        parts = np.split(finite, np.cumsum([len(steps) for steps in self._steps])[:-1])
        own = np.split(places, np.cumsum([int(part.sum()) for part in parts])[:-1])
        ways = tuple(
            Way(steps[part], read_only(np.array(place)))
            for steps, part, place in zip(self._steps, parts, own, strict=True)
        )
        origin = self._rows[max(0, int(parts[0].sum()) - 1)]
        return RecordedPath(ways, shares, self._axes, origin)


def _spread(steps: Indices, most: int) -> Indices:
    """Return up to so many steps, evenly spaced, the first and the last among them."""
    if len(steps) <= most:
        return steps
    chosen: Indices = steps[np.round(np.linspace(0, len(steps) - 1, most)).astype(int)]
    return chosen


def _principal(products: Array) -> tuple[Array, Array]:
    """Return variances, largest first and two at least, and the points' unit vectors along them, shape (n, k)."""
    if not len(products):
        return np.zeros(2), np.zeros((0, 2))
    centred = products - products.mean(axis=0) - products.mean(axis=1)[:, None] + products.mean()
    squares, vectors = np.linalg.eigh(centred)
    squares, vectors = np.maximum(squares[::-1], 0.0), vectors[:, ::-1]
    if len(squares) == 1:
        return np.zeros(2), np.zeros((1, 2))
    return squares, vectors
