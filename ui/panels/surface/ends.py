"""What a plane does not show: how far the runs' present points lie off it, and what the loss is there."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from nnviz.arrays import Array
from nnviz.landscape import LIVE_POINTS, Plane, Rows, choose_rows, coordinates, loss_over, project, thinned
from ui.panels.surface.fit import Fit
from ui.panels.surface.request import End, Grid, Request, Seen
from ui.panels.surface.track import Floats, Track, joined

Lowest = tuple[float, float, float]

NOTHING = 1e-6
"""A distance that is so small against the parameters is rounding."""
FINER = 9
CLOSER = 0.3
NEARLY = 0.99
ROUNDS = 12
"""The minimum is looked for on grids of 9 x 9 points, each 0.3 times as wide as the one it lay within."""


def measure_ends(request: Request, plane: Plane, rows: Rows) -> tuple[End, ...]:
    """Return what the surface says of each run's present point, what is true, and how far its way lies off the plane.

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
        offs = _offs(plane, seen)
        with np.errstate(all="ignore"):
            way = float(np.linalg.norm(_way(plane, seen)))
            size = float(np.linalg.norm(theta[: len(plane.center)].astype(np.float64)))
        own = rows if seen is request.chosen else _as_many(seen, rows)
        true = loss_over(seen.assembly, own, theta) if own is not None else math.nan
        off = float(offs[-1])
        if off <= NOTHING * size:
            off, shown = 0.0, true
        else:
            [nearest] = plane.points(*coordinates(plane, theta[None]).T)
            shown = loss_over(request.chosen.assembly, rows, nearest)
        shares = offs / way if way > 0.0 else np.zeros_like(offs)
        ends.append(End(seen.index, seen.name, off, off / way if way > 0.0 else 0.0, true, shown, shares))
    return tuple(ends)


def _as_many(seen: Seen, rows: Rows) -> Rows | None:
    """Return as many rows of the same share of another run's data; None where it has no such share."""
    if not len(getattr(seen.assembly.data, f"targets_{rows.share}")):
        return None
    return choose_rows(seen.assembly, rows.share, len(rows.targets))


def _offs(plane: Plane, seen: Seen) -> Floats:
    """Return how far the points of a way lie off the plane, and the present one last; between those measured, about."""
    path = seen.snapshot.path
    measured = thinned(np.arange(len(path.thetas)), LIVE_POINTS)
    points = np.array([*(path.thetas[k] for k in measured), seen.snapshot.theta])
    distances = project(plane, points).distances
    between: Floats = np.interp(np.arange(len(path.thetas)), measured, distances[:-1])
    return np.append(between, distances[-1])


def _way(plane: Plane, seen: Seen) -> Array:
    """Return from where to where a run has come in its parameters, shape (P,)."""
    with np.errstate(all="ignore"):
        return (seen.snapshot.theta.astype(np.float64) - seen.snapshot.path.thetas[0])[: len(plane.center)]


def axis_shares(fit: Fit, tracks: Sequence[Track], share: float) -> tuple[float, float] | None:
    """Return which part of the paths' variance lies along each axis; None for axes that no path has chosen."""
    if fit.plane.shares is None or not tracks:
        return None
    spread = joined([track.whole - track.whole[0] for track in tracks]).var(axis=0)
    if not np.isfinite(spread).all() or not spread.sum() > 0.0:
        return None
    first, second = (share * spread / spread.sum()).tolist()
    return first, second


def lowest(
    grid: Grid, tracks: Sequence[Track], at: Callable[[Floats], Floats], before: Lowest | None = None
) -> Lowest | None:
    """Return the lowest point of a surface and the loss there; None where it is at the border, or nowhere.

    Between the points of the grid it is looked for on finer and finer ones; it lies no higher than any run is now.

    Parameters
    ----------
    grid : Grid
    tracks : sequence of Track
    at : callable
        Returns the losses, shape (n,), at places of shape (n, 2).
    before : (float, float, float), optional
        What was found on this grid.
    """
    if not np.isfinite(grid.losses).any():
        return None
    losses = np.where(np.isnan(grid.losses), np.inf, grid.losses)
    row, column = divmod(int(losses.argmin()), losses.shape[1])
    if not (0 < row < len(grid.y) - 1 and 0 < column < len(grid.x) - 1):
        return None
    place, least = np.array([grid.x[column], grid.y[row]]), float(losses[row, column])
    if before is not None:
        place, least = np.array(before[:2]), before[2]
    reach = np.array([grid.x[1] - grid.x[0], grid.y[1] - grid.y[0]])
    share = np.linspace(-1.0, 1.0, FINER)
    around = np.stack(np.meshgrid(share, share), axis=-1).reshape(-1, 2)
    places = np.array([track.now for track in tracks if np.isfinite(track.now).all()]).reshape(-1, 2)
    for _ in range(1 if before is not None else ROUNDS):
        places = np.concatenate([places, place + reach * around])
        values = at(places)
        values[np.isnan(values)] = np.inf
        best = int(values.argmin())
        moved = np.zeros(2)
        if values[best] < least:
            moved = np.abs(places[best] - place)
            place, least = places[best], float(values[best])
        places = places[:0]
        if (moved < NEARLY * reach).all():
            # Else it may lie further along a narrow valley.
            reach = reach * CLOSER
    return float(place[0]), float(place[1]), least
