"""The loss of every batch, computed for many batches at a time.

On a batch of thirty rows each of the dozen NumPy calls that a loss takes costs as much for one batch as for sixty. So
the step loop only copies what the network answered, and a block's losses are computed together.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from nnviz.arrays import Array
from nnviz.losses import Loss

MOST_STEPS = 64
MOST_VALUES = 2**16
"""A block of batches holds about so many answers; a batch of more is a block of its own."""


class BatchLosses:
    """Answers and targets of consecutive batches, until their losses are asked for.

    Parameters
    ----------
    loss : Loss
    activation : str
        Of the output: some losses are computed from its z.
    batch_size, outputs : int
    dtype : dtype

    Attributes
    ----------
    steps : int
        How many batches there is room for.
    """

    def __init__(
        self, loss: Loss, activation: str, batch_size: int, outputs: int, dtype: np.dtype[np.floating]
    ) -> None:
        self.steps = max(1, min(MOST_STEPS, MOST_VALUES // (batch_size * outputs)))
        self._loss = loss
        self._terms = loss.terms_after(activation)
        shape = outputs, self.steps * batch_size
        self._answers, self._targets, self._out, self._scratch = (np.zeros(shape, dtype) for _ in range(4))
        self._ends = [0]

    def note(self, answers: Array, targets: Array) -> None:
        """Copy what the loss of one batch is computed from, both of shape (rows, outputs)."""
        start = self._ends[-1]
        end = start + len(targets)
        np.copyto(self._answers[:, start:end], answers.T)
        np.copyto(self._targets[:, start:end], targets.T)
        self._ends.append(end)

    def take(self) -> Array:
        """Return the mean loss of every batch since the last call, shape (batches,), in float64."""
        ends, self._ends = self._ends, [0]
        if len(ends) == 1:
            return np.empty(0)
        parts = [part[:, : ends[-1]].T for part in (self._answers, self._targets, self._out, self._scratch)]
        self._terms(*parts)
        terms = parts[2]
        losses: Array = np.add.reduceat(np.add.reduce(terms, axis=1, dtype=np.float64), ends[:-1])
        losses *= [self._loss.weight(end - start, terms.shape[1]) for start, end in pairwise(ends)]
        return losses
