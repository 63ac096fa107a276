"""The rows of the data over which a surface is computed: a whole share, or a fixed part of one."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.batches import augment
from nnviz.errors import InvalidInput
from nnviz.metrics import CHUNK_ROWS
from nnviz.network import Network
from nnviz.randomness import Purpose, generator
from nnviz.workspace import Passes

ShareName = Literal["train", "test", "validation"]
SHARES: tuple[ShareName, ...] = get_args(ShareName)

LIVE_PRODUCTS = 3 * 10**8
"""Products of a row and a parameter that one live surface may take: some 15 ms of one core in float32."""

PRODUCTS_OF_AN_ACTIVATION = 10
"""A tanh takes about as long as so many products."""

FEWEST_ROWS = 64


class Rows(Struct, frozen=True, eq=False):
    """Some rows of one share of the data, as the network sees them.

    Attributes
    ----------
    share : "train", "test" or "validation"
    inputs : ndarray, shape (n, fan_in)
    targets : ndarray, shape (n, outputs)
    of : int
        How many rows the whole share has.
    """

    share: ShareName
    inputs: Array
    targets: Array
    of: int

    @property
    def whole(self) -> bool:
        """Whether these are all rows of the share."""
        return len(self.targets) == self.of


def choose_rows(assembly: Assembly, share: ShareName = "train", most: int | None = None) -> Rows:
    """Return a whole share or, where that has more than `most` rows, so many of them.

    Which ones is fixed by the experiment's seed; a larger number includes those of a smaller one.

    Raises
    ------
    InvalidInput
        If the share has no rows.
    """
    inputs, targets = getattr(assembly.data, f"inputs_{share}"), getattr(assembly.data, f"targets_{share}")
    rows = len(targets)
    if rows == 0:
        raise InvalidInput(f"there is no {share} share: set data.{share}_fraction above 0, or look at the train share")
    if most is None or most >= rows:
        return Rows(share, inputs, targets, rows)
    order = generator(assembly.experiment.seed, Purpose.ROWS, SHARES.index(share)).permutation(rows)
    chosen = np.sort(order[:most])
    return Rows(share, inputs[chosen], targets[chosen], rows)


def live_rows(network: Network, points: int) -> int:
    """Return over how many rows a surface of so many points can follow training, twice a second."""
    first, *deeper = network.layers
    products = 3 * first.fan_out + sum(layer.end - layer.start for layer in deeper)
    products += PRODUCTS_OF_AN_ACTIVATION * sum(layer.fan_out for layer in network)
    return max(FEWEST_ROWS, LIVE_PRODUCTS // (points * products))


def loss_over(assembly: Assembly, rows: Rows, theta: Array) -> float:
    """Return the data loss at theta, shape (length,), over these rows, in float64: one plain forward pass."""
    passes = Passes(assembly.network, assembly.loss, theta.astype(np.float64))
    total = 0.0
    with np.errstate(all="ignore"):
        for start in range(0, len(rows.targets), CHUNK_ROWS):
            targets = rows.targets[start : start + CHUNK_ROWS].astype(np.float64)
            workspace, head = passes.over(len(targets))
            workspace.forward(augment(rows.inputs[start : start + CHUNK_ROWS].astype(np.float64)))
            total += head.value(targets) * len(targets)
    return total / len(rows.targets)
