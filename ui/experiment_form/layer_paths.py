"""Which rows of the network belong to which layer, by the paths that they edit. Free of Qt."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ui.experiment_form.paths import inside

OUTPUT = "network.output_activation"
_HIDDEN = re.compile(r"network\.hidden\[(\d+)\]")


def layer_paths(layers: Iterable[int], last: int) -> frozenset[str]:
    """Return what rows of these layers edit, or what they edit lies in.

    Parameters
    ----------
    layers : iterable of int
        0 for the inputs, which the network's rows do not edit; 1 for the first hidden layer.
    last : int
        The output's number.
    """
    return frozenset(OUTPUT if layer == last else f"network.hidden[{layer - 1}]" for layer in layers if layer > 0)


def layer_at(path: str, hidden: int) -> int | None:
    """Return the layer that a row belongs to, None where it belongs to none; there are `hidden` hidden layers."""
    if inside(path, OUTPUT):
        return hidden + 1
    found = _HIDDEN.match(path)
    return int(found[1]) + 1 if found is not None else None
