"""A histogram of z: how many values are in each bin of the axis, and how that looks as bars or as an outline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array, Indices
from ui.panels.activations.axes import Axes
from ui.panels.activations.ranges import BINS

_GAP = 0.06
"""The share of a bin that is left free at either side of its bar."""


class Histogram(Struct, frozen=True, eq=False):
    """The values of one layer, or of one unit.

    Attributes
    ----------
    half_width : float
        The bins are of equal width from -half_width to half_width.
    counts : ndarray of int, shape (BINS,)
        Values farther out are in the end bins.
    below, above : int
        How many of those in the end bins lie beyond the axis.
    total : int
        Of all bins.
    """

    half_width: float
    counts: Indices
    below: int
    above: int
    total: int

    @classmethod
    def fold(cls, counts: Indices, half_width: float) -> Histogram:
        """Make one of twice as many bins, from -2 half_width to 2 half_width."""
        outer = BINS // 2
        shown = counts[outer:-outer].copy()
        below, above = int(counts[:outer].sum()), int(counts[-outer:].sum())
        shown[0] += below
        shown[-1] += above
        return cls(half_width, shown, below, above, int(shown.sum()))

    @property
    def shares(self) -> Array:
        """The share of the values in each bin, shape (BINS,)."""
        shares: Array = self.counts / max(self.total, 1)
        return shares

    @property
    def peak(self) -> float:
        """The largest share."""
        return float(self.counts.max()) / max(self.total, 1)

    @property
    def edges(self) -> Array:
        """Where the bins begin and end, shape (BINS + 1,)."""
        return np.linspace(-self.half_width, self.half_width, BINS + 1)

    def bin_at(self, z: float) -> int | None:
        """Return the bin that holds z, None beyond the axis."""
        place = int((z + self.half_width) * BINS // (2.0 * self.half_width))
        return place if 0 <= place < BINS else None


class Bars(Struct, frozen=True, eq=False):
    """The bars of several layers, in units of z and of shares: x, y (upwards is negative), width and height.

    Attributes
    ----------
    outside, inside : ndarray, shape (n, 4)
        Those outside and inside the zones of saturation, layer by layer.
    outside_counts, inside_counts : ndarray of int, shape (layers,)
        How many there are of each layer.
    """

    outside: Array
    inside: Array
    outside_counts: Indices
    inside_counts: Indices

    def of(self, place: int) -> tuple[Array, Array]:
        """Return the bars of one of the layers."""
        ends = [int(counts[: place + 1].sum()) for counts in (self.outside_counts, self.inside_counts)]
        starts = ends[0] - int(self.outside_counts[place]), ends[1] - int(self.inside_counts[place])
        return self.outside[starts[0] : ends[0]], self.inside[starts[1] : ends[1]]


def make_bars(histograms: Sequence[Histogram], unsaturated: Sequence[tuple[float, float]]) -> Bars:
    """Make the bars of several layers.

    A bar that a zone's edge crosses is cut there. A little of its width is left free beside each.

    Parameters
    ----------
    histograms : sequence of Histogram
    unsaturated : sequence of (float, float)
        Between which z each layer is not saturated.
    """
    shares = np.array([histogram.shares for histogram in histograms])
    half_widths = np.array([histogram.half_width for histogram in histograms])[:, None]
    low, high = (np.array(ends)[:, None] for ends in zip(*unsaturated, strict=True))
    left = half_widths * (np.arange(BINS) + _GAP) * (2.0 / BINS) - half_widths
    right = half_widths * (np.arange(1, BINS + 1) - _GAP) * (2.0 / BINS) - half_widths
    tables, counts = [], []
    for parts in (
        [(np.maximum(left, low), np.minimum(right, high))],
        [(left, np.minimum(right, low)), (np.maximum(np.maximum(left, high), low), right)],
    ):
        table = np.stack([np.stack([start, -shares, end - start, shares], axis=2) for start, end in parts], axis=1)
        kept = (table[..., 2] > 0.0) & (table[..., 3] > 0.0)
        tables.append(table[kept])
        counts.append(kept.sum(axis=(1, 2)))
    return Bars(*tables, *counts)


def outline(histogram: Histogram) -> Array:
    """Return the line along the top of the bars, but not along the axis between them, as lines of shape (n, 4)."""
    edges = histogram.edges
    y = np.zeros(BINS + 2)
    y[1:-1] = -histogram.shares
    along = np.stack([edges[:-1], y[1:-1], edges[1:], y[1:-1]], axis=1)[histogram.counts > 0]
    up = np.stack([edges, y[:-1], edges, y[1:]], axis=1)[y[:-1] != y[1:]]
    return np.concatenate([along, up])


def scaled(rows: Array, axes: Sequence[Axes], counts: Indices | None = None, *, lines: bool = False) -> Array:
    """Return bars, or lines, in pixels.

    Parameters
    ----------
    rows : ndarray, shape (n, 4)
        In units of z and of shares.
    axes : sequence of Axes
        One for each layer.
    counts : ndarray of int, shape (layers,), optional
        How many rows each layer has; all belong to the only one where it is left out.
    lines : bool
        Whether each row is two points, not a point and a size.
    """
    scales, offsets = [], []
    for one in axes:
        box = one.bars
        scale = box.width() / (2.0 * one.half_width), box.height() / one.top
        origin = box.left() + box.width() / 2.0, box.bottom()
        scales.append(scale * 2)
        offsets.append(origin * 2 if lines else (*origin, 0.0, 0.0))
    if counts is None:
        pixels: Array = rows * scales[0] + offsets[0]
        return pixels
    return rows * np.repeat(scales, counts, axis=0) + np.repeat(offsets, counts, axis=0)


def to_pixels(z: Array, axes: Axes) -> Array:
    """Return where values of z stand across a plot."""
    box = axes.bars
    return box.left() + (z + axes.half_width) * (box.width() / (2.0 * axes.half_width))
