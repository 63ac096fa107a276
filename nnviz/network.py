"""A fully connected network: an immutable description. Its parameters are one flat vector theta beside it.

theta is W1 row by row, b1, W2, b2, ... with W of shape (fan_in, fan_out). A layer's W and b therefore stand together as
one matrix of shape (fan_in + 1, fan_out) whose last row is b: with a constant 1 behind every input, one matrix product
gives z, and one gives the gradient of both. A layer with batch normalisation has gamma and beta behind its biases.

Behind the P parameters theta carries what batch normalisation remembers beside them: the running mean and the running
variance of each such layer. They are learned by no gradient, but whatever copies theta copies them too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from itertools import zip_longest
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.activations import Activation
from nnviz.arrays import Array
from nnviz.experiment.choice import ActivationChoice
from nnviz.initializers import LayerStart
from nnviz.randomness import Purpose, generator


class Layer(Struct, frozen=True, dict=True):
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
    batch_norm : bool
        Whether z is normalised over the batch (`nnviz.normalisation`).
    dropout : float
        The probability with which an activation is dropped in training (`nnviz.dropout`).
    statistics : int
        Where its running mean and variance begin in theta; of no meaning without batch normalisation.
    """

    name: str
    fan_in: int
    fan_out: int
    activation: ActivationChoice
    start: int
    batch_norm: bool = False
    dropout: float = 0.0
    statistics: int = 0

    @property
    def bias_start(self) -> int:
        """Where the biases begin in theta."""
        return self.start + self.fan_in * self.fan_out

    @property
    def bias_end(self) -> int:
        """Where the biases end in theta, and gamma begins where there is one."""
        return self.bias_start + self.fan_out

    @property
    def end(self) -> int:
        """Where the layer's parameters end in theta."""
        return self.bias_end + 2 * self.fan_out * self.batch_norm

    def augmented(self, theta: Array) -> Array:
        """View W and b of `theta` as one matrix of shape (fan_in + 1, fan_out), b in the last row."""
        return theta[self.start : self.bias_end].reshape(self.fan_in + 1, self.fan_out)

    def weights(self, theta: Array) -> Array:
        """View W of `theta`, shape (fan_in, fan_out)."""
        return self.augmented(theta)[:-1]

    def biases(self, theta: Array) -> Array:
        """View b of `theta`, shape (fan_out,)."""
        return theta[self.bias_start : self.bias_end]

    def gamma_beta(self, theta: Array) -> Array:
        """View gamma and beta of `theta`, shape (2, fan_out); only with batch normalisation."""
        return theta[self.bias_end : self.end].reshape(2, self.fan_out)

    def running(self, theta: Array) -> Array:
        """View the running mean and variance of `theta`, shape (2, fan_out); only with batch normalisation."""
        return theta[self.statistics : self.statistics + 2 * self.fan_out].reshape(2, self.fan_out)

    @cached_property
    def entry(self) -> Activation:
        """The activation's registry entry."""
        entry: Activation = self.activation.registry[self.activation.name]
        return entry

    def bind(self, function: Any) -> Any:
        """Give one of the activation's functions its hyperparameters."""
        values = self.activation.values
        return partial(function, **values) if values else function


class Network(Struct, frozen=True):
    """The layers of a network, first to last.

    Attributes
    ----------
    layers : tuple of Layer
        Hidden layers and the output.
    """

    layers: tuple[Layer, ...]

    @classmethod
    def build(
        cls,
        inputs: int,
        units: list[int],
        activations: list[ActivationChoice],
        batch_norm: Sequence[bool] = (),
        dropout: Sequence[float] = (),
    ) -> Network:
        """Lay out a network with `inputs` inputs and the given units and activations, the output's last.

        `batch_norm` and `dropout` say of the first layers what the others do not have.
        """
        layers: list[Layer] = []
        start, fan_in = 0, inputs
        extras = zip_longest(batch_norm, dropout)
        for index, (fan_out, activation) in enumerate(zip(units, activations, strict=True)):
            name = "Output" if index == len(units) - 1 else f"Hidden {index + 1}"
            normalised, dropped = next(extras, (False, 0.0))
            layers.append(Layer(name, fan_in, fan_out, activation, start, bool(normalised), dropped or 0.0))
            start, fan_in = layers[-1].end, fan_out
        for index, layer in enumerate(layers):
            if layer.batch_norm:
                layers[index] = replace(layer, statistics=start)
                start += 2 * layer.fan_out
        return cls(tuple(layers))

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    @property
    def size(self) -> int:
        """P, the number of parameters."""
        return self.layers[-1].end

    @property
    def length(self) -> int:
        """How long theta is: P, and behind it the running statistics."""
        return self.size + 2 * sum(layer.fan_out for layer in self.layers if layer.batch_norm)

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

    @property
    def shape(self) -> tuple[tuple[int, ...], tuple[bool, ...]]:
        """What two networks must share for theta to mean the same in both: their units, and which are normalised."""
        return self.units, tuple(layer.batch_norm for layer in self.layers)

    def parameter_name(self, index: int) -> str:
        """Name the parameter at `index` of theta: "W2[3,1]", "b1[0]", "gamma1[0]" or "beta1[0]"."""
        for number, layer in enumerate(self.layers, 1):
            if index < layer.bias_start:
                row, column = divmod(index - layer.start, layer.fan_out)
                return f"W{number}[{row},{column}]"
            if index < layer.bias_end:
                return f"b{number}[{index - layer.bias_start}]"
            if index < layer.end:
                row, column = divmod(index - layer.bias_end, layer.fan_out)
                return f"{('gamma', 'beta')[row]}{number}[{column}]"
        raise IndexError(f"parameter {index} of {self.size}")

    def initial_theta(self, seed: int, starts: Sequence[LayerStart], dtype: str) -> Array:
        """Draw the initial theta, shape (length,): layer k as its start says, from its own stream; gamma 1."""
        theta = np.zeros(self.length, dtype=dtype)
        for number, (layer, start) in enumerate(zip(self.layers, starts, strict=True), 1):
            draw = start.draw(generator(seed, Purpose.WEIGHTS, number), layer.fan_in, layer.fan_out)
            layer.weights(theta)[...] = draw
            layer.biases(theta)[...] = start.bias
            if layer.batch_norm:
                layer.gamma_beta(theta)[0] = 1.0
                layer.running(theta)[1] = 1.0
        return theta
