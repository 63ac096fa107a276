"""Which part of a plane to look at: all paths, with a margin, in steps that do not jump. And the grid over it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.arrays import Array
from nnviz.landscape.plane import Plane

MARGIN = 0.1
"""Room beside the paths, as a part of their longer side."""

KEPT_MARGIN = 0.02
"""As long as so much room is left, in parts of the whole side, bounds stay as they are."""

MUCH_TOO_LARGE = 5.0
"""Bounds shrink only where the paths would fit into a side that is so many times smaller."""

_NOTCHES = 10
"""Bounds begin at multiples of the side over this."""


@dataclass(frozen=True)
class Bounds:
    """A square part of a plane, as its axes read: coordinates, or the values of two weights.

    Attributes
    ----------
    x, y : tuple of float
        Lowest and highest.
    """

    x: tuple[float, float]
    y: tuple[float, float]

    @property
    def side(self) -> float:
        """How long it is."""
        return max(self.x[1] - self.x[0], self.y[1] - self.y[0])


def suggest_bounds(plane: Plane, paths: Sequence[Array], previous: Bounds | None = None) -> Bounds:
    """Return a square that holds the center and all paths, with a margin; its side is 1, 2 or 5 times a power of ten.

    Parameters
    ----------
    plane : Plane
        A random one has -1 to 1 on both axes, whatever the paths: there its directions are as long as theta.
    paths : sequence of ndarray, each of shape (n, 2)
        Coordinates of projected paths. What is not finite is left out.
    previous : Bounds, optional
        Kept for as long as they hold everything and are not much too large.
    """
    if plane.kind == "random":
        return Bounds((-1.0, 1.0), (-1.0, 1.0))
    points = np.vstack([np.zeros((1, 2)), *paths])
    points = points[np.isfinite(points).all(axis=1)] + plane.origin
    low, high = points.min(axis=0), points.max(axis=0)
    side = _round_up(max(float(np.max(high - low)) * (1.0 + 2.0 * MARGIN), _least_side(plane)))
    if previous is not None and previous.side < MUCH_TOO_LARGE * side:
        room = KEPT_MARGIN * previous.side
        first, last = np.array([previous.x, previous.y]).T
        if (low - room >= first).all() and (high + room <= last).all():
            return previous
    notch = side / _NOTCHES
    starts = [float(f"{round((middle - side / 2.0) / notch) * notch:.12g}") for middle in ((low + high) / 2.0).tolist()]
    x, y = ((start, float(f"{start + side:.12g}")) for start in starts)
    return Bounds(x, y)


def grid(plane: Plane, bounds: Bounds, resolution: int) -> tuple[Array, Array]:
    """Return x and y, each of shape (R,), of a grid that covers bounds; the plane's center is one of its points.

    Parameters
    ----------
    plane : Plane
    bounds : Bounds
    resolution : int
        R, at least 3.
    """
    x, y = (
        axis(low - origin, high - origin, resolution)
        for (low, high), origin in zip((bounds.x, bounds.y), plane.origin, strict=True)
    )
    return x, y


def axis(low: float, high: float, resolution: int) -> Array:
    """Return evenly spaced coordinates, shape (R,), from `low` to `high`, of which one is exactly 0.

    Where 0 lies between two of them, their spacing becomes a little larger and the ends move out, by less than one
    spacing each. Where 0 is not between `low` and `high`, they are left as they are.
    """
    cells = resolution - 1
    before = -low / (high - low) * cells
    if not 0.0 <= before <= cells:
        return np.linspace(low, high, resolution)
    whole = round(before)
    if abs(before - whole) < 1e-9 * cells:
        return (high - low) * ((np.arange(resolution) - whole) / cells)
    spacing = (high - low) / (cells - 1)
    return spacing * (np.arange(resolution) - float(math.ceil(-low / spacing)))


def _least_side(plane: Plane) -> float:
    """Return a side on which something can be seen before any path has moved."""
    size = max(map(abs, plane.origin)) if plane.kind == "weights" else MARGIN * float(np.linalg.norm(plane.center))
    return 2.0 * size if 0.0 < size < math.inf else 1.0


def _round_up(length: float) -> float:
    """Return the next number that is 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(length))
    step = next(step for step in (1.0, 2.0, 5.0, 10.0) if length <= step * power * (1.0 + 1e-9))
    return float(f"{step * power:.12g}")
