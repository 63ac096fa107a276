"""What one row of an autoencoder's inputs looks like: a picture in grey, or a strip with one colour a feature.

NumPy only: it runs in the evaluator's thread.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.autoencoder import in_own_units
from ui.panels.output.blank import over_surface
from ui.panels.output.matrix_work import grey_pixels
from ui.theme import Theme
from ui.theme.colour_maps import Pixels, magnitude_map

_BUDGET = 2e8
"""Multiplications a second: some ten milliseconds of the background thread."""


def rate_for(rows: int, assembly: Assembly) -> float:
    """Return how many passes of so many rows a second are affordable: 10, fewer for large data and networks."""
    return min(10.0, max(0.5, _BUDGET / (rows * assembly.network.size)))


class Face(Struct, frozen=True, eq=False):
    """How rows become pictures.

    Attributes
    ----------
    shape : (int, int)
        Height and width of a picture, in features.
    grey : bool
        Whether the inputs are a picture; else each feature has a range and a colour of its own.
    low, high : ndarray
        The values, in the features' own units, that are drawn in the first and in the last colour: of the training
        share, one for all pixels of a picture, of shape (F,) for other features.
    """

    shape: tuple[int, int]
    grey: bool
    low: Array
    high: Array

    @classmethod
    def of(cls, assembly: Assembly) -> Face:
        """Return how rows of an experiment look."""
        data = assembly.data
        values = in_own_units(assembly, data.targets_train)
        grey = data.input_shape is not None
        axis = None if grey else 0
        shape = data.input_shape or (1, values.shape[1])
        return cls(shape, grey, np.asarray(values.min(axis=axis)), np.asarray(values.max(axis=axis)))

    @property
    def ratio(self) -> float:
        """Height over width of a picture."""
        return self.shape[0] / self.shape[1] if self.grey else 1.0

    def shares(self, own: Array) -> Array:
        """Return rows of shape (n, F) in own units as shares of each feature's range; those beyond it are cut."""
        width = np.where(self.high > self.low, self.high - self.low, 1.0)
        with np.errstate(all="ignore"):
            return np.clip((own - self.low) / width, 0.0, 1.0)

    def pixels(self, theme: Theme, own: Array) -> Pixels:
        """Return rows of shape (n, F) in own units as pictures, shape (n, height, width)."""
        values = self.shares(own).reshape(len(own), *self.shape)
        if not self.grey:
            return over_blank(theme, magnitude_map().span(values, 0.0, 1.0), values)
        return over_blank(theme, grey_pixels(theme, np.nan_to_num(values)), values)


def over_blank(theme: Theme, pixels: Pixels, values: Array) -> Pixels:
    """Return pictures with the surface's colour wherever a value is not a number."""
    flat = over_surface(theme, pixels.reshape(len(pixels), -1), values.reshape(len(values), -1))
    return flat.reshape(pixels.shape)
