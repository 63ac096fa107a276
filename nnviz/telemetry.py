"""What the step loop notes down of every step, in a block made beforehand."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.network import Network
from nnviz.path import Path, PathRecorder
from nnviz.snapshot import EVALUATION_COLUMNS, Evaluation, Scalars
from nnviz.update_ratios import UpdateRatios

BLOCK_STEPS = 256


class Telemetry:
    """What is known of every step, and evaluations, until somebody takes them; and the path of theta.

    Of a step these are the batch's loss, the gradient sizes and the learning rate.

    Parameters
    ----------
    network : Network
    theta, gradient : ndarray, shape (P,)
        Read at every step.
    """

    def __init__(self, network: Network, theta: Array, gradient: Array) -> None:
        self._theta = theta
        self._path = PathRecorder(theta)
        self._updates = UpdateRatios(network, theta)
        self._weight_gradients = [layer.weights(gradient).reshape(-1) for layer in network]
        self._counts = np.array([len(part) for part in self._weight_gradients], dtype=float)
        self._block = np.zeros((BLOCK_STEPS, 1 + len(network.layers) + 1))
        self._rows = list(self._block)
        self._filled = 0
        self._first_step = 1
        self._parts: list[tuple[int, Array]] = []
        self._evaluations: list[Evaluation] = []

    @property
    def room(self) -> int:
        """How many steps may be taken before their losses are recorded; there is always room for one."""
        if self._filled == BLOCK_STEPS:
            self._flush()
        return min(BLOCK_STEPS - self._filled, self._path.steps_to_next(self._step))

    @property
    def path(self) -> Path:
        """The way of theta so far."""
        return self._path.path()

    def begin_update(self) -> None:
        """Measure the update about to be taken, whose gradient is recorded, against the weights as they are."""
        self._updates.begin(self._step)

    def forget_update(self) -> None:
        """Leave the update at hand unmeasured: theta is not what came of it."""
        self._updates.forget()

    @property
    def update_ratios(self) -> Array:
        """Size of the last update against W, shape (layers,); NaN where it was not measured."""
        return self._updates.measure(self._step)

    @property
    def _step(self) -> int:
        """The newest step."""
        return self._first_step + self._filled - 1

    def record(self) -> None:
        """Note the size of every layer's gradient, for the step about to be taken."""
        row = self._rows[self._filled]
        column = 1
        for part in self._weight_gradients:
            row[column] = part.dot(part)
            column += 1
        self._filled += 1

    def record_rates(self, rates: list[float]) -> None:
        """Note the learning rates of the last steps, all of the present block."""
        self._block[self._filled - len(rates) : self._filled, -1] = rates

    def record_losses(self, losses: Array) -> None:
        """Note the batches' losses of the last steps, shape (steps,), all of the present block; and where they led."""
        self._block[self._filled - len(losses) : self._filled, 0] = losses
        self._path.note(self._step, self._theta)

    def forget_after(self, step: int) -> None:
        """Drop what is known of later steps, as far as nobody has taken it yet."""
        self._flush()
        self._parts = [(first, rows[: max(0, step + 1 - first)]) for first, rows in self._parts]
        self._path.forget_after(step)
        self._evaluations = [evaluation for evaluation in self._evaluations if evaluation.step <= step]
        self._first_step = min(self._first_step, step + 1)

    def record_evaluation(self, evaluation: Evaluation) -> None:
        """Note an evaluation."""
        self._evaluations.append(evaluation)

    def restart(self, step: int) -> None:
        """Go on after `step`, with nothing noted."""
        self._filled = 0
        self._parts = []
        self._evaluations = []
        self._first_step = step + 1
        self._path.forget_after(step)

    def begin_after(self, step: int, path: Path) -> None:
        """Go on after `step`, to which another run has come by a path."""
        self.restart(step)
        self._path = PathRecorder(path.thetas[0])
        self._path.take_over(path.until(step))

    def take(self) -> Scalars:
        """Hand over everything noted since the last call."""
        self._flush()
        parts, evaluations = self._parts, self._evaluations
        self._parts, self._evaluations = [], []
        rows = np.concatenate([rows for _, rows in parts]) if parts else self._block[:0].copy()
        first = parts[0][0] if parts else 0
        table = np.array(evaluations, dtype=float).reshape(len(evaluations), 1 + len(EVALUATION_COLUMNS))
        return Scalars(
            np.arange(first, first + len(rows), dtype=np.int64),
            rows[:, 0],
            np.sqrt(rows[:, 1:-1] / self._counts),
            table[:, 0].astype(np.int64),
            table[:, 1:],
            rows[:, -1],
        )

    def _flush(self) -> None:
        if self._filled:
            self._parts.append((self._first_step, self._block[: self._filled].copy()))
            self._first_step += self._filled
            self._filled = 0
