"""Loss and accuracy over a whole share of the data, in chunks of fixed size so that the result is always the same."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.batches import augment
from nnviz.workspace import LossHead, Workspace

CHUNK_ROWS = 2048


@dataclass(frozen=True)
class Share:
    """One share of the data, ready for a network: inputs with their column of ones, and targets."""

    inputs: Array
    targets: Array


class ShareEvaluator:
    """Evaluates one parameter vector over the train and the test share, again and again, without allocation.

    Parameters
    ----------
    assembly : Assembly
    theta : ndarray, shape (P,)
        Read at every call.
    """

    def __init__(self, assembly: Assembly, theta: Array) -> None:
        self._assembly = assembly
        self._theta = theta
        data = assembly.data
        self._train = Share(augment(data.inputs_train), data.targets_train)
        self._test = Share(augment(data.inputs_test), data.targets_test)
        self._workspaces: dict[int, tuple[Workspace, LossHead]] = {}
        middle = float(np.mean([0.0, 1.0] if assembly.network.layers[-1].activation.name != "tanh" else [-1.0, 1.0]))
        self._middle = middle

    def __call__(self) -> tuple[float, float, float, float]:
        """Return train loss, test loss, train accuracy, test accuracy; NaN where there is none."""
        train_loss, train_accuracy = self._scores(self._train)
        test_loss, test_accuracy = self._scores(self._test)
        return train_loss, test_loss, train_accuracy, test_accuracy

    def _scores(self, share: Share) -> tuple[float, float]:
        rows = len(share.targets)
        if rows == 0:
            return math.nan, math.nan
        loss, right = 0.0, 0
        for start in range(0, rows, CHUNK_ROWS):
            inputs, targets = share.inputs[start : start + CHUNK_ROWS], share.targets[start : start + CHUNK_ROWS]
            workspace, head = self._workspace(len(targets))
            outputs = workspace.forward(inputs)
            loss += head.value(targets) * len(targets)
            if self._assembly.data.task == "classification":
                right += count_right(outputs, targets, self._middle)
        accuracy = right / rows if self._assembly.data.task == "classification" else math.nan
        return loss / rows, accuracy

    def _workspace(self, rows: int) -> tuple[Workspace, LossHead]:
        if rows not in self._workspaces:
            workspace = Workspace(self._assembly.network, self._theta, rows)
            self._workspaces[rows] = workspace, LossHead(self._assembly.loss, workspace)
        return self._workspaces[rows]


def count_right(outputs: Array, targets: Array, middle: float) -> int:
    """Count the right answers: arg max (the first in a tie), or above the middle of the two targets for one output."""
    if outputs.shape[1] == 1:
        return int(np.count_nonzero((outputs > middle) == (targets > middle)))
    return int(np.count_nonzero(np.argmax(outputs, axis=1) == np.argmax(targets, axis=1)))
