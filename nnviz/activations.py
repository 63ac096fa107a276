r"""Activations: a = f(z), and how a gradient passes back through f.

Every function writes into arrays that it is given, because the step loop allocates nothing:

- ``function(z, out, scratch, **hyperparameters)`` writes f(z) into `out`;
- ``derivative(z, a, out, scratch, **hyperparameters)`` writes f'(z) into `out`, where `a` is f(z).

All arrays have the shape (batch, units); `scratch` is free for use. At a kink the derivative is the left one. NaN
passes through every function, so that divergence shows. Softmax is not elementwise: it has a pullback in place of a
derivative.

Outputs of NumPy functions are passed by position here and in all that the step loop calls: on arrays as small as these
the keyword alone takes a sixth of a call.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.arrays import Array
from nnviz.registry import Entry, Hyperparameter, Registry


@dataclass(frozen=True, kw_only=True)
class Activation(Entry):
    """One activation function with its derivative.

    Attributes
    ----------
    function, derivative : callable
        See the head of the module. `derivative` is None for an activation that is not elementwise.
    derivative_formula : str
        LaTeX of f'.
    pullback : callable or None
        ``pullback(a, gradient, scratch)`` turns dL/da into dL/dz in place, for activations without a derivative.
    kinks : tuple of float
        Where f' jumps; a difference quotient across such a point means nothing.
    """

    function: Callable[..., None]
    derivative: Callable[..., None] | None = None
    derivative_formula: str
    pullback: Callable[[Array, Array, Array], None] | None = None
    kinks: tuple[float, ...] = ()


def _linear(z: Array, out: Array, scratch: Array) -> None:
    out[...] = z


def _linear_derivative(z: Array, a: Array, out: Array, scratch: Array) -> None:
    out.fill(1.0)


def _step(z: Array, out: Array, scratch: Array) -> None:
    np.heaviside(z, 1.0, out)


def _step_derivative(z: Array, a: Array, out: Array, scratch: Array) -> None:
    out.fill(0.0)


def _sigmoid(z: Array, out: Array, scratch: Array) -> None:
    np.negative(z, out)
    np.exp(out, out)  # overflows to inf for z below -709, and 1 / (1 + inf) is the right 0
    np.add(out, 1.0, out)
    np.reciprocal(out, out)


def _sigmoid_derivative(z: Array, a: Array, out: Array, scratch: Array) -> None:
    np.subtract(1.0, a, out)
    np.multiply(out, a, out)


def _tanh(z: Array, out: Array, scratch: Array) -> None:
    np.tanh(z, out)


def _tanh_derivative(z: Array, a: Array, out: Array, scratch: Array) -> None:
    np.multiply(a, a, out)
    np.subtract(1.0, out, out)


def _relu(z: Array, out: Array, scratch: Array) -> None:
    # max(z, 0) = z/2 + |z/2|, exactly; np.maximum takes twice as long.
    np.multiply(z, 0.5, scratch)
    np.absolute(scratch, out)
    np.add(out, scratch, out)


def _relu_derivative(z: Array, a: Array, out: Array, scratch: Array) -> None:
    np.sign(a, out)


def _split_at_zero(z: Array, positive: Array, negative: Array) -> None:
    """Write max(z, 0) and min(z, 0), exactly."""
    np.multiply(z, 0.5, negative)
    np.absolute(negative, positive)
    np.subtract(negative, positive, negative)
    np.subtract(z, negative, positive)


def _leaky_relu(z: Array, out: Array, scratch: Array, alpha: float) -> None:
    _split_at_zero(z, out, scratch)
    np.multiply(scratch, alpha, scratch)
    np.add(out, scratch, out)


def _leaky_relu_derivative(z: Array, a: Array, out: Array, scratch: Array, alpha: float) -> None:
    np.heaviside(z, 0.0, out)
    np.multiply(out, 1.0 - alpha, out)
    np.add(out, alpha, out)


def _elu(z: Array, out: Array, scratch: Array, alpha: float) -> None:
    _split_at_zero(z, out, scratch)
    np.expm1(scratch, scratch)
    np.multiply(scratch, alpha, scratch)
    np.add(out, scratch, out)


def _elu_derivative(z: Array, a: Array, out: Array, scratch: Array, alpha: float) -> None:
    # alpha e^z = a + alpha for z <= 0, and 1 = alpha + (1 - alpha) above.
    np.minimum(a, 0.0, out=out)
    np.add(out, alpha, out)
    np.heaviside(z, 0.0, scratch)
    np.multiply(scratch, 1.0 - alpha, scratch)
    np.add(out, scratch, out)


def _softmax(z: Array, out: Array, scratch: Array) -> None:
    largest_of_rows(z, scratch)
    np.subtract(z, scratch, out)
    np.exp(out, out)
    sum_of_rows(out, scratch)
    np.divide(out, scratch, out)


def _softmax_pullback(a: Array, gradient: Array, scratch: Array) -> None:
    # dL/dz_i = a_i (g_i - sum_c g_c a_c) = a_i g_i - a_i sum_c a_c g_c
    np.multiply(gradient, a, gradient)
    sum_of_rows(gradient, scratch)
    np.multiply(scratch, a, scratch)
    np.subtract(gradient, scratch, gradient)


def largest_of_rows(values: Array, out: Array) -> None:
    """Write the largest value of each row into all its columns.

    One copy and a plain difference take half as long as a difference that NumPy has to broadcast, and no buffer.
    """
    first = out[:, :1]
    np.maximum.reduce(values, axis=1, out=first, keepdims=True)
    out[:, 1:] = first


def sum_of_rows(values: Array, out: Array) -> None:
    """Write the sum of each row into all its columns."""
    first = out[:, :1]
    np.add.reduce(values, axis=1, out=first, keepdims=True)
    out[:, 1:] = first


def _alpha(default: float, tooltip: str) -> Hyperparameter:
    return Hyperparameter(
        name="alpha", label="Alpha", default=default, minimum=0.0, maximum=10.0, slider=(0.0, 2.0), tooltip=tooltip
    )


ACTIVATIONS: Registry[Activation] = Registry(
    "activation",
    Activation(
        name="linear",
        label="Linear",
        formula=r"z",
        derivative_formula=r"1",
        sentence="Passes its sum on unchanged: stacked linear layers are still one linear layer.",
        source="Identity function",
        function=_linear,
        derivative=_linear_derivative,
    ),
    Activation(
        name="step",
        label="Step",
        formula=r"1 \text{ for } z \geq 0, \text{ else } 0",
        derivative_formula=r"0",
        sentence="Fires or does not; its derivative is 0 everywhere, so gradient descent cannot train through it.",
        source="McCulloch and Pitts 1943; Rosenblatt 1958",
        function=_step,
        derivative=_step_derivative,
        kinks=(0.0,),
    ),
    Activation(
        name="sigmoid",
        label="Sigmoid",
        formula=r"\frac{1}{1 + e^{-z}}",
        derivative_formula=r"f(z)\,(1 - f(z))",
        sentence="Squashes to 0 ... 1; its slope is at most 0.25, so gradients shrink with every layer.",
        source="Logistic function, Verhulst 1838; in networks Rumelhart, Hinton and Williams 1986",
        function=_sigmoid,
        derivative=_sigmoid_derivative,
    ),
    Activation(
        name="tanh",
        label="Tanh",
        formula=r"\tanh z",
        derivative_formula=r"1 - \tanh^2 z",
        sentence="Squashes to -1 ... 1 around zero; it saturates for large sums.",
        source="LeCun et al. 1998, Efficient BackProp",
        function=_tanh,
        derivative=_tanh_derivative,
    ),
    Activation(
        name="relu",
        label="ReLU",
        formula=r"\max(0, z)",
        derivative_formula=r"1 \text{ for } z > 0, \text{ else } 0",
        sentence="Passes positive sums on and blocks the rest; a unit that never fires is dead.",
        source="Nair and Hinton 2010",
        function=_relu,
        derivative=_relu_derivative,
        kinks=(0.0,),
    ),
    Activation(
        name="leaky_relu",
        label="Leaky ReLU",
        formula=r"z \text{ for } z > 0, \text{ else } \alpha z",
        derivative_formula=r"1 \text{ for } z > 0, \text{ else } \alpha",
        sentence="A ReLU with a small slope below zero, so that no unit dies.",
        source="Maas, Hannun and Ng 2013",
        hyperparameters=(_alpha(0.01, "Slope below zero."),),
        function=_leaky_relu,
        derivative=_leaky_relu_derivative,
        kinks=(0.0,),
    ),
    Activation(
        name="elu",
        label="ELU",
        formula=r"z \text{ for } z > 0, \text{ else } \alpha (e^z - 1)",
        derivative_formula=r"1 \text{ for } z > 0, \text{ else } \alpha e^z",
        sentence="Bends smoothly towards -alpha below zero, which keeps mean activations near zero.",
        source="Clevert, Unterthiner and Hochreiter 2016",
        hyperparameters=(_alpha(1.0, "The value that large negative sums approach, with a minus sign."),),
        function=_elu,
        derivative=_elu_derivative,
        kinks=(0.0,),
    ),
    Activation(
        name="softmax",
        label="Softmax",
        formula=r"\frac{e^{z_c}}{\sum_k e^{z_k}}",
        derivative_formula=r"\frac{\partial a_i}{\partial z_j} = a_i (\delta_{ij} - a_j)",
        sentence="Turns a layer's sums into probabilities that add up to 1.",
        source="Bridle 1990",
        function=_softmax,
        pullback=_softmax_pullback,
    ),
)
