"""Activations without a kink that go to 0 on the left and follow z on the right: GELU, SiLU, mish and softplus.

With sigma(z) = 1 / (1 + e^-z). Results are exact to some rounding units of the larger of 1 and abs(z), for every z:
exponents are cut where the result no longer depends on them, and nothing subtracts what is large.
"""

from __future__ import annotations

import math

import numpy as np

from nnviz.arrays import Array

_GELU_LINEAR = 2.0 * math.sqrt(2.0 / math.pi)
_GELU_CUBIC = 0.044715 * _GELU_LINEAR
_SQUARE = 1600.0
"""Beyond abs(z) = 40 nothing of GELU depends on how large z^2 is, which might overflow."""
_EXPONENT = 60.0
"""e^60 still fits single precision, and 1 / e^60 is nothing beside 1."""
_FAR_RIGHT = 40.0
"""From here on mish is z, and e^(2 * 40) still fits single precision."""


def gelu(z: Array, out: Array, scratch: Array) -> None:
    """Write z (1 + tanh u) / 2 with u = sqrt(2 / pi) (z + 0.044715 z^3)."""
    # (1 + tanh u) / 2 = sigma(2 u): fewer calls, and the digits of small values stay.
    np.multiply(z, z, scratch)
    np.multiply(scratch, -_GELU_CUBIC, scratch)
    np.subtract(scratch, _GELU_LINEAR, scratch)
    np.multiply(scratch, z, scratch)
    np.exp(scratch, scratch)
    np.add(scratch, 1.0, scratch)
    np.divide(z, scratch, out)


def gelu_derivative(z: Array, a: Array, out: Array, scratch: Array) -> None:
    """Write sigma(2 u) + a (1 - sigma(2 u)) 2 u'."""
    # With e = e^(-2 u): sigma = 1 / (1 + e) and 1 - sigma = e / (1 + e), so f' = (1 + 2 u' a e) / (1 + e).
    np.multiply(z, z, scratch)
    np.minimum(scratch, _SQUARE, out=scratch)
    np.multiply(scratch, -_GELU_CUBIC, out)
    np.subtract(out, _GELU_LINEAR, out)
    np.multiply(out, z, out)
    np.minimum(out, _EXPONENT, out=out)
    np.exp(out, out)
    np.multiply(scratch, 3.0 * _GELU_CUBIC, scratch)
    np.add(scratch, _GELU_LINEAR, scratch)
    np.multiply(scratch, a, scratch)
    np.multiply(scratch, out, scratch)
    np.add(scratch, 1.0, scratch)
    np.add(out, 1.0, out)
    np.divide(scratch, out, out)


def silu(z: Array, out: Array, scratch: Array) -> None:
    """Write z sigma(z)."""
    np.negative(z, scratch)
    np.exp(scratch, scratch)  # overflows to inf for z below -709, and z / (1 + inf) is the right 0
    np.add(scratch, 1.0, scratch)
    np.divide(z, scratch, out)


def silu_derivative(z: Array, a: Array, out: Array, scratch: Array) -> None:
    """Write sigma(z) + a (1 - sigma(z))."""
    # With e = e^-z, as for GELU: f' = (1 + a e) / (1 + e).
    np.negative(z, out)
    np.minimum(out, _EXPONENT, out=out)
    np.exp(out, out)
    np.multiply(out, a, scratch)
    np.add(scratch, 1.0, scratch)
    np.add(out, 1.0, out)
    np.divide(scratch, out, out)


def mish(z: Array, out: Array, scratch: Array) -> None:
    """Write z tanh(ln(1 + e^z))."""
    # tanh(ln(1 + n)) = w / (w + 2) with w = n (n + 2).
    np.minimum(z, _FAR_RIGHT, out=out)
    np.exp(out, out)
    np.add(out, 2.0, scratch)
    np.multiply(out, scratch, out)
    np.add(out, 2.0, scratch)
    np.divide(out, scratch, out)
    np.multiply(out, z, out)


def mish_derivative(z: Array, a: Array, out: Array, scratch: Array) -> None:
    """Write T + z sigma(z) (1 - T^2) with T = tanh(ln(1 + e^z))."""
    # With r = sigma(-z): T = (1 - r^2) / (1 + r^2) and z sigma(z) (1 - T^2) = 4 a r^2 / ((1 + r) (1 + r^2)).
    np.exp(z, out)
    np.add(out, 1.0, out)
    np.reciprocal(out, out)
    np.add(out, 1.0, scratch)
    np.multiply(out, out, out)
    np.divide(out, scratch, scratch)
    np.multiply(scratch, a, scratch)
    np.multiply(scratch, 4.0, scratch)
    np.subtract(scratch, out, scratch)
    np.add(scratch, 1.0, scratch)
    np.add(out, 1.0, out)
    np.divide(scratch, out, out)


def softplus(z: Array, out: Array, scratch: Array) -> None:
    """Write ln(1 + e^z) = max(z, 0) + ln(1 + e^-abs(z))."""
    # np.logaddexp does it in one call, and takes from 1.5 to 6 times as long.
    np.absolute(z, scratch)
    np.negative(scratch, scratch)
    np.exp(scratch, scratch)
    np.log1p(scratch, scratch)
    np.maximum(z, 0.0, out=out)
    np.add(out, scratch, out)


def softplus_derivative(z: Array, a: Array, out: Array, scratch: Array) -> None:
    """Write sigma(z)."""
    # sigma(z) = 1 - e^-a, which keeps its digits where a is small.
    np.negative(a, out)
    np.expm1(out, out)
    np.negative(out, out)
