"""A landscape given by a formula: the loss, its gradient and its Hessian at any points, exactly."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnviz.arrays import Array
from nnviz.formula import Graph, Program, read_formula


class AnalyticLandscape:
    """f(x, y) with its derivatives.

    Parameters
    ----------
    formula : str
        See `nnviz.formula.reader`.
    constants : mapping of str to float, optional
        Names in it that stand for numbers.

    Raises
    ------
    InvalidInput
        If the formula cannot be read.
    """

    def __init__(self, formula: str, constants: Mapping[str, float] | None = None) -> None:
        self._graph = Graph()
        self._value = read_formula(formula, self._graph, constants)
        self._slopes = [self._graph.derivative(self._value, name) for name in "xy"]

    def values(self, points: Array) -> Array:
        """Return f at points of shape (..., 2), shape (...); NaN or infinite where there is none."""
        values: Array = self._at(points, [self._value])[0]
        return values

    def gradients(self, points: Array) -> Array:
        """Return (df/dx, df/dy) at points of shape (..., 2), of the same shape."""
        gradients: Array = np.moveaxis(self._at(points, self._slopes), 0, -1)
        return gradients

    def hessians(self, points: Array) -> Array:
        """Return the second derivatives at points of shape (..., 2), shape (..., 2, 2)."""
        along_x, along_y = self._slopes
        graph = self._graph
        mixed = graph.derivative(along_x, "y")
        nodes = [graph.derivative(along_x, "x"), mixed, mixed, graph.derivative(along_y, "y")]
        second = np.moveaxis(self._at(points, nodes), 0, -1)
        return second.reshape(*second.shape[:-1], 2, 2)

    def stepper(self, count: int) -> Program:
        """Return what computes f, df/dx and df/dy of `count` points again and again, without allocation."""
        return Program(self._graph, [self._value, *self._slopes], count)

    def _at(self, points: Array, nodes: list[int]) -> Array:
        """Evaluate nodes, shape (nodes, ...)."""
        flat = np.asarray(points, dtype=float).reshape(-1, 2)
        program = Program(self._graph, nodes, len(flat))
        program.points[...] = flat.T
        return program.run().reshape(len(nodes), *np.shape(points)[:-1])
