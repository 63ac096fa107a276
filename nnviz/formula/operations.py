"""What a formula can be made of: each operation with the NumPy function that carries it out, and its derivative.

Adding a function means adding one entry to `OPERATIONS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array

Node = int
"""A node of a graph: its place in the order in which it is evaluated."""


class Builder(Protocol):
    """What a derivative is built with: see `nnviz.formula.graph.Graph`."""

    def number(self, value: float) -> Node:
        """Return the node of a constant."""
        ...

    def apply(self, name: str, *arguments: Node) -> Node:
        """Return the node of an operation on other nodes."""
        ...


Tangent = Callable[[Builder, tuple[Node, ...], Node, tuple[Node, ...]], Node]
"""``tangent(graph, arguments, value, changes)`` returns how the value changes where its arguments change so."""


class Operation(Struct, frozen=True, kw_only=True):
    """One operation.

    Attributes
    ----------
    name : str
        As it is written in a formula, or a sign.
    compute : callable
        ``compute(*arguments, out)`` writes the result into `out`; arrays of one shape, or numbers.
    tangent : callable
        Its derivative along any change of its arguments (the chain rule, one step of it).
    named : bool
        Whether a formula calls it by its name; else it is written as a sign, or stands in derivatives only.
    """

    name: str
    compute: Callable[..., Any]
    tangent: Tangent
    named: bool = True


def _divide_or_zero(numerator: Array | float, denominator: Array | float, out: Array) -> None:
    # 0 / 0 is the slope of a cone at its very tip, where no direction is better than its opposite: it counts as 0.
    np.divide(numerator, denominator, out)
    tip = np.logical_and(np.equal(numerator, 0.0), np.equal(denominator, 0.0))
    np.copyto(out, 0.0, where=tip)


def _sum(graph: Builder, arguments: tuple[Node, ...], value: Node, changes: tuple[Node, ...]) -> Node:
    return graph.apply("+", *changes)


def _difference(graph: Builder, arguments: tuple[Node, ...], value: Node, changes: tuple[Node, ...]) -> Node:
    return graph.apply("-", *changes)


def _negative(graph: Builder, arguments: tuple[Node, ...], value: Node, changes: tuple[Node, ...]) -> Node:
    return graph.apply("negative", *changes)


def _product(graph: Builder, arguments: tuple[Node, ...], value: Node, changes: tuple[Node, ...]) -> Node:
    u, v = arguments
    du, dv = changes
    return graph.apply("+", graph.apply("*", du, v), graph.apply("*", u, dv))


def _quotient(by: str) -> Tangent:
    """Return the rule d(u / v) = (du - (u / v) dv) / v, with one of the two divisions."""

    def tangent(graph: Builder, arguments: tuple[Node, ...], value: Node, changes: tuple[Node, ...]) -> Node:
        du, dv = changes
        return graph.apply(by, graph.apply("-", du, graph.apply("*", value, dv)), arguments[1])

    return tangent


def _power(graph: Builder, arguments: tuple[Node, ...], value: Node, changes: tuple[Node, ...]) -> Node:
    # d(u^v) = v u^(v - 1) du + u^v ln u dv
    u, v = arguments
    du, dv = changes
    lower = graph.apply("**", u, graph.apply("-", v, graph.number(1.0)))
    along_base = graph.apply("*", graph.apply("*", v, lower), du)
    along_exponent = graph.apply("*", graph.apply("*", value, graph.apply("log", u)), dv)
    return graph.apply("+", along_base, along_exponent)


def _sqrt(graph: Builder, arguments: tuple[Node, ...], value: Node, changes: tuple[Node, ...]) -> Node:
    return graph.apply("divide_or_zero", graph.apply("*", graph.number(0.5), changes[0]), value)


def _log(graph: Builder, arguments: tuple[Node, ...], value: Node, changes: tuple[Node, ...]) -> Node:
    return graph.apply("/", changes[0], arguments[0])


def _chain(slope: Callable[[Builder, Node, Node], Node]) -> Tangent:
    """Return the rule d f(u) = f'(u) du, for ``slope(graph, u, value)``."""

    def tangent(graph: Builder, arguments: tuple[Node, ...], value: Node, changes: tuple[Node, ...]) -> Node:
        return graph.apply("*", slope(graph, arguments[0], value), changes[0])

    return tangent


def _one_with_square(sign: str) -> Tangent:
    """Return the rule of tan (1 + f^2) and tanh (1 - f^2)."""
    return _chain(lambda graph, u, value: graph.apply(sign, graph.number(1.0), graph.apply("*", value, value)))


OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation
    for operation in (
        Operation(name="+", compute=np.add, tangent=_sum, named=False),
        Operation(name="-", compute=np.subtract, tangent=_difference, named=False),
        Operation(name="*", compute=np.multiply, tangent=_product, named=False),
        Operation(name="/", compute=np.divide, tangent=_quotient("/"), named=False),
        Operation(name="**", compute=np.power, tangent=_power, named=False),
        Operation(name="negative", compute=np.negative, tangent=_negative, named=False),
        Operation(name="divide_or_zero", compute=_divide_or_zero, tangent=_quotient("divide_or_zero"), named=False),
        Operation(name="sin", compute=np.sin, tangent=_chain(lambda graph, u, value: graph.apply("cos", u))),
        Operation(
            name="cos",
            compute=np.cos,
            tangent=_chain(lambda graph, u, value: graph.apply("negative", graph.apply("sin", u))),
        ),
        Operation(name="tan", compute=np.tan, tangent=_one_with_square("+")),
        Operation(name="sinh", compute=np.sinh, tangent=_chain(lambda graph, u, value: graph.apply("cosh", u))),
        Operation(name="cosh", compute=np.cosh, tangent=_chain(lambda graph, u, value: graph.apply("sinh", u))),
        Operation(name="tanh", compute=np.tanh, tangent=_one_with_square("-")),
        Operation(name="exp", compute=np.exp, tangent=_chain(lambda graph, u, value: value)),
        Operation(name="log", compute=np.log, tangent=_log),
        Operation(name="sqrt", compute=np.sqrt, tangent=_sqrt),
        # At the kink of |u| the derivative counts as 0, as that of the L1 penalty; the derivative of sign is 0.
        Operation(name="abs", compute=np.absolute, tangent=_chain(lambda graph, u, value: graph.apply("sign", u))),
        Operation(name="sign", compute=np.sign, tangent=_chain(lambda graph, u, value: graph.number(0.0))),
    )
}

FUNCTION_NAMES = tuple(operation.name for operation in OPERATIONS.values() if operation.named)
"""What a formula may call by name."""
