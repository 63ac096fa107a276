"""Where parameter vectors lie in a plane, and how far off it."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.landscape.plane import RANK_TOLERANCE, Plane

_BLOCK_VALUES = 2**19


class Projection(Struct, frozen=True, eq=False):
    """Points, such as those of a path, as a plane shows them.

    Attributes
    ----------
    coordinates : ndarray, shape (n, 2)
        x and y of the nearest point of the plane.
    distances : ndarray, shape (n,)
        How far each point lies off the plane (Euclidean).
    share : float
        Which part of the points' variance about their mean the plane holds, 0 to 1; NaN where they do not vary.
    """

    coordinates: Array
    distances: Array
    share: float


def project(plane: Plane, points: Array) -> Projection:
    """Project points, shape (n, P), by least squares: right for directions that are not orthogonal, too.

    What stands behind the P parameters, running statistics, is no part of a plane and is left out.
    Where the two directions lie on one line, the coordinates are the smallest of all that fit equally well.
    """
    points = points[:, : len(plane.center)]
    coordinates = np.empty((len(points), 2))
    distances = np.empty(len(points))
    solver = np.linalg.pinv(plane.directions, rcond=RANK_TOLERANCE)
    basis = plane.basis()
    middle = mean_point(points)
    inside = whole = 0.0
    block = max(1, _BLOCK_VALUES // points.shape[1])
    with np.errstate(all="ignore"):
        for start in range(0, len(points), block):
            part = slice(start, start + block)
            offsets = points[part] - plane.center
            coordinates[part] = offsets @ solver
            offsets -= coordinates[part] @ plane.directions
            distances[part] = np.linalg.norm(offsets, axis=1)
            deviations = points[part] - middle
            whole += float(np.square(deviations).sum())
            inside += float(np.square(deviations @ basis.T).sum())
    return Projection(coordinates, distances, min(inside / whole, 1.0) if whole > 0.0 else math.nan)


def mean_point(points: Array) -> Array:
    """Return the mean of points, shape (n, P), in float64: exactly the point itself where all are the same."""
    mean: Array = points[0] + (points - points[0]).mean(axis=0, dtype=np.float64)
    return mean


def coordinates(plane: Plane, points: Array) -> Array:
    """Return x and y, shape (n, 2), of the points of a plane that are nearest to points of shape (n, P)."""
    return project(plane, points).coordinates
