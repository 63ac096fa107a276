"""What a layer's gradient says: vanishing, healthy or exploding.

It is the ratio between layers that matters. A network that has learned its data has tiny gradients everywhere and is
healthy, so no size is too small by itself.
"""

from __future__ import annotations

import math
from typing import Literal

from nnviz.arrays import Array
from nnviz.diagnosis.thresholds import EXPLODING_RATIO, EXPLODING_SIZE, VANISHING_RATIO

Verdict = Literal["vanishing", "healthy", "exploding"]


def layer_verdicts(gradient_sizes: Array) -> list[Verdict]:
    """Judge every layer by the gradient sizes of one step.

    Parameters
    ----------
    gradient_sizes : ndarray, shape (layers,)
        Root mean square of dL/dW of each layer. What is not finite has exploded.

    Returns
    -------
    list of "vanishing", "healthy" or "exploding"
        One for each layer. All are healthy where every gradient is exactly 0: there is nothing left to learn.
    """
    low, high = verdict_limits(gradient_sizes)
    return [
        "exploding" if not size <= high else "vanishing" if size < low else "healthy"
        for size in gradient_sizes.tolist()
    ]


def verdict_limits(gradient_sizes: Array) -> tuple[float, float]:
    """Return below which gradient size a layer of this network vanishes, and above which it explodes.

    Parameters
    ----------
    gradient_sizes : ndarray, shape (layers,)
    """
    reference = reference_size(gradient_sizes)
    highest = EXPLODING_SIZE.value
    high = min(EXPLODING_RATIO.value * reference, highest) if reference else highest
    # Beside a last layer that has exploded itself, a layer that is too large may be tiny: then it explodes.
    return min(VANISHING_RATIO.value * reference, high), high


def reference_size(gradient_sizes: Array) -> float:
    """Return what the layers are compared with: the last layer's size, or the largest where that is 0 or overflowed."""
    sizes = gradient_sizes.tolist()
    last = sizes[-1]
    if 0.0 < last < math.inf:
        return float(last)
    return max((size for size in sizes if 0.0 < size < math.inf), default=0.0)
