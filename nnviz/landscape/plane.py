"""A plane through the parameters: two coordinates, and where each pair of them lies in theta."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from msgspec import Struct, field

from nnviz.arrays import Array, read_only
from nnviz.randomness import Purpose, generator

Kind = Literal["random", "pca", "weights", "line", "best"]
KINDS: tuple[Kind, ...] = get_args(Kind)

RANK_TOLERANCE = 1e-7
"""Two directions whose smaller singular value is below this part of the larger one span a line, not a plane."""


class Plane(Struct, frozen=True, kw_only=True, eq=False):
    """The points center + x directions[0] + y directions[1], for all x and y. Arrays are read-only.

    Attributes
    ----------
    kind : "random", "pca", "weights", "line" or "best"
    center : ndarray, shape (P,), float64
        Where x = y = 0.
    directions : ndarray, shape (2, P), float64
        Need be neither orthogonal nor of length 1.
    labels : tuple of str
        What the two axes are, such as "W1[0,0]" or "PC 1".
    origin : tuple of float
        What the axes read at the center: its values on axes that are weights, else 0.
    shares : tuple of float or None
        Which part of the path's variance lies along each axis, 0 to 1; None for axes that no path has chosen.
    note : str
        One sentence where the axes are not what one would expect; else empty.
    statistics : ndarray, shape (S,), float64
        The running statistics that stand behind the parameters in theta, the same all over the plane.
    """

    kind: Kind
    center: Array
    directions: Array
    labels: tuple[str, str]
    origin: tuple[float, float] = (0.0, 0.0)
    shares: tuple[float, float] | None = None
    note: str = ""
    statistics: Array = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        read_only(self.statistics)
        read_only(self.center)
        read_only(self.directions)

    @property
    def exact(self) -> bool:
        """Whether the plane holds all parameters that there are, so that nothing lies off it."""
        return len(self.center) == 2 and len(self.basis()) == 2

    def points(self, x: Array, y: Array) -> Array:
        """Return theta at the coordinates x and y, both of shape (n,). Shape (n, P + S), float64."""
        points: Array = self.center + np.column_stack([x, y]) @ self.directions
        return np.hstack([points, np.broadcast_to(self.statistics, (len(points), len(self.statistics)))])

    def basis(self) -> Array:
        """Return orthonormal vectors that span the directions, shape (2, P); fewer where these are not independent."""
        _, sizes, basis = np.linalg.svd(self.directions, full_matrices=False)
        independent: Array = basis[sizes > RANK_TOLERANCE * sizes[0]]
        return independent


def direction_across(directions: Array, size: int, seed: int) -> Array:
    """Draw a random direction at right angles to others.

    Parameters
    ----------
    directions : ndarray, shape (k, P)
        Orthonormal, k < P.
    size : int
        P.
    seed : int

    Returns
    -------
    ndarray, shape (P,)
        Of length 1.
    """
    # Index 0 is no layer, so this stream meets none of the filter-normalised directions.
    draw = generator(seed, Purpose.DIRECTIONS, 0, len(directions)).standard_normal(size)
    for _ in range(2):  # what rounding leaves of the others goes the second time
        draw -= (draw @ directions.T) @ directions
        draw /= np.linalg.norm(draw)
    return draw
