"""Why a run is no longer finite: the update that could not be taken, looked at layer by layer."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.snapshot import Divergence
from nnviz.workspace import LossHead, Workspace


def diagnose(assembly: Assembly, theta: Array, learning_rate: float, step: int, batch: tuple[Array, Array]) -> Divergence:
    """Explain the update from finite parameters `theta` to `step` that gave something non-finite.

    Parameters
    ----------
    assembly : Assembly
    theta : ndarray, shape (P,)
        The last finite parameters.
    learning_rate : float
    step : int
        The step that the update would have led to.
    batch : tuple of ndarray
        Augmented inputs and targets of that update.
    """
    inputs, targets = batch
    gradient = np.zeros_like(theta)
    workspace = Workspace(assembly.network, theta, len(targets), gradient)
    head = LossHead(assembly.loss, workspace)
    layers = assembly.network.layers

    def found(index: int, what: str) -> Divergence:
        largest = float(np.max(np.abs(layers[index].weights(theta))))
        reason = f"{what} of {layers[index].name} overflowed: its largest weight is {largest:.3g}"
        return Divergence(step, index + 1, layers[index].name, f"{reason}, the learning rate {learning_rate:g}")

    workspace.forward(inputs)
    for index, buffers in enumerate(workspace.layers):
        if not np.isfinite(buffers.z).all():
            return found(index, "the sums")
        if not np.isfinite(buffers.a).all():
            return found(index, "the activations")
    last = len(layers) - 1
    if not np.isfinite(head.value(targets)):
        return found(last, "the loss at the end")
    head.delta(targets)
    workspace.backward(inputs)
    for index in range(last, -1, -1):
        if not np.isfinite(layers[index].augmented(gradient)).all():
            return found(index, "the gradient")
    sizes = [float(np.max(np.abs(layer.augmented(gradient)))) for layer in layers]
    return found(int(np.argmax(sizes)), "the update")
