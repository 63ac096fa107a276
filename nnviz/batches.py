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
        # One epoch in its order, gathered anew at each epoch's start. Batches are views into these.
        self._epoch_inputs = np.empty_like(self._inputs)
        self._epoch_targets = np.empty_like(targets)
        self._outputs = targets.shape[1]
        single = self._outputs == 1  # then rows and columns are the same
        self._target_blocks = self._epoch_targets.reshape(-1) if single else np.empty(targets.size, targets.dtype)
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
    def next_epoch_end(self) -> int:
        """Rows that will have passed at the end of the epoch; a whole epoch ahead where one has just been completed."""
        return (self.samples_seen // self.rows + 1) * self.rows

    def steps_within(self, samples_seen: int) -> int:
        """Return how many of the coming batches are complete when `samples_seen` rows have passed."""
        if samples_seen < self.next_epoch_end:
            return max(0, samples_seen - self.samples_seen) // self.batch_size
        epochs, rest = divmod(samples_seen - self.next_epoch_end, self.rows)
        return (
            self._in(self.next_epoch_end - self.samples_seen) + epochs * self._in(self.rows) + rest // self.batch_size
        )

    def _in(self, rows: int) -> int:
        """Return into how many batches so many rows up to the end of an epoch are cut, the last perhaps smaller."""
        return -(-rows // self.batch_size)

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
        stop = min(self.rows, offset + MOST_CUTS * self.batch_size)
        if not (self._cuts and self._cuts_start == offset):  # else the same cuts as in the epoch before
            self._cuts = [
                (self._epoch_inputs[start : start + self.batch_size], self._block(start, stop))
                for start in range(offset, stop, self.batch_size)
            ]
        self._cuts_start = offset
        self._next = 0
        if self._outputs > 1:
            whole = offset + (stop - offset) // self.batch_size * self.batch_size
            self._fill_blocks(offset, whole, self.batch_size)
            self._fill_blocks(whole, stop, stop - whole)

    def _block(self, start: int, stop: int) -> Array:
        """View the targets of the batch from row `start`: column by column, as outputs lie in a workspace."""
        end = min(start + self.batch_size, stop)
        return self._target_blocks[start * self._outputs : end * self._outputs].reshape(self._outputs, end - start).T

    def _fill_blocks(self, start: int, stop: int, batch_size: int) -> None:
        """Copy the gathered targets of whole batches to their blocks."""
        if stop > start:
            rows = self._epoch_targets[start:stop].reshape(-1, batch_size, self._outputs)
            blocks = self._target_blocks[start * self._outputs : stop * self._outputs]
            np.copyto(blocks.reshape(-1, self._outputs, batch_size), rows.transpose(0, 2, 1))


def augment(inputs: Array) -> Array:
    """Append the column of ones that carries the biases. Shape (N, features) becomes (N, features + 1)."""
    return np.hstack([inputs, np.ones((len(inputs), 1), inputs.dtype)])
