"""Colours as numbers: sRGB, OKLab and contrast. NumPy only, usable in any thread.

Colours are float arrays of shape (..., 3); sRGB runs from 0 to 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]

# Björn Ottosson (2020), "A perceptual color space for image processing": linear sRGB to cone responses, whose cube
# roots are then mixed into lightness and two opponent axes.
_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_OPPONENT = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def rgb(colour: str) -> Floats:
    """Return ``"#RRGGBB"`` as sRGB, shape (3,)."""
    return np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255.0


def hex_colour(colour: Floats) -> str:
    """Return sRGB of shape (3,) as ``"#RRGGBB"``; what lies outside 0 to 1 is clipped."""
    red, green, blue = np.rint(np.clip(colour, 0.0, 1.0) * 255.0).astype(int)
    return f"#{red:02X}{green:02X}{blue:02X}"


def to_linear(colours: Floats) -> Floats:
    """Undo the sRGB transfer function (IEC 61966-2-1)."""
    return np.where(colours <= 0.04045, colours / 12.92, ((np.maximum(colours, 0.0) + 0.055) / 1.055) ** 2.4)


def from_linear(light: Floats) -> Floats:
    """Apply the sRGB transfer function (IEC 61966-2-1); light outside 0 to 1 is clipped."""
    light = np.clip(light, 0.0, 1.0)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1.0 / 2.4) - 0.055)


def to_oklab(colours: Floats) -> Floats:
    """Return sRGB colours in OKLab."""
    return np.cbrt(to_linear(colours) @ _CONES.T) @ _OPPONENT.T


def from_oklab(colours: Floats) -> Floats:
    """Return OKLab colours in sRGB, clipped to what a screen can show."""
    return from_linear((colours @ np.linalg.inv(_OPPONENT).T) ** 3 @ np.linalg.inv(_CONES).T)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    darker, lighter = sorted(float(to_linear(rgb(colour)) @ weights) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def mix(over: str, under: str, share: float) -> str:
    """Return the opaque colour that `over` at an opacity of `share` gives on `under`."""
    return hex_colour(rgb(over) * share + rgb(under) * (1.0 - share))


def readable(on: str, *candidates: str) -> str:
    """Return the candidate that contrasts most with the colour `on`, for text that stands on it."""
    return max(candidates, key=lambda colour: contrast(colour, on))
