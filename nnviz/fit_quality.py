"""How well a regression fits, in numbers that mean something outside the network."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array


class FitQuality(Struct, frozen=True):
    """How well predictions fit the truth over one share.

    Attributes
    ----------
    r_squared : float
        1 - sum (y - t)^2 / sum (t - mean t)^2: the share of the targets' variance that is explained. Below 0 the
        targets' mean would have been a better answer. Where all targets are equal it is 1 for a perfect fit, else 0;
        of a single row there is none, so NaN (both as scikit-learn's `r2_score`).
    mean_absolute_error : float
        The mean of abs(y - t), in the target's own unit.
    """

    r_squared: float
    mean_absolute_error: float


def fit_quality(values: Array, predicted: Array) -> FitQuality | None:
    """Compare predictions with the truth, both of shape (n,) in the target's own unit. None where there is no row."""
    if len(values) == 0:
        return None
    with np.errstate(all="ignore"):
        error = predicted - values
        total = float(np.sum(np.square(values - values.mean())))
        left = float(np.sum(np.square(error)))
        if len(values) == 1:
            r_squared = math.nan
        elif np.ptp(values) == 0.0:  # their mean may differ from them by rounding
            r_squared = 1.0 if left == 0.0 else math.nan if math.isnan(left) else 0.0
        else:
            r_squared = 1.0 - left / total
        return FitQuality(r_squared, float(np.mean(np.abs(error))))
