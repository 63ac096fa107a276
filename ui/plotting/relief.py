r"""A surface over a plane seen from the side: every pixel's place on it, in a few large NumPy calls.

Seen in parallel, along a direction with azimuth :math:`\varphi` and elevation :math:`\theta`, a point lies on the
screen at

.. math:: s = x \cos\varphi + y \sin\varphi, \qquad v = d \sin\theta + z \cos\theta, \qquad
          d = y \cos\varphi - x \sin\varphi

so that each column of pixels is one section through the surface, with rising distance d. What is in sight of it is
where v is higher than all before: the running maximum. Counting how many points of a section lie below a pixel gives
the first that covers it; nothing is drawn over anything, and no graphics processor is needed.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from ui.plotting.holes import smooth_holes, with_clean_holes
from ui.plotting.levels import Levels
from ui.plotting.scale import Floats
from ui.plotting.sections import Single, cut_at_holes, ends_of_sections, sections_through, with_light
from ui.plotting.shading import LINE_OPACITY, LINE_WIDTH, band_colours
from ui.plotting.side_view import HEIGHT, View
from ui.theme.colour_maps import Pixels

LIGHTS = 24
"""How many strengths of light there are."""
DARKEST, BRIGHTEST = 0.62, 1.12
BELOW = np.float32(0.35)
"""How much of its light the surface has where it is seen from below."""
STEEPEST_LINE = 3.0
"""Bands in two pixels from which on there are no lines between them."""
SECTION_POINTS = 240
ROUNDING = 4e-3
"""Bands by which a flat surface may be off: it must not be speckled where it lies on a level."""
NOWHERE = -1e9
NEARLY = 0.06
"""Two depths that differ by less, in half the longer side of the plane, are one."""


class Relief(Struct, frozen=True, eq=False):
    """The picture of a surface from the side.

    Attributes
    ----------
    view : View
    ratio : float
        Pixels of the picture for each pixel of the view.
    pixels : uint32 ndarray, shape (height, width)
        Row 0 is the top; transparent where there is no surface.
    depths : float32 ndarray, shape (height, width)
        d of what is seen; infinite where there is no surface.
    """

    view: View
    ratio: float
    pixels: Pixels
    depths: Single

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the surface is seen."""
        return not np.isfinite(self.depths).any()

    def depth(self, x: float, y: float) -> float:
        """Return d of what a pixel of the screen shows; infinite where it shows nothing of the surface."""
        left, top, _, _ = self.view.box
        row, column = math.floor((y - top) * self.ratio), math.floor((x - left) * self.ratio)
        if not (0 <= row < self.depths.shape[0] and 0 <= column < self.depths.shape[1]):
            return math.inf
        return float(self.depths[row, column])

    def place(self, x: float, y: float) -> tuple[float, float] | None:
        """Return the place of the plane above which a pixel of the screen shows the surface; None beside it."""
        depth = self.depth(x, y)
        if not math.isfinite(depth):
            return None
        return self.view.place_of((x - self.view.middle[0]) / self.view.scale, depth)

    def seen(self, apart: float) -> Floats:
        """Return pixels of the screen that show the surface, about so far apart; shape (n, 2)."""
        step = max(1, round(apart * self.ratio))
        rows, columns = np.nonzero(np.isfinite(self.depths[::step, ::step]))
        return np.column_stack([columns, rows]) * (step / self.ratio) + np.array(self.view.box[:2])

    def hidden(self, places: Floats, pixels: Floats) -> npt.NDArray[np.bool_]:
        """Say which places of the plane, on the surface and at these pixels, lie behind something nearer."""
        left, top, _, _ = self.view.box
        high, wide = self.depths.shape
        rows = np.clip((pixels[:, 1] - top) * self.ratio, 0.0, high - 1.0).astype(np.intp)
        columns = np.clip((pixels[:, 0] - left) * self.ratio, 0.0, wide - 1.0).astype(np.intp)
        # At a silhouette the pixel beside may show what is nearer, or nothing: the farthest of three decides.
        near = [self.depths[np.clip(rows + down, 0, high - 1), columns] for down in (-1, 0, 2)]
        behind: npt.NDArray[np.bool_] = self.view.sideways(places)[:, 1] > np.max(near, axis=0) + NEARLY
        return behind


