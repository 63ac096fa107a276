"""The buffers for one forward and backward pass of a network over a fixed number of rows.

A workspace belongs to one thread. It is tied to one parameter vector (and, to learn, one gradient vector), so that
every view into them is made once; after that a pass is a list of calls and allocates nothing.

Arrays have the shape (rows, units), stored column by column: the matrix products then read weights as they stand in
theta, and the elementwise functions run over one contiguous block although a constant-1 column follows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from nnviz.arrays import Array
from nnviz.blas import use_one_thread
from nnviz.dropout import Masks
from nnviz.losses import Loss
from nnviz.network import Layer, Network
from nnviz.normalisation import BatchNormalisation, BatchStatistics, Folding

Call = Callable[[], object]


class LayerBuffers:
    """One layer's z, a and their gradient, each of shape (rows, units).

    Attributes
    ----------
    z, a : ndarray
        Pre-activation and activation.
    delta : ndarray
        dL/dz after a backward pass (dL/da while it runs).
    scratch : ndarray
        Free for use.
    sums : ndarray, shape (units, rows)
        What the layer's matrix product writes: z itself, or what is normalised to become z.
    mask : ndarray of shape (units, rows), or None
        What a is multiplied by on its way to the next layer, where units are dropped.
    normalisation : BatchNormalisation or None
        Where z is normalised over the batch.
    """

    def __init__(self, layer: Layer, rows: int, dtype: np.dtype[np.floating], *, drops: bool = False) -> None:
        self._z = self.sums = np.zeros((layer.fan_out, rows), dtype)
        self._augmented = np.ones((layer.fan_out + 1, rows), dtype)
        self._delta = np.zeros_like(self._z)
        self.z = self._z.T
        self.mask = np.zeros_like(self._z) if drops else None
        # A derivative is computed from a, so that what is dropped must not overwrite it.
        self.a = np.zeros_like(self._z).T if drops else self._augmented[:-1].T
        self.delta = self._delta.T
        self.scratch = np.zeros_like(self._z).T
        self.normalisation: BatchNormalisation | None = None

    def normalise(self, layer: Layer, theta: Array, statistics: Array) -> None:
        """Normalise z over the batch, whose mean and variance are written to `statistics`, shape (2, units)."""
        self.normalisation = BatchNormalisation(layer, theta, statistics, self._z)
        self.sums, self._delta = self.normalisation.sums, self.normalisation.delta
        self.delta = self._delta.T

    @property
    def transposed(self) -> tuple[Array, Array, Array]:
        """z (units, rows), a with its row of ones (units + 1, rows), delta (units, rows), as they lie in memory.

        Of a the next layer sees this one, with what is dropped.
        """
        return self._z, self._augmented, self._delta


class Workspace:
    """Forward and backward passes over `rows` samples, without allocation.

    Parameters
    ----------
    network : Network
    theta : ndarray, shape (length,)
        The parameters, read at every pass.
    rows : int
    gradient : ndarray, shape (P,), optional
        Where `backward` writes; needed to learn only.
    training : bool
        Whether batch normalisation goes by the batch, and lets the running statistics in theta follow it. Else it goes
        by those, as in evaluation.
    masks : Masks, optional
        Decides in training which units are dropped; without it none is.

    Attributes
    ----------
    layers : list of LayerBuffers
        First hidden layer to output.
    """

    def __init__(
        self,
        network: Network,
        theta: Array,
        rows: int,
        gradient: Array | None = None,
        *,
        training: bool = False,
        masks: Masks | None = None,
    ) -> None:
        use_one_thread()
        self.network = network
        self.theta = theta
        self.rows = rows
        self.layers = [
            LayerBuffers(layer, rows, theta.dtype, drops=masks is not None and layer.dropout > 0.0) for layer in network
        ]
        self._masks = masks
        self._weights = [layer.augmented(theta) for layer in network]
        self._statistics: BatchStatistics | None = None
        self._foldings: list[Folding] = []
        self._fold: list[Call] = []
        if network.length > network.size:
            self._plan_normalisation(batchwise=training and rows > 1)
        self._first_weights = self._weights[0].T
        self._first_sums = self.layers[0].sums
        self._first_delta = self.layers[0].delta
        self._forward = self._plan_forward()
        self._backward: list[Call] = []
        if gradient is not None:
            self._gradient = gradient
            self._first_gradient = network.layers[0].augmented(gradient)
            self._backward = self._plan_backward(gradient)

    def forward(self, inputs: Array) -> Array:
        """Answer `inputs`, shape (rows, fan_in + 1) with a last column of ones. Returns y, shape (rows, outputs)."""
        if self._fold:
            for call in self._fold:
                call()
        self._first_weights.dot(inputs.T, self._first_sums)
        for call in self._forward:
            call()
        return self.layers[-1].a

    def backward(self, inputs: Array) -> None:
        """Write the gradient of all layers, given the output's delta (see `LossHead`) and a forward pass."""
        for call in self._backward:
            call()
        inputs.T.dot(self._first_delta, self._first_gradient)
        if self._foldings:
            for folding in self._foldings:
                folding.unfold(self._gradient)

    def _plan_normalisation(self, *, batchwise: bool) -> None:
        """Let layers with batch normalisation go by the batch, or by weights with running statistics worked in."""
        if batchwise:
            self._statistics = BatchStatistics(self.network, self.theta, self.rows)
        for index, layer in enumerate(self.network):
            if not layer.batch_norm:
                continue
            if self._statistics is not None:
                self.layers[index].normalise(layer, self.theta, self._statistics.of(layer))
            else:
                folding = Folding(layer, self.theta)
                self._weights[index] = folding.weights
                self._foldings.append(folding)
                self._fold += folding.calls()

    def _plan_forward(self) -> list[Call]:
        """List the calls of a forward pass after the first product, which is the only one that sees the inputs."""
        calls: list[Call] = []
        below: Array | None = None
        for index, (layer, buffers) in enumerate(zip(self.network, self.layers, strict=True)):
            _, augmented, _ = buffers.transposed
            if below is not None:
                calls.append(partial(self._weights[index].T.dot, below, buffers.sums))
            if buffers.normalisation is not None:
                calls += buffers.normalisation.forward()
            calls.append(partial(layer.bind(layer.entry.function), buffers.z, buffers.a, buffers.scratch))
            if self._masks is not None and buffers.mask is not None:
                calls += self._masks.plan(index + 1, layer.dropout, buffers.mask)
                calls.append(partial(np.multiply, buffers.a.T, buffers.mask, augmented[:-1]))
            below = augmented
        if self._statistics is not None:
            calls += self._statistics.follow()
        return calls

    def _plan_backward(self, gradient: Array) -> list[Call]:
        """List the calls of a backward pass, last layer first, without the first layer's gradient product."""
        calls: list[Call] = []
        for index in range(len(self.layers) - 1, 0, -1):
            layer, previous = self.network.layers[index], self.network.layers[index - 1]
            below = self.layers[index - 1]
            _, augmented, delta_below = below.transposed
            delta = self.layers[index].delta
            calls.append(partial(augmented.dot, delta, layer.augmented(gradient)))
            calls.append(partial(self._weights[index][:-1].dot, delta.T, delta_below))
            if below.mask is not None:
                calls.append(partial(np.multiply, delta_below, below.mask, delta_below))
            calls.extend(pullback_calls(previous, below))
            if below.normalisation is not None:
                calls += below.normalisation.backward(gradient)
        return calls


