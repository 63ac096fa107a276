"""Planes whose axes are two parameters, picked by index or by name: W1[0,3], b2[0]."""

from __future__ import annotations

import re

import numpy as np

from nnviz.arrays import Array
from nnviz.errors import InvalidInput, shortened
from nnviz.landscape.plane import Plane
from nnviz.network import Network

_NAME = re.compile(r"([Wb])([0-9]{1,9})\[ *([0-9]{1,9}) *(?:, *([0-9]{1,9}) *)?\]")


def weights_plane(network: Network, theta: Array, picks: tuple[int, int]) -> Plane:
    """Return the plane on which two parameters vary and all others stay.

    Parameters
    ----------
    network : Network
    theta : ndarray, shape (P,)
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
        center=theta.astype(np.float64),
        directions=directions,
        labels=labels,
        origin=(float(theta[first]), float(theta[second])),
    )


def parameter_index(network: Network, name: str) -> int:
    """Return the place in theta of a parameter, such as "W1[0,3]" or "b1[0]".

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
        layer = network.layers[min(max(number, 1), len(network.layers)) - 1]
        start, end = (layer.start, layer.bias_start) if match[1] == "W" else (layer.bias_start, layer.end)
        raise InvalidInput(
            f"there is no parameter '{shortened(name)}': did you mean '{found}'? in that layer allowed are "
            f"{network.parameter_name(start)} to {network.parameter_name(end - 1)}"
        )
    return nearest


def _clamped(network: Network, letter: str, number: int, row: int, column: int) -> int:
    """Return the place of the parameter that is nearest to these numbers."""
    layer = network.layers[min(max(number, 1), len(network.layers)) - 1]
    if letter == "b":
        return layer.bias_start + min(row, layer.fan_out - 1)
    return layer.start + min(row, layer.fan_in - 1) * layer.fan_out + min(column, layer.fan_out - 1)


def _meant(network: Network, text: str) -> int:
    """Guess which parameter was meant by a text that is not a name: its letter, and its numbers in their order."""
    number, row, column = ([int(digits) for digits in re.findall(r"[0-9]{1,9}", text)] + [0, 0, 0])[:3]
    return _clamped(network, "b" if text.strip()[:1] in ("b", "B") else "W", number, row, column)
