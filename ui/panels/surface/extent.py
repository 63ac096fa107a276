"""Which part of the plane is shown: all paths with a margin, at round numbers, growing seldom."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from nnviz.arrays import Array
from nnviz.landscape import Plane, PlaneLoss
from ui.panels.surface.fit import REACH, Fit, reach
from ui.panels.surface.request import Request, Result
from ui.panels.surface.track import Floats, Track, joined
from ui.plotting.axes import nice_step
from ui.plotting.extent import Extent, filled

MARGIN = 0.16
"""Room on each side of the paths, as a share of their own range."""
KEPT = 0.03
"""As long as so much of the whole range is left on each side, nothing moves."""
STEPS = 12.0
"""Ends lie at multiples of 1, 2 or 5 times a power of ten, of which a range holds about so many."""
GROWTH = 0.3
"""How far beyond a path an end moves that the path has passed, as a share of the whole range."""
SEARCH_SIDES = (2.0, 5.0, 10.0, 20.0, 40.0)
SEARCH_POINTS = 21
THINNEST = 0.1
THINNEST_EXACT = 0.6
"""Where the whole surface is known from the beginning, a run that rolls from side to side stays in the picture."""
FAR = 3.0
"""An excursion goes so many times as far as beginnings, ends and minimum lie apart."""
MOST_ASTRAY = 0.5
"""Of a path that has more of its points so far away, they are no excursion but the path."""
SHRINKS_BELOW = 1.0 / 3.0
"""Where everything needs so small a part of what is shown, it is fitted anew: an edit was undone."""
LEAST_SIDE = 0.05
"""Before a path has moved far: the sides of the picture, as a share of the length of theta."""
_LEAST = 1e-9


def automatic_extent(
    fit: Fit, plane: Plane, tracks: Sequence[Track], request: Request, held: Result | None, loss: PlaneLoss
) -> tuple[Extent, Extent]:
    """Return the part that has to be seen, because all paths are in it, and the part that the picture shows.

    Parameters
    ----------
    fit : Fit
    plane : Plane
        As it is now.
    tracks : sequence of Track
    request : Request
    held : Result or None
        On the same plane: what it shows is kept, and grown where it must.
    loss : PlaneLoss
        Of an exact plane: its minimum is to be seen, too.
    """
    chosen = request.chosen.index
    ways = [_near(fit, track, chosen) for track in tracks]
    if held is None or held.view is not None or request.anew:
        core = _first_extent(fit, plane, ways, loss, request.anew)
        return core, filled(core, request.aspect)
    kept = joined([_near(fit, track, chosen, held) for track in tracks])
    core = grown(held.core, kept)
    # What is shown never gives way on one side because it grows on another.
    extent = filled(grown(held.extent, kept) if held.size == request.size else core, request.aspect)
    if not request.steady and (not request.live or any(track.diverged_at is not None for track in tracks)):
        needed = _first_extent(fit, plane, ways, loss, False)
        if is_far_smaller(filled(needed, request.aspect), extent):
            return needed, filled(needed, request.aspect)
    return core, extent


def is_far_smaller(inner: Extent, outer: Extent) -> bool:
    """Say whether a part of the plane is so much smaller than another that it is worth coming closer."""
    return inner[1] - inner[0] < SHRINKS_BELOW * (outer[1] - outer[0])


def without_excursions(ways: Sequence[Floats], minimum: Floats) -> Floats:
    """Return the places of all paths, each of shape (n, 2), and a minimum, but no short way out to far away and back.

    Parameters
    ----------
    ways : sequence of ndarray, each of shape (n, 2)
    minimum : ndarray, shape (1, 2) or (0, 2)
    """
    fixed = joined([*(way[[0, -1]] for way in ways if len(way)), minimum])
    if not len(fixed):
        return fixed
    low, high = fixed.min(axis=0), fixed.max(axis=0)
    side, parts = float((high - low).max()), [minimum]
    for way in ways:
        far = (np.maximum(low - way, way - high) > FAR * side).any(axis=1)
        parts.append(way[~far] if side > 0.0 and far.mean() <= MOST_ASTRAY else way)
    return joined(parts)


def _first_extent(fit: Fit, plane: Plane, ways: Sequence[Floats], loss: PlaneLoss, nearest: bool) -> Extent:
    """Return the part for paths and minimum; `nearest` leaves out where paths have been astray."""
    minimum = lowest_point(loss.at, plane.origin) if fit.exact else joined([])
    places = without_excursions(ways, minimum) if nearest else joined([*ways, minimum])
    x, y = plane.origin
    if plane.kind == "random":
        # Its directions are as long as theta, so that one in each direction is all there is to see.
        return grown((x - 1.0, x + 1.0, y - 1.0, y + 1.0), places)
    size = max(abs(x), abs(y)) if plane.kind == "weights" else LEAST_SIDE * float(np.linalg.norm(plane.center))
    size = size if 0.0 < size < math.inf else 1.0
    return range_of(places, size, THINNEST_EXACT if fit.exact else THINNEST)


def _near(fit: Fit, track: Track, chosen: int, held: Result | None = None) -> Floats:
    """Return the places of a path that are not on their way to infinity.

    Where a surface is held, what was left out when that was fitted stays out.
    """
    places = track.whole
    kept = np.ones(len(places), dtype=bool)
    before = held.track(track.run) if held is not None else None
    if held is not None and before is not None:
        left, right, bottom, top = held.extent
        x, y = places[:-1].T
        inside = (left <= x) & (x <= right) & (bottom <= y) & (y <= top)
        kept[:-1] = inside | (track.steps > before.step)
    if track.run == chosen and track.diverged_at is None:
        return places[kept & np.isfinite(places).all(axis=1)]
    # Random directions are as long as theta: one along them is its length.
    most = REACH if fit.plane.kind == "random" else reach(fit.plane.center)
    with np.errstate(all="ignore"):
        away = np.hypot(*(places - places[0]).T)
    return places[kept & (away <= most)]


def range_of(places: Floats, least: float, thinnest: float) -> Extent:
    """Return a part of the plane that holds places of shape (n, 2), with a margin.

    Parameters
    ----------
    places : ndarray, shape (n, 2)
        What is not finite is left out.
    least : float
        The longer side is no shorter than this.
    thinnest : float
        The shorter side is at least so many times as long as the other: a path along one axis has room across.
    """
    places = places[np.isfinite(places).all(axis=1)]
    if not len(places):
        places = np.zeros((1, 2))
    (left, bottom), (right, top) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
    width, height = ((1.0 + 2.0 * MARGIN) * (high - low) for low, high in ((left, right), (bottom, top)))
    side = max(width, height, least)
    width, height = max(width, thinnest * side), max(height, thinnest * side)
    return (*_rounded((left + right) / 2.0, width), *_rounded((bottom + top) / 2.0, height))


def grown(extent: Extent, places: Floats) -> Extent:
    """Return the same part of the plane, grown on the sides that places of shape (n, 2) have come near to."""
    places = places[np.isfinite(places).all(axis=1)]
    if not len(places):
        return extent
    (left, bottom), (right, top) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
    return (*_grown(extent[0], extent[1], left, right), *_grown(extent[2], extent[3], bottom, top))


def lowest_point(loss: Callable[[Array, Array], Array | None], centre: tuple[float, float]) -> Floats:
    """Look for a minimum around a point. Returns places of shape (1, 2), or (0, 2) where none is near.

    Parameters
    ----------
    loss : callable
        Returns the loss at coordinates of shape (n,) each, relative to the centre.
    centre : (float, float)
        What the axes read there.
    """
    share = np.linspace(-0.5, 0.5, SEARCH_POINTS)
    across, up = (part.ravel() for part in np.meshgrid(share, share))
    for side in SEARCH_SIDES:
        values = loss(side * across, side * up)
        if values is None or np.isnan(values).all():
            break
        row, column = divmod(int(np.nanargmin(values)), SEARCH_POINTS)
        if 0 < row < SEARCH_POINTS - 1 and 0 < column < SEARCH_POINTS - 1:
            return np.array([[centre[0] + side * share[column], centre[1] + side * share[row]]])
    return np.empty((0, 2))


def _rounded(middle: float, width: float) -> tuple[float, float]:
    step = nice_step(max(width, _LEAST * max(1.0, abs(middle))) / STEPS)
    low = math.floor((middle - width / 2.0) / step + 1e-9) * step
    high = math.ceil((middle + width / 2.0) / step - 1e-9) * step
    return low, high


def _grown(low: float, high: float, least: float, most: float) -> tuple[float, float]:
    width = high - low
    span = max(high, most) - min(low, least)
    # Room is left in what the range will be: where one side moves far out, the other needs more, too.
    room = KEPT * (span * (1.0 + GROWTH) if span > width else width)
    step = nice_step(span / STEPS)
    if least < low + room:
        low = math.floor((min(least, low) - GROWTH * max(width, high - least)) / step) * step
    if most > high - room:
        high = math.ceil((max(most, high) + GROWTH * max(width, most - low)) / step) * step
    return low, high
