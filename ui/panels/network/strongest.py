"""Which links of a gap are drawn, and how: the strongest ones, weakest first, so that the strongest lies on top."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from nnviz.arrays import Array

STRONGEST = 96
"""So many links of a gap are drawn where they cannot all be."""
ALL_LINKS = 800
"""So many links in all are drawn where no layer is folded."""
MOST_LINKS = 1600
LEAST_PER_GAP = 24
VISIBLE = 0.25
"""Pixels of full colour: a link that differs by less is drawn anew only when another one is, or at rest."""

Floats = npt.NDArray[np.floating[Any]]
Indices = npt.NDArray[np.intp]


def drawn_links(links: int, gaps: int, *, folded: bool) -> int:
    """Return how many of a gap's links are drawn.

    Parameters
    ----------
    links : int
        How many there are between units that are shown.
    gaps : int
        How many gaps the network has: in a very deep one, each gets fewer.
    folded : bool
        Whether one of the two columns is folded or a picture.
    """
    if links <= STRONGEST or (not folded and links * gaps <= ALL_LINKS):
        return links
    return min(links, STRONGEST, max(LEAST_PER_GAP, MOST_LINKS // gaps))


class Links(Struct, frozen=True, eq=False, dict=True):
    """The links of one gap that are drawn, weakest first.

    Attributes
    ----------
    sources, targets : ndarray of int, shape (n,)
        The units that each one joins.
    weights : ndarray, shape (n,)
    widths, opacities : ndarray, shape (n,)
        Pixels, and 0 to 1.
    total : int
        How many links the gap has.
    largest : float
        max|w| of the layer, 0 where no weight is finite.
    """

    sources: Indices
    targets: Indices
    weights: Floats
    widths: Floats
    opacities: Floats
    total: int
    largest: float

    @cached_property
    def ink(self) -> Floats:
        """Each unit pair's width times opacity, negative for negative weights: how much ink, in pixels of full colour.

        Shape (sources, targets), as far as links are drawn.
        """
        shape = self.sources.max(initial=-1) + 1, self.targets.max(initial=-1) + 1
        ink = np.zeros(shape, np.float32)
        ink[self.sources, self.targets] = np.copysign(self.widths * self.opacities, self.weights)
        return ink

    def looks_like(self, other: Links) -> bool:
        """Say whether no link differs from the same link of others by as much as can be seen."""
        mine, others = self.ink, other.ink
        return mine.shape == others.shape and bool(np.abs(mine - others).max(initial=0.0) < VISIBLE)


def choose_links(weights: Array, shown: tuple[int, int], limit: int, slim: float = 1.0) -> Links:
    """Choose the links to draw.

    Parameters
    ----------
    weights : ndarray, shape (fan_in, fan_out)
    shown : (int, int)
        Only links between the first so many units of each side can be drawn.
    limit : int
        How many are drawn at most.
    slim : float
        What widths are multiplied by, where layers stand close.
    """
    magnitudes = np.abs(weights)
    largest = float(magnitudes.max(initial=0.0))
    if not math.isfinite(largest):
        # What is not finite is no link.
        magnitudes[~np.isfinite(magnitudes)] = 0.0
        largest = float(magnitudes.max())
    part = magnitudes[: shown[0], : shown[1]]
    flat = part.ravel().astype(float)
    thinned = limit < flat.size
    order = np.argpartition(flat, -limit)[-limit:] if thinned else np.arange(flat.size)
    order = order[np.argsort(flat[order], kind="stable")]
    strengths = flat[order]
    # Weights of 0 are not links; they come first.
    kept = int(np.searchsorted(strengths, 0.0, side="right"))
    order, strengths = order[kept:], strengths[kept:] / (largest or 1.0)
    if thinned and len(strengths):
        # Relative to the weakest one drawn, else all would look alike.
        floor = 0.8 * strengths[0]
        strengths = (strengths - floor) / (1.0 - floor)
        widths, opacities = 0.6 + 2.6 * strengths, 0.14 + 0.5 * strengths**0.8
    else:
        widths, opacities = 0.5 + 4.5 * strengths, 0.10 + 0.75 * strengths**0.8
    sources, targets = np.divmod(order, max(part.shape[1], 1))
    return Links(
        sources, targets, weights[sources, targets].astype(float), widths * slim, opacities, weights.size, largest
    )
