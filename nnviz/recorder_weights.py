"""Weights of a network that is trained elsewhere: their shapes, and all of them as one vector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.arrays import Array
from nnviz.errors import InvalidInput
from nnviz.recorder_arrays import as_array
from nnviz.store.recording_form import RecordedLayer, RecordingManifest, row_form

Pairs = Sequence[tuple[Any, Any]]
"""W and b of each layer; None for what a layer does not have."""

_MOST_DIMENSIONS = 6


def describe(manifest: RecordingManifest, pairs: Pairs) -> RecordingManifest:
    """Note the shapes of all weights, and a type that holds them.

    Raises
    ------
    InvalidInput
        If something is no array, or there is nothing at all.
    """
    layers, single = [], True
    for layer, arrays in zip(manifest.layers, _arrays(manifest, pairs), strict=True):
        weights, biases = (None if array is None else array.shape for array in arrays)
        single &= all(array is None or array.dtype == np.float32 for array in arrays)
        for array in arrays:
            if array is not None and not (array.size and array.ndim <= _MOST_DIMENSIONS):
                raise InvalidInput(f"weights of layer '{layer.name}' have the shape {array.shape}")
        layers.append(replace(layer, weights=weights, biases=biases))
    described = replace(manifest, layers=tuple(layers), dtype="<f4" if single else "<f8")
    if row_form(described, "weights").nbytes == 0:
        raise InvalidInput("weights are None for every layer: leave them out altogether")
    return described


def join(manifest: RecordingManifest, pairs: Pairs) -> Array:
    """Return W1, b1, W2, ... as one vector, shape (P,). Raises `InvalidInput` where a shape is not the noted one."""
    theta = np.empty(row_form(manifest, "weights").shape, manifest.dtype)
    start = 0
    for layer, arrays in zip(manifest.layers, _arrays(manifest, pairs), strict=True):
        for array, shape in zip(arrays, (layer.weights, layer.biases), strict=True):
            if (None if array is None else array.shape) != shape:
                raise InvalidInput(_changed(layer, array, shape))
            if array is not None:
                with np.errstate(all="ignore"):
                    theta[start : start + array.size] = array.reshape(-1)
                start += array.size
    return theta


def _arrays(manifest: RecordingManifest, pairs: Pairs) -> list[list[Array | None]]:
    return [
        [None if value is None else as_array(value, f"weights of layer '{layer.name}'") for value in values]
        for layer, values in zip(manifest.layers, pairs, strict=True)
    ]


def _changed(layer: RecordedLayer, array: Array | None, shape: tuple[int, ...] | None) -> str:
    now, before = ("nothing" if is_none else f"the shape {s}" for is_none, s in (
        (array is None, None if array is None else array.shape), (shape is None, shape)))  # fmt: skip
    return f"weights of layer '{layer.name}' have {now}, but they had {before} at first: shapes stay the same"


class TorchLayer(Struct, frozen=True):
    """A module of a PyTorch model that has weights: its tensors as they are."""

    name: str
    weight: Any
    bias: Any
    gradient: Any


def torch_layers(model: Any) -> list[TorchLayer]:
    """Return the modules of a PyTorch model that have a weight of two or more dimensions, in the model's order.

    The weight of a ``Linear`` comes as (fan_in, fan_out): PyTorch keeps it the other way round.
    """
    found = []
    for name, module in model.named_modules():
        own = dict(module.named_parameters(recurse=False))
        weight, bias = own.get("weight"), own.get("bias")
        if weight is None or weight.ndim < 2:
            continue
        gradient = weight.grad
        if weight.ndim == 2 and hasattr(module, "in_features"):
            weight = weight.detach().T
        found.append(TorchLayer(name or type(module).__name__, weight, bias, gradient))
    return found
