"""Colour maps as look-up tables: arrays of numbers in, arrays of pixels out.

NumPy only and without state, so any thread may use them. A pixel is one uint32, 0xAARRGGBB, which is what Qt calls
ARGB32 and RGB32.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from ui.theme.classes import class_colours
from ui.theme.colour_space import Floats, from_oklab, rgb, to_oklab
from ui.theme.tokens import Theme
from ui.theme.viridis import VIRIDIS

Pixels = npt.NDArray[np.uint32]

_HALF = 128


class ColourMap(Struct, frozen=True, eq=False):
    """Colours for a range of numbers.

    Attributes
    ----------
    entries : uint32 array of shape (n + 1,)
        The colours from the low to the high end, then the one for NaN; read-only.
    """

    entries: Pixels

    @property
    def table(self) -> Pixels:
        """The colours from the low to the high end, shape (n,)."""
        return self.entries[:-1]

    def apply(self, values: npt.NDArray[Any], limit: float) -> Pixels:
        """Return the pixels of signed values, zero in the middle of the table.

        Parameters
        ----------
        values : float array of any shape
            What lies beyond the limit takes the end's colour.
        limit : float
            The value of the high end; the low end is ``-limit``. Where it is 0 every value takes the colour of zero.

        Returns
        -------
        uint32 array of the same shape
        """
        return self.span(values, -limit, limit)

    def span(self, values: npt.NDArray[Any], low: float, high: float) -> Pixels:
        """Return the pixels of values between `low` and `high`, otherwise as `apply`."""
        last = len(self.entries) - 2
        width = high - low
        if not width > 0.0:
            return np.full(values.shape, self.entries[last // 2])
        places = (values - low) * (last / width)
        np.rint(places, out=places)
        np.clip(places, 0, last, out=places)
        np.nan_to_num(places, copy=False, nan=last + 1)
        return self.entries[places.astype(np.intp)]


class ClassMap(Struct, frozen=True, eq=False):
    """Colours for the probabilities of three or more classes.

    Attributes
    ----------
    table : uint32 array of shape (classes, levels)
        From quite uncertain to certain, for each class; read-only.
    """

    table: Pixels

    def apply(self, probabilities: npt.NDArray[Any]) -> Pixels:
        """Return the pixels of decision regions: hue says which class, strength how sure.

        Parameters
        ----------
        probabilities : float array of shape (..., classes)
            The last axis adds up to 1.

        Returns
        -------
        uint32 array of shape (...)
        """
        classes, levels = self.table.shape
        winner = probabilities.argmax(axis=-1)
        top = np.nan_to_num(probabilities.max(axis=-1), nan=0.0)
        sure = np.clip((top * classes - 1.0) / (classes - 1.0), 0.0, 1.0)
        return self.table[winner, np.rint(sure * (levels - 1)).astype(np.intp)]


@cache
def signed_map(theme: Theme) -> ColourMap:
    """Return the map of weights, unit responses and biases: 257 entries, NaN is neutral."""
    colours = _signed(theme)
    return ColourMap(_pack(np.append(colours, colours[_HALF : _HALF + 1], axis=0)))


@cache
def region_map(theme: Theme) -> ColourMap:
    """Return the signed map at the strength of decision regions; apply it to ``p(class 1) - 0.5`` with limit 0.5."""
    colours = _faded(_signed(theme), theme)
    return ColourMap(_pack(np.append(colours, colours[_HALF : _HALF + 1], axis=0)))


@cache
def magnitude_map() -> ColourMap:
    """Return viridis, for losses and gradient sizes: 256 entries, the same in every theme. NaN is transparent."""
    colours = np.frombuffer(bytes.fromhex(VIRIDIS), np.uint8).reshape(-1, 3) / 255.0
    entries = np.append(_pack(colours), np.uint32(0))
    entries.flags.writeable = False
    return ColourMap(entries)


@cache
def class_map(theme: Theme, classes: int) -> ClassMap:
    """Return the decision-region map of three or more classes."""
    neutral = to_oklab(rgb(theme.neutral))
    ramps = [_faded(_ramp(neutral, to_oklab(rgb(colour))), theme) for colour in class_colours(theme, classes)]
    return ClassMap(_pack(np.array(ramps)))


def _signed(theme: Theme) -> Floats:
    neutral = to_oklab(rgb(theme.neutral))
    negative, positive = (_ramp(neutral, to_oklab(rgb(colour))) for colour in (theme.negative, theme.positive))
    return np.concatenate([negative[:0:-1], positive])


def _ramp(start: Floats, end: Floats) -> Floats:
    """Return sRGB of shape (129, 3) from one OKLab colour to another, at even steps in OKLab."""
    share = np.linspace(0.0, 1.0, _HALF + 1)[:, None]
    return from_oklab(start + (end - start) * share)


def _faded(colours: Floats, theme: Theme) -> Floats:
    return colours * theme.region_strength + rgb(theme.surface) * (1.0 - theme.region_strength)


def _pack(colours: Floats) -> Pixels:
    bytes_ = np.rint(np.clip(colours, 0.0, 1.0) * 255.0).astype(np.uint32)
    packed: Pixels = 0xFF000000 | bytes_[..., 0] << 16 | bytes_[..., 1] << 8 | bytes_[..., 2]
    packed.flags.writeable = False
    return packed
