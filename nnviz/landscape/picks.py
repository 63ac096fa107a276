"""Planes whose axes are two parameters, picked by index or by name: W1[0,3], b2[0], gamma1[0]."""

from __future__ import annotations

import re

import numpy as np

from nnviz.arrays import Array
from nnviz.errors import InvalidInput, shortened
from nnviz.landscape.plane import Plane
from nnviz.network import Layer, Network

_NAME = re.compile(r"(W|b|gamma|beta)([0-9]{1,9})\[ *([0-9]{1,9}) *(?:, *([0-9]{1,9}) *)?\]")


def weights_plane(network: Network, theta: Array, picks: tuple[int, int]) -> Plane:
    """Return the plane on which two parameters vary and all others stay.

    Parameters
    ----------
    network : Network
    theta : ndarray, shape (length,)
        The plane's center.
    picks : tuple of int
        Places of the two in theta; see `parameter_index` for names.

    Raises
    ------
    InvalidInput
        If both are the same.
    """
    first, second = picks
    labels = network.parameter_name(first), network.parameter_name(second)
    if first == second:
        raise InvalidInput(f"both axes are {labels[0]}: a plane needs two different parameters")
    directions = np.zeros((2, network.size))
    directions[0, first] = directions[1, second] = 1.0
    return Plane(
        kind="weights",
        center=theta[: network.size].astype(np.float64),
        statistics=theta[network.size :].astype(np.float64),
        directions=directions,
        labels=labels,
        origin=(float(theta[first]), float(theta[second])),
    )


def parameter_index(network: Network, name: str) -> int:
    """Return the place in theta of a parameter, such as "W1[0,3]", "b1[0]" or, with batch normalisation, "beta1[0]".

    Raises
    ------
    InvalidInput
        If there is none of that name, with the nearest one.
    """
    match = _NAME.fullmatch(name.strip())
    if match is None or (match[1] == "W") != (match[4] is not None):
        last = len(network.layers)
        raise InvalidInput(
            f"'{shortened(name)}' names no parameter: did you mean '{network.parameter_name(_meant(network, name))}'? "
            f"allowed are a weight or a bias of layers 1 to {last}, such as W1[0,0] or b{last}[0]"
        )
    number, row, column = int(match[2]), int(match[3]), int(match[4] or 0)
    nearest = _clamped(network, match[1], number, row, column)
    found = network.parameter_name(nearest)
    if re.sub(r"[ ]", "", name) != found:
        start, end = _part(_layer(network, number), match[1])
        raise InvalidInput(
            f"there is no parameter '{shortened(name)}': did you mean '{found}'? in that layer allowed are "
            f"{network.parameter_name(start)} to {network.parameter_name(end - 1)}"
        )
    return nearest


def _layer(network: Network, number: int) -> Layer:
    """Return the layer whose number is nearest, 1 for the first."""
    return network.layers[min(max(number, 1), len(network.layers)) - 1]


def _part(layer: Layer, letter: str) -> tuple[int, int]:
    """Return where the parameters of one letter begin and end; the biases for those that a layer does not have."""
    if letter == "W":
        return layer.start, layer.bias_start
    if letter == "b" or not layer.batch_norm:
        return layer.bias_start, layer.bias_end
    start = layer.bias_end if letter == "gamma" else layer.bias_end + layer.fan_out
    return start, start + layer.fan_out


def _clamped(network: Network, letter: str, number: int, row: int, column: int) -> int:
    """Return the place of the parameter that is nearest to these numbers."""
    layer = _layer(network, number)
    if letter != "W":
        return _part(layer, letter)[0] + min(row, layer.fan_out - 1)
    return layer.start + min(row, layer.fan_in - 1) * layer.fan_out + min(column, layer.fan_out - 1)


def _meant(network: Network, text: str) -> int:
    """Guess which parameter was meant by a text that is not a name: its letter, and its numbers in their order."""
    number, row, column = ([int(digits) for digits in re.findall(r"[0-9]{1,9}", text)] + [0, 0, 0])[:3]
    start = text.strip().lower()
    letter = next((name for name in ("beta", "gamma", "b", "g") if start.startswith(name)), "W")
    return _clamped(network, "gamma" if letter == "g" else letter, number, row, column)
