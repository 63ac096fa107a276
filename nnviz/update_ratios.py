"""How large an update is against the weights that it changes, layer by layer."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.network import Network


class UpdateRatios:
    """Measures single updates: the ratio of the norms of W's change and of W before it.

    A ratio of about 1e-3 is a common rule of thumb (Stanford CS231n, notes on neural networks 3, "Ratio of
    weights:updates").

    Parameters
    ----------
    network : Network
    theta : ndarray, shape (P,)
        Changed by the updates.
    """

    def __init__(self, network: Network, theta: Array) -> None:
        self._layers = network.layers
        self._theta = theta
        self._before = np.empty_like(theta)
        self._leads_to: int | None = None

    def begin(self, step: int) -> None:
        """Remember theta as it is now, before the update that leads to `step`."""
        np.copyto(self._before, self._theta)
        self._leads_to = step

    def forget(self) -> None:
        """Measure nothing until the next update is begun."""
        self._leads_to = None

    def measure(self, step: int) -> Array:
        """Return the ratio of the update that led to `step`, shape (layers,); NaN where it was not begun.

        Where all weights of a layer were 0, the ratio is infinite, or NaN if they still are.
        """
        ratios = np.full(len(self._layers), np.nan)
        if step != self._leads_to:
            return ratios
        with np.errstate(all="ignore"):
            for index, layer in enumerate(self._layers):
                before = layer.weights(self._before).reshape(-1).astype(float)
                change = layer.weights(self._theta).reshape(-1) - before
                ratios[index] = np.sqrt(change.dot(change)) / np.sqrt(before.dot(before))
        return ratios
