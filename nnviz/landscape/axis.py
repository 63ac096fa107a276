"""The evenly spaced coordinates of a grid, of which one is the plane's center."""

from __future__ import annotations

import math

import numpy as np

from nnviz.arrays import Array


def axis(low: float, high: float, resolution: int) -> Array:
    """Return evenly spaced coordinates, shape (R,), from `low` to `high`, of which one is exactly 0.

    Where 0 lies between two of them, their spacing becomes a little larger and the ends move out, by less than one
    spacing each. Where 0 is not between `low` and `high`, they are left as they are.
    """
    cells = resolution - 1
    before = -low / (high - low) * cells
    if not 0.0 <= before <= cells:
        return np.linspace(low, high, resolution)
    whole = round(before)
    if abs(before - whole) < 1e-9 * cells:
        return (high - low) * ((np.arange(resolution) - whole) / cells)
    spacing = (high - low) / (cells - 1)
    return spacing * (np.arange(resolution) - float(math.ceil(-low / spacing)))
