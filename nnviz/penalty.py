"""The penalty on weights: l1 sum|W| + l2/2 sum W^2. Biases are excluded."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.network import Network


class Penalty:
    """What weights cost, and its gradient.

    Parameters
    ----------
    network : Network
    theta, gradient : ndarray, shape (P,)
        Read, and added to, at every call; without running statistics.
    l1, l2 : float
    """

    def __init__(self, network: Network, theta: Array, gradient: Array, l1: float, l2: float) -> None:
        self._theta = theta
        self._gradient = gradient
        # One factor for each parameter, 0 for biases: two or three calls do it for all layers at once.
        self._l1 = _on_weights(network, theta, l1)
        self._l2 = _on_weights(network, theta, l2)
        self._scratch = np.empty_like(theta if l1 or l2 else theta[:0])

    def value(self) -> float:
        """Return l1 sum|W| + l2/2 sum W^2."""
        total = 0.0
        if self._l1 is not None:
            total += float(np.sum(self._l1 * np.abs(self._theta)))
        if self._l2 is not None:
            total += 0.5 * float(np.sum(self._l2 * np.square(self._theta)))
        return total

    def piece(self, index: int) -> float:
        """Number the smooth piece on which one parameter lies: the l1 penalty of a weight has a kink at 0."""
        return float(np.sign(self._theta[index])) if self._l1 is not None and self._l1[index] else 0.0

    def add_gradient(self) -> None:
        """Add l1 sign W + l2 W to the gradient: at 0 the l1 penalty does not pull."""
        if self._l2 is not None:
            np.multiply(self._theta, self._l2, self._scratch)
            np.add(self._gradient, self._scratch, self._gradient)
        if self._l1 is not None:
            np.sign(self._theta, self._scratch)
            np.multiply(self._scratch, self._l1, self._scratch)
            np.add(self._gradient, self._scratch, self._gradient)


def _on_weights(network: Network, theta: Array, factor: float) -> Array | None:
    """Return `factor` for every weight and 0 for every other parameter, shape (P,); None for no factor at all."""
    if not factor:
        return None
    factors = np.zeros_like(theta)
    for layer in network:
        layer.weights(factors)[...] = factor
    return factors
