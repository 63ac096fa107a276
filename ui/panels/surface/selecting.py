"""Between what is selected in the network and a place in theta."""

from __future__ import annotations

from nnviz.network import Network
from ui.frame import Selection


def parameter_of(selection: Selection, network: Network) -> int | None:
    """Return the place in theta of the selected weight, or of the selected unit's bias; None where it is neither."""
    if not 1 <= selection.layer <= len(network.layers) or selection.unit is None:
        return None
    layer = network.layers[selection.layer - 1]
    if selection.unit >= layer.fan_out or (selection.source is not None and selection.source >= layer.fan_in):
        return None
    if selection.source is None:
        return layer.bias_start + selection.unit
    return layer.start + selection.source * layer.fan_out + selection.unit


def selection_of(index: int, network: Network) -> Selection:
    """Return what selects the parameter at a place in theta."""
    number, layer = next((k, layer) for k, layer in enumerate(network.layers, 1) if index < layer.end)
    if index >= layer.bias_start:  # of a unit: its bias, gamma or beta
        return Selection(number, (index - layer.bias_start) % layer.fan_out)
    source, unit = divmod(index - layer.start, layer.fan_out)
    return Selection(number, unit, source)
