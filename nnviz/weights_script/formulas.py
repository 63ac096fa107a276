"""The forward formulas of the registries in plain NumPy, as a student would write them.

The engine writes into buffers that it is given, which is fast and hard to read. These say the same in one line each; a
test holds every one against the engine.
"""

from __future__ import annotations

from collections.abc import Mapping

ACTIVATION_BODIES: Mapping[str, str] = {
    "linear": "return z",
    "step": "return np.heaviside(z, 1.0)",
    "sigmoid": (
        'with np.errstate(over="ignore"):  # far below 0, exp is infinite, and 1 / infinity is the right 0\n'
        "    return 1.0 / (1.0 + np.exp(-z))"
    ),
    "tanh": "return np.tanh(z)",
    "relu": "return np.maximum(z, 0.0)",
    "leaky_relu": "return np.where(z > 0.0, z, alpha * z)",
    "elu": "return np.where(z > 0.0, z, alpha * np.expm1(np.minimum(z, 0.0)))  # expm1(z) is exp(z) - 1",
    "selu": (
        "scale, alpha = 1.0507009873554805, 1.6732632423543772\n"
        "return np.where(z > 0.0, scale * z, scale * alpha * np.expm1(np.minimum(z, 0.0)))"
    ),
    "gelu": (
        "c = 2.0 * (2.0 / np.pi) ** 0.5  # z (1 + tanh u) / 2 = z / (1 + exp(-2 u)) with 2 u = c (z + 0.044715 z^3)\n"
        'with np.errstate(over="ignore"):\n'
        "    return z / (1.0 + np.exp(z * (-c - 0.044715 * c * (z * z))))"
    ),
    "silu": (
        'with np.errstate(over="ignore"):  # far below 0, exp is infinite, and z / infinity is the right 0\n'
        "    return z / (1.0 + np.exp(-z))"
    ),
    "mish": "return z * np.tanh(np.logaddexp(z, 0.0))  # logaddexp(z, 0) is ln(e^z + 1)",
    "softplus": "return np.logaddexp(z, 0.0)  # ln(e^z + 1)",
    "sine": "return np.sin(z)",
    "softmax": (
        "e = np.exp(z - z.max(axis=1, keepdims=True))  # less the largest: no exp overflows, shares stay\n"
        "return e / e.sum(axis=1, keepdims=True)"
    ),
}
"""The body of each activation's function of `z`, shape (rows, units), and of its hyperparameters by name."""

FEATURE_EXPRESSIONS: Mapping[str, str] = {
    "x1": "x1",
    "x2": "x2",
    "x1^2": "x1**2",
    "x2^2": "x2**2",
    "x1*x2": "x1 * x2",
    "sin(x1)": "np.sin(x1)",
    "sin(x2)": "np.sin(x2)",
}
"""Each feature as an expression of the columns x1 and x2."""
