"""All passes of one run: over its batches to learn, and over whole shares to evaluate. Its layers can change live."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.dropout import masks_of
from nnviz.experiment.schema import Network
from nnviz.metrics import ShareEvaluator
from nnviz.snapshot import Evaluation
from nnviz.workspace import LossHead, Passes, Workspace


class RunPasses:
    """Computes with one parameter vector, in the way that is in force.

    Parameters
    ----------
    assembly : Assembly
    theta : ndarray, shape (length,)
        Read at every pass.
    gradient : ndarray, shape (P,)
        Where passes to learn write.

    Attributes
    ----------
    assembly : Assembly
        With the network in force.
    masks : Masks or None
        What decides on dropout, None where there is none.
    """

    def __init__(self, assembly: Assembly, theta: Array, gradient: Array) -> None:
        self._theta = theta
        self._gradient = gradient
        self._evaluate_shares = ShareEvaluator(assembly, theta)
        self._compute_with(assembly)

    def change_layers(self, network: Network) -> bool:
        """Put a network in force that differs in what can change live. Returns whether the answers are others now.

        Dropout changes none: nothing is dropped where a network answers.
        """
        before = self.assembly
        if network != before.experiment.network:
            self._compute_with(before.with_network(network))
        old, new = ([layer.activation for layer in each.network] for each in (before, self.assembly))
        return old != new

    def over(self, rows: int) -> tuple[Workspace, LossHead]:
        """Return what learns from a batch of so many rows."""
        return self._passes.over(rows)

    def forget(self) -> None:
        """Let the buffers of batches go."""
        self._passes.forget()

    def evaluate(self, step: int, epoch: float) -> Evaluation:
        """Evaluate all shares, at a step that these parameters belong to."""
        with np.errstate(all="ignore"):
            return Evaluation(step, epoch, *self._evaluate_shares())

    @property
    def evaluation_seconds(self) -> float:
        """How long all evaluations so far have taken."""
        return self._evaluate_shares.seconds

    def _compute_with(self, assembly: Assembly) -> None:
        self.assembly = assembly
        self.masks = masks_of(assembly.network, assembly.experiment.seed)
        self._passes = Passes(
            assembly.network, assembly.loss, self._theta, self._gradient, training=True, masks=self.masks
        )
        self._evaluate_shares.compute_with(assembly)
