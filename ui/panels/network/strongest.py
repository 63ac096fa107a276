"""Which links of a gap are drawn, and how: the strongest ones, weakest first, so that the strongest lies on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.arrays import Array

STRONGEST = 96
"""So many links of a gap are drawn where they cannot all be."""
ALL_LINKS = 800
"""So many links in all are drawn where no layer is folded."""
MOST_LINKS = 1600
LEAST_PER_GAP = 24

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


@dataclass(frozen=True, eq=False)
class Links:
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
    finite = np.isfinite(magnitudes)
    largest = float(np.max(magnitudes, initial=0.0, where=finite))
    part = magnitudes[: shown[0], : shown[1]].astype(float)
    columns = part.shape[1]
    flat = np.where(finite[: shown[0], : shown[1]], part, 0.0).ravel()
    thinned = limit < flat.size
    order = np.argpartition(flat, -limit)[-limit:] if thinned else np.arange(flat.size)
    # Weights of 0 are not links.
    order = order[flat[order] > 0.0]
    order = order[np.argsort(flat[order], kind="stable")]
    strengths = flat[order] / largest if largest > 0.0 else flat[order]
    if thinned and len(strengths):
        # Relative to the weakest one drawn, else all would look alike.
        floor = 0.8 * strengths[0]
        strengths = (strengths - floor) / (1.0 - floor)
        widths, opacities = 0.6 + 2.6 * strengths, 0.14 + 0.5 * strengths**0.8
    else:
        widths, opacities = 0.5 + 4.5 * strengths, 0.10 + 0.75 * strengths**0.8
    sources, targets = order // columns if columns else order, order % columns if columns else order
    return Links(
        sources, targets, weights[sources, targets].astype(float), widths * slim, opacities, weights.size, largest
    )
