"""How far the steps of an optimizer reach: what decides whether the curvature of the loss limits its rate."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nnviz.experiment.choice import OptimizerChoice
from nnviz.optimizers import OPTIMIZERS, SCRATCH_VECTORS

_STEPS = 300
_SAME = 1e-3


def has_momentum(optimizer: OptimizerChoice) -> bool:
    """Say whether steps in a steady direction add up, or the optimizer scales its steps itself."""
    return "momentum" in optimizer.values or reach_of(optimizer) is None


@lru_cache(maxsize=64)
def reach_of(optimizer: OptimizerChoice) -> float | None:
    """Return how many times the rate times the gradient a step becomes where the gradient stays the same.

    Returns
    -------
    float or None
        1 for SGD, 1 / (1 - beta) with momentum beta; None for an optimizer whose steps do not follow the gradient's
        size, such as Adam. Found by letting it take steps along two gradients, one twice the other.
    """
    entry = OPTIMIZERS[optimizer.name]
    values = {**optimizer.values, "learning_rate": 1.0}
    gradient = np.array([1.0, 2.0])
    theta, scratch, state = np.zeros(2), np.zeros((SCRATCH_VECTORS, 2)), np.zeros((entry.vectors, 2))
    before = theta
    for count in range(1, _STEPS + 1):
        before = theta.copy()
        entry.update(theta, gradient, state, scratch, count, **values)
    step = before - theta
    return float(step[0]) if abs(step[1] - 2.0 * step[0]) < _SAME * step[0] else None
