"""Gradient clipping: no step is led by a gradient that is far too large."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from nnviz.arrays import Array

SMALL = 1e-6
"""Added to the norm before dividing by it, as PyTorch's ``clip_grad_norm_`` does."""
RECENT_STEPS = 100
"""Of so many steps it is remembered whether their gradients were clipped."""


class Clipping:
    """Bounds the gradient of the whole objective, in place: first each entry, then the norm of what that leaves.

    A gradient that is not finite is left as it is, so that it is found as what it is.

    Parameters
    ----------
    gradient : ndarray, shape (P,)
    norm : float or None
        The largest Euclidean norm over all parameters (Pascanu, Mikolov and Bengio 2013).
    value : float or None
        The largest size of any entry.
    """

    def __init__(self, gradient: Array, norm: float | None, value: float | None) -> None:
        self._gradient = gradient
        self._norm = norm
        self._value = value
        self._recent: deque[int] = deque(maxlen=RECENT_STEPS)

    @property
    def recent(self) -> bytes:
        """Of each of the last steps, the newest last, 1 where its gradient was clipped, else 0."""
        return bytes(self._recent)

    def remember(self, recent: bytes) -> None:
        """Go on after these steps."""
        self._recent = deque(recent, maxlen=RECENT_STEPS)

    def apply(self) -> None:
        """Clip the gradient as it is now."""
        norm = self._norm_now()
        if not math.isfinite(norm):
            self._recent.append(0)
            return
        gradient, value, most, clipped = self._gradient, self._value, self._norm, 0
        # No entry is larger than the norm, and mostly that is small enough: then one call was all.
        if value is not None and norm > value and self._reaches_beyond(value):
            clipped = 1
            np.minimum(gradient, value, out=gradient)
            np.maximum(gradient, -value, out=gradient)
            if most is not None:
                norm = self._norm_now()
        if most is not None and most < norm + SMALL:
            clipped = 1
            np.multiply(gradient, most / (norm + SMALL), gradient)
        self._recent.append(clipped)

    def _reaches_beyond(self, value: float) -> bool:
        # In half the time of finding the largest size; where nothing is to be clipped, of clipping it.
        gradient = self._gradient
        return bool(gradient[gradient.argmax()] > value or gradient[gradient.argmin()] < -value)

    def _norm_now(self) -> float:
        gradient = self._gradient
        norm = math.sqrt(gradient.dot(gradient))
        if math.isfinite(norm):
            return norm
        largest = float(np.max(np.abs(gradient)))  # the squares may be too large where the entries are not
        if not math.isfinite(largest):
            return largest
        scaled = gradient.astype(np.float64) / largest
        return largest * math.sqrt(scaled.dot(scaled))
