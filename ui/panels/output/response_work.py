"""The background's part of a unit's response: what it answers anywhere, and at which scale that is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from msgspec.structs import replace

from nnviz.answers import answers, never
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.datasets import Split
from nnviz.network import Network
from nnviz.normalisation import folded
from ui.frame import Selection
from ui.panels.output.blank import over_surface
from ui.panels.output.plane_work import (
    Floats,
    Grids,
    PlaneMap,
    Request,
    Work,
    compute_maps,
    drawn_values,
    level_lines,
)
from ui.panels.output.response import Response, response_pixels, unit_names
from ui.plotting.plane import data_limits
from ui.theme import Theme
from ui.theme.colour_maps import Pixels

_BETWEEN_0_AND_1 = ("sigmoid", "softmax", "step")
_BETWEEN_MINUS_1_AND_1 = ("tanh", "sine")
_SIDE = 32
_POINTS = 97
_MARGIN = 1.07
_MOST_VALUES = 2**23
"""Answers of a whole layer that are computed at once."""


class ScaleInputs:
    """Where the units of a layer are asked how large their responses are: coarsely, and all over what is shown.

    These are the points at which the network graph asks them, so that a unit has the same colours here and there.
    """

    def __init__(self) -> None:
        self._kept: tuple[Split, Array] | None = None

    def inputs(self, data: Split) -> Array:
        """Return what a network sees there, shape (n, F)."""
        if self._kept is None or self._kept[0] is not data:
            low, high = data_limits(np.concatenate([data.raw_train, data.raw_test, data.raw_validation]), _MARGIN)
            if len(low) == 1:
                raw = np.linspace(low, high, _POINTS)
            else:
                share = (np.arange(_SIDE) + 0.5) / _SIDE
                x, y = low[0] + (high[0] - low[0]) * share, high[1] - (high[1] - low[1]) * share
                raw = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
            self._kept = data, data.inputs_at(raw)
        return self._kept[1]


def head_of(assembly: Assembly, theta: Array, unit: Selection) -> tuple[Assembly, Array, int]:
    """Return a network that ends in a unit's layer, its parameters, and which of its outputs the unit is.

    Of an elementwise activation the other units of that layer are left out.

    Parameters
    ----------
    assembly : Assembly
    theta : ndarray, shape (P,)
    unit : Selection
        Of any layer but the inputs.
    """
    assert unit.unit is not None, "a layer has no response of its own"
    network, theta = folded(assembly.network, theta)
    *before, last = network.layers[: unit.layer]
    if last.entry.derivative is None:
        return replace(assembly, network=Network((*before, last))), theta[: last.end], unit.unit
    own = last.augmented(theta)[:, unit.unit]
    network = Network((*before, replace(last, fan_out=1)))
    return replace(assembly, network=network), np.concatenate([theta[: last.start], own]), 0


def unit_values(
    assembly: Assembly, theta: Array, unit: Selection, inputs: Array, cancelled: Callable[[], bool] = never
) -> Array | None:
    """Return what a unit answers to network inputs of shape (n, F), shape (n,); None where `cancelled` said so."""
    if unit.layer == 0:
        return inputs[:, unit.unit]
    head, own, place = head_of(assembly, theta, unit)
    outputs = answers(head, own, inputs, cancelled)
    return None if outputs is None else outputs[:, place]


def respond(
    assembly: Assembly, theta: Array, unit: Selection, inputs: Array, cancelled: Callable[[], bool]
) -> Response | None:
    """Describe a unit's response with its scale: what its activation can answer, else what its layer does answer.

    Parameters
    ----------
    assembly : Assembly
    theta : ndarray, shape (P,)
    unit : Selection
    inputs : ndarray, shape (n, F)
        Where the units are asked for that; see `ScaleInputs`. An input's scale is its own.
    cancelled : callable

    Returns
    -------
    Response or None
        None where `cancelled` said so.
    """
    name, activation = unit_names(assembly, unit)
    layers = assembly.network.layers
    if unit.layer == 0:
        limit = _largest(inputs[:, unit.unit])
        return Response(unit, name, activation, -limit, limit)
    layer = layers[unit.layer - 1]
    kind = layer.activation.name
    if kind in _BETWEEN_0_AND_1:
        is_class = unit.layer == len(layers) and layer.fan_out > 1
        return Response(unit, name, activation, 0.0, 1.0, layer.fan_out if is_class else 0)
    if kind in _BETWEEN_MINUS_1_AND_1:
        return Response(unit, name, activation, -1.0, 1.0)
    network, theta = folded(assembly.network, theta)
    layer = network.layers[unit.layer - 1]
    whole = replace(assembly, network=Network(network.layers[: unit.layer]))
    outputs = answers(whole, theta[: layer.end], inputs, cancelled)
    if outputs is None:
        return None
    limit = _largest(outputs)
    return Response(unit, name, activation, -limit, limit)


def response_map(
    request: Request, unit: Selection, grids: Grids, scale: ScaleInputs, theme: Theme, cancelled: Callable[[], bool]
) -> PlaneMap | None:
    """Compute the map of one unit's response, or return None where it is no longer wanted."""
    assembly, theta = request.assembly, request.theta
    response = respond(assembly, theta, unit, scale.inputs(assembly.data), cancelled)
    if response is None:
        return None
    values: Floats | None
    if unit.layer == 0:
        side = request.resolution
        values = grids.inputs(assembly.data, side)[:, unit.unit].reshape(side, side)
    else:
        head, own, place = head_of(assembly, theta, unit)
        side = min(request.resolution, int((_MOST_VALUES / head.network.outputs) ** 0.5))
        asked = replace(request, assembly=head, theta=own, resolution=side)
        inputs = grids.inputs(assembly.data, side)
        values = drawn_values(asked, inputs, lambda _, outputs: outputs[:, :, place], cancelled)
    if values is None:
        return None
    finite = values[np.isfinite(values)]
    crossed = len(finite) > 0 and bool(finite.min() < response.middle < finite.max())
    line = level_lines(values, [response.middle]) if crossed and not response.classes else (np.empty(0), np.empty(0))
    pixels = coloured(theme, response, values)
    blank = float(np.isnan(values).mean())
    return PlaneMap(request.index, request.name, assembly, theta, values, pixels, line, blank, response)


def compute_with_response(
    requests: Sequence[Request],
    grids: Grids,
    output: Work,
    unit: Selection,
    scale: ScaleInputs,
    theme: Theme,
    cancelled: Callable[[], bool],
) -> list[PlaneMap] | None:
    """Compute maps as `compute_maps` does, the first of them of one unit's response."""
    first = response_map(requests[0], unit, grids, scale, theme, cancelled)
    if first is None:
        return None
    others = compute_maps(requests[1:], grids, *output, cancelled)
    return None if others is None else [first, *others]


def coloured(theme: Theme, response: Response, values: Floats) -> Pixels:
    """Return the colours of responses; the surface's where they are not numbers."""
    return over_surface(theme, response_pixels(theme, response, values), values)


def _largest(values: Array) -> float:
    """Return the largest magnitude of those that are finite, 0 where none is."""
    sizes = np.abs(values)
    return float(sizes.max(initial=0.0, where=np.isfinite(sizes)))
