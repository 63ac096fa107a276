"""Loss and accuracy over a whole share of the data, in chunks of fixed size so that the result is always the same."""

from __future__ import annotations

import math
import time

import numpy as np
from msgspec import Struct

from nnviz.answers import middle
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.batches import augment
from nnviz.workspace import Passes

CHUNK_ROWS = 2048


class Share(Struct, frozen=True):
    """One share of the data, ready for a network.

    Attributes
    ----------
    inputs : ndarray, shape (rows, features + 1)
        With their column of ones.
    targets : ndarray, shape (rows, outputs)
    decisions : ndarray, shape (rows,)
        What the targets decide on; of length 0 for regression.
    """

    inputs: Array
    targets: Array
    decisions: Array


class ShareEvaluator:
    """Evaluates one parameter vector over the train, the test and the validation share, again and again.

    Parameters
    ----------
    assembly : Assembly
    theta : ndarray, shape (P,)
        Read at every call.

    Attributes
    ----------
    seconds : float
        How long all calls so far have taken.
    """

    def __init__(self, assembly: Assembly, theta: Array) -> None:
        data = assembly.data
        self._classifies = data.task == "classification"
        self._middle = middle(assembly)
        self._train = self._share(data.inputs_train, data.targets_train)
        self._test = self._share(data.inputs_test, data.targets_test)
        self._validation = self._share(data.inputs_validation, data.targets_validation)
        self._theta = theta
        self.compute_with(assembly)
        self.seconds = 0.0

    def compute_with(self, assembly: Assembly) -> None:
        """Take the network from an assembly of the same data."""
        self._passes = Passes(assembly.network, assembly.loss, self._theta)

    def __call__(self) -> tuple[float, float, float, float, float, float]:
        """Return train loss, test loss, train accuracy, test accuracy, validation loss and accuracy; NaN for none."""
        start = time.perf_counter()
        train_loss, train_accuracy = self._scores(self._train)
        test_loss, test_accuracy = self._scores(self._test)
        validation_loss, validation_accuracy = self._scores(self._validation)
        self.seconds += time.perf_counter() - start
        return train_loss, test_loss, train_accuracy, test_accuracy, validation_loss, validation_accuracy

    def _share(self, inputs: Array, targets: Array) -> Share:
        targets = np.asfortranarray(targets)  # column by column, as outputs lie in a workspace
        return Share(augment(inputs), targets, _decisions(targets if self._classifies else targets[:0], self._middle))

    def _scores(self, share: Share) -> tuple[float, float]:
        rows = len(share.targets)
        if rows == 0:
            return math.nan, math.nan
        loss, right = 0.0, 0
        for start in range(0, rows, CHUNK_ROWS):
            chunk = slice(start, start + CHUNK_ROWS)
            targets = share.targets[chunk]
            workspace, head = self._passes.over(len(targets))
            outputs = workspace.forward(share.inputs[chunk])
            loss += head.value(targets) * len(targets)
            if self._classifies:
                right += int(np.count_nonzero(_decisions(outputs, self._middle) == share.decisions[chunk]))
        return loss / rows, right / rows if self._classifies else math.nan


def _decisions(outputs: Array, middle: float) -> Array:
    """Return what outputs, or targets, of shape (rows, outputs) decide on, shape (rows,).

    The class of the largest, the first in a tie; for one output, whether it is above the middle of its two targets.
    """
    return outputs[:, 0] > middle if outputs.shape[1] == 1 else np.argmax(outputs, axis=1)
