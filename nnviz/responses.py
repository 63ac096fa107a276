"""What a network answers to any points, and to one sample in every detail. Pure functions of theta, for the views."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.batches import augment
from nnviz.metrics import CHUNK_ROWS
from nnviz.workspace import LossHead, Passes, Workspace


def layer_outputs(assembly: Assembly, theta: Array, inputs: Array) -> list[Array]:
    """Return every layer's activations, each of shape (n, units), for network inputs of shape (n, fan_in)."""
    workspace = Workspace(assembly.network, theta, len(inputs))
    with np.errstate(all="ignore"):
        workspace.forward(augment(inputs.astype(theta.dtype, copy=False)))
    return [buffers.a for buffers in workspace.layers]


def outputs(assembly: Assembly, theta: Array, inputs: Array) -> Array:
    """Return the network's answers, shape (n, outputs), for network inputs of shape (n, fan_in)."""
    return layer_outputs(assembly, theta, inputs)[-1]


class SamplePass(Struct, frozen=True):
    """One sample's way through the network and back; no parameter is changed.

    Attributes
    ----------
    inputs : ndarray, shape (fan_in,)
        As the network sees them.
    targets : ndarray, shape (outputs,)
    z, a, delta : list of ndarray, each of shape (units,)
        Pre-activation, activation and dL/dz of every layer.
    gradient : ndarray, shape (P,)
        dL/dtheta for this sample alone.
    loss : float
    """

    inputs: Array
    targets: Array
    z: list[Array]
    a: list[Array]
    delta: list[Array]
    gradient: Array
    loss: float


def look_at_sample(assembly: Assembly, theta: Array, inputs: Array, targets: Array) -> SamplePass:
    """Run one sample, inputs (fan_in,) and targets (outputs,), forward and backward, as in evaluation."""
    gradient = np.zeros_like(theta[: assembly.network.size])
    workspace = Workspace(assembly.network, theta, 1, gradient)
    head = LossHead(assembly.loss, workspace)
    row, goal = augment(inputs[None]), targets[None]
    with np.errstate(all="ignore"):
        workspace.forward(row)
        loss = head.value(goal)
        head.delta(goal)
        workspace.backward(row)
    layers = workspace.layers
    return SamplePass(
        inputs,
        targets,
        [buffers.z[0] for buffers in layers],
        [buffers.a[0] for buffers in layers],
        [buffers.delta[0] for buffers in layers],
        gradient,
        loss,
    )


def share_gradient(assembly: Assembly, theta: Array) -> Array:
    """Return dL/dtheta, shape (P,), of the data loss over the whole training share, as it is evaluated."""
    data = assembly.data
    rows = len(data.targets_train)
    part, whole = (np.zeros_like(theta[: assembly.network.size]) for _ in range(2))
    passes = Passes(assembly.network, assembly.loss, theta, part)
    with np.errstate(all="ignore"):
        for start in range(0, rows, CHUNK_ROWS):
            inputs = augment(data.inputs_train[start : start + CHUNK_ROWS])
            targets = data.targets_train[start : start + CHUNK_ROWS]
            workspace, head = passes.over(len(targets))
            workspace.forward(inputs)
            head.delta(targets)
            workspace.backward(inputs)
            whole += part * (len(targets) / rows)
    return whole


def gradient_sizes(assembly: Assembly, gradient: Array) -> Array:
    """Return the root mean square of dL/dW for every layer, shape (layers,)."""
    return np.array(
        [float(np.sqrt(np.mean(np.square(layer.weights(gradient), dtype=float)))) for layer in assembly.network]
    )
