"""What each layer of a network shows: one column of units, with the words over and beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nnviz.assembly import Assembly
from ui.numbers import count

Place = Literal["inputs", "hidden", "output"]

Face = Literal["map", "curve", "weights", "histogram", "picture"]
"""What a unit shows: its answer over a plane or along a line, its incoming weights, its values, a pixel."""


@dataclass(frozen=True)
class Column:
    """One layer as it is seen.

    Attributes
    ----------
    layer : int
        0 for the inputs, 1 for the first hidden layer, ...
    place : "inputs", "hidden" or "output"
    name, detail : str
        The head: "Hidden 1" and "8 tanh".
    units : int
    face : Face
        What a unit shows.
    labels : tuple of str
        A name for each unit: an input's, or an output's class; empty for hidden layers.
    rows : tuple of str
        Outputs only: a name for each row of answers. Two classes of one output are two rows.
    """

    layer: int
    place: Place
    name: str
    detail: str
    units: int
    face: Face
    labels: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()

    def unit_name(self, unit: int) -> str:
        """Name one unit: "x₁", "class 2" or "unit 4"."""
        return self.labels[unit] if self.labels else f"unit {unit}"


def plan_columns(assembly: Assembly) -> tuple[Column, ...]:
    """Return a network's columns, inputs first."""
    data, network = assembly.data, assembly.network
    dimensions = data.raw_train.shape[1]
    response: Face = {1: "curve", 2: "map"}.get(dimensions, "weights")  # type: ignore[assignment]
    if data.input_shape is not None:
        height, width = data.input_shape
        detail = f"{height} × {width} pixels"
        first = Column(0, "inputs", "Inputs", detail, network.inputs, "picture", data.feature_labels)
    else:
        face: Face = "histogram" if response == "weights" else response
        first = Column(0, "inputs", "Inputs", count(network.inputs), network.inputs, face, data.feature_labels)
    columns = [first]
    for number, layer in enumerate(network.layers[:-1], 1):
        detail = f"{count(layer.fan_out)} {layer.entry.label.lower()}"
        columns.append(Column(number, "hidden", layer.name, detail, layer.fan_out, response))
    output = network.layers[-1]
    labels = data.classes if output.fan_out > 1 else (output_name(assembly),)
    columns.append(
        Column(
            len(network.layers),
            "output",
            output.name,
            output.entry.label.lower(),
            output.fan_out,
            response,
            labels,
            data.classes if output.fan_out > 1 or response == "weights" else (),
        )
    )
    return tuple(columns)


def output_name(assembly: Assembly) -> str:
    """Name what a single output stands for: the second class, or the value that is predicted."""
    data = assembly.data
    return data.classes[1] if data.classes else data.target_name


def sentence(assembly: Assembly) -> str:
    """Say in one line what one sees."""
    data = assembly.data
    dimensions = data.raw_train.shape[1]
    if dimensions == 2:
        return "Each square: what that unit answers over the input plane. Links: weights."
    if dimensions == 1:
        return "Each square: what that unit answers along the input. Links: weights."
    if data.input_shape is not None:
        if len(assembly.network.layers) == 1:
            return f"Each strip: the {count(assembly.network.inputs)} weights into that output. Links: weights."
        weights = f"Each tile: the {count(assembly.network.inputs)} weights into that unit"
        return f"{weights}, laid out like the picture it reads."
    return "Each square: the weights into that unit, in the order of the column before. Links: weights."
