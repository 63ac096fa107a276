"""A surface over a plane as triangles, for a graphics processor: NumPy only, so that the background can make it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from ui.plotting.extent import Extent
from ui.plotting.holes import BORDER, smooth_holes
from ui.plotting.levels import Levels
from ui.plotting.relief import heights
from ui.plotting.scale import Floats
from ui.plotting.side_view import HEIGHT

COLUMNS = 6
FINE = 160
"""Points along a side from which on triangles are as good as the curved patches between the points of a grid."""
Triangles = npt.NDArray[np.uint32]


class Mesh(Struct, frozen=True, eq=False):
    """What a graphics processor draws a surface from; none of it depends on the camera.

    Attributes
    ----------
    extent : Extent
        The part of the plane.
    bands : int
        How many levels there are.
    points : float32 ndarray, shape (n, 6)
        x and y in half the longer side of the part, the height in bands, how steeply it rises along x and y, and how
        much of what is around it is no number.
    triangles : uint32 ndarray, shape (m, 3)
        Points, counter-clockwise seen from above; none where all around are no numbers.
    """

    extent: Extent
    bands: int
    points: npt.NDArray[np.float32]
    triangles: Triangles


def mesh_of(x: Floats, y: Floats, losses: Floats, levels: Levels, extent: Extent) -> Mesh:
    """Return a surface as triangles.

    Parameters
    ----------
    x, y : ndarray, shape (X,) and (Y,)
        What the axes read along the grid, evenly spaced and rising; it covers `extent`.
    losses : ndarray, shape (Y, X)
    levels : Levels
    extent : Extent
    """
    left, right, bottom, top = extent
    half = max(right - left, top - bottom) / 2.0
    filled, missing = smooth_holes(heights(losses, levels))
    up, across = np.gradient(filled, (y[1] - y[0]) / half, (x[1] - x[0]) / half)
    fine_x, fine_y = _refined(x, left, right), _refined(y, bottom, top)
    along, down = _weights(x, fine_x), _weights(y, fine_y)
    shape = len(fine_y), len(fine_x)
    points = np.zeros((*shape, COLUMNS), dtype=np.float32)
    points[..., 0] = (fine_x - (left + right) / 2.0) / half
    points[..., 1] = ((fine_y - (bottom + top) / 2.0) / half)[:, None]
    holes = () if missing is None else ((5, missing),)
    for part, values in ((2, filled * (levels.bands / HEIGHT)), (3, across), (4, up), *holes):
        points[..., part] = down @ values.astype(np.float32) @ along.T
    triangles = _triangles(*shape)
    if missing is not None:
        triangles = triangles[(points[..., 5].ravel()[triangles] < BORDER).any(axis=1)]
    return Mesh(extent, levels.bands, points.reshape(-1, COLUMNS), triangles)


def _refined(grid: Floats, low: float, high: float) -> Floats:
    """Return the grid from one end to the other, each of its intervals in as many parts as are needed."""
    inner = grid[(grid > low) & (grid < high)]
    knots = np.concatenate([[low], inner, [high]])
    parts = max(1, round(FINE / len(grid)))
    shares = np.arange(parts) / parts
    fine = knots[:-1, None] + shares * np.diff(knots)[:, None]
    return np.append(fine.ravel(), high)


def _weights(grid: Floats, places: Floats) -> npt.NDArray[np.float32]:
    """Return what each point of a grid counts at each place between its points, shape (places, points)."""
    at = np.clip((places - grid[0]) / (grid[1] - grid[0]), 0.0, len(grid) - 1.0)
    first = np.minimum(at.astype(np.intp), len(grid) - 2)
    share = at - first
    weights, rows = np.zeros((len(places), len(grid)), dtype=np.float32), np.arange(len(places))
    weights[rows, first], weights[rows, first + 1] = 1.0 - share, share
    return weights


@lru_cache(maxsize=4)
def _triangles(rows: int, columns: int) -> Triangles:
    """Return two triangles for each cell, row by row."""
    corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
    right, above = corner + 1, corner + columns
    pairs = np.stack([corner, right, above, right, above + 1, above], axis=1)
    triangles: Triangles = pairs.reshape(-1, 3).astype(np.uint32)
    triangles.flags.writeable = False
    return triangles
