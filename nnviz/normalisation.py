r"""Batch normalisation, between a layer's sums s = x W + b and its activation.

Ioffe and Szegedy 2015, "Batch normalization: accelerating deep network training by reducing internal covariate shift",
arXiv:1502.03167:

.. math:: z = \gamma \hat s + \beta, \quad \hat s = \frac{s - \mu}{\sqrt{\sigma^2 + \epsilon}}

for each unit. In training, the mean and the (biased) variance are those of the batch, and the running ones follow them:
running = 0.9 running + 0.1 batch, with the unbiased variance, as in PyTorch. In evaluation they are the running ones,
which are constants: the layer is then linear in x, and has other weights and biases (`Folding`).

A batch of one row has no variance, and normalised by its own mean it would be 0 whatever the row is. It is normalised
by the running statistics, and leaves them as they are. b has no effect on a normalised layer: the mean takes it away.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from nnviz.arrays import Array
from nnviz.network import Layer, Network

EPSILON = 1e-5
MOMENTUM = 0.1
"""Which part of the running statistics a batch replaces."""

Call = Callable[[], object]


class BatchStatistics:
    """Mean and variance of all normalised layers over a batch, and how the running ones follow them.

    Parameters
    ----------
    network : Network
    theta : ndarray, shape (length,)
        Its running statistics are written.
    rows : int
        At least 2.
    """

    def __init__(self, network: Network, theta: Array, rows: int) -> None:
        self._start = network.size
        self._running = theta[network.size : network.length]
        self._batch = np.zeros_like(self._running)
        self._scratch = np.zeros_like(self._running)
        self._shares = np.full_like(self._running, MOMENTUM)
        for layer in network:
            if layer.batch_norm:
                self._of(layer, self._shares)[1] *= rows / (rows - 1.0)

    def of(self, layer: Layer) -> Array:
        """View mean and variance of one layer, shape (2, units)."""
        return self._of(layer, self._batch)

    def follow(self) -> list[Call]:
        """List the calls that let the running statistics follow those of the batch."""
        running, scratch = self._running, self._scratch
        return [
            partial(np.multiply, running, running.dtype.type(1.0 - MOMENTUM), running),
            partial(np.multiply, self._batch, self._shares, scratch),
            partial(np.add, running, scratch, running),
        ]

    def _of(self, layer: Layer, statistics: Array) -> Array:
        start = layer.statistics - self._start
        return statistics[start : start + 2 * layer.fan_out].reshape(2, layer.fan_out)


class BatchNormalisation:
    """One layer's normalisation over the batch, forward and backward.

    Parameters
    ----------
    layer : Layer
    theta : ndarray, shape (length,)
    statistics : ndarray, shape (2, units)
        Where mean and variance of the batch are written.
    z : ndarray, shape (units, rows)
        Written by the forward pass.

    Attributes
    ----------
    sums : ndarray, shape (units, rows)
        s, to be written before the forward pass, which takes the mean away.
    """

    def __init__(self, layer: Layer, theta: Array, statistics: Array, z: Array) -> None:
        units, rows = z.shape
        self._layer = layer
        self._gamma, self._beta = layer.gamma_beta(theta)
        self._statistics = statistics
        self._z = z
        self._deviation = np.empty_like(self._gamma)
        self._scale = np.empty_like(self._gamma)
        self._rows = rows
        # Upper half: products for a sum over the rows; lower half: dL/dz. One product with ones sums both.
        self._halves = np.zeros((2 * units, rows), z.dtype)
        # One number a unit in all its columns: a copy and a plain product take no longer than one that NumPy has to
        # broadcast, and no buffer.
        self._spread = np.zeros_like(z)
        self.sums = np.zeros_like(z)

    @property
    def delta(self) -> Array:
        """Where dL/dz is to be written, and then dL/ds stands, shape (units, rows)."""
        delta: Array = self._halves[len(self._gamma) :]
        return delta

    @property
    def deviation(self) -> Array:
        """The square root of variance + epsilon, after a forward pass, shape (units,)."""
        deviation: Array = self._deviation
        return deviation

    def forward(self) -> list[Call]:
        """List the calls from s to z."""
        sums, z, spread, deviation, scale = self.sums, self._z, self._spread, self._deviation, self._scale
        mean, variance = self._statistics
        share = np.full(self._rows, 1.0 / self._rows, z.dtype)
        return [
            partial(sums.dot, share, mean),
            partial(np.copyto, spread, mean[:, None]),
            partial(np.subtract, sums, spread, sums),
            partial(np.multiply, sums, sums, z),
            partial(z.dot, share, variance),
            partial(np.add, variance, z.dtype.type(EPSILON), deviation),
            partial(np.sqrt, deviation, deviation),
            partial(np.divide, self._gamma, deviation, scale),
            partial(np.copyto, spread, scale[:, None]),
            partial(np.multiply, sums, spread, z),
            partial(np.copyto, spread, self._beta[:, None]),
            partial(np.add, z, spread, z),
        ]

    def backward(self, gradient: Array) -> list[Call]:
        r"""List the calls from dL/dz to dL/ds, and to dL/dgamma and dL/dbeta in `gradient`, shape (P,).

        .. math:: \frac{\partial L}{\partial s} = \frac{\gamma}{\sqrt{\sigma^2 + \epsilon}} \left(\delta
            - \overline{\delta} - \hat s\, \overline{\delta \hat s}\right), \quad
            \frac{\partial L}{\partial \gamma} = \sum \delta \hat s, \quad
            \frac{\partial L}{\partial \beta} = \sum \delta
        """
        centred, delta, spread = self.sums, self.delta, self._spread
        products = self._halves[: len(delta)]
        ones = np.ones(self._rows, delta.dtype)
        sums = gradient[self._layer.bias_end : self._layer.end]
        to_gamma = sums[: len(delta)]
        means = np.empty_like(sums)
        of_products, of_delta = means.reshape(2, -1)
        return [
            partial(np.multiply, delta, centred, products),
            partial(self._halves.dot, ones, sums),
            partial(np.divide, to_gamma, self._deviation, to_gamma),
            partial(np.multiply, sums, delta.dtype.type(1.0 / self._rows), means),
            partial(np.divide, of_products, self._deviation, of_products),
            partial(np.copyto, spread, of_products[:, None]),
            partial(np.multiply, centred, spread, products),
            partial(np.subtract, delta, products, delta),
            partial(np.copyto, spread, of_delta[:, None]),
            partial(np.subtract, delta, spread, delta),
            partial(np.copyto, spread, self._scale[:, None]),
            partial(np.multiply, delta, spread, delta),
        ]


class Folding:
    r"""One layer's weights and biases with its running statistics worked into them, as evaluation needs them.

    .. math:: W' = W\,r, \quad b' = (b - \mu)\,r + \beta, \quad r = \frac{\gamma}{\sqrt{\sigma^2 + \epsilon}}

    Parameters
    ----------
    layer : Layer
    theta : ndarray, shape (length,)
        Read at every call.

    Attributes
    ----------
    weights : ndarray, shape (fan_in + 1, fan_out)
        W' with b' in the last row.
    """

    def __init__(self, layer: Layer, theta: Array) -> None:
        self._layer = layer
        self._own = layer.augmented(theta)
        self._gamma, self._beta = layer.gamma_beta(theta)
        self._mean, self._variance = layer.running(theta)
        self._inverse = np.empty_like(self._gamma)
        self._scale = np.empty_like(self._gamma)
        self._scratch = np.empty_like(self._gamma)
        self.weights = np.zeros_like(self._own)

    def calls(self) -> list[Call]:
        """List the calls that bring `weights` up to date."""
        inverse, scale, scratch, bias = self._inverse, self._scale, self._scratch, self.weights[-1]
        return [
            partial(np.add, self._variance, scale.dtype.type(EPSILON), inverse),
            partial(np.sqrt, inverse, inverse),
            partial(np.reciprocal, inverse, inverse),
            partial(np.multiply, self._gamma, inverse, scale),
            partial(np.multiply, self._own, scale, self.weights),
            partial(np.multiply, self._mean, scale, scratch),
            partial(np.subtract, bias, scratch, bias),
            partial(np.add, bias, self._beta, bias),
        ]

    def unfold(self, gradient: Array) -> None:
        """Turn the gradient of the folded weights, which stands in `gradient`, shape (P,), into that of all parameters.

        dL/dgamma is the sum over the rows of delta (s - mean) / deviation, and s is x W + b.
        """
        own = self._layer.augmented(gradient)
        to_gamma, to_beta = self._layer.gamma_beta(gradient)
        to_beta[...] = own[-1]
        to_gamma[...] = (np.einsum("ij,ij->j", own, self._own) - own[-1] * self._mean) * self._inverse
        own *= self._scale


def folded(network: Network, theta: Array) -> tuple[Network, Array]:
    """Return a network without batch normalisation that answers the same in evaluation, and its parameters.

    Parameters
    ----------
    network : Network
    theta : ndarray, shape (length,)

    Returns
    -------
    network : Network
        The same one where nothing is normalised.
    theta : ndarray, shape (P,)
    """
    if network.length == network.size:
        return network, theta
    plain = Network.build(
        network.inputs, list(network.units[1:]), [layer.activation for layer in network],
        dropout=[layer.dropout for layer in network],
    )  # fmt: skip
    parameters = np.zeros(plain.size, theta.dtype)
    with np.errstate(all="ignore"):
        for layer, target in zip(network, plain, strict=True):
            place = target.augmented(parameters)
            place[...] = layer.augmented(theta)
            if layer.batch_norm:
                folding = Folding(layer, theta)
                for call in folding.calls():
                    call()
                place[...] = folding.weights
    return plain, parameters
