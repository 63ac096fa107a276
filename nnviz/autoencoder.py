"""An autoencoder's halves: from inputs to the few numbers of its narrowest layer, and from such numbers back.

The narrowest hidden layer is the latent one (Hinton and Salakhutdinov 2006, "Reducing the dimensionality of data with
neural networks"): everything up to it is the encoder, everything behind it the decoder.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnviz.answers import never
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.batches import augment
from nnviz.network import Network
from nnviz.workspace import Workspace

_CHUNK_ROWS = 2048


def latent_layer(network: Network) -> int | None:
    """Return the number of the latent layer, 1 for the first hidden one: the narrowest, the first of several.

    None where there is no hidden layer.
    """
    hidden = network.layers[:-1]
    if not hidden:
        return None
    return 1 + min(range(len(hidden)), key=lambda index: hidden[index].fan_out)


def encoder(network: Network) -> Network:
    """Return the layers up to the latent one, over the same theta; of a network that has hidden layers."""
    return Network(network.layers[: latent_layer(network)])


def decoder(network: Network) -> Network:
    """Return the layers behind the latent one, over the same theta; of a network that has hidden layers."""
    return Network(network.layers[latent_layer(network) :])


def codes(assembly: Assembly, theta: Array, inputs: Array, cancelled: Callable[[], bool] = never) -> Array | None:
    """Return the latent activations, shape (n, units), of inputs (n, F) as the network sees them; or None."""
    return _pass_through(encoder(assembly.network), theta, inputs, cancelled)


def decoded(assembly: Assembly, theta: Array, latent: Array, cancelled: Callable[[], bool] = never) -> Array | None:
    """Return what the decoder answers to latent activations (n, units), shape (n, outputs); None if cancelled."""
    return _pass_through(decoder(assembly.network), theta, latent, cancelled)


def in_own_units(assembly: Assembly, outputs: Array) -> Array:
    """Return reconstructions, shape (n, F), in the units of the features: scaling is undone; float64."""
    with np.errstate(all="ignore"):
        return assembly.data.input_scaler.inverse(outputs.astype(np.float64))


def _pass_through(half: Network, theta: Array, inputs: Array, cancelled: Callable[[], bool]) -> Array | None:
    """Return the activations of a half's last layer, chunk by chunk."""
    result = np.empty((len(inputs), half.outputs), theta.dtype)
    workspaces: dict[int, Workspace] = {}
    with np.errstate(all="ignore"):
        for start in range(0, len(inputs), _CHUNK_ROWS):
            if cancelled():
                return None
            rows = inputs[start : start + _CHUNK_ROWS].astype(theta.dtype, copy=False)
            if len(rows) not in workspaces:
                workspaces[len(rows)] = Workspace(half, theta, len(rows))
            result[start : start + _CHUNK_ROWS] = workspaces[len(rows)].forward(augment(rows))
    return result
