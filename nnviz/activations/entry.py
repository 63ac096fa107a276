"""What a registry entry says of an activation."""

from __future__ import annotations

from collections.abc import Callable

from nnviz.arrays import Array
from nnviz.registry import Entry


class Activation(Entry, frozen=True, kw_only=True):
    """One activation function with its derivative.

    Attributes
    ----------
    function, derivative : callable
        See the head of the package. `derivative` is None for an activation that is not elementwise.
    derivative_formula : str
        LaTeX of f'.
    pullback : callable or None
        ``pullback(a, gradient, scratch)`` turns dL/da into dL/dz in place, for activations without a derivative.
    kinks : tuple of float
        Where f' jumps; a difference quotient across such a point means nothing.
    initializer : str
        The initial weights that suit it: those with which the size of the signal stays the same from layer to layer.
    """

    function: Callable[..., None]
    derivative: Callable[..., None] | None = None
    derivative_formula: str
    pullback: Callable[[Array, Array, Array], None] | None = None
    kinks: tuple[float, ...] = ()
    initializer: str = "xavier_normal"
