"""From a coarse grid of losses to crisp bands: the colour of every pixel, computed in the background.

The logarithm of the loss is interpolated by cubics between the points of the grid, two matrix products for the whole
picture; edges of bands and isolines are then smoothed over one pixel by their distance, which the gradient gives.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ui.plotting.extent import Extent
from ui.plotting.holes import BORDER, filled_holes, with_clean_holes
from ui.plotting.levels import Levels
from ui.plotting.scale import Floats
from ui.theme.colour_maps import Pixels, magnitude_map

LINE_WIDTH = 0.75
LINE_OPACITY = 0.35
ROUNDING = 1e-5
"""Bands by which a flat surface may be off in float32: it must not be speckled where it lies on a level."""
STEEPEST = 6.0
"""Bands per pixel from which on there is no line to be seen."""


def shade(
    x: Floats, y: Floats, losses: Floats, levels: Levels, extent: Extent, size: tuple[int, int], ratio: float
) -> Pixels:
    """Return the picture of a surface.

    Parameters
    ----------
    x, y : ndarray, shape (X,) and (Y,)
        What the axes read along the grid, evenly spaced and rising.
    losses : ndarray, shape (Y, X)
    levels : Levels
    extent : Extent
        The part that the picture shows.
    size : (int, int)
        Its width and height in pixels.
    ratio : float
        Its pixels for each pixel of the type tables: lines are so much wider.

    Returns
    -------
    uint32 ndarray, shape (height, width)
        Row 0 is the top. Transparent where a loss is not a number.
    """
    width, height = size
    bands = levels.bands
    values = np.clip(levels.scale(with_clean_holes(losses)), -1.0, bands + 1.0)
    values, missing = filled_holes(values)
    across = _weights(x, extent[0], extent[1], width)
    down = _weights(y, extent[3], extent[2], height)
    fine = down @ values.astype(np.float32) @ across.T
    colours = band_colours(bands)
    pixels = colours[np.clip(fine + ROUNDING, 0.0, bands - 0.5).astype(np.intp)]
    _smooth_edges(pixels, fine, colours, ratio)
    if missing is not None:
        pixels[down @ missing.astype(np.float32) @ across.T > BORDER] = 0
    return pixels


def interpolated(x: Floats, y: Floats, losses: Floats, levels: Levels, place: tuple[float, float]) -> float:
    """Return the loss at one place as the picture shows it."""
    values = np.clip(levels.scale(losses), -1e3, 1e3).astype(np.float32)
    left, down = _weights(x, place[0], place[0], 1), _weights(y, place[1], place[1], 1)
    share = float((down @ values @ left.T)[0, 0]) / levels.bands
    value = levels.low + share * (levels.high - levels.low)
    return float(10.0**value) if levels.log else value


@lru_cache(maxsize=4)
def band_colours(bands: int) -> Pixels:
    """Return one colour for each band, from the lowest losses to the highest."""
    table = magnitude_map().table
    colours = table[np.round(np.linspace(0, len(table) - 1, bands)).astype(int)]
    colours.flags.writeable = False
    return colours


def _weights(grid: Floats, first: float, last: float, pixels: int) -> npt.NDArray[np.float32]:
    """Return what each point of a grid counts at the centre of each pixel from `first` to `last`, shape (pixels, n).

    By Keys (1981), "Cubic convolution interpolation for digital image processing", with a = -1/2. Beyond the grid its
    ends go on.
    """
    count = len(grid)
    places = first + (last - first) * ((np.arange(pixels) + 0.5) / pixels)
    at = np.clip((places - grid[0]) * ((count - 1) / (grid[-1] - grid[0])), 0.0, count - 1.0)
    left = np.minimum(at.astype(np.intp), count - 2)
    t = at - left
    parts = (
        -0.5 * t + t**2 - 0.5 * t**3,
        1.0 - 2.5 * t**2 + 1.5 * t**3,
        0.5 * t + 2.0 * t**2 - 1.5 * t**3,
        -0.5 * t**2 + 0.5 * t**3,
    )
    weights = np.zeros((pixels, count), dtype=np.float32)
    rows = np.arange(pixels)
    for offset, part in enumerate(parts, -1):
        np.add.at(weights, (rows, np.clip(left + offset, 0, count - 1)), part.astype(np.float32))
    return weights


def _smooth_edges(pixels: Pixels, fine: npt.NDArray[np.float32], colours: Pixels, ratio: float) -> None:
    """Mix the colours of two bands, and the line between them, where it passes through a pixel."""
    slope = np.zeros_like(fine)
    slope[:, 1:-1] = np.square(fine[:, 2:] - fine[:, :-2])
    slope[1:-1] += np.square(fine[2:] - fine[:-2])
    np.sqrt(slope, out=slope)
    slope *= 0.5
    edge = np.rint(fine)
    away = fine - edge
    reach = 0.5 * LINE_WIDTH * ratio + 0.5
    near = (np.abs(away) < reach * slope) & (slope > ROUNDING) & (slope < STEEPEST)
    near &= (edge > 0.5) & (edge < len(colours) - 0.5)
    upper = edge[near].astype(np.intp)
    distance = away[near] / slope[near]
    part = np.clip(distance + 0.5, 0.0, 1.0)[:, None]
    line = LINE_OPACITY * np.clip(reach - np.abs(distance), 0.0, 1.0)[:, None]
    channels = _channels(colours)
    mixed = channels[upper - 1] * (1.0 - part) + channels[upper] * part
    mixed += (255.0 - mixed) * line
    red, green, blue = np.rint(mixed).astype(np.uint32).T
    pixels[near] = 0xFF000000 | red << 16 | green << 8 | blue


def _channels(colours: Pixels) -> npt.NDArray[np.float32]:
    return np.stack([(colours >> shift) & 0xFF for shift in (16, 8, 0)], axis=1).astype(np.float32)
