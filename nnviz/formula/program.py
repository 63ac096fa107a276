"""The fastest way to evaluate nodes of a graph again and again: one list of NumPy calls over buffers made once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from nnviz.arrays import Array
from nnviz.formula.graph import NUMBER, Graph
from nnviz.formula.operations import OPERATIONS, Node

FEW = 32
"""For so few points NumPy takes longer to read a number than to read as many numbers as there are points."""


class Program:
    """Evaluates some nodes at `count` points at a time, without allocation.

    Parameters
    ----------
    graph : Graph
    results : sequence of int
        The nodes wanted.
    count : int
        Points.
    variables : sequence of str
        Their names, in the order of the rows of `points`.

    Attributes
    ----------
    points : ndarray, shape (variables, count)
        Write the points here before `run`: a row for each variable, whether or not the results depend on it.
    results : ndarray, shape (results, count)
        What `run` computes.
    """

    def __init__(
        self, graph: Graph, results: Sequence[Node], count: int, variables: Sequence[str] = ("x", "y")
    ) -> None:
        self.points = np.zeros((len(variables), count))
        rows = dict(zip(variables, self.points, strict=True))
        self.results = np.zeros((len(results), count))
        places: dict[Node, Array | float] = {}
        self._calls = []
        for node in sorted(_needed(graph, results)):
            step = graph.steps[node]
            if step.operation == NUMBER:
                places[node] = step.value
            elif step.operation in rows:
                places[node] = rows[step.operation]
            else:
                out = self.results[results.index(node)] if node in results else np.zeros(count)
                arguments = [places[argument] for argument in step.arguments]
                # A power of one exponent has faster ways than that of many.
                if count <= FEW and step.operation != "**":
                    arguments = [np.full(count, value) if isinstance(value, float) else value for value in arguments]
                self._calls.append(partial(OPERATIONS[step.operation].compute, *arguments, out))
                places[node] = out
        # Results that are a number, a variable or the same as an earlier result are copied at the end.
        for row, node in zip(self.results, results, strict=True):
            if places[node] is not row:
                self._calls.append(partial(np.copyto, row, places[node]))

    def run(self) -> Array:
        """Evaluate at `points`. Returns `results`; numbers that do not exist are NaN or infinite, silently."""
        with np.errstate(all="ignore"):
            return self.run_within()

    def run_within(self) -> Array:
        """Do the same for a caller who has silenced NumPy's warnings, as one who comes again and again."""
        for call in self._calls:
            call()
        return self.results


def _needed(graph: Graph, results: Sequence[Node]) -> set[Node]:
    """Return the nodes on which others depend, and these themselves."""
    needed: set[Node] = set()
    waiting = list(results)
    while waiting:
        node = waiting.pop()
        if node not in needed:
            needed.add(node)
            waiting += graph.steps[node].arguments
    return needed
