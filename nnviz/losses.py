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

from nnviz.activations import largest_of_rows
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
        ``fused_value(z, t, scratch, second_scratch)`` returns the mean loss; `scratch` is as the activation left it.
    mean_over : "elements" or "rows"
        What the mean is taken over.
    piece : callable or None
        ``piece(y, t)`` numbers, for every output, the smooth piece of the loss on which it lies: a difference quotient
        from one piece to another means nothing. None for a loss that is smooth everywhere.
    """

    tasks: tuple[Task, ...]
    one_output_per_class: bool = False
    value: Callable[[Array, Array, Array], float]
    gradient: Callable[[Array, Array, Array, Array], None]
    fused_with: str | None = None
    fused_value: Callable[[Array, Array, Array, Array], float] | None = None
    mean_over: Literal["elements", "rows"] = "elements"
    piece: Callable[[Array, Array], Array] | None = None

    def fused_gradient(self, a: Array, t: Array, out: Array) -> None:
        """Write dL/dz = (a - t) / count into `out`, for the activation that it is fused with."""
        np.subtract(a, t, out)
        np.multiply(out, 1.0 / (out.size if self.mean_over == "elements" else len(out)), out)


def _mean(values: Array) -> float:
    return float(np.add.reduce(values, None)) / values.size


def _mse(y: Array, t: Array, scratch: Array) -> float:
    np.subtract(y, t, scratch)
    np.multiply(scratch, scratch, scratch)
    return _mean(scratch)


def _mse_gradient(y: Array, t: Array, out: Array, scratch: Array) -> None:
    np.subtract(y, t, out)
    np.multiply(out, 2.0 / out.size, out)


def _mae(y: Array, t: Array, scratch: Array) -> float:
    np.subtract(y, t, scratch)
    np.absolute(scratch, scratch)
    return _mean(scratch)


def _mae_gradient(y: Array, t: Array, out: Array, scratch: Array) -> None:
    np.subtract(y, t, out)
    np.sign(out, out)
    np.multiply(out, 1.0 / out.size, out)


def _mae_piece(y: Array, t: Array) -> Array:
    piece: Array = np.sign(y - t)
    return piece


def _clipped(y: Array) -> Array:
    """Return probabilities within the limits, in float64, because 1 - 1e-12 does not exist in float32."""
    return np.clip(y.astype(np.float64), CLIP, 1.0 - CLIP)


def _clipped_piece(y: Array, t: Array) -> Array:
    p = y.astype(np.float64)
    return (p > CLIP).astype(np.int8) + (p > 1.0 - CLIP)


def _binary_cross_entropy(y: Array, t: Array, scratch: Array) -> float:
    p = _clipped(y)
    return float(-np.mean(t * np.log(p) + (1.0 - t) * np.log1p(-p)))


def _binary_cross_entropy_gradient(y: Array, t: Array, out: Array, scratch: Array) -> None:
    p = _clipped(y)
    gradient = (p - t) / (p * (1.0 - p)) / p.size
    gradient[p != y] = 0.0
    np.copyto(out, gradient, casting="same_kind")


def _binary_cross_entropy_from_z(z: Array, t: Array, scratch: Array, second: Array) -> float:
    # -(t ln p + (1 - t) ln(1 - p)) = max(z, 0) - t z + ln(1 + e^-|z|): no term overflows, and where t is 0 or 1 the
    # first two cancel exactly, element by element, so that a loss of 1e-12 keeps its digits.
    # (fmax skips NaN, which the last term brings back; np.maximum takes five times as long on a small batch.)
    np.fmax(z, 0.0, scratch)
    np.multiply(t, z, second)
    np.subtract(scratch, second, scratch)
    np.absolute(z, second)
    np.negative(second, second)
    np.exp(second, second)
    np.log1p(second, second)
    np.add(scratch, second, scratch)
    return _mean(scratch)


def _categorical_cross_entropy(y: Array, t: Array, scratch: Array) -> float:
    p = _clipped(y)
    return float(-np.sum(t * np.log(p))) / len(y)


def _categorical_cross_entropy_gradient(y: Array, t: Array, out: Array, scratch: Array) -> None:
    p = _clipped(y)
    gradient = -t / p / len(y)
    gradient[p != y] = 0.0
    np.copyto(out, gradient, casting="same_kind")


def _categorical_cross_entropy_from_z(z: Array, t: Array, scratch: Array, second: Array) -> float:
    # -sum_c t_c ln p_c = ln sum_c e^(z_c - m) - sum_c t_c (z_c - m), with m the row's largest z, because one-hot t sum
    # to 1. Softmax has left the sum of exponentials in scratch.
    largest_of_rows(z, second)
    np.subtract(z, second, second)
    np.multiply(t, second, second)
    chosen = np.add.reduce(second, None)
    column = second[:, :1]
    np.log(scratch[:, :1], column)
    return float(np.add.reduce(column, None) - chosen) / len(z)


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
        piece=_mae_piece,
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
        piece=_clipped_piece,
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
        piece=_clipped_piece,
        fused_with="softmax",
        fused_value=_categorical_cross_entropy_from_z,
        mean_over="rows",
    ),
)
