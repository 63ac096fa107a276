r"""Losses: how far the outputs y are from the targets t, as one number and as a gradient.

- ``value(y, t, scratch)`` returns the mean loss as a float;
- ``gradient(y, t, out, scratch)`` writes dL/dy into `out`.

A loss that is `fused_with` its natural output activation is computed from z instead, where it is stable and where
dL/dz = (a - t) / count. All arrays have the shape (batch, outputs).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnviz.arrays import Array
from nnviz.registry import Entry, Registry

Task = Literal["classification", "regression"]

CLIP = 1e-12
"""Probabilities are clipped to [CLIP, 1 - CLIP] before their logarithm is taken."""


@dataclass(frozen=True, kw_only=True)
class Loss(Entry):
    """One loss with its gradient.

    Attributes
    ----------
    tasks : tuple of str
        What it can be used for.
    one_output_per_class : bool
        Whether it needs one-hot targets.
    value, gradient : callable
        See the head of the module.
    fused_with : str or None
        The output activation with which it is computed from z.
    fused_value : callable or None
        ``fused_value(z, t, scratch, second_scratch)`` returns the mean loss.
    mean_over : "elements" or "rows"
        What the mean is taken over.
    """

    tasks: tuple[Task, ...]
    one_output_per_class: bool = False
    value: Callable[[Array, Array, Array], float]
    gradient: Callable[[Array, Array, Array, Array], None]
    fused_with: str | None = None
    fused_value: Callable[[Array, Array, Array, Array], float] | None = None
    mean_over: Literal["elements", "rows"] = "elements"

    def fused_gradient(self, a: Array, t: Array, out: Array) -> None:
        """Write dL/dz = (a - t) / count into `out`, for the activation that it is fused with."""
        np.subtract(a, t, out=out)
        np.multiply(out, 1.0 / (out.size if self.mean_over == "elements" else len(out)), out=out)


def _mean(values: Array) -> float:
    return float(np.add.reduce(values, axis=None)) / values.size


def _mse(y: Array, t: Array, scratch: Array) -> float:
    np.subtract(y, t, out=scratch)
    np.multiply(scratch, scratch, out=scratch)
    return _mean(scratch)


def _mse_gradient(y: Array, t: Array, out: Array, scratch: Array) -> None:
    np.subtract(y, t, out=out)
    np.multiply(out, 2.0 / out.size, out=out)


def _mae(y: Array, t: Array, scratch: Array) -> float:
    np.subtract(y, t, out=scratch)
    np.absolute(scratch, out=scratch)
    return _mean(scratch)


def _mae_gradient(y: Array, t: Array, out: Array, scratch: Array) -> None:
    np.subtract(y, t, out=out)
    np.sign(out, out=out)
    np.multiply(out, 1.0 / out.size, out=out)


def _binary_cross_entropy(y: Array, t: Array, scratch: Array) -> float:
    # Evaluated in float64, because 1 - 1e-12 does not exist in float32.
    p = np.clip(y.astype(np.float64), CLIP, 1.0 - CLIP)
    return float(-np.mean(t * np.log(p) + (1.0 - t) * np.log1p(-p)))


def _binary_cross_entropy_gradient(y: Array, t: Array, out: Array, scratch: Array) -> None:
    p = np.clip(y.astype(np.float64), CLIP, 1.0 - CLIP)
    gradient = (p - t) / (p * (1.0 - p)) / p.size
    gradient[(y < CLIP) | (y > 1.0 - CLIP)] = 0.0
    np.copyto(out, gradient, casting="same_kind")


def _binary_cross_entropy_from_z(z: Array, t: Array, scratch: Array, second: Array) -> float:
    # -(t ln p + (1 - t) ln(1 - p)) = max(z, 0) - t z + ln(1 + e^-|z|): no term overflows, and where t is 0 or 1 the first
    # two cancel exactly, element by element, so that a loss of 1e-12 keeps its digits.
    np.maximum(z, 0.0, out=scratch)
    np.multiply(t, z, out=second)
    np.subtract(scratch, second, out=scratch)
    np.absolute(z, out=second)
    np.negative(second, out=second)
    np.exp(second, out=second)
    np.log1p(second, out=second)
    np.add(scratch, second, out=scratch)
    return _mean(scratch)


def _categorical_cross_entropy(y: Array, t: Array, scratch: Array) -> float:
    p = np.clip(y.astype(np.float64), CLIP, 1.0 - CLIP)
    return float(-np.sum(t * np.log(p))) / len(y)


def _categorical_cross_entropy_gradient(y: Array, t: Array, out: Array, scratch: Array) -> None:
    p = np.clip(y.astype(np.float64), CLIP, 1.0 - CLIP)
    gradient = -t / p / len(y)
    gradient[(y < CLIP) | (y > 1.0 - CLIP)] = 0.0
    np.copyto(out, gradient, casting="same_kind")


def _categorical_cross_entropy_from_z(z: Array, t: Array, scratch: Array, second: Array) -> float:
    # -sum_c t_c ln p_c = ln sum_c e^(z_c - m) - sum_c t_c (z_c - m), with m the largest z: one-hot t sum to 1.
    column = second[:, :1]
    np.maximum.reduce(z, axis=1, out=column, keepdims=True)
    np.subtract(z, column, out=scratch)
    np.multiply(t, scratch, out=second)
    chosen = np.add.reduce(second, axis=None)
    np.exp(scratch, out=scratch)
    np.add.reduce(scratch, axis=1, out=column, keepdims=True)
    np.log(column, out=column)
    return float(np.add.reduce(column, axis=None) - chosen) / len(z)


LOSSES: Registry[Loss] = Registry(
    "loss",
    Loss(
        name="mse",
        label="Mean squared error",
        formula=r"\frac{1}{NK} \sum (y - t)^2",
        sentence="Squares every error, so that large ones count most.",
        source="Least squares, Legendre 1805",
        tasks=("classification", "regression"),
        value=_mse,
        gradient=_mse_gradient,
    ),
    Loss(
        name="mae",
        label="Mean absolute error",
        formula=r"\frac{1}{NK} \sum |y - t|",
        sentence="Counts every error at its size, so that outliers weigh less.",
        source="Least absolute deviations, Boscovich 1757",
        tasks=("classification", "regression"),
        value=_mae,
        gradient=_mae_gradient,
    ),
    Loss(
        name="binary_cross_entropy",
        label="Binary cross-entropy",
        formula=r"-\frac{1}{NK} \sum \left( t \ln p + (1 - t) \ln(1 - p) \right)",
        sentence="The surprise at the right answer of a yes-or-no question: confident mistakes are expensive.",
        source="Cox 1958; Good 1952",
        tasks=("classification",),
        value=_binary_cross_entropy,
        gradient=_binary_cross_entropy_gradient,
        fused_with="sigmoid",
        fused_value=_binary_cross_entropy_from_z,
    ),
    Loss(
        name="categorical_cross_entropy",
        label="Categorical cross-entropy",
        formula=r"-\frac{1}{N} \sum_n \sum_c t_c \ln p_c",
        sentence="The surprise at the right one of several classes.",
        source="Bridle 1990; Good 1952",
        tasks=("classification",),
        one_output_per_class=True,
        value=_categorical_cross_entropy,
        gradient=_categorical_cross_entropy_gradient,
        fused_with="softmax",
        fused_value=_categorical_cross_entropy_from_z,
        mean_over="rows",
    ),
)
