"""Which units are dead: ReLU units that answer 0 to every training sample, so that they never learn again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.responses import layer_outputs

_CHUNK_VALUES = 2**19

Flags = npt.NDArray[np.bool_]


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
    dead = tuple(
        np.full(layer.fan_out, layer.activation.name == "relu" and layer is not layers[-1]) for layer in layers
    )
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
