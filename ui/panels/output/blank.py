"""What a map shows where an answer is not a number: the surface."""

from __future__ import annotations

import numpy as np

from ui.panels.output.plane_work import Floats
from ui.theme import Theme
from ui.theme.colour_maps import Pixels
from ui.theme.colour_space import rgb


def over_surface(theme: Theme, pixels: Pixels, values: Floats) -> Pixels:
    """Return pixels with the surface's colour wherever a value, or one of several, is not a number."""
    missing = np.isnan(values).any(axis=2) if values.ndim == 3 else np.isnan(values)
    if missing.any():
        pixels[missing] = surface_pixel(theme)
    return pixels


def surface_pixel(theme: Theme) -> np.uint32:
    """Return the surface's colour as a pixel."""
    red, green, blue = np.rint(rgb(theme.surface) * 255.0).astype(int).tolist()
    return np.uint32(0xFF000000 | red << 16 | green << 8 | blue)
