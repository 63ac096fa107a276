r"""Losses: how far the outputs y are from the targets t, as one number and as a gradient.

A loss is a mean, that is, a sum of terms times a weight:

- ``terms(y, t, out, scratch)`` writes the terms into `out`;
- ``gradient(y, t, out, scratch)`` writes dL/dy into `out`.

A loss that is `fused_with` its natural output activation is computed from z instead, where it is stable and where
dL/dz = (a - t) weight. All arrays have the shape (batch, outputs); `scratch` is free for use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnviz.activations import largest_of_rows, sum_of_rows
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
    terms, gradient : callable
        See the head of the module.
    fused_with : str or None
        The output activation with which it is computed from z.
    fused_terms : callable or None
        ``fused_terms(z, t, out, scratch)`` writes the terms into `out`.
    mean_over : "elements" or "rows"
        What the mean is taken over.
    piece : callable or None
        ``piece(y, t)`` numbers, for every output, the smooth piece of the loss on which it lies: a difference quotient
        from one piece to another means nothing. None for a loss that is smooth everywhere.
    """

    tasks: tuple[Task, ...]
    one_output_per_class: bool = False
    terms: Callable[[Array, Array, Array, Array], None]
    gradient: Callable[[Array, Array, Array, Array], None]
    fused_with: str | None = None
    fused_terms: Callable[[Array, Array, Array, Array], None] | None = None
    mean_over: Literal["elements", "rows"] = "elements"
    piece: Callable[[Array, Array], Array] | None = None

    def weight(self, rows: int, outputs: int) -> float:
        """Return what one term of the mean counts."""
        return 1.0 / (rows * outputs if self.mean_over == "elements" else rows)

    def terms_after(self, activation: str) -> Callable[[Array, Array, Array, Array], None]:
        """Return the function for the terms after this output activation: of z where the two are fused, else of y."""
        if self.fused_terms is not None and activation == self.fused_with:
            return self.fused_terms
        return self.terms

    def fused_gradient(self, a: Array, t: Array, out: Array, weight: float) -> None:
        """Write dL/dz into `out`, for the activation that it is fused with."""
        np.subtract(a, t, out)
        np.multiply(out, weight, out)


def _mse(y: Array, t: Array, out: Array, scratch: Array) -> None:
    np.subtract(y, t, out)
    np.multiply(out, out, out)


def _mse_gradient(y: Array, t: Array, out: Array, scratch: Array) -> None:
    np.subtract(y, t, out)
    np.multiply(out, 2.0 / out.size, out)


def _mae(y: Array, t: Array, out: Array, scratch: Array) -> None:
    np.subtract(y, t, out)
    np.absolute(out, out)


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


def _binary_cross_entropy(y: Array, t: Array, out: Array, scratch: Array) -> None:
    p = _clipped(y)
    out[...] = -(t * np.log(p) + (1.0 - t) * np.log1p(-p))


def _binary_cross_entropy_gradient(y: Array, t: Array, out: Array, scratch: Array) -> None:
    p = _clipped(y)
    gradient = (p - t) / (p * (1.0 - p)) / p.size
    gradient[p != y] = 0.0
    np.copyto(out, gradient, casting="same_kind")


def _binary_cross_entropy_from_z(z: Array, t: Array, out: Array, scratch: Array) -> None:
    # -(t ln p + (1 - t) ln(1 - p)) = max(z, 0) - t z + ln(1 + e^-|z|): no term overflows, and where t is 0 or 1 the
    # first two cancel exactly, element by element, so that a loss of 1e-12 keeps its digits.
    # (fmax skips NaN, which the last term brings back; np.maximum takes five times as long on a small batch.)
    np.fmax(z, 0.0, out)
    np.multiply(t, z, scratch)
    np.subtract(out, scratch, out)
    np.absolute(z, scratch)
    np.negative(scratch, scratch)
    np.exp(scratch, scratch)
    np.log1p(scratch, scratch)
    np.add(out, scratch, out)


def _categorical_cross_entropy(y: Array, t: Array, out: Array, scratch: Array) -> None:
    out[...] = -t * np.log(_clipped(y))


def _categorical_cross_entropy_gradient(y: Array, t: Array, out: Array, scratch: Array) -> None:
    p = _clipped(y)
    gradient = -t / p / len(y)
    gradient[p != y] = 0.0
    np.copyto(out, gradient, casting="same_kind")


def _categorical_cross_entropy_from_z(z: Array, t: Array, out: Array, scratch: Array) -> None:
    # -t_c ln p_c = t_c (ln sum_k e^(z_k - m) - (z_c - m)), with m the row's largest z.
    largest_of_rows(z, scratch)
    np.subtract(z, scratch, out)
    np.exp(out, scratch)
    sum_of_rows(scratch, scratch)
    np.log(scratch, scratch)
    np.subtract(scratch, out, out)
    np.multiply(t, out, out)


LOSSES: Registry[Loss] = Registry(
    "loss",
    Loss(
        name="mse",
        label="Mean squared error",
        formula=r"\frac{1}{NK} \sum (y - t)^2",
        sentence="Squares every error, so that large ones count most.",
        source="Least squares, Legendre 1805",
        tasks=("classification", "regression"),
        terms=_mse,
        gradient=_mse_gradient,
    ),
    Loss(
        name="mae",
        label="Mean absolute error",
        formula=r"\frac{1}{NK} \sum |y - t|",
        sentence="Counts every error at its size, so that outliers weigh less.",
        source="Least absolute deviations, Boscovich 1757",
        tasks=("classification", "regression"),
        terms=_mae,
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
        terms=_binary_cross_entropy,
        gradient=_binary_cross_entropy_gradient,
        piece=_clipped_piece,
        fused_with="sigmoid",
        fused_terms=_binary_cross_entropy_from_z,
    ),
    Loss(
        name="categorical_cross_entropy",
        label="Categorical cross-entropy",
        formula=r"-\frac{1}{N} \sum_n \sum_c t_c \ln p_c",
        sentence="The surprise at the right one of several classes.",
        source="Bridle 1990; Good 1952",
        tasks=("classification",),
        one_output_per_class=True,
        terms=_categorical_cross_entropy,
        gradient=_categorical_cross_entropy_gradient,
        piece=_clipped_piece,
        fused_with="softmax",
        fused_terms=_categorical_cross_entropy_from_z,
        mean_over="rows",
    ),
)
