"""Which units are dead: units such as those of ReLU that answer 0 to every training sample: they never learn again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.network import Layer
from nnviz.responses import layer_outputs
from nnviz.saturation import slopes

_CHUNK_VALUES = 2**19

Flags = npt.NDArray[np.bool_]


def can_die(layer: Layer) -> bool:
    """Say whether a layer's units pass no gradient where they answer 0: ReLU, and its kin with an alpha of 0."""
    known = slopes(layer.activation)
    return known is not None and known.kills


def dead_units(assembly: Assembly, theta: Array, cancelled: Callable[[], bool]) -> tuple[Flags, ...] | None:
    """Return a flag for every unit of every layer.

    Parameters
    ----------
    assembly : Assembly
    theta : ndarray, shape (P,)
    cancelled : callable

    Returns
    -------
    tuple of bool arrays, each of shape (units,), or None
        None where `cancelled` said so.
    """
    layers = assembly.network.layers
    dead = tuple(np.full(layer.fan_out, layer is not layers[-1] and can_die(layer)) for layer in layers)
    inputs = assembly.data.inputs_train
    chunk = max(64, _CHUNK_VALUES // sum(assembly.network.units))
    for start in range(0, len(inputs), chunk):
        if not any(flags.any() for flags in dead):
            break
        if cancelled():
            return None
        for flags, answers in zip(dead, layer_outputs(assembly, theta, inputs[start : start + chunk]), strict=True):
            # NaN is no answer of 0.
            flags &= (answers == 0.0).all(axis=0)
    return dead
