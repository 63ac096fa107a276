"""What a loss is: its terms, its gradient, and what it is made for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal

import numpy as np
from msgspec.structs import replace

from nnviz.arrays import Array
from nnviz.datasets.table import Task
from nnviz.registry import Entry


class Loss(Entry, frozen=True, kw_only=True):
    """One loss with its gradient.

    Attributes
    ----------
    tasks : tuple of str
        What it can be used for.
    one_output_per_class : bool
        Whether it is made for one output a class, with one-hot targets. With one output for two classes it is still
        computed, and only the class whose target is 1 counts.
    integer_targets : bool
        Whether a target is written as the number of its class. What is computed is the same as with a one-hot row.
    signed_targets : bool
        Whether it tells two classes apart by targets of -1 and +1.
    terms, gradient : callable
        See `nnviz.losses`.
    fused_with : str or None
        The output activation with which it is computed from z.
    fused_terms : callable or None
        ``fused_terms(z, t, out, scratch)`` writes the terms into `out`.
    mean_over : "elements" or "rows"
        What the mean is taken over.
    takes_logarithms : bool
        Whether it reads the outputs as probabilities, and clips what is none.
    piece : callable or None
        ``piece(y, t)`` numbers, for every output, the smooth piece of the loss on which it lies: a difference quotient
        from one piece to another means nothing. None for a loss that is smooth everywhere.
    """

    tasks: tuple[Task, ...]
    one_output_per_class: bool = False
    integer_targets: bool = False
    signed_targets: bool = False
    terms: Callable[..., None]
    gradient: Callable[..., None]
    fused_with: str | None = None
    fused_terms: Callable[[Array, Array, Array, Array], None] | None = None
    mean_over: Literal["elements", "rows"] = "elements"
    takes_logarithms: bool = False
    piece: Callable[..., Array] | None = None

    def bound(self, values: Mapping[str, float]) -> Loss:
        """Return the loss with its hyperparameters filled in, so that its functions take arrays alone.

        Parameters
        ----------
        values : mapping
            Every hyperparameter by name.
        """
        if not values:
            return self
        named: dict[str, Any] = dict(values)
        return replace(
            self,
            terms=partial(self.terms, **named),
            gradient=partial(self.gradient, **named),
            piece=None if self.piece is None else partial(self.piece, **named),
        )

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
