"""The buffers for one forward and backward pass of a network over a fixed number of rows.

A workspace belongs to one thread. It is tied to one parameter vector (and, to learn, one gradient vector), so that every
view into them is made once; after that a pass allocates nothing.

Arrays have the shape (rows, units), stored column by column: the matrix products then read weights as they stand in
theta, and the elementwise functions run over one contiguous block although a constant-1 column follows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from nnviz.arrays import Array
from nnviz.losses import Loss
from nnviz.network import Layer, Network


class LayerBuffers:
    """One layer's z, a and their gradient, each of shape (rows, units).

    Attributes
    ----------
    z, a : ndarray
        Pre-activation and activation.
    delta : ndarray
        dL/dz after a backward pass (dL/da while it runs).
    """

    def __init__(self, layer: Layer, rows: int, dtype: np.dtype[np.floating]) -> None:
        self._z = np.zeros((layer.fan_out, rows), dtype)
        self._augmented = np.ones((layer.fan_out + 1, rows), dtype)
        self._delta = np.zeros_like(self._z)
        self.z = self._z.T
        self.a = self._augmented[:-1].T
        self.delta = self._delta.T
        self.scratch = np.zeros_like(self._z).T

    @property
    def transposed(self) -> tuple[Array, Array, Array]:
        """z (units, rows), a with its row of ones (units + 1, rows), delta (units, rows), as they lie in memory."""
        return self._z, self._augmented, self._delta


class Workspace:
    """Forward and backward passes over `rows` samples, without allocation.

    Parameters
    ----------
    network : Network
    theta : ndarray, shape (P,)
        The parameters, read at every pass.
    rows : int
    gradient : ndarray, shape (P,), optional
        Where `backward` writes; needed to learn only.
    """

    def __init__(self, network: Network, theta: Array, rows: int, gradient: Array | None = None) -> None:
        self.network = network
        self.theta = theta
        self.rows = rows
        self.layers = [LayerBuffers(layer, rows, theta.dtype) for layer in network]
        self._forward: list[tuple[Callable[..., Array], Array | None, Array, Callable[..., None], LayerBuffers]] = []
        source = None
        for layer, buffers in zip(network, self.layers, strict=True):
            z, augmented, _ = buffers.transposed
            self._forward.append(
                (layer.augmented(theta).T.dot, source, z, layer.bind(layer.entry.function), buffers)
            )
            source = augmented
        self._backward = [] if gradient is None else self._plan_backward(gradient)

    def _plan_backward(self, gradient: Array) -> list[Callable[[], object]]:
        """List the calls of a backward pass, last layer first, without the first layer's gradient product."""
        calls: list[Callable[[], object]] = []
        self._first_gradient = self.network.layers[0].augmented(gradient)
        for index in range(len(self.layers) - 1, 0, -1):
            layer, previous = self.network.layers[index], self.network.layers[index - 1]
            below = self.layers[index - 1]
            _, augmented, delta_below = below.transposed
            delta = self.layers[index].delta
            calls.append(partial(augmented.dot, delta, out=layer.augmented(gradient)))
            calls.append(partial(layer.weights(self.theta).dot, delta.T, out=delta_below))
            calls.extend(pullback_calls(previous, below))
        return calls

    def forward(self, inputs: Array) -> Array:
        """Answer `inputs`, shape (rows, fan_in + 1) with a last column of ones. Returns y, shape (rows, outputs)."""
        source = inputs.T
        for dot, inner, z, function, buffers in self._forward:
            dot(source if inner is None else inner, out=z)
            function(buffers.z, buffers.a, buffers.scratch)
        return self.layers[-1].a

    def backward(self, inputs: Array) -> None:
        """Write the gradient of all layers, given the output's delta (see `LossHead`) and a forward pass."""
        for call in self._backward:
            call()
        inputs.T.dot(self.layers[0].delta, out=self._first_gradient)


def pullback_calls(layer: Layer, buffers: LayerBuffers) -> list[Callable[[], object]]:
    """List the calls that turn dL/da in ``buffers.delta`` into dL/dz."""
    if layer.entry.pullback is not None:
        return [partial(layer.entry.pullback, buffers.a, buffers.delta, buffers.scratch)]
    if layer.activation.name == "linear":
        return []
    second = np.empty_like(buffers.scratch)
    derivative = layer.bind(layer.entry.derivative)
    return [
        partial(derivative, buffers.z, buffers.a, buffers.scratch, second),
        partial(np.multiply, buffers.delta, buffers.scratch, out=buffers.delta),
    ]


class LossHead:
    """The loss at the end of a workspace: its value, and the delta that a backward pass starts from.

    Parameters
    ----------
    loss : Loss
    workspace : Workspace
    """

    def __init__(self, loss: Loss, workspace: Workspace) -> None:
        layer, buffers = workspace.network.layers[-1], workspace.layers[-1]
        second = np.empty_like(buffers.scratch)
        self._pullback: list[Callable[[], object]] = []
        self.value: Callable[[Array], float]
        self._gradient: Callable[[Array], None]
        if loss.fused_value is not None and loss.fused_with == layer.activation.name:
            fused = loss.fused_value
            self.value = lambda targets: fused(buffers.z, targets, buffers.scratch, second)
            self._gradient = lambda targets: loss.fused_gradient(buffers.a, targets, buffers.delta)
        else:
            self.value = lambda targets: loss.value(buffers.a, targets, buffers.scratch)
            self._gradient = lambda targets: loss.gradient(buffers.a, targets, buffers.delta, buffers.scratch)
            self._pullback = pullback_calls(layer, buffers)

    def delta(self, targets: Array) -> None:
        """Write the output's dL/dz for `targets`, shape (rows, outputs)."""
        self._gradient(targets)
        for call in self._pullback:
            call()
