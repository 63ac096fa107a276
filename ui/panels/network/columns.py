"""What each layer of a network shows: one column of units, with the words over and beside them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from nnviz.assembly import Assembly
from nnviz.autoencoder import latent_layer
from nnviz.datasets import Split
from ui.numbers import THIN_SPACE, count

Place = Literal["inputs", "hidden", "output"]

Face = Literal["map", "curve", "weights", "histogram", "picture"]
"""What a unit shows: its answer over a plane or along a line, its incoming weights, its values, a pixel."""

Role = Literal["encoder", "latent", "decoder", ""]


class Column(Struct, frozen=True):
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
    batch_norm : bool
        Whether sums are normalised before the activation.
    dropout : float
        The share of activations that each training step leaves out.
    labels : tuple of str
        A name for each unit: an input's, or an output's class; empty for hidden layers.
    role : "encoder", "latent", "decoder" or ""
        What it is in an autoencoder.
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
    batch_norm: bool = False
    dropout: float = 0.0
    role: Role = ""

    @property
    def extras(self) -> tuple[str, ...]:
        """What training does to the units, in words: "batch norm", "dropout 20 %"."""
        words = ["batch norm"] if self.batch_norm else []
        return (*words, f"dropout {_share(self.dropout)}") if self.dropout else tuple(words)

    @property
    def short_extras(self) -> tuple[str, ...]:
        """The same where there is little room."""
        words = ["BN"] if self.batch_norm else []
        return (*words, f"drop {_share(self.dropout)}") if self.dropout else tuple(words)

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
        face: Face = "histogram" if response == "weights" and has_values(data) else response
        first = Column(0, "inputs", "Inputs", count(network.inputs), network.inputs, face, data.feature_labels)
    columns = [first]
    for number, layer in enumerate(network.layers[:-1], 1):
        detail = f"{count(layer.fan_out)} {layer.entry.label.lower()}".rstrip()
        column = Column(number, "hidden", layer.name, detail, layer.fan_out, response)
        columns.append(replace(column, batch_norm=layer.batch_norm, dropout=layer.dropout))
    if data.task == "reconstruction":
        return _with_roles((*columns, _rebuilt(assembly, response)), latent_layer(network))
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


def _rebuilt(assembly: Assembly, response: Face) -> Column:
    """Return the output of an autoencoder: the picture that it answers with, or its inputs once more by name."""
    data, output = assembly.data, assembly.network.layers[-1]
    face: Face = response if data.input_shape is None else "picture"
    names = data.feature_labels
    rows = names if face != "picture" and len(names) > 1 else ()
    number, detail = len(assembly.network.layers), output.entry.label.lower()
    return Column(number, "output", output.name, detail, output.fan_out, face, names, rows)


def _with_roles(columns: tuple[Column, ...], latent: int | None) -> tuple[Column, ...]:
    """Return the columns of an autoencoder with what each is in it; without hidden layers there are no halves."""
    if latent is None:
        return columns
    encoder = (replace(column, role="encoder") for column in columns[:latent])
    decoder = (replace(column, role="decoder") for column in columns[latent + 1 :])
    return (*encoder, replace(columns[latent], role="latent"), *decoder)


def has_values(data: Split) -> bool:
    """Say whether there are inputs with names, whose values can be counted: pictures and recordings have none."""
    return data.input_shape is None and len(data.inputs_train) > 0


def _share(dropout: float) -> str:
    return f"{100.0 * dropout:.3g}{THIN_SPACE}%"


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
        if data.task == "reconstruction":
            return "From picture to picture through a few numbers. Each tile: the weights into that unit."
        weights = f"Each tile: the {count(assembly.network.inputs)} weights into that unit"
        return f"{weights}, laid out like the picture it reads."
    return "Each square: the weights into that unit, in the order of the column before. Links: weights."
