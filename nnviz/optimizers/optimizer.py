"""What an optimizer is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nnviz.arrays import Array
from nnviz.registry import Entry

Vectors = Sequence[Array]
"""Vectors of shape (P,), one entry for each parameter."""

SCRATCH_VECTORS = 2
"""How many vectors an update may write to as it likes."""


class Optimizer(Entry, frozen=True, kw_only=True):
    """One optimizer.

    Attributes
    ----------
    memory : tuple of str
        What it remembers of earlier steps, in words: one vector of state for each.
    update : callable
        See `nnviz.optimizers`.
    stable_rate : callable or None
        ``stable_rate(**hyperparameters)`` returns below which product of learning rate and curvature it converges on
        a parabola; None where no such bound holds, as for those that scale each parameter's step by its gradients.
    """

    memory: tuple[str, ...] = ()
    update: Callable[..., None]
    stable_rate: Callable[..., float] | None = None

    @property
    def vectors(self) -> int:
        """How many vectors of state it keeps for each parameter."""
        return len(self.memory)