def heights(losses: Floats, levels: Levels) -> Floats:
    """Return how high losses stand; NaN where they are none."""
    return np.clip(levels.scale(with_clean_holes(losses)), 0.0, levels.bands) * (HEIGHT / levels.bands)


def draw_relief(x: Floats, y: Floats, losses: Floats, levels: Levels, view: View, ratio: float) -> Relief:
    """Draw a lit surface.

    Parameters
    ----------
    x, y : ndarray, shape (X,) and (Y,)
        What the axes read along the grid, evenly spaced and rising.
    losses : ndarray, shape (Y, X)
    levels : Levels
        They give the height and, as on the map, the colour.
    view : View
    ratio : float
        Pixels of the picture for each pixel of the view.
    """
    left, top, width, height = view.box
    wide, high = max(1, round(width * ratio)), max(1, round(height * ratio))
    scale = view.scale * ratio
    sine, cosine = math.sin(view.camera.elevation), math.cos(view.camera.elevation)
    middle, level = view.middle
    s = (np.arange(wide) + 0.5 - (middle - left) * ratio) / scale
    near, far = ends_of_sections(s, view)
    empty = near >= far
    near, far = np.where(empty, 0.0, near), np.where(empty, 0.0, far)
    step = ((far - near) / (SECTION_POINTS - 1)).astype(np.float32)
    d = near.astype(np.float32) + np.arange(SECTION_POINTS, dtype=np.float32)[:, None] * step
    z, missing = smooth_holes(heights(losses, levels))
    line = s.astype(np.float32)
    sections = sections_through(with_light(x, y, z, view), x, y, line, d, view)
    low = high - (level - top) * ratio
    # v in pixels above the lower edge of the picture.
    ups = sections.real * np.float32(cosine * scale)
    ups += d * np.float32(sine * scale)
    ups += np.float32(low)
    first = np.where(empty, np.inf, ups[0])
    if missing is not None:  # losses that are no numbers: there is a hole
        inside = cut_at_holes(ups, sections_through(missing.astype(np.complex64), x, y, line, d, view).real)
        first = np.where(empty | ~inside.any(axis=0), np.inf, ups[np.argmax(inside, axis=0), np.arange(wide)])
        depression = np.minimum.accumulate(np.where(inside, ups, -NOWHERE), axis=0)
        ups[~inside] = NOWHERE
    else:
        depression = np.minimum.accumulate(ups, axis=0)
    horizon = np.maximum.accumulate(ups, axis=0)
    pixel_ups = (np.arange(high, dtype=np.float32) + 0.5)[:, None]
    # Lines of sight that pass under the near edge meet the surface where it first comes down to them: from below.
    under = pixel_ups < first[None, :].astype(np.float32)
    index = _counts_up_to(np.clip(horizon + 0.5, 0.0, high), high)
    index[under] = SECTION_POINTS - _counts_up_to(np.clip(np.ceil(depression - 0.5), 0.0, high), high)[under]
    seen = (index < SECTION_POINTS) & (index > 0) | ((index == 0) & ~under)
    seen[:, empty] = False
    at = np.clip(index, 1, SECTION_POINTS - 1)
    section = at - np.int32(1)
    at *= wide
    at += np.arange(wide, dtype=np.int32)
    above, below = np.take(ups, at), np.take(ups, at - wide)
    seen &= (below > 0.5 * NOWHERE) & (above > 0.5 * NOWHERE)
    with np.errstate(all="ignore"):
        part = np.clip((pixel_ups - below) / (above - below), 0.0, 1.0)
    depth = near.astype(np.float32) + (section.astype(np.float32) + part) * step
    bands = (pixel_ups - np.float32(low) - depth * np.float32(sine * scale)) * np.float32(
        levels.bands / (HEIGHT * cosine * scale)
    )
    bands[~seen] = 0.0
    light = np.where(seen, np.take(sections.imag, at), np.float32(0.0))
    light[under] *= BELOW
    pixels = _coloured(bands, light, levels.bands, seen, ratio)
    depth[~seen] = np.inf
    _soften(pixels, seen, np.where(first < np.inf, horizon[-1] + 0.5, 0.0), np.minimum(first, depression[-1]) + 0.5)
    return Relief(view, ratio, np.ascontiguousarray(pixels[::-1]), np.ascontiguousarray(depth[::-1]))


