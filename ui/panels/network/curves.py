"""The shape of links: cubics with horizontal ends, whose handles are 42 % of the gap long.

All links of one gap share their horizontal motion, so a link's height at a given x is a mean of its two ends with one
and the same weight. That makes hit tests and outlines of a whole gap one line of arithmetic.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from ui.panels.network.box import Box

Floats = npt.NDArray[np.floating[Any]]

HANDLE = 0.42
REACH = 4.0
"""How near to a link, in pixels, the pointer must be."""

_T = np.linspace(0.0, 1.0, 257)
_ACROSS = 3.0 * HANDLE * (1.0 - _T) ** 2 * _T + 3.0 * (1.0 - HANDLE) * (1.0 - _T) * _T**2 + _T**3
_DOWN = 3.0 * _T**2 - 2.0 * _T**3
_SLOPE = np.gradient(_DOWN, _ACROSS)


class Gap(Struct, frozen=True, eq=False):
    """The space between two columns.

    Attributes
    ----------
    x0, x1 : float
        Where links leave the one and reach the other.
    sources, targets : ndarray, shape (units,)
        The height at which each unit's links leave or arrive; only units that are shown.
    """

    x0: float
    x1: float
    sources: Floats
    targets: Floats

    def box(self, height: float) -> Box:
        """Return where links can be drawn in a panel of a height, with whole edges."""
        return Box(self.x0, 0.0, self.x1 - self.x0, height).grown(1.0).aligned

    def heights(self, sources: npt.NDArray[Any], targets: npt.NDArray[Any], x: float) -> tuple[Floats, Floats]:
        """Return the heights and the slopes of some links at x, given their units."""
        share = (x - self.x0) / (self.x1 - self.x0)
        start = self.sources[sources]
        rise = self.targets[targets] - start
        slope = rise * np.interp(share, _ACROSS, _SLOPE) / (self.x1 - self.x0)
        return start + rise * np.interp(share, _ACROSS, _DOWN), slope

    def hit(
        self, sources: npt.NDArray[Any], targets: npt.NDArray[Any], widths: Floats, x: float, y: float
    ) -> int | None:
        """Return which link lies at a point: the uppermost, or the nearest within reach. The last link lies on top."""
        if not (self.x0 <= x <= self.x1) or len(sources) == 0:
            return None
        heights, slopes = self.heights(sources, targets, x)
        distances = np.abs(heights - y) / np.sqrt(1.0 + slopes**2)
        under = np.flatnonzero(distances <= widths / 2.0)
        if len(under):
            return int(under[-1])
        nearest = int(np.argmin(distances))
        return nearest if distances[nearest] <= widths[nearest] / 2.0 + REACH else None

    def shared_area(self, box: Box, margin: float = 3.0) -> float:
        """Return how many square pixels of a box lie within the outline of all links, where any could pass."""
        left, right = max(box.x, self.x0), min(box.right, self.x1)
        if left >= right or len(self.sources) == 0 or len(self.targets) == 0:
            return 0.0
        share = (np.linspace(left, right, 17) - self.x0) / (self.x1 - self.x0)
        weight = np.interp(share, _ACROSS, _DOWN)
        top = (1.0 - weight) * self.sources.min() + weight * self.targets.min() - margin
        bottom = (1.0 - weight) * self.sources.max() + weight * self.targets.max() + margin
        heights = np.minimum(bottom, box.bottom) - np.maximum(top, box.y)
        return float(np.mean(np.maximum(heights, 0.0)) * (right - left))

    def meets(self, box: Box) -> bool:
        """Say whether any link could pass through a box."""
        return self.shared_area(box) > 0.0
