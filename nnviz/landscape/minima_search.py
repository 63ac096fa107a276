"""The lowest minima of a function of which nobody has written them down: of the user's own."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.landscape.analytic import AnalyticLandscape

GRID = 181
"""Points along each side of the grid whose lowest ones the search begins at."""
BEYOND = 0.25
"""How far the search goes beyond the view on each side, against its width: a wide window shows more than that."""
MOST_BEGINNINGS = 200
NEWTON_STEPS = 30
HALVINGS = 40
ALIKE = 1e-9
"""Values that differ less than this, against the range of values, are equally low."""
APART = 1e-5
"""Minima that are nearer to each other, against the width of the view, are one."""


def lowest_minima(
    landscape: AnalyticLandscape, box: tuple[float, float, float, float]
) -> tuple[tuple[float, float], ...]:
    """Return the lowest of the minima in a view and a little beyond, from left to right; none where there is none.

    A point of a grid that is lower than its eight neighbours is the beginning of a search by Newton's method, which
    ends where the slope is 0 and the curvature positive. Where it does not, as at the kink of abs(x) + abs(y), ever
    closer neighbours are compared. Minima that are narrower than the grid can be missed, and a valley that is level
    along its floor has none.

    Parameters
    ----------
    landscape : AnalyticLandscape
    box : (left, right, bottom, top)
    """
    left, right, bottom, top = box
    wide, high = right - left, top - bottom
    x = np.linspace(left - BEYOND * wide, right + BEYOND * wide, GRID)
    y = np.linspace(bottom - BEYOND * high, top + BEYOND * high, GRID)
    with np.errstate(all="ignore"):
        values = landscape.values(np.stack(np.meshgrid(x, y), axis=-1))
        values = np.where(np.isfinite(values), values, np.inf)
        rows, columns = _dips(values)
        order = np.argsort(values[rows, columns], kind="stable")[:MOST_BEGINNINGS]
        begun = np.stack([x[columns[order]], y[rows[order]]], axis=-1)
        cell = np.array([x[1] - x[0], y[1] - y[0]])
        found, failed = _descended(landscape, begun, 2.0 * cell)
        found = np.concatenate([found, _compared(landscape, begun[failed], cell)])
        heights = landscape.values(found)
    if not len(found):
        return ()
    finite = values[np.isfinite(values)]
    low = found[heights <= heights.min() + ALIKE * float(np.ptp(finite))]
    kept: list[tuple[float, float]] = []
    for place in sorted((round(a, 12) + 0.0, round(b, 12) + 0.0) for a, b in low.tolist()):
        if all(max(abs(place[0] - a), abs(place[1] - b)) > APART * max(wide, high) for a, b in kept):
            kept.append(place)
    return tuple(kept)


def _dips(values: Array) -> tuple[Array, Array]:
    """Return rows and columns of the inner points of a grid that no neighbour is below, and some neighbour is above."""
    inner = values[1:-1, 1:-1]
    last = len(values) - 1
    around = [
        values[1 + down : last + down, 1 + across : last + across]
        for down in (-1, 0, 1)
        for across in (-1, 0, 1)
        if (down, across) != (0, 0)
    ]
    lowest = np.isfinite(inner) & np.all([inner <= one for one in around], axis=0)
    rows, columns = np.nonzero(lowest & np.any([inner < one for one in around], axis=0))
    return rows + 1, columns + 1


def _descended(landscape: AnalyticLandscape, begun: Array, reach: Array) -> tuple[Array, Array]:
    """Return the minima that Newton's method comes to from places of shape (n, 2), and from which it comes to none."""
    places = begun.copy()
    for _ in range(NEWTON_STEPS):
        slopes, second = landscape.gradients(places), landscape.hessians(places)
        determinant = second[:, 0, 0] * second[:, 1, 1] - second[:, 0, 1] ** 2
        across = (second[:, 1, 1] * slopes[:, 0] - second[:, 0, 1] * slopes[:, 1]) / determinant
        up = (second[:, 0, 0] * slopes[:, 1] - second[:, 0, 1] * slopes[:, 0]) / determinant
        # From farther away than a cell of the grid, or where the bowl is none, it is no minimum that is near.
        places = places - np.clip(np.stack([across, up], axis=-1), -reach, reach)
    slopes, second = landscape.gradients(places), landscape.hessians(places)
    determinant = second[:, 0, 0] * second[:, 1, 1] - second[:, 0, 1] ** 2
    steep = np.abs(landscape.gradients(begun)).max(axis=1, initial=0.0)
    good = (second[:, 0, 0] > 0.0) & (determinant > 0.0) & (np.abs(places - begun) <= reach).all(axis=1)
    good &= np.abs(slopes).max(axis=1, initial=0.0) <= 1e-9 * np.maximum(steep, 1.0)
    return places[good], ~good


def _compared(landscape: AnalyticLandscape, begun: Array, cell: Array) -> Array:
    """Return the minima that lie where ever closer neighbours of places of shape (n, 2) are all higher."""
    compass = np.array([(across, up) for up in (-1, 0, 1) for across in (-1, 0, 1) if (across, up) != (0, 0)])
    places, heights = begun.copy(), landscape.values(begun)
    around = landscape.values(begun[:, None] + cell * compass)
    # A gap in the function is deeper than that.
    deepest = heights - (around.max(axis=1, initial=-np.inf) - heights)
    size = np.ones(len(begun))
    for _ in range(HALVINGS * 2):
        tried = places[:, None] + size[:, None, None] * cell * compass
        values = np.nan_to_num(landscape.values(tried), nan=np.inf)
        best = values.argmin(axis=1)
        lowest = values[np.arange(len(best)), best]
        lower = lowest < heights
        places[lower] = tried[lower, best[lower]]
        heights = np.where(lower, lowest, heights)
        size[~lower] *= 0.5
    # Level ground around it is no minimum, however it was come by.
    near = landscape.values(places[:, None] + 0.1 * cell * compass)
    good = (near > heights[:, None]).all(axis=1) & np.isfinite(near).all(axis=1) & (heights >= deepest)
    found: Array = places[good & (np.abs(places - begun) <= 2.0 * cell).all(axis=1)]
    return found