def _counts_up_to(rows: Single, high: int) -> npt.NDArray[np.int32]:
    """Return how many points of each column lie in each row of pixels or below it, shape (high, columns)."""
    wide = rows.shape[1]
    entries = rows.astype(np.int32)
    entries *= wide
    entries += np.arange(wide, dtype=np.int32)
    counts = np.bincount(entries.ravel(), minlength=(high + 1) * wide)
    return np.cumsum(counts.reshape(high + 1, wide)[:high], axis=0, dtype=np.int32)


def _coloured(bands: Single, light: Single, count: int, seen: npt.NDArray[np.bool_], ratio: float) -> Pixels:
    """Return the colour of each pixel: that of its band, as strongly as it is lit, and lines between the bands."""
    level = np.clip(bands + np.float32(ROUNDING), 0.0, count - 0.5)
    entries = np.clip(light * np.float32(LIGHTS - 1) + np.float32(0.5), 0.0, LIGHTS - 1.0).astype(np.int32)
    entries *= count
    entries += level.astype(np.int32)
    pixels: Pixels = np.take(_lit_colours(count), entries)
    across, up = np.zeros_like(level), np.zeros_like(level)
    np.subtract(level[:, 2:], level[:, :-2], out=across[:, 1:-1])
    np.subtract(level[2:], level[:-2], out=up[1:-1])
    slope = np.abs(across)
    slope += np.abs(up)
    edge = np.rint(level)
    away = np.abs(level - edge)
    reach = np.float32(0.5 * LINE_WIDTH * ratio + 0.5)
    near = away < (0.5 * reach) * slope
    near &= (slope > ROUNDING) & (slope < STEEPEST_LINE) & (edge > 0.5) & (edge < count - 0.5)
    chosen = pixels[near]
    mixed = np.zeros_like(chosen)
    # How much of a pixel the line covers.
    part = np.clip(reach - 2.0 * away[near] / np.hypot(across[near], up[near]), 0.0, 1.0) * np.float32(LINE_OPACITY)
    for shift in (16, 8, 0):
        channel = (chosen >> shift) & 0xFF
        mixed |= (channel + ((255 - channel) * part).astype(np.uint32)) << np.uint32(shift)
    pixels[near] = mixed | np.uint32(0xFF000000)
    pixels[~seen] = 0
    return pixels


def _soften(pixels: Pixels, seen: npt.NDArray[np.bool_], tops: Floats, bottoms: Floats) -> None:
    """Let the surface end between two pixels, where it does, above and below in every column."""
    high, wide = pixels.shape
    columns = np.arange(wide)
    for edges, inner, outer in ((np.floor(tops), -1, 0), (np.ceil(np.minimum(bottoms, 1e6) - 1.0), 0, -1)):
        rows = np.nan_to_num(edges).astype(np.intp)
        whole = (rows >= 1) & (rows < high)
        at, row = columns[whole], rows[whole]
        kept = seen[row + inner, at] & ~seen[row + outer, at]
        at, row = at[kept], row[kept]
        share = np.abs((tops if inner else bottoms - 1.0)[at] - row)
        alpha = np.rint(255.0 * np.clip(share, 0.0, 1.0)).astype(np.uint32)
        pixels[row + outer, at] = pixels[row + inner, at] & np.uint32(0xFFFFFF) | alpha << np.uint32(24)


def _lit_colours(count: int) -> Pixels:
    """Return the colours of all bands in every strength of light, shape (lights, bands)."""
    colours = band_colours(count)
    strength = np.linspace(DARKEST, BRIGHTEST, LIGHTS)[:, None]
    result = np.full((LIGHTS, count), 0xFF000000, dtype=np.uint32)
    for shift in (16, 8, 0):
        channel = np.clip(((colours >> shift) & 0xFF)[None, :] * strength, 0.0, 255.0)
        result |= np.rint(channel).astype(np.uint32) << np.uint32(shift)
    return result
