"""Why a run is no longer finite: the update that could not be taken, looked at layer by layer."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.checkpoint import TrainerState
from nnviz.dropout import masks_of
from nnviz.workspace import LossHead, Workspace


def diagnose(
    assembly: Assembly, before: TrainerState, batch: tuple[Array, Array], after: TrainerState
) -> tuple[int, str]:
    """Find the first layer in which an update from finite parameters gave something that is not.

    Parameters
    ----------
    assembly : Assembly
    before : TrainerState
        The last finite one.
    batch : tuple of ndarray
        Augmented inputs and targets of the update.
    after : TrainerState
        What the update led to.

    Returns
    -------
    layer : int
        Index of the layer, 0 for the first.
    reason : str
        What overflowed, with the size of the parameters that led to it.
    """
    inputs, targets = batch
    layers = assembly.network.layers
    theta = before.theta.copy()  # a pass writes running statistics
    updated = np.vstack([after.theta[: assembly.network.size], after.optimizer_state])
    masks = masks_of(assembly.network, assembly.experiment.seed)
    if masks is not None:
        masks.step = before.step + 1

    def found(index: int, what: str, parameters: Array = theta) -> tuple[int, str]:
        largest = float(np.max(np.abs(layers[index].augmented(parameters))))
        return index, f"{what} overflowed: the largest weight or bias of {layers[index].name} is {largest:.3g}"

    gradient = np.zeros_like(theta[: assembly.network.size])
    with np.errstate(all="ignore"):
        for parameters in (theta, after.theta.copy()):
            workspace = Workspace(assembly.network, parameters, len(targets), gradient, training=True, masks=masks)
            head = LossHead(assembly.loss, workspace)
            workspace.forward(inputs)
            for index, buffers in enumerate(workspace.layers):
                layer = layers[index]
                if layer.batch_norm and not np.isfinite(layer.running(parameters)).all():
                    return found(index, f"the variance of the sums of {layer.name}", parameters)
                if not np.isfinite(buffers.z).all():
                    return found(index, f"the sums of {layers[index].name}", parameters)
                if not np.isfinite(buffers.a).all():
                    return found(index, f"the activations of {layers[index].name}", parameters)
            if not np.isfinite(head.value(targets)):
                return found(len(layers) - 1, "the loss", parameters)
            head.delta(targets)
            workspace.backward(inputs)
            for index in range(len(layers) - 1, -1, -1):
                if not np.isfinite(gradient[layers[index].start : layers[index].end]).all():
                    return found(index, f"the gradient of {layers[index].name}", parameters)
            for index, layer in enumerate(layers):
                if not np.isfinite(updated[:, layer.start : layer.end]).all():
                    return found(index, f"the update of {layers[index].name}", parameters)
    return found(len(layers) - 1, "the loss over the training share")
