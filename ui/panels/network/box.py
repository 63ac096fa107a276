"""Rectangles in pixels, free of Qt, so that layouts can be tested as plain numbers."""

from __future__ import annotations

import math
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle: left, top, width, height."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.h

    @property
    def cx(self) -> float:
        """The middle across."""
        return self.x + self.w / 2.0

    @property
    def cy(self) -> float:
        """The middle down."""
        return self.y + self.h / 2.0

    @property
    def aligned(self) -> Box:
        """The smallest box with whole edges around it."""
        x, y = math.floor(self.x), math.floor(self.y)
        return Box(x, y, math.ceil(self.right) - x, math.ceil(self.bottom) - y)

    def contains(self, x: float, y: float) -> bool:
        """Say whether a point lies inside."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def overlaps(self, other: Box) -> bool:
        """Say whether the two share more than an edge."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def shared_area(self, other: Box) -> float:
        """Return how many square pixels the two share."""
        across = min(self.right, other.right) - max(self.x, other.x)
        down = min(self.bottom, other.bottom) - max(self.y, other.y)
        return max(across, 0.0) * max(down, 0.0)

    def grown(self, by: float) -> Box:
        """Return a box that is larger on every side."""
        return Box(self.x - by, self.y - by, self.w + 2.0 * by, self.h + 2.0 * by)

    def moved(self, dx: float, dy: float = 0.0) -> Box:
        """Return the same box elsewhere."""
        return Box(self.x + dx, self.y + dy, self.w, self.h)
