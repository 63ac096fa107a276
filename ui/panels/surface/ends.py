"""What a plane does not show: how far the runs' present points lie off it, and what the loss is there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnviz.landscape import Plane, Rows, choose_rows, loss_over, project
from ui.panels.surface.fit import Fit
from ui.panels.surface.request import End, Grid, Request
from ui.panels.surface.track import Track, joined

NOTHING = 1e-6
"""A distance that is so small against the parameters is rounding."""


def measure_ends(request: Request, plane: Plane, rows: Rows) -> tuple[End, ...]:
    """Return what the surface says of each run's present point, and what is true.

    Parameters
    ----------
    request : Request
    plane : Plane
    rows : Rows
        Of the run that the surface belongs to; other runs take as many of theirs.
    """
    ends = []
    for seen in request.seen:
        theta = seen.snapshot.theta
        found = project(plane, theta[None])
        with np.errstate(all="ignore"):
            off = float(found.distances[0])
            way = float(np.linalg.norm(theta.astype(np.float64) - seen.snapshot.path.thetas[0]))
            size = float(np.linalg.norm(theta.astype(np.float64)))
        own = rows if seen is request.chosen else choose_rows(seen.assembly, "train", len(rows.targets))
        true = loss_over(seen.assembly, own, theta)
        if off <= NOTHING * size:
            off, shown = 0.0, true
        else:
            [nearest] = plane.points(*found.coordinates.T)
            shown = loss_over(request.chosen.assembly, rows, nearest)
        ends.append(End(seen.index, seen.name, off, off / way if way > 0.0 else 0.0, true, shown))
    return tuple(ends)


def axis_shares(fit: Fit, tracks: Sequence[Track], share: float) -> tuple[float, float] | None:
    """Return which part of the paths' variance lies along each axis; None for axes that no path has chosen."""
    if fit.plane.shares is None or not tracks:
        return None
    spread = joined([track.whole - track.whole[0] for track in tracks]).var(axis=0)
    if not np.isfinite(spread).all() or not spread.sum() > 0.0:
        return None
    first, second = (share * spread / spread.sum()).tolist()
    return first, second


def lowest(grid: Grid) -> tuple[float, float, float] | None:
    """Return the lowest point of a grid and the loss there; None where it is at the border, or nowhere."""
    if not np.isfinite(grid.losses).any():
        return None
    losses = np.where(np.isnan(grid.losses), np.inf, grid.losses)
    row, column = divmod(int(losses.argmin()), losses.shape[1])
    if not (0 < row < len(grid.y) - 1 and 0 < column < len(grid.x) - 1):
        return None
    return float(grid.x[column]), float(grid.y[row]), float(losses[row, column])
