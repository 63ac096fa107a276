"""A plane and heights above it seen from the side, in parallel: see `ui.plotting.relief` for the equations."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from ui.plotting.extent import Extent
from ui.plotting.scale import Floats

HEIGHT = 0.62
"""How high the highest level stands, in half the longer side of the plane."""
FLATTEST, STEEPEST = math.radians(8.0), math.radians(80.0)
NEAREST, FARTHEST = 0.5, 8.0


class Camera(Struct, frozen=True):
    """From where a surface is seen.

    Attributes
    ----------
    azimuth, elevation : float
        In radians; an elevation of a right angle looks straight down, with x to the right and y up.
    zoom : float
        1 shows all of it.
    """

    azimuth: float = math.radians(-28.0)
    elevation: float = math.radians(34.0)
    zoom: float = 1.0

    def turned(self, across: float, up: float) -> Camera:
        """Return the camera after a turn, in radians; it never looks from below or straight down."""
        azimuth = math.remainder(self.azimuth + across, 2.0 * math.pi)
        return replace(self, azimuth=azimuth, elevation=min(max(self.elevation + up, FLATTEST), STEEPEST))

    def closer(self, factor: float) -> Camera:
        """Return the camera so many times as close."""
        return replace(self, zoom=min(max(self.zoom * factor, NEAREST), FARTHEST))


class View(Struct, frozen=True):
    """Where places of the plane and heights are on the screen.

    Attributes
    ----------
    camera : Camera
    extent : Extent
        The part of the plane.
    box : (float, float, float, float)
        Left, top, width and height of the plot.
    floor : float
        How far below the lowest level the floor lies, in half the longer side of the plane; 0 for none.
    margin : (float, float)
        Pixels left free at the sides, and above and below, for what is written there.
    """

    camera: Camera
    extent: Extent
    box: tuple[float, float, float, float]
    floor: float
    margin: tuple[float, float] = (0.0, 0.0)

    @property
    def sides(self) -> tuple[float, float]:
        """Half the sides of the plane: the longer one is 1."""
        left, right, bottom, top = self.extent
        longer = max(right - left, top - bottom)
        return (right - left) / longer, (top - bottom) / longer

    @property
    def scale(self) -> float:
        """Pixels of half the longer side."""
        _, _, width, height = self.box
        (a, b), cosine, sine = self.sides, abs(math.cos(self.camera.azimuth)), abs(math.sin(self.camera.azimuth))
        reach, deep = a * cosine + b * sine, a * sine + b * cosine
        tall = 2.0 * deep * math.sin(self.camera.elevation) + (HEIGHT + self.floor) * math.cos(self.camera.elevation)
        wide, high = (max(side - 2.0 * free, 1.0) for side, free in zip((width, height), self.margin, strict=True))
        return self.camera.zoom * min(wide / (2.0 * reach), high / tall)

    @property
    def _middle(self) -> tuple[float, float]:
        """The pixel of the plane's middle at height 0."""
        left, top, width, height = self.box
        lift = 0.5 * (HEIGHT - self.floor) * math.cos(self.camera.elevation) * self.scale
        return left + width / 2.0, top + height / 2.0 + lift

    def sideways(self, places: Floats) -> Floats:
        """Return s and d of places of the plane, shape (n, 2)."""
        left, right, bottom, top = self.extent
        half = max(right - left, top - bottom) / 2.0
        x, y = (places[:, 0] - (left + right) / 2.0) / half, (places[:, 1] - (bottom + top) / 2.0) / half
        cosine, sine = math.cos(self.camera.azimuth), math.sin(self.camera.azimuth)
        return np.column_stack([x * cosine + y * sine, y * cosine - x * sine])

    def to_pixels(self, places: Floats, heights: Floats | float) -> Floats:
        """Return the pixels, shape (n, 2), of places of the plane, shape (n, 2), at heights of shape (n,)."""
        s, d = self.sideways(places).T
        (x, y), k = self._middle, self.scale
        up = d * math.sin(self.camera.elevation) + heights * math.cos(self.camera.elevation)
        return np.column_stack([x + k * s, y - k * up])

    def place_at(self, x: float, y: float, height: float) -> tuple[float, float]:
        """Return the place of the plane that a pixel shows at a height."""
        (across, down), k = self._middle, self.scale
        d = ((down - y) / k - height * math.cos(self.camera.elevation)) / math.sin(self.camera.elevation)
        return self.place_of((x - across) / k, d)

    def place_of(self, s: float, d: float) -> tuple[float, float]:
        """Return the place of the plane with these coordinates of the view."""
        left, right, bottom, top = self.extent
        half = max(right - left, top - bottom) / 2.0
        cosine, sine = math.cos(self.camera.azimuth), math.sin(self.camera.azimuth)
        x, y = s * cosine - d * sine, s * sine + d * cosine
        return (left + right) / 2.0 + half * x, (bottom + top) / 2.0 + half * y
