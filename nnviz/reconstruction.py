"""How well an autoencoder's answers match its clean inputs: row by row, and over a whole share."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

import numpy as np
from msgspec import Struct

from nnviz.answers import answers, never
from nnviz.arrays import Array, Indices
from nnviz.assembly import Assembly

_CHUNK_ROWS = 2048


class Reconstruction(Struct, frozen=True, eq=False):
    """How well the rows of one share come back; in scaled units, as the network sees them.

    Attributes
    ----------
    errors : ndarray, shape (n,), float64
        The mean squared error of each row over its features.
    mean_squared_error, mean_absolute_error : float
        Over all rows and features.
    r_squared : float
        1 - sum (y - t)^2 / sum (t - mean of its feature)^2, over all rows and features: the share of the inputs'
        variance that comes back (scikit-learn's `r2_score` with ``multioutput="variance_weighted"``). NaN where
        nothing varies.
    """

    errors: Array
    mean_squared_error: float
    mean_absolute_error: float
    r_squared: float

    @property
    def worst_first(self) -> Indices:
        """The rows by their errors, the largest first; rows without a number for an answer come before all."""
        return np.argsort(np.where(np.isnan(self.errors), -np.inf, -self.errors), kind="stable")


def reconstruct(
    assembly: Assembly,
    theta: Array,
    share: Literal["train", "test", "validation"],
    cancelled: Callable[[], bool] = never,
) -> Reconstruction | None:
    """Compare what an autoencoder answers to every row of a share with the clean inputs; None if cancelled.

    Parameters
    ----------
    assembly : Assembly
        Of a reconstruction.
    theta : ndarray, shape (P,)
    share : "train", "test" or "validation"
        Of at least one row.
    cancelled : callable
        Asked before every chunk.
    """
    inputs, targets = assembly.data.of("inputs", share), assembly.data.of("targets", share)
    errors = np.empty(len(inputs))
    absolute = varied = 0.0
    middle = targets.mean(axis=0, dtype=np.float64)
    with np.errstate(all="ignore"):
        for start in range(0, len(inputs), _CHUNK_ROWS):
            rows = slice(start, start + _CHUNK_ROWS)
            found = answers(assembly, theta, inputs[rows], cancelled)
            if found is None:
                return None
            wanted = targets[rows].astype(np.float64)
            missed = found - wanted
            absolute += float(np.abs(missed).sum())
            varied += float(np.square(wanted - middle).sum())
            errors[rows] = np.square(missed).mean(axis=1)
        mean = float(errors.mean())
        r_squared = 1.0 - mean * targets.size / varied if varied > 0.0 else math.nan
    return Reconstruction(errors, mean, absolute / targets.size, r_squared)
