"""The loss of every batch, computed for many batches at a time.

On a batch of thirty rows each of the dozen NumPy calls that a loss takes costs as much for one batch as for sixty. So
the step loop only copies what the network answered, and a block's losses are computed together.
"""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.losses import Loss
from nnviz.network import Layer

MOST_STEPS = 64
MOST_VALUES = 2**16
"""A block of batches holds about so many answers; a batch of more is a block of its own."""


class BatchLosses:
    """Answers and targets of consecutive batches, until their losses are asked for.

    Parameters
    ----------
    loss : Loss
    output : Layer
        The network's last layer: some losses are computed from its z.
    batch_size : int
    dtype : dtype

    Attributes
    ----------
    steps : int
        How many batches there is room for.
    """

    def __init__(self, loss: Loss, output: Layer, batch_size: int, dtype: np.dtype[np.floating]) -> None:
        self.steps = max(1, min(MOST_STEPS, MOST_VALUES // (batch_size * output.fan_out)))
        self._loss = loss
        self._terms = loss.terms_after(output.activation.name)
        self._batch_size = batch_size
        # Column by column, as outputs lie in a workspace; batch k has the rows from k times the batch size.
        shape = output.fan_out, self.steps * batch_size
        self._answers, self._targets, self._out, self._scratch = (np.zeros(shape, dtype).T for _ in range(4))
        places = [slice(start, start + batch_size) for start in range(0, shape[1], batch_size)]
        self._places = [(self._answers[place], self._targets[place]) for place in places]
        self._rows: list[int] = []

    def note(self, answers: Array, targets: Array) -> None:
        """Copy what the loss of one batch is computed from, both of shape (rows, outputs)."""
        to_answers, to_targets = self._places[len(self._rows)]
        rows = len(targets)
        if rows < self._batch_size:
            to_answers, to_targets = to_answers[:rows], to_targets[:rows]
        to_answers[...] = answers
        to_targets[...] = targets
        self._rows.append(rows)

    def take(self) -> Array:
        """Return the mean loss of every batch since the last call, shape (batches,), in float64."""
        batches, outputs = len(self._rows), self._out.shape[1]
        end = batches * self._batch_size
        self._terms(self._answers[:end], self._targets[:end], self._out[:end], self._scratch[:end])
        sums = np.add.reduce(self._out[:end], axis=1, dtype=np.float64).reshape(batches, self._batch_size)
        for sum_of_rows, rows in zip(sums, self._rows, strict=True):
            sum_of_rows[rows:] = 0.0  # of the batch that had this place before
        losses: Array = np.add.reduce(sums, axis=1)
        losses *= [self._loss.weight(rows, outputs) for rows in self._rows]
        self._rows.clear()
        return losses
