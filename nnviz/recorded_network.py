"""The network of a recording, where the graph can show it: fully connected layers, one after another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from msgspec.structs import replace

from nnviz.activations import ACTIVATIONS, Activation
from nnviz.arrays import Array, read_only
from nnviz.assembly import Assembly
from nnviz.datasets import Split
from nnviz.datasets.scaling import Scaler
from nnviz.errors import InvalidInput
from nnviz.experiment import Experiment
from nnviz.experiment.choice import ActivationChoice
from nnviz.losses import LOSSES
from nnviz.network import Layer, Network
from nnviz.store.recording_form import RecordedLayer


def known_activation(layer: RecordedLayer) -> ActivationChoice | None:
    """Return the activation that a layer says it has; None where it says none, or one that nnviz does not have."""
    name = layer.activation
    return ActivationChoice(name) if name is not None and name in ACTIVATIONS else None


class NamelessLayer(Layer, frozen=True, dict=True):
    """A layer whose activation nnviz does not know: it has the recording's own word for it, or none."""

    word: str = ""

    @cached_property
    def entry(self) -> Activation:
        """An entry that says that word, and nothing else that is of any use."""
        return replace(ACTIVATIONS["linear"], label=self.word)


def network_of(layers: Sequence[RecordedLayer]) -> Network:
    """Return the network that a recording's layers are.

    Raises
    ------
    InvalidInput
        If they are none that the graph can show, with the reason.
    """
    if not layers or all(layer.weights is None for layer in layers):
        raise InvalidInput("This recording has no weights, so there is no graph of them")
    built: list[Layer] = []
    start, before = 0, 0
    for layer in layers:
        shape = layer.weights
        if shape is None:
            raise InvalidInput(f"{layer.name} has no weights here: the graph needs those of every layer")
        if len(shape) != 2:
            size = " × ".join(map(str, shape))
            raise InvalidInput(f"{layer.name} has weights of {size}: the graph needs fully connected layers")
        fan_in, fan_out = shape
        if built and fan_in != before:
            raise InvalidInput(
                f"{layer.name} reads {fan_in:,} values, but {built[-1].name} answers {before:,}: the graph needs "
                "layers that follow each other"
            )
        if layer.biases is not None and math.prod(layer.biases) != fan_out:
            raise InvalidInput(
                f"{layer.name} has {math.prod(layer.biases):,} biases: the graph needs one for each unit"
            )
        activation = known_activation(layer)
        if activation is None:
            linear = ActivationChoice("linear")
            built.append(NamelessLayer(layer.name, fan_in, fan_out, linear, start, word=layer.activation or ""))
        else:
            built.append(Layer(layer.name, fan_in, fan_out, activation, start))
        start, before = built[-1].end, fan_out
    return Network(tuple(built))


def theta_of(network: Network, layers: Sequence[RecordedLayer], row: Array) -> Array:
    """Return recorded parameters, shape (P,), as the network has them: with biases of 0 where a layer has none.

    Nothing is read where every layer has biases: then they are the very row.
    """
    if all(layer.biases is not None for layer in layers):
        return row
    theta, place = np.zeros(network.size, row.dtype), 0
    for own, layer in zip(network, layers, strict=True):
        theta[own.start : own.start + layer.size] = row[place : place + layer.size]
        place += layer.size
    return read_only(theta)


def without_data(name: str, network: Network) -> Assembly:
    """Return a network with data of no rows: it can be looked at, and neither trained nor asked."""
    rows = np.empty((0, 0))
    inputs, targets = np.empty((0, network.inputs)), np.empty((0, network.outputs))
    labels, values = np.empty(0, dtype=np.int64), np.empty(0)
    names = tuple(f"x[{number}]" for number in range(network.inputs))
    data = Split(
        dataset="",
        task="regression",
        inputs_train=inputs,
        inputs_test=inputs,
        inputs_validation=inputs,
        targets_train=targets,
        targets_test=targets,
        targets_validation=targets,
        raw_train=rows,
        raw_test=rows,
        raw_validation=rows,
        labels_train=labels,
        labels_test=labels,
        labels_validation=labels,
        values_train=values,
        values_test=values,
        values_validation=values,
        classes=(),
        label_names=(),
        raw_names=(),
        feature_names=names,
        feature_labels=names,
        target_name="output",
        target_unit="",
        input_scaler=Scaler(scaling="none", offset=np.zeros(network.inputs), scale=np.ones(network.inputs)),
        target_scaler=None,
        features=None,
        input_shape=None,
    )
    return Assembly(name=name, experiment=Experiment(name=name), data=data, network=network, loss=LOSSES["mse"])
