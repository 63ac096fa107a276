"""Where a surface has no value: how a map and a surface from the side end there.

A map ends halfway to what has a value. Next to a hole values mostly rise or fall without end, and what a grid reads
there is a matter of chance: from the side teeth would hang from the border, so cells that touch it are left out.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ui.plotting.scale import Floats

RINGS = 3
"""So many points into a hole values go on: cubics, and paths that end at the border, reach no further."""
SMOOTHINGS = 2
BORDER = 0.5
"""A place belongs to a hole where so much of what is around it is missing."""


def with_clean_holes(losses: Floats) -> Floats:
    """Return losses of shape (Y, X) without those that are infinite next to one that is NaN: they, too, are none."""
    infinite = np.isinf(losses)
    if not infinite.any() or not (missing := np.isnan(losses)).any():
        return losses
    return np.where(infinite & _touched(missing), np.nan, losses)


def smooth_holes(values: Floats) -> tuple[Floats, Floats | None]:
    """Return values of shape (Y, X) as `filled_holes`, and smoothly how much of what is around each is missing.

    Those next to one that is NaN are left out, too, unless nothing would be left, and what has no value in the end is
    smoothed, as is the border: it has no corners where the grid has them.
    """
    missing = np.isnan(values)
    if missing.any() and not (touched := _touched(missing)).all():
        values = np.where(touched, np.nan, values)
    filled, gone = filled_holes(values)
    if gone is None:
        return values, None
    share: Floats = gone.astype(np.float64)
    for _ in range(SMOOTHINGS):
        filled, share = np.where(gone, _mean(filled), filled), _mean(share)
    return filled, share


def away_from_holes(values: Floats) -> Floats:
    """Return the finite of values of shape (Y, X) that are next to no other, shape (n,): all of them where none is."""
    finite = np.isfinite(values)
    inner = ~_touched(~finite)
    return values[inner if inner.any() else finite]


def filled_holes(values: Floats) -> tuple[Floats, npt.NDArray[np.bool_] | None]:
    """Return values of shape (Y, X) that go on where they are NaN, and where they were; None where none was."""
    missing = np.isnan(values)
    if not missing.any():
        return values, None
    known = ~missing
    if not known.any():
        return np.zeros_like(values), missing
    far = float(values[known].mean())
    for _ in range(RINGS):
        counts = _around(known.astype(np.float64))
        sums = _around(np.where(known, values, 0.0))
        values = np.where(known, values, sums / np.maximum(counts, 1.0))
        known = known | (counts > 0.0)
    return np.where(known, values, far), missing


def _touched(missing: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return which points are missing, or next to one that is."""
    found: npt.NDArray[np.bool_] = _around(missing.astype(np.float64)) > 0.0
    return found


def _mean(values: Floats) -> Floats:
    """Return the mean over each point and those around it."""
    return _around(values) / _around(np.ones_like(values))


def _around(values: Floats) -> Floats:
    """Return the sum over each point and the eight around it."""
    rows = np.pad(values, 1)
    rows = rows[:-2] + rows[1:-1] + rows[2:]
    found: Floats = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]
    return found
