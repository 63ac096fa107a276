"""What the step loop notes down of every step, in a block made beforehand."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.network import Network
from nnviz.snapshot import EVALUATION_COLUMNS, Evaluation, Scalars

BLOCK_STEPS = 256


class Telemetry:
    """Batch loss and gradient sizes of every step, and evaluations, until somebody takes them.

    Parameters
    ----------
    network : Network
    gradient : ndarray, shape (P,)
        Read at every step.
    """

    def __init__(self, network: Network, gradient: Array) -> None:
        self._weight_gradients = [layer.weights(gradient).reshape(-1) for layer in network]
        self._counts = np.array([len(part) for part in self._weight_gradients], dtype=float)
        self._block = np.zeros((BLOCK_STEPS, 1 + len(network.layers)))
        self._rows = list(self._block)
        self._filled = 0
        self._first_step = 1
        self._parts: list[tuple[int, Array]] = []
        self._evaluations: list[Evaluation] = []

    @property
    def room(self) -> int:
        """How many steps still fit into the block; there is always room for one."""
        if self._filled == BLOCK_STEPS:
            self._flush()
        return BLOCK_STEPS - self._filled

    def record(self) -> None:
        """Note the size of every layer's gradient, for the step about to be taken."""
        row = self._rows[self._filled]
        column = 1
        for part in self._weight_gradients:
            row[column] = part.dot(part)
            column += 1
        self._filled += 1

    def record_losses(self, losses: Array) -> None:
        """Note the batches' losses of the last steps, shape (steps,), all of the present block."""
        self._block[self._filled - len(losses) : self._filled, 0] = losses

    def forget_after(self, step: int) -> None:
        """Drop what is known of later steps, as far as nobody has taken it yet."""
        self._flush()
        self._parts = [(first, rows[: max(0, step + 1 - first)]) for first, rows in self._parts]
        self._evaluations = [evaluation for evaluation in self._evaluations if evaluation.step <= step]

    def record_evaluation(self, evaluation: Evaluation) -> None:
        """Note an evaluation."""
        self._evaluations.append(evaluation)

    def restart(self, step: int) -> None:
        """Go on after `step`, with nothing noted."""
        self._filled = 0
        self._parts = []
        self._evaluations = []
        self._first_step = step + 1

    def take(self) -> Scalars:
        """Hand over everything noted since the last call."""
        self._flush()
        parts, evaluations = self._parts, self._evaluations
        self._parts, self._evaluations = [], []
        rows = np.concatenate([rows for _, rows in parts]) if parts else self._block[:0].copy()
        steps = np.concatenate(
            [first + np.arange(len(rows), dtype=np.int64) for first, rows in parts] or [np.arange(0)]
        )
        table = np.array([[getattr(e, column) for column in EVALUATION_COLUMNS] for e in evaluations])
        return Scalars(
            steps,
            rows[:, 0],
            np.sqrt(rows[:, 1:] / self._counts),
            np.array([e.step for e in evaluations], dtype=np.int64),
            table.reshape(len(evaluations), len(EVALUATION_COLUMNS)),
        )

    def _flush(self) -> None:
        if self._filled:
            self._parts.append((self._first_step, self._block[: self._filled].copy()))
            self._first_step += self._filled
            self._filled = 0
