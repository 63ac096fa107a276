"""A path that lies far off the plane is drawn fainter there: what is seen of it is only its shadow."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ui.panels.surface.track import Floats

STRENGTHS = (1.0, 0.7, 0.45, 0.25)
"""How strongly a path is drawn, the nearest part first."""
BORDERS = (0.15, 0.35, 0.6)
"""How far off the plane these parts end, against the way from the start to the present point."""
MOST_PIECES = 40
"""A path that goes to and fro more often is drawn throughout as strongly as most of it."""


def pieces(offs: Floats) -> list[tuple[slice, float]]:
    """Cut a path into parts of one strength each.

    Parameters
    ----------
    offs : ndarray, shape (n,)
        How far each point lies off the plane, against the way from the start to the present point.

    Returns
    -------
    list of (slice, float)
        Each part begins with the point that the one before ends with, so that there is no gap; and its strength.
    """
    if len(offs) < 2:
        return [(slice(0, len(offs)), strength_of(float(offs[0])) if len(offs) else 1.0)]
    # A piece of the way between two points is as strong as its middle.
    levels = np.searchsorted(BORDERS, (offs[1:] + offs[:-1]) / 2.0, side="right")
    edges = [0, *(np.flatnonzero(np.diff(levels)) + 1).tolist(), len(levels)]
    if len(edges) > MOST_PIECES:
        return [(slice(0, len(offs)), STRENGTHS[int(np.median(levels))])]
    return [(slice(first, last + 1), STRENGTHS[levels[first]]) for first, last in pairwise(edges)]


def strength_of(off: float) -> float:
    """Return how strongly a point is drawn that lies so far off the plane."""
    return STRENGTHS[int(np.searchsorted(BORDERS, off, side="right"))]
