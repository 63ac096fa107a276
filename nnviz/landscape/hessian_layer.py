"""One layer in a product with the Hessian: how its answers and its share of the gradient change along a vector.

All arrays over the rows have the shape (units, rows). R is the derivative along the vector
(`nnviz.landscape.hessian_product`).
"""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.landscape.directional import slope_along
from nnviz.network import Layer
from nnviz.normalisation import EPSILON
from nnviz.workspace import LayerBuffers, LossHead, Workspace


class LayerCurvature:
    """What the products need of one layer at one theta.

    Parameters
    ----------
    layer : Layer
    buffers : LayerBuffers
        After a pass forward and back, in evaluation.
    theta : ndarray, shape (length,)
    below : ndarray, shape (fan_in + 1, rows)
        What comes in, the last row of ones.

    Attributes
    ----------
    outputs : ndarray, shape (units + 1, rows)
        What goes out, likewise.
    """

    def __init__(self, layer: Layer, buffers: LayerBuffers, theta: Array, below: Array) -> None:
        self._layer = layer
        self._weights = layer.weights(theta)
        self._below = below
        self._z, self.outputs, _ = buffers.transposed
        self._delta = self._sums_delta = buffers.delta.T.copy()
        self._elementwise = layer.entry.pullback is None
        if self._elementwise:
            self._slope = self._derivative(self._z)
        if layer.batch_norm:
            mean, variance = layer.running(theta)[:, :, np.newaxis]
            self._inverse = 1.0 / np.sqrt(variance + EPSILON)
            self._scale = layer.gamma_beta(theta)[0][:, np.newaxis] * self._inverse
            self._normalised = (layer.augmented(theta).T @ below - mean) * self._inverse
            self._sums_delta = self._delta * self._scale

    def pulled(self) -> Array:
        """Return dL/da of the layer below, shape (fan_in, rows)."""
        pulled: Array = self._weights @ self._sums_delta
        return pulled

    def take_pulled(self, pulled: Array) -> None:
        """Take in dL/da of this layer."""
        self._pulled = pulled
        if self._elementwise:
            size = max(1.0, float(np.abs(self._z).max()))
            self._bend = slope_along(self._derivative, self._z, np.ones_like(self._z), size, by_rows=False) * pulled

    def forward(self, vector: Array, moved: Array | None) -> Array:
        """Return R z, shape (units, rows), given R a of the layer below; None where that is the inputs."""
        layer = self._layer
        change: Array = layer.augmented(vector).T @ self._below
        if moved is not None:
            change += self._weights.T @ moved
        self._moved, self._sums_change = moved, change
        if layer.batch_norm:
            gamma, beta = layer.gamma_beta(vector)[:, :, np.newaxis]
            change = gamma * self._normalised + self._scale * change + beta
        self._change = change
        return change

    def answer(self) -> Array:
        """Return R a, after `forward`."""
        if self._elementwise:
            moved: Array = self._slope * self._change
            return moved
        return slope_along(self._function, self._z.T, self._change.T, 1.0, by_rows=True).T

    def turn(self, turned: Array) -> Array:
        """Return R dL/dz, given R dL/da."""
        if self._elementwise:
            result: Array = self._slope * turned + self._bend * self._change
            return result
        size = float(np.abs(self._pulled).max())
        bent = slope_along(self._pull_back, self._z.T, self._change.T, size, by_rows=True)
        return (bent + self._pull(self.outputs[:-1].T, turned.T)).T

    def backward(self, vector: Array, turned: Array, product: Array) -> Array:
        """Write this layer's part of H v into `product`, shape (P,), given R dL/dz.

        Returns
        -------
        ndarray, shape (fan_in, rows)
            R dL/da of the layer below.
        """
        layer, delta = self._layer, self._sums_delta
        if layer.batch_norm:
            to_gamma, to_beta = layer.gamma_beta(product)
            own = layer.gamma_beta(vector)[0][:, np.newaxis]
            slip = self._delta * self._inverse
            np.einsum("ur,ur->u", turned, self._normalised, out=to_gamma)
            to_gamma += np.einsum("ur,ur->u", slip, self._sums_change)
            np.sum(turned, axis=1, out=to_beta)
            turned = own * slip + self._scale * turned
        np.matmul(self._below, turned.T, out=layer.augmented(product))
        if self._moved is not None:
            layer.weights(product)[...] += self._moved @ delta.T
        pulled: Array = self._weights @ turned
        pulled += layer.weights(vector) @ delta
        return pulled

    def _function(self, z: Array) -> Array:
        out, scratch = np.empty_like(z), np.empty_like(z)
        self._layer.bind(self._layer.entry.function)(z, out, scratch)
        return out

    def _derivative(self, z: Array) -> Array:
        a, out, scratch = self._function(z), np.empty_like(z), np.empty_like(z)
        self._layer.bind(self._layer.entry.derivative)(z, a, out, scratch)
        return out

    def _pull(self, a: Array, gradient: Array) -> Array:
        assert self._layer.entry.pullback is not None
        gradient = gradient.copy()
        self._layer.entry.pullback(a, gradient, np.empty_like(gradient))
        return gradient

    def _pull_back(self, z: Array) -> Array:
        """Return dL/dz, shape (rows, units), for these z and the dL/da of theta."""
        return self._pull(self._function(z), self._pulled.T)


class HeadCurvature:
    """How the gradient of the loss by the output's z changes with z.

    Parameters
    ----------
    assembly : Assembly
    workspace : Workspace
        After a forward pass.
    head : LossHead
    targets : ndarray, shape (rows, outputs)
    """

    def __init__(self, assembly: Assembly, workspace: Workspace, head: LossHead, targets: Array) -> None:
        layer, self._buffers = workspace.network.layers[-1], workspace.layers[-1]
        self._activate = layer.bind(layer.entry.function)
        self._head = head
        self._targets = targets
        self._place = self._buffers.z.copy()
        largest = max(1.0, float(np.abs(self._place).max()), float(np.abs(targets).max()))
        self._size = assembly.loss.weight(*targets.shape) * largest

    def turn(self, change: Array) -> Array:
        """Return R dL/dz, given R z, both of shape (outputs, rows)."""
        return slope_along(self._gradient, self._place, change.T, self._size, by_rows=True).T

    def _gradient(self, z: Array) -> Array:
        buffers = self._buffers
        buffers.z[...] = z
        self._activate(buffers.z, buffers.a, buffers.scratch)
        self._head.delta(self._targets)
        return buffers.delta.copy()
