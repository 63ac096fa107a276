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
KEPT = 0.9
"""So much of its size without a floor the surface has above one, at least."""
LEAST_FLOOR = 0.45
"""Of a floor less far below, the surface hides nearly all."""
Point = tuple[float, float, float]
"""x, y and height, in half the longer side of the plane, from the plane's middle at the lowest level."""


class Camera(Struct, frozen=True):
    """From where a surface is seen.

    Attributes
    ----------
    azimuth, elevation : float
        In radians; an elevation of a right angle looks straight down, with x to the right and y up.
    zoom : float
        1 shows all of it.
    away : Point
        How far what it looks at lies from the middle of everything.
    """

    azimuth: float = math.radians(-28.0)
    elevation: float = math.radians(34.0)
    zoom: float = 1.0
    away: Point = (0.0, 0.0, 0.0)

    @property
    def directions(self) -> tuple[Floats, Floats, Floats]:
        """The directions to the right and up on the screen, and away from the eye; each of length 1."""
        (c, s), (rise, fall) = _turn(self.azimuth), _turn(self.elevation)
        return np.array([c, s, 0.0]), np.array([-s * fall, c * fall, rise]), np.array([-s * rise, c * rise, -fall])

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
    most_floor : float
        How far below the lowest level the floor lies at most, in half the longer side of the plane; 0 for none.
    margin : (float, float, float)
        Pixels left free at either side, above and below, for what is written there.
    """

    camera: Camera
    extent: Extent
    box: tuple[float, float, float, float]
    most_floor: float
    margin: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def sides(self) -> tuple[float, float]:
        """Half the sides of the plane: the longer one is 1."""
        left, right, bottom, top = self.extent
        longer = max(right - left, top - bottom)
        return (right - left) / longer, (top - bottom) / longer

    @property
    def floor(self) -> float:
        """How far below the lowest level the floor lies; 0 where it would take too much room from the surface.

        It is the same from all sides: it stays where it is while the surface turns.
        """
        if not self.most_floor:
            return 0.0
        wide, high = self._room
        reach, deep = self._reach(FIRST.azimuth)
        rise, fall = _turn(FIRST.elevation)
        low = 2.0 * deep * fall + HEIGHT * rise
        floor = (high / (KEPT * min(wide / (2.0 * reach), high / low)) - low) / rise
        return min(self.most_floor, floor) if floor >= LEAST_FLOOR else 0.0

    @property
    def scale(self) -> float:
        """Pixels of half the longer side."""
        return self.camera.zoom * self.whole_scale

    @property
    def whole_scale(self) -> float:
        """The same where all is seen."""
        (wide, high), (reach, deep) = self._room, self._reach(self.camera.azimuth)
        rise, fall = _turn(self.camera.elevation)
        return min(wide / (2.0 * reach), high / (2.0 * deep * fall + (HEIGHT + self.floor) * rise))

    @property
    def centre(self) -> tuple[float, float]:
        """The pixel of what the camera looks at."""
        left, top, width, height = self.box
        return left + width / 2.0, top + (height + self.margin[1] - self.margin[2]) / 2.0

    @property
    def looked_at(self) -> Floats:
        """The point that the camera looks at."""
        return np.array([0.0, 0.0, 0.5 * (HEIGHT - self.floor)]) + self.camera.away

    @property
    def middle(self) -> tuple[float, float]:
        """The pixel of the plane's middle at height 0."""
        (x, y), k, at = self.centre, self.scale, self.looked_at
        right, up, _ = self.camera.directions
        return x - k * float(at @ right), y + k * float(at @ up)

    @property
    def _room(self) -> tuple[float, float]:
        """Width and height without the margins."""
        beside, above, below = self.margin
        return max(self.box[2] - 2.0 * beside, 1.0), max(self.box[3] - above - below, 1.0)

    def _reach(self, azimuth: float) -> tuple[float, float]:
        """Return how far the plane reaches to either side, and to the front and back."""
        (a, b), (c, s) = self.sides, map(abs, _turn(azimuth))
        return a * c + b * s, a * s + b * c

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
        (x, y), k = self.middle, self.scale
        up = d * math.sin(self.camera.elevation) + heights * math.cos(self.camera.elevation)
        return np.column_stack([x + k * s, y - k * up])

    def place_at(self, x: float, y: float, height: float) -> tuple[float, float]:
        """Return the place of the plane that a pixel shows at a height."""
        (across, down), k = self.middle, self.scale
        d = ((down - y) / k - height * math.cos(self.camera.elevation)) / math.sin(self.camera.elevation)
        return self.place_of((x - across) / k, d)

    def place_of(self, s: float, d: float) -> tuple[float, float]:
        """Return the place of the plane with these coordinates of the view."""
        left, right, bottom, top = self.extent
        half = max(right - left, top - bottom) / 2.0
        cosine, sine = math.cos(self.camera.azimuth), math.sin(self.camera.azimuth)
        x, y = s * cosine - d * sine, s * sine + d * cosine
        return (left + right) / 2.0 + half * x, (bottom + top) / 2.0 + half * y


def _turn(angle: float) -> tuple[float, float]:
    """Return cosine and sine."""
    return math.cos(angle), math.sin(angle)


FIRST = Camera()
"""From where every surface is seen at first."""
