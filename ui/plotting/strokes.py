"""Lines, dashes and bands from points, whole arrays at a time; everything is in pixels."""

from __future__ import annotations

import math

import numpy as np

from ui.plotting.scale import Floats
from ui.plotting.strand import Piece


def segments(points: Floats) -> Floats:
    """Return the lines between neighbouring points, shape (n - 1, 4); where a point is NaN there is none."""
    return _drawable(np.concatenate((points[:-1], points[1:]), axis=1))


def spans(piece: Piece, share: int) -> Floats:
    """Return the strokes of a share's columns that hold more than one value, shape (n, 4)."""
    strokes = piece.strokes(share)
    return strokes[np.abs(strokes[:, 1] - strokes[:, 3]) > 0.0]


def dashes(piece: Piece, share: int, *pattern: float) -> Floats:
    """Return the dashes along a share's middles, shape (n, 4): on, off, on, off, ... as the pattern says, in pixels.

    Their place depends on the way from the curve's beginning alone, so they stand still while the curve grows.
    """
    x, y, way = piece.x, piece.middle[:, share], piece.length[:, share]
    if len(x) < 2:
        return np.zeros((0, 4))
    ends = np.cumsum(pattern)
    period = float(ends[-1])
    starts = np.arange(math.floor(way[0] / period), math.ceil(way[-1] / period)) * period
    breaks = np.concatenate([starts, *(starts + end for end in ends[:-1])])
    breaks = breaks[(breaks > way[0]) & (breaks < way[-1])]
    all_ways = np.concatenate((way, breaks))
    order = np.argsort(all_ways, kind="stable")
    all_ways = all_ways[order]
    all_x = np.concatenate((x, np.interp(breaks, way, x)))[order]
    all_y = np.concatenate((y, np.interp(breaks, way, y)))[order]
    drawn = np.searchsorted(ends, ((all_ways[:-1] + all_ways[1:]) / 2.0) % period, side="right") % 2 == 0
    return _drawable(_lines(all_x[:-1], all_y[:-1], all_x[1:], all_y[1:])[drawn])


def between(piece: Piece, density: float) -> Floats:
    """Return the area between the middles of two shares, as one rectangle per column of pixels, shape (n, 4).

    A column belongs to the piece in which its centre lies, so pieces that join leave neither a seam nor an overlap.
    """
    if len(piece) < 2:
        return np.zeros((0, 4))
    columns = np.arange(math.ceil(piece.x[0] * density - 0.5), math.ceil(piece.x[-1] * density - 0.5), dtype=float)
    centres = (columns + 0.5) / density
    one, other = np.interp(centres, piece.x, piece.middle[:, 0]), np.interp(centres, piece.x, piece.middle[:, 1])
    rectangles = _lines(columns / density, np.minimum(one, other), 1.0 / density, np.abs(one - other))
    return rectangles[rectangles[:, 3] > 0.0]


def _lines(x1: Floats, y1: Floats, x2: Floats | float, y2: Floats) -> Floats:
    lines = np.empty((len(x1), 4))
    lines[:, 0], lines[:, 1], lines[:, 2], lines[:, 3] = x1, y1, x2, y2
    return lines


def _drawable(lines: Floats) -> Floats:
    known = np.isfinite(lines)
    return lines if known.all() else lines[known.all(axis=1)]
