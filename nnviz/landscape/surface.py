"""Loss surfaces: the loss over a grid in a plane."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec import Struct

from nnviz.answers import never
from nnviz.arrays import Array, read_only
from nnviz.assembly import Assembly
from nnviz.landscape.plane import Plane
from nnviz.landscape.plane_loss import PlaneLoss, spare_threads, unheard
from nnviz.landscape.rows import Rows, ShareName


class Surface(Struct, frozen=True, eq=False):
    """The data loss over a grid in a plane. Arrays are read-only.

    Attributes
    ----------
    plane : Plane
    x, y : ndarray, shape (X,) and (Y,)
        Coordinates in the plane; axes that are weights read ``plane.origin`` more.
    loss : ndarray, shape (Y, X), float64
        ``loss[i, j]`` at center + x[j] directions[0] + y[i] directions[1]; infinite or NaN where it overflows.
    share : "train", "test" or "validation"
        What it is computed over.
    rows, of : int
        So many rows, of all that the share has.
    """

    plane: Plane
    x: Array
    y: Array
    loss: Array
    share: ShareName
    rows: int
    of: int


def compute_surface(
    assembly: Assembly,
    plane: Plane,
    x: Array,
    y: Array,
    rows: Rows,
    *,
    dtype: str = "float64",
    cancelled: Callable[[], bool] = never,
    progress: Callable[[float], None] = unheard,
    threads: int | None = None,
) -> Surface | None:
    """Compute the loss over the grid of all x and y.

    Parameters
    ----------
    assembly : Assembly
    plane : Plane
    x, y : ndarray, shape (X,) and (Y,)
    rows : Rows
    dtype : "float64" or "float32"
        float32 is for surfaces that follow training.
    cancelled, progress : callable
        See `PlaneLoss.at`.
    threads : int or None
        How many compute at once; None for as many as there is room for. The values do not depend on it.

    Returns
    -------
    Surface or None
        None where `cancelled` said so.
    """
    across, up = np.meshgrid(x, y)
    loss_at = PlaneLoss(assembly, plane, rows, dtype, threads=spare_threads() if threads is None else threads)
    values = loss_at.at(across.ravel(), up.ravel(), cancelled, progress)
    if values is None:
        return None
    loss = read_only(values.reshape(across.shape))
    return Surface(plane, read_only(x.copy()), read_only(y.copy()), loss, rows.share, len(rows.targets), rows.of)
