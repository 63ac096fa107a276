"""Activations that pass positive sums on and treat negative ones in another way: ReLU and its kin."""

from __future__ import annotations

import numpy as np

from nnviz.arrays import Array


def relu(z: Array, out: Array, scratch: Array) -> None:
    """Write max(0, z)."""
    # max(z, 0) = z/2 + |z/2|, exactly; np.maximum takes twice as long.
    np.multiply(z, 0.5, scratch)
    np.absolute(scratch, out)
    np.add(out, scratch, out)


def relu_derivative(z: Array, a: Array, out: Array, scratch: Array) -> None:
    """Write 1 for z > 0, else 0."""
    np.sign(a, out)


def _split_at_zero(z: Array, positive: Array, negative: Array) -> None:
    """Write max(z, 0) and min(z, 0), exactly."""
    np.multiply(z, 0.5, negative)
    np.absolute(negative, positive)
    np.subtract(negative, positive, negative)
    np.subtract(z, negative, positive)


def leaky_relu(z: Array, out: Array, scratch: Array, alpha: float) -> None:
    """Write z for z > 0, else alpha z."""
    _split_at_zero(z, out, scratch)
    np.multiply(scratch, alpha, scratch)
    np.add(out, scratch, out)


def leaky_relu_derivative(z: Array, a: Array, out: Array, scratch: Array, alpha: float) -> None:
    """Write 1 for z > 0, else alpha."""
    np.heaviside(z, 0.0, out)
    np.multiply(out, 1.0 - alpha, out)
    np.add(out, alpha, out)


def elu(z: Array, out: Array, scratch: Array, alpha: float) -> None:
    """Write z for z > 0, else alpha (e^z - 1)."""
    _split_at_zero(z, out, scratch)
    np.expm1(scratch, scratch)
    np.multiply(scratch, alpha, scratch)
    np.add(out, scratch, out)


def elu_derivative(z: Array, a: Array, out: Array, scratch: Array, alpha: float) -> None:
    """Write 1 for z > 0, else alpha e^z."""
    # alpha e^z = a + alpha for z <= 0, and 1 = alpha + (1 - alpha) above.
    np.minimum(a, 0.0, out=out)
    np.add(out, alpha, out)
    np.heaviside(z, 0.0, scratch)
    np.multiply(scratch, 1.0 - alpha, scratch)
    np.add(out, scratch, out)


SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805
"""Klambauer et al. 2017, equation 14: with them mean 0 and variance 1 are a fixed point from layer to layer."""

_SELU_DEPTH = SELU_SCALE * SELU_ALPHA


def selu(z: Array, out: Array, scratch: Array) -> None:
    """Write scale z for z > 0, else scale alpha (e^z - 1)."""
    _split_at_zero(z, out, scratch)
    np.expm1(scratch, scratch)
    np.multiply(scratch, _SELU_DEPTH, scratch)
    np.multiply(out, SELU_SCALE, out)
    np.add(out, scratch, out)


def selu_derivative(z: Array, a: Array, out: Array, scratch: Array) -> None:
    """Write scale for z > 0, else scale alpha e^z."""
    # As that of ELU: scale alpha e^z = a + scale alpha for z <= 0.
    np.minimum(a, 0.0, out=out)
    np.add(out, _SELU_DEPTH, out)
    np.heaviside(z, 0.0, scratch)
    np.multiply(scratch, SELU_SCALE - _SELU_DEPTH, scratch)
    np.add(out, scratch, out)
