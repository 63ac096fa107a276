"""Losses that ask for a margin: an answer that is right by enough costs nothing."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array


def hinge(y: Array, t: Array, out: Array, scratch: Array) -> None:
    """Write max(0, 1 - t y)."""
    np.multiply(y, t, out)
    np.subtract(1.0, out, out)
    # max(m, 0) = m/2 + |m/2|, exactly; NaN passes, and np.maximum takes twice as long.
    np.multiply(out, 0.5, scratch)
    np.absolute(scratch, out)
    np.add(out, scratch, out)


def hinge_gradient(y: Array, t: Array, out: Array, scratch: Array) -> None:
    """Write the derivative of the mean of `hinge`: -t within the margin, 0 from t y = 1 on."""
    np.multiply(y, t, out)
    np.subtract(1.0, out, out)
    np.heaviside(out, 0.0, out)
    np.multiply(out, t, out)
    np.multiply(out, -1.0 / out.size, out)


def hinge_piece(y: Array, t: Array) -> Array:
    """Say on which side of the margin an answer lies."""
    piece: Array = np.sign(1.0 - t * y)
    return piece
