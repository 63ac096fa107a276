"""Few colours for many, chosen so that flat areas stay exactly as they are and nothing is dithered. Free of Qt.

Distances are those of OKLab (`ui.theme.colour_space`), in which equal steps look equal. The rest of the colours is
divided as by Wu (1992, "Color quantization by dynamic programming and principal analysis"): the group with the largest
variance is cut across its principal axis, again and again; then each group's mean is moved as by Lloyd (1982).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ui.theme.colour_space import Floats, from_oklab, to_oklab

Colours = npt.NDArray[np.uint32]
"""Packed as 0x00RRGGBB."""
Counts = npt.NDArray[np.intp]
Indices = npt.NDArray[np.uint8]

MOST_KEPT = 96
"""So many of the commonest colours stay exactly as they are."""
KEPT_SHARE = 0.0005
"""Those that fill at least so much of the picture."""
MOST_POINTS = 16384
"""Of more colours than that, near ones are taken together before they are divided."""
ROUNDS = 4
_CHUNK = 16384


def palette_of(colours: Colours, counts: Counts, size: int) -> tuple[Colours, Indices]:
    """Choose a palette.

    Parameters
    ----------
    colours : ndarray of uint32, shape (N,)
        All different.
    counts : ndarray of int, shape (N,)
        How many pixels have each.
    size : int
        Of the palette at most, up to 256.

    Returns
    -------
    palette : ndarray of uint32, shape (at most size,)
        The colours themselves where they are few enough.
    nearest : ndarray of uint8, shape (N,)
        The place of each colour in the palette.
    """
    if len(colours) <= size:
        return colours, np.arange(len(colours), dtype=np.uint8)
    common = np.argsort(-counts, kind="stable")[: min(MOST_KEPT, size // 2)]
    kept = common[counts[common] >= KEPT_SHARE * counts.sum()]
    others = np.delete(np.arange(len(colours)), kept)
    points, weights = _gathered(colours[others], counts[others])
    made = _moved(points, weights, _divided(points, weights, size - len(kept)))
    palette = np.concatenate([colours[kept], _packed(made)])
    nearest = _nearest(_lab(colours), _lab(palette)).astype(np.uint8)
    nearest[kept] = np.arange(len(kept))
    return palette, nearest


def _gathered(colours: Colours, counts: Counts) -> tuple[Floats, Floats]:
    """Return points in OKLab and their weights; common colours weigh more, but do not outweigh all the rest."""
    lab, weights = _lab(colours), np.sqrt(counts.astype(float))
    if len(colours) <= MOST_POINTS:
        return lab, weights
    _, cells = np.unique(colours & 0xFCFCFC, return_inverse=True)
    totals = np.asarray(np.bincount(cells, weights), dtype=float)
    sums = [np.bincount(cells, weights * lab[:, axis]) for axis in range(3)]
    return np.stack(sums, axis=1) / totals[:, None], totals


def _divided(points: Floats, weights: Floats, groups: int) -> Floats:
    """Return the means of groups of points, shape (at most groups, 3)."""
    found = [_Group(points, weights)]
    while len(found) < groups:
        widest = max(range(len(found)), key=lambda index: found[index].spread)
        if found[widest].spread <= 0.0:
            break
        low, high = found[widest].halves()
        found[widest : widest + 1] = [low, high]
    return np.array([group.mean for group in found])


class _Group:
    """Points, where their mean is, and how far they are spread about it."""

    def __init__(self, points: Floats, weights: Floats) -> None:
        self._points, self._weights = points, weights
        self.mean = weights @ points / weights.sum()
        away = points - self.mean
        self._covariance = (away * weights[:, None]).T @ away
        self.spread = float(np.trace(self._covariance)) if len(points) > 1 else 0.0

    def halves(self) -> tuple[_Group, _Group]:
        """Cut it through the mean, across the axis along which it is the widest."""
        axis = np.linalg.eigh(self._covariance)[1][:, -1]
        along = (self._points - self.mean) @ axis
        above = along > 0.0
        if above.all() or not above.any():  # rounding, where all points are nearly one
            above = np.arange(len(along)) < len(along) // 2
        return (_Group(self._points[~above], self._weights[~above]), _Group(self._points[above], self._weights[above]))


def _moved(points: Floats, weights: Floats, means: Floats) -> Floats:
    """Move each mean to the middle of the points that are nearest to it, a few times."""
    for _ in range(ROUNDS):
        nearest = _nearest(points, means)
        totals = np.bincount(nearest, weights, len(means))
        sums = np.stack([np.bincount(nearest, weights * points[:, axis], len(means)) for axis in range(3)], axis=1)
        means = np.where(totals[:, None] > 0.0, sums / np.maximum(totals, 1e-12)[:, None], means)
    return means


def _nearest(points: Floats, centres: Floats) -> npt.NDArray[np.intp]:
    """Return the nearest centre of each point."""
    lengths = (centres**2).sum(axis=1) / 2.0
    chunks = [points[start : start + _CHUNK] for start in range(0, len(points), _CHUNK)]
    return np.concatenate([(lengths - chunk @ centres.T).argmin(axis=1) for chunk in chunks])


def _lab(colours: Colours) -> Floats:
    channels = np.stack([colours >> 16 & 255, colours >> 8 & 255, colours & 255], axis=1)
    return to_oklab(channels / 255.0)


def _packed(lab: Floats) -> Colours:
    red, green, blue = np.rint(from_oklab(lab) * 255.0).astype(np.uint32).T
    return np.asarray(red << 16 | green << 8 | blue, dtype=np.uint32)
