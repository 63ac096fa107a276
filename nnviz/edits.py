"""Live edits: what can change while a run goes on. Every one is logged with the step at which it took effect."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from nnviz.experiment.choice import ActivationChoice, OutputActivationChoice
from nnviz.experiment.schema import HiddenLayer, Network, Training


class TrainingEdit(Struct, frozen=True):
    """From `step` on, train in this way: optimizer, rate, penalties, batch size, stop conditions."""

    step: int
    training: Training


class NetworkEdit(Struct, frozen=True):
    """From `step` on, compute with these layers: other hyperparameters of activations, other dropout.

    What decides on the parameters and their initial values is as before: `fixed_part` of both networks is the same.
    """

    step: int
    network: Network


class ParameterEdit(Struct, frozen=True):
    """At `step`, set one parameter of theta by hand."""

    step: int
    index: int
    value: float


Edit = TrainingEdit | NetworkEdit | ParameterEdit


def fixed_part(network: Network) -> Network:
    """Return a network without what can change while a run goes on: that has its defaults."""
    dropout = HiddenLayer().dropout
    hidden = tuple(
        replace(layer, activation=ActivationChoice(layer.activation.name), dropout=dropout) for layer in network.hidden
    )
    output = OutputActivationChoice(network.output_activation.name)
    return replace(network, hidden=hidden, output_activation=output)
