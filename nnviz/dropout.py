r"""Inverted dropout: in training, a random share of a layer's activations is left out.

Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014, "Dropout: a simple way to prevent neural networks from
overfitting". In training, each activation of a layer is set to 0 with probability p, and those
that stay are divided by 1 - p, so that what the next layer receives stays the same on average:

.. math:: \tilde a = \frac{m}{1 - p}\, a, \quad m = 1 \text{ where } u < 1 - p, \text{ else } 0

In evaluation nothing is dropped. u is drawn in float32 whatever the network is trained in, units by rows, from a stream
of its own for each seed, step and layer: the first update is that of step 1, the first hidden layer is layer 1.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from nnviz.arrays import Array
from nnviz.network import Network
from nnviz.randomness import Purpose


class Masks:
    """Which activations are dropped in each step.

    Parameters
    ----------
    seed : int
        The experiment's.

    Attributes
    ----------
    step : int
        The update that is being made: set it before each forward pass.
    """

    def __init__(self, seed: int) -> None:
        self.step = 1
        self._bits = np.random.Philox(key=[seed, 0])
        self._draw = np.random.Generator(self._bits).random
        # Where a stream of `nnviz.randomness.generator` begins. To go there takes a sixth of making a generator.
        self._counter = [0, 0, 0, int(Purpose.DROPOUT)]
        self._beginning: Any = {
            "bit_generator": "Philox",
            "state": {"counter": self._counter, "key": [seed, 0]},
            "buffer": [0, 0, 0, 0],
            "buffer_pos": 4,
            "has_uint32": 0,
            "uinteger": 0,
        }

    def uniform(self, layer: int, out: Array) -> None:
        """Draw the numbers of a layer, 1 for the first, in this step. `out` is float32 of shape (units, rows)."""
        self._counter[1], self._counter[2] = layer, self.step
        self._bits.state = self._beginning
        self._draw(None, np.float32, out)

    def plan(self, layer: int, dropped: float, mask: Array) -> list[Callable[[], object]]:
        """List the calls that write this step's m / (1 - p) of a layer into `mask`, shape (units, rows)."""
        kept = 1.0 - dropped
        drawn, stays = np.empty(mask.shape, np.float32), np.empty(mask.shape, bool)
        return [
            partial(self.uniform, layer, drawn),
            partial(np.less, drawn, np.float32(kept), stays),
            partial(np.copyto, mask, stays),  # a product of truth values and numbers would take a buffer
            partial(np.multiply, mask, mask.dtype.type(1.0 / kept), mask),
        ]


def masks_of(network: Network, seed: int) -> Masks | None:
    """Return what decides on a network's dropout, None where no layer has any."""
    return Masks(seed) if any(layer.dropout for layer in network) else None