def pullback_calls(layer: Layer, buffers: LayerBuffers) -> list[Call]:
    """List the calls that turn dL/da in ``buffers.delta`` into dL/dz."""
    if layer.entry.pullback is not None:
        return [partial(layer.entry.pullback, buffers.a, buffers.delta, buffers.scratch)]
    if layer.activation.name == "linear":
        return []
    second = np.empty_like(buffers.scratch)
    derivative = layer.bind(layer.entry.derivative)
    return [
        partial(derivative, buffers.z, buffers.a, buffers.scratch, second),
        partial(np.multiply, buffers.delta, buffers.scratch, buffers.delta),
    ]


class LossHead:
    """The loss at the end of a workspace: its value, and the delta that a backward pass starts from.

    Parameters
    ----------
    loss : Loss
    workspace : Workspace

    Attributes
    ----------
    fused : bool
        Whether the loss is computed from z.
    answers : ndarray, shape (rows, outputs)
        What it is computed from: z or a of the output.
    """

    def __init__(self, loss: Loss, workspace: Workspace) -> None:
        layer, self._buffers = workspace.network.layers[-1], workspace.layers[-1]
        buffers = self._buffers
        self._terms = loss.terms_after(layer.activation.name)
        self._weight = loss.weight(*buffers.a.shape)
        self._second = np.empty_like(buffers.scratch)
        self.fused = layer.activation.name == loss.fused_with
        self.answers = buffers.z if self.fused else buffers.a
        self._gradient: Callable[[Array], None]
        self._pullback: list[Call] = []
        if self.fused:
            self._gradient = lambda targets: loss.fused_gradient(buffers.a, targets, buffers.delta, self._weight)
        else:
            self._gradient = lambda targets: loss.gradient(buffers.a, targets, buffers.delta, buffers.scratch)
            self._pullback = pullback_calls(layer, buffers)

    def value(self, targets: Array) -> float:
        """Return the loss after a forward pass, for targets of shape (rows, outputs)."""
        terms = self._buffers.scratch
        self._terms(self.answers, targets, terms, self._second)
        return float(np.add.reduce(terms, None)) * self._weight

    def delta(self, targets: Array) -> None:
        """Write the output's dL/dz for `targets`, shape (rows, outputs)."""
        self._gradient(targets)
        for call in self._pullback:
            call()


class Passes:
    """Workspaces with their loss heads, made once for each number of rows.

    Parameters
    ----------
    network : Network
    loss : Loss
    theta : ndarray, shape (length,)
    gradient : ndarray, shape (P,), optional
    training : bool
    masks : Masks, optional
        See `Workspace`.
    """

    def __init__(
        self,
        network: Network,
        loss: Loss,
        theta: Array,
        gradient: Array | None = None,
        *,
        training: bool = False,
        masks: Masks | None = None,
    ) -> None:
        self._loss = loss
        self._make = partial(Workspace, network, theta, gradient=gradient, training=training, masks=masks)
        self._made: dict[int, tuple[Workspace, LossHead]] = {}

    def over(self, rows: int) -> tuple[Workspace, LossHead]:
        """Return the pair for so many rows."""
        if rows not in self._made:
            workspace = self._make(rows)
            self._made[rows] = workspace, LossHead(self._loss, workspace)
        return self._made[rows]

    def forget(self) -> None:
        """Let all buffers go."""
        self._made.clear()
