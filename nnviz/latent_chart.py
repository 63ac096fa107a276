"""Latent activations of any number as places along a line or on a plane, and back."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array

MOST_COLUMNS = 512
"""Latent units up to which the directions are found exactly; of more, the covariance of the ones that vary most is."""


class Chart(Struct, frozen=True, eq=False):
    """One or two coordinates for latent activations.

    One or two latent units are their own coordinates. Of more, these are the two directions along which the codes vary
    most, from their mean (principal components; Pearson 1901, "On lines and planes of closest fit").

    Attributes
    ----------
    centre : ndarray, shape (units,)
        What lies at zero.
    directions : ndarray, shape (k, units)
        Of length 1; k is 1 or 2.
    explained : tuple of float
        The share of the codes' variance along each direction; empty where units are their own coordinates.
    """

    centre: Array
    directions: Array
    explained: tuple[float, ...] = ()

    @classmethod
    def of(cls, codes: Array) -> Chart:
        """Return the chart of codes of shape (n, units), as a rule those of the training share."""
        units = codes.shape[1]
        if units <= 2:
            return cls(np.zeros(units), np.eye(units))
        values = codes[np.isfinite(codes).all(axis=1)].astype(np.float64)
        if len(values) < 2:
            return cls(np.zeros(units), np.eye(2, units), (0.0, 0.0))
        centre = values.mean(axis=0)
        spread = values - centre
        variance = np.square(spread).mean(axis=0)
        total = float(variance.sum())
        kept = np.sort(np.argsort(-variance, kind="stable")[:MOST_COLUMNS])
        _, vectors = np.linalg.eigh(spread[:, kept].T @ spread[:, kept])
        directions = np.zeros((2, units))
        directions[:, kept] = vectors[:, :-3:-1].T
        # Either sign would do; the same one each time lets the picture stand still while the network learns.
        largest = np.abs(directions).argmax(axis=1)
        directions *= np.where(directions[np.arange(2), largest] < 0.0, -1.0, 1.0)[:, np.newaxis]
        along = np.square(spread @ directions.T).mean(axis=0)
        shares = along / total if total > 0.0 else np.zeros(2)
        return cls(centre, directions, tuple(shares.tolist()))

    def places(self, codes: Array) -> Array:
        """Return where codes of shape (n, units) lie, shape (n, k), float64."""
        with np.errstate(all="ignore"):
            places: Array = (codes.astype(np.float64) - self.centre) @ self.directions.T
        return places

    def codes(self, places: Array) -> Array:
        """Return the codes at places of shape (n, k), shape (n, units), float64: nearest to the centre of all."""
        codes: Array = self.centre + places @ self.directions
        return codes
