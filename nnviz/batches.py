"""The order in which training rows are seen: reshuffled every epoch, from a stream of its own.

The order depends on the seed and the epoch alone. A batch size that changes in mid-epoch therefore only changes where
the same order is cut, and runs with different batch sizes are aligned by samples seen.
"""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.randomness import Purpose, generator

MOST_CUTS = 1024
"""So many batches are cut ahead: an epoch of a million batches of one row must not fill the memory with views."""


class Batches:
    """Walks through the training rows.

    Parameters
    ----------
    inputs : ndarray, shape (N, features)
    targets : ndarray, shape (N, outputs)
    seed : int
    batch_size : int

    Attributes
    ----------
    samples_seen : int
        Rows passed since step 0.
    """

    def __init__(self, inputs: Array, targets: Array, seed: int, batch_size: int) -> None:
        self._inputs = augment(inputs)
        self._targets = targets
        self._seed = seed
        # One epoch in its order, gathered anew at each epoch's start. Batches are views into these two.
        self._epoch_inputs = np.empty_like(self._inputs)
        self._epoch_targets = np.empty_like(targets)
        self._gathered_epoch = -1
        self._cuts: list[tuple[Array, Array]] = []
        self._cuts_start = self._next = 0
        self.batch_size = batch_size
        self.samples_seen = 0

    @property
    def rows(self) -> int:
        """Training rows in one epoch."""
        return len(self._inputs)

    @property
    def epoch(self) -> float:
        """Passes over the training rows so far."""
        return self.samples_seen / self.rows

    @property
    def at_epoch_end(self) -> bool:
        """Whether a pass has just been completed."""
        return self.samples_seen % self.rows == 0

    @property
    def left_in_epoch(self) -> int:
        """Batches until the end of the epoch."""
        return -(-(self.rows - self.samples_seen % self.rows) // self.batch_size)

    def steps_within(self, samples: int) -> int:
        """Return how many batches fit into the next `samples` rows, whole."""
        to_epoch_end = self.rows - self.samples_seen % self.rows
        if samples < to_epoch_end:
            return samples // self.batch_size
        epochs, rest = divmod(samples - to_epoch_end, self.rows)
        return self.left_in_epoch + epochs * -(-self.rows // self.batch_size) + rest // self.batch_size

    def seek(self, samples_seen: int, batch_size: int) -> None:
        """Go to where `samples_seen` rows have passed, and continue with batches of `batch_size`."""
        self.samples_seen = samples_seen
        self.batch_size = batch_size
        self._cuts = []
        self._next = 0

    def upcoming(self, most: int) -> list[tuple[Array, Array]]:
        """Return the batches that come next, at least one and up to `most`, none beyond the end of the epoch.

        A batch is inputs with a last column of ones, and targets; both are views, valid until the next call.
        """
        if self._next == len(self._cuts):
            self._cut()
        return self._cuts[self._next : self._next + most]

    def pass_by(self, batches: int) -> None:
        """Go on behind the next `batches` batches, which `upcoming` has returned."""
        self._next += batches
        self.samples_seen += min(batches * self.batch_size, self.rows - self.samples_seen % self.rows)

    def _cut(self) -> None:
        """Gather the epoch that comes next, and cut what is left of it into batches."""
        epoch, offset = divmod(self.samples_seen, self.rows)
        if epoch != self._gathered_epoch:
            order = generator(self._seed, Purpose.SHUFFLE, epoch).permutation(self.rows)
            # "clip" is never needed for a permutation, but with an output it is twice as fast as looking for mistakes.
            self._inputs.take(order, 0, self._epoch_inputs, "clip")
            self._targets.take(order, 0, self._epoch_targets, "clip")
            self._gathered_epoch = epoch
        self._next = 0
        if self._cuts and self._cuts_start == offset:
            return  # the same cuts as in the epoch before
        self._cuts_start = offset
        stop = min(self.rows, offset + MOST_CUTS * self.batch_size)
        self._cuts = [
            (self._epoch_inputs[start : start + self.batch_size], self._epoch_targets[start : start + self.batch_size])
            for start in range(offset, stop, self.batch_size)
        ]


def augment(inputs: Array) -> Array:
    """Append the column of ones that carries the biases. Shape (N, features) becomes (N, features + 1)."""
    return np.hstack([inputs, np.ones((len(inputs), 1), inputs.dtype)])
