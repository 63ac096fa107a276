"""What the panel shows: one layer of one run, in words and as functions."""

from __future__ import annotations

import math
from functools import cached_property

from msgspec import Struct

from nnviz.experiment.choice import ActivationChoice
from nnviz.network import Layer
from nnviz.saturation import Slopes, slopes
from nnviz.snapshot import Snapshot
from ui.frame import RunView
from ui.numbers import count
from ui.panels.activations.curves import is_elementwise


class Subject(Struct, frozen=True, eq=False, dict=True):
    """One layer of one run.

    Attributes
    ----------
    run : RunView
    index : int
        0 for the first hidden layer.
    """

    run: RunView
    index: int

    @property
    def layers(self) -> tuple[Layer, ...]:
        """All layers of the run."""
        return self.run.assembly.network.layers

    @property
    def layer(self) -> Layer:
        """The layer."""
        return self.layers[self.index]

    @property
    def number(self) -> int:
        """The layer's number in a `ui.frame.Selection`."""
        return self.index + 1

    @property
    def activation(self) -> ActivationChoice:
        """What its units do."""
        return self.layer.activation

    @cached_property
    def slopes(self) -> Slopes | None:
        """What is known of f'; None for softmax."""
        return slopes(self.activation)

    @cached_property
    def unsaturated(self) -> tuple[float, float]:
        """Between which z the activation is not saturated; two times infinity where it is everywhere."""
        low, high = -math.inf, math.inf
        if self.slopes is not None and self.slopes.flat:
            return high, high
        for zone in self.slopes.zones if self.slopes is not None else ():
            if zone.low == -math.inf:
                low = zone.high
            else:
                high = zone.low
        return low, high

    @cached_property
    def is_elementwise(self) -> bool:
        """Whether f is a function of one z alone."""
        return is_elementwise(self.activation)

    @property
    def activation_name(self) -> str:
        """The activation's name within a sentence: "tanh", "ReLU"."""
        label = self.layer.entry.label
        return label if label != label.capitalize() else label.lower()

    @property
    def sentence(self) -> str:
        """What one sees, in one line."""
        if self.is_elementwise:
            return f"Where {self.layer.name} works on {self.activation_name}"
        return f"The sums that {self.layer.name} hands to {self.activation_name}"

    def unit_name(self, unit: int) -> str:
        """Name a unit as the network graph does."""
        classes = self.run.assembly.data.classes
        if self.index == len(self.layers) - 1 and self.layer.fan_out == len(classes):
            return classes[unit]
        return f"unit {unit}"

    def same_layer_of(self, run: RunView) -> bool:
        """Say whether another run has this very layer: in the same place, with the same activation."""
        layers = run.assembly.network.layers
        if self.index >= len(layers):
            return False
        other = layers[self.index]
        return (other.name, other.activation) == (self.layer.name, self.activation)


def stopped_words(snapshot: Snapshot) -> str:
    """Say of a run that diverged when it did, and what is shown instead; nothing of others."""
    divergence = snapshot.divergence
    if divergence is None:
        return ""
    where = f"diverged at step {count(divergence.step)}, {divergence.layer_name}"
    return f"{where}\nstep {count(snapshot.step)} is shown, the last finite one"
