"""A fully connected network: an immutable description. Its parameters are one flat vector theta beside it.

theta is W1 row by row, b1, W2, b2, ... with W of shape (fan_in, fan_out). A layer's W and b therefore stand together as
one matrix of shape (fan_in + 1, fan_out) whose last row is b: with a constant 1 behind every input, one matrix product
gives z, and one gives the gradient of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from nnviz.activations import Activation
from nnviz.arrays import Array
from nnviz.experiment.choice import ActivationChoice
from nnviz.initializers import Initializer
from nnviz.randomness import Purpose, generator


@dataclass(frozen=True)
class Layer:
    """One layer of weights and the units it ends in.

    Attributes
    ----------
    name : str
        "Hidden 1", "Hidden 2", ... and "Output".
    fan_in, fan_out : int
        How many values come in, how many units there are.
    activation : ActivationChoice
        What the units do with their sums.
    start : int
        Where the layer's parameters begin in theta.
    """

    name: str
    fan_in: int
    fan_out: int
    activation: ActivationChoice
    start: int

    @property
    def bias_start(self) -> int:
        """Where the biases begin in theta."""
        return self.start + self.fan_in * self.fan_out

    @property
    def end(self) -> int:
        """Where the layer's parameters end in theta."""
        return self.bias_start + self.fan_out

    def augmented(self, theta: Array) -> Array:
        """View W and b of `theta` as one matrix of shape (fan_in + 1, fan_out), b in the last row."""
        return theta[self.start : self.end].reshape(self.fan_in + 1, self.fan_out)

    def weights(self, theta: Array) -> Array:
        """View W of `theta`, shape (fan_in, fan_out)."""
        return self.augmented(theta)[:-1]

    def biases(self, theta: Array) -> Array:
        """View b of `theta`, shape (fan_out,)."""
        return theta[self.bias_start : self.end]

    @cached_property
    def entry(self) -> Activation:
        """The activation's registry entry."""
        entry: Activation = self.activation.registry[self.activation.name]
        return entry

    def bind(self, function: Any) -> Any:
        """Give one of the activation's functions its hyperparameters."""
        values = self.activation.values
        return partial(function, **values) if values else function


@dataclass(frozen=True)
class Network:
    """The layers of a network, first to last.

    Attributes
    ----------
    layers : tuple of Layer
        Hidden layers and the output.
    """

    layers: tuple[Layer, ...]

    @classmethod
    def build(cls, inputs: int, units: list[int], activations: list[ActivationChoice]) -> Network:
        """Lay out a network with `inputs` inputs and the given units and activations, the output's last."""
        layers: list[Layer] = []
        start, fan_in = 0, inputs
        for index, (fan_out, activation) in enumerate(zip(units, activations, strict=True)):
            name = "Output" if index == len(units) - 1 else f"Hidden {index + 1}"
            layers.append(Layer(name, fan_in, fan_out, activation, start))
            start, fan_in = layers[-1].end, fan_out
        return cls(tuple(layers))

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    @property
    def size(self) -> int:
        """P, the number of parameters."""
        return self.layers[-1].end

    @property
    def inputs(self) -> int:
        """How many values the network sees of one sample."""
        return self.layers[0].fan_in

    @property
    def outputs(self) -> int:
        """How many values the network answers."""
        return self.layers[-1].fan_out

    @property
    def units(self) -> tuple[int, ...]:
        """Inputs, hidden units and outputs: [2, 8, 8, 1]."""
        return (self.inputs, *(layer.fan_out for layer in self.layers))

    def parameter_name(self, index: int) -> str:
        """Name the parameter at `index` of theta: "W2[3,1]" or "b1[0]"."""
        for number, layer in enumerate(self.layers, 1):
            if index < layer.bias_start:
                row, column = divmod(index - layer.start, layer.fan_out)
                return f"W{number}[{row},{column}]"
            if index < layer.end:
                return f"b{number}[{index - layer.bias_start}]"
        raise IndexError(f"parameter {index} of {self.size}")

    def initial_theta(self, seed: int, initializer: Initializer, dtype: str) -> Array:
        """Draw the initial parameters, shape (P,): layer k from its own stream, biases 0."""
        theta = np.zeros(self.size, dtype=dtype)
        for number, layer in enumerate(self.layers, 1):
            draw = initializer.draw(generator(seed, Purpose.WEIGHTS, number), layer.fan_in, layer.fan_out)
            layer.weights(theta)[...] = draw
        return theta
