"""The plane in which a path mostly moves: its two leading principal components."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.landscape.plane import RANK_TOLERANCE, Plane, direction_across
from nnviz.landscape.projection import mean_point

LIVE_POINTS = 128
"""So many points of each path give the plane that follows training: a path of a thousand takes as long as a surface."""


def thinned(points: Array, most: int) -> Array:
    """Return the points of a path, shape (n, P), or `most` of more, evenly spaced from the first to the last."""
    count = len(points)
    return points if count <= most else points[np.round(np.linspace(0, count - 1, most)).astype(int)]


def principal_plane(points: Array, seed: int, center: Array | None = None, previous: Plane | None = None) -> Plane:
    """Return the plane through the end of a path along the directions in which its points vary most.

    As in Li et al. 2018, arXiv:1712.09913, section 7: random directions lose a path, because in many dimensions they
    are nearly at right angles to it. Variance is measured about the mean of the points; the plane goes through the
    last.

    Parameters
    ----------
    points : ndarray, shape (n, P), n >= 1, P >= 2
        The path, oldest first; or several paths, one after the other.
    seed : int
        Where the points do not vary in two directions, random ones at right angles take their place.
    center : ndarray, shape (P,), optional
        The plane's center; the last point if left out.
    previous : Plane, optional
        The plane of a moment ago. Signs are chosen so that the picture does not flip from one to the next; without it,
        so that the path comes from the left, and from above.

    Returns
    -------
    Plane
        With orthonormal directions and, unless all points are the same, their shares of the variance.
    """
    size = points.shape[1]
    middle = mean_point(points)
    deviations = points - middle
    center = np.array(points[-1] if center is None else center, dtype=np.float64)
    directions, shares = _leading(deviations)
    rank = len(directions)
    directions = _with_signs(directions, deviations - (center - middle), previous)
    while len(directions) < 2:
        directions = np.vstack([directions, direction_across(directions, size, seed)])
    note = ""
    if rank == 0:
        note = "The path has not moved yet, so both axes are random directions."
    elif rank == 1:
        note = "The path is a straight line, so the second axis is a random direction across it."
    return Plane(
        kind="pca",
        center=center,
        directions=directions,
        labels=("PC 1" if rank > 0 else "random direction 1", "PC 2" if rank > 1 else "random direction 2"),
        shares=shares if rank else None,
        note=note,
    )


def _leading(deviations: Array) -> tuple[Array, tuple[float, float]]:
    """Return up to two principal directions, shape (k, P), and both shares of the variance.

    Of X, shape (n, P), the smaller one of X X^T and X^T X is taken apart: with a path of a hundred points and a million
    parameters, that is 100 x 100.
    """
    rows, size = deviations.shape
    scale = float(np.max(np.abs(deviations), initial=0.0))
    if not (0.0 < scale < np.inf):
        return np.zeros((0, size)), (0.0, 0.0)
    scaled = deviations / scale  # so that no square overflows or vanishes
    many = size > rows
    squares, vectors = np.linalg.eigh(scaled @ scaled.T if many else scaled.T @ scaled)
    squares = np.maximum(squares, 0.0)
    rank = int(np.count_nonzero(squares[-2:] > RANK_TOLERANCE**2 * squares[-1]))
    directions = vectors[:, ::-1][:, :rank].T
    if many:
        directions = directions @ scaled
    for index, direction in enumerate(directions):
        for _ in range(2):
            direction -= (direction @ directions[:index].T) @ directions[:index]
            direction /= np.linalg.norm(direction)
    total = float(squares.sum())
    first, second = (*(squares[::-1][:rank] / total).tolist(), 0.0)[:2]
    return directions, (first, second)


def _with_signs(directions: Array, from_center: Array, previous: Plane | None) -> Array:
    """Turn each direction to the side on which it was in the plane before; or to where the path fixes it."""
    signed = directions.copy()
    for index, direction in enumerate(signed):
        side = 0.0
        if previous is not None and previous.directions.shape[1] == len(direction):
            side = float(direction @ previous.directions[index])
        if side == 0.0:
            side = float(np.sum(from_center @ direction)) * (-1.0 if index == 0 else 1.0)
        if side < 0.0 or (side == 0.0 and direction[np.argmax(np.abs(direction))] < 0.0):
            direction *= -1.0
    return signed
