"""A formula as a graph of operations, in which whatever is the same is there once; and its exact derivatives."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from nnviz.errors import InvalidInput
from nnviz.formula.operations import OPERATIONS, Node

MOST_NODES = 20_000
"""More than the second derivatives of any formula of a thousand characters that means something."""


class Step(Struct, frozen=True):
    """One node: an operation on earlier nodes, a variable's name, or a number."""

    operation: str
    arguments: tuple[Node, ...] = ()
    value: float = 0.0


NUMBER = "number"


class Graph:
    """Nodes in the order in which they are evaluated.

    Sums and products with 0 and 1 are left out, and what depends on no variable is computed at once, so that
    derivatives stay short.
    """

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._known: dict[Step, Node] = {}
        self._derivatives: dict[tuple[Node, str], Node] = {}

    def number(self, value: float) -> Node:
        """Return the node of a constant."""
        return self._add(Step(NUMBER, value=value))

    def variable(self, name: str) -> Node:
        """Return the node of a variable."""
        return self._add(Step(name))

    def apply(self, name: str, *arguments: Node) -> Node:
        """Return the node of an operation on other nodes.

        Raises
        ------
        InvalidInput
            If a number comes out that is not finite, or the formula grows too large.
        """
        known = [self.steps[node] for node in arguments]
        if all(step.operation == NUMBER for step in known):
            return self.number(self._compute(name, [step.value for step in known]))
        shorter = self._shortened(name, arguments)
        return self._add(Step(name, arguments)) if shorter is None else shorter

    def derivative(self, node: Node, variable: str) -> Node:
        """Return the node of the exact derivative of another node with respect to a variable."""
        # Arguments come before what is made of them, so no recursion is needed, however deep the formula is.
        for earlier in range(node + 1):
            if (earlier, variable) not in self._derivatives:
                self._derivatives[earlier, variable] = self._differentiate(earlier, variable)
        return self._derivatives[node, variable]

    def _differentiate(self, node: Node, variable: str) -> Node:
        step = self.steps[node]
        if step.operation not in OPERATIONS:
            return self.number(1.0 if step.operation == variable else 0.0)
        changes = tuple(self._derivatives[argument, variable] for argument in step.arguments)
        if all(self._is(change, 0.0) for change in changes):
            return self.number(0.0)
        return OPERATIONS[step.operation].tangent(self, step.arguments, node, changes)

    def _shortened(self, name: str, arguments: tuple[Node, ...]) -> Node | None:
        """Return what an operation comes to without being carried out, or None."""
        first, last = arguments[0], arguments[-1]
        if name == "negative" and self.steps[first].operation == "negative":
            return self.steps[first].arguments[0]
        if name == "+" and self._is(first, 0.0):
            return last
        if name in ("+", "-") and self._is(last, 0.0):
            return first
        if name == "-" and self._is(first, 0.0):
            return self.apply("negative", last)
        if name == "*" and (self._is(first, 0.0) or self._is(last, 0.0)):
            return self.number(0.0)
        if name == "*" and self._is(first, 1.0):
            return last
        if name in ("*", "/", "divide_or_zero", "**") and self._is(last, 1.0):
            return first
        if name == "**" and self._is(last, 0.0):
            return self.number(1.0)
        if name == "**" and self._is(last, 2.0):
            return self.apply("*", first, first)
        return None

    def _is(self, node: Node, value: float) -> bool:
        step = self.steps[node]
        return step.operation == NUMBER and step.value == value

    def _compute(self, name: str, values: list[float]) -> float:
        result = np.zeros(())
        with np.errstate(all="ignore"):
            OPERATIONS[name].compute(*(np.float64(value) for value in values), result)
        if not math.isfinite(result):
            raise InvalidInput("a part of the formula that has neither x nor y is not a finite number")
        return float(result)

    def _add(self, step: Step) -> Node:
        if step not in self._known:
            if len(self.steps) == MOST_NODES:
                raise InvalidInput("the formula is too long for its derivatives: take a shorter one")
            self._known[step] = len(self.steps)
            self.steps.append(step)
        return self._known[step]
