r"""The slope of a plain function along given directions, numerically: of activations and losses, never of networks.

From four values (Abramowitz and Stegun 1964, 25.3.6):

.. math:: \frac{8 (f(x + h) - f(x - h)) - (f(x + 2h) - f(x - 2h))}{12 h}

Its error is :math:`O(h^4)`. Registered functions are smooth on a scale of 1, so with h = 0.001 both that and rounding
are some 1e-12 of the slope. Where the differences over h and 2h do not agree, a kink is near, and h becomes smaller.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnviz.arrays import Array

STEPS = (1e-3, 1e-5, 1e-7)
AGREEMENT = 1e-4
"""Two-point differences over h and 2h that agree so well leave the four-point one far more exact."""
ROUNDING = 16.0 * float(np.finfo(np.float64).eps)


def slope_along(
    function: Callable[[Array], Array], place: Array, direction: Array, size: float, *, by_rows: bool
) -> Array:
    """Return the derivative of ``function(place + t direction)`` by t at 0.

    Parameters
    ----------
    function : callable
        Each value, or each row where `by_rows`, depends on that value or row alone. Returns a new array.
    place, direction : ndarray, shape (rows, columns)
        In float64.
    size : float
        The largest value that `function` computes with: what rounding is measured against.
    by_rows : bool
        Whether the columns of a row depend on each other.

    Returns
    -------
    ndarray, shape (rows, columns)
        0 where a kink is nearer than the smallest step: to both sides of it, the slopes here are those of straight
        pieces in all but a few cases.
    """
    reach: Array = np.abs(direction)
    if by_rows:
        reach = reach.max(axis=1, keepdims=True)
    unit = np.divide(direction, reach, out=np.zeros_like(direction), where=reach > 0.0)
    found = np.zeros_like(place)
    open_still = np.ones_like(reach, dtype=bool)
    for h in STEPS:
        near = (function(place + h * unit) - function(place - h * unit)) / (2.0 * h)
        far = (function(place + 2.0 * h * unit) - function(place - 2.0 * h * unit)) / (4.0 * h)
        doubt, scale = np.abs(near - far), np.maximum(np.abs(near), np.abs(far))
        agree = np.less_equal(doubt, AGREEMENT * scale + ROUNDING * size / h)
        if by_rows:
            agree = np.logical_and.reduce(agree, axis=1, keepdims=True)
        found = np.where(open_still & agree, (4.0 * near - far) / 3.0, found)
        open_still &= ~agree
        if not open_still.any():
            break
    return found * reach
