"""Scaling columns to a common size, and back."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array, read_only
from nnviz.errors import unknown_name

Scaling = Literal["standard", "minmax", "none"]
SCALINGS: tuple[Scaling, ...] = get_args(Scaling)


class Scaler(Struct, frozen=True, kw_only=True, eq=False):
    r"""A map of each column, :math:`x' = (x - o) / s`, fitted on the training share alone.

    Attributes
    ----------
    scaling : "standard", "minmax" or "none"
        How it was fitted.
    offset, scale : Array
        o and s, shape (columns,), float64. A scale of 0 marks a column that was constant: it becomes 0, and back
        again its constant.
    """

    scaling: Scaling
    offset: Array
    scale: Array

    @classmethod
    def fit(cls, scaling: Scaling, columns: Array) -> Scaler:
        """Fit to the rows of the training share.

        Parameters
        ----------
        scaling : "standard", "minmax" or "none"
            Standard gives mean 0 and population deviation 1; minmax gives [0, 1]; none leaves values as they are.
        columns : Array
            Shape (n, columns) with n of at least 1.

        Raises
        ------
        InvalidInput
            When there is no such scaling.
        """
        count = columns.shape[1]
        if scaling == "none":
            offset, scale = np.zeros(count), np.ones(count)
        else:
            low, high = columns.min(axis=0), columns.max(axis=0)
            if scaling == "standard":
                # The deviation of a constant can come out as a rounding error instead of 0: ask the range.
                offset, scale = columns.mean(axis=0), np.where(high > low, columns.std(axis=0), 0.0)
            elif scaling == "minmax":
                offset, scale = low, high - low
            else:
                raise unknown_name("scaling", scaling, SCALINGS)
        return cls(scaling=scaling, offset=read_only(offset), scale=read_only(scale))

    def transform(self, values: Array) -> Array:
        """Return values of shape (m, columns) as the network sees them."""
        shifted: Array = values - self.offset
        return np.divide(shifted, self.scale, out=np.zeros_like(shifted), where=self.scale > 0.0)

    def inverse(self, values: Array) -> Array:
        """Return values of shape (m, columns) in their own units again."""
        original: Array = values * self.scale + self.offset
        return original
