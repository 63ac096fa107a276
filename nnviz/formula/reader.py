"""From text such as ``(1 - x)**2 + 100*(y - x**2)**2`` to a graph. Text is never run as code.

The grammar, loosest first: sums; products; signs; powers, which bind to the right and tighter than a sign before them
(-x**2 is -(x**2)); numbers, names, calls and brackets. ``^`` is another way to write ``**``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from nnviz.errors import InvalidInput, shortened, unknown_name
from nnviz.formula.graph import Graph
from nnviz.formula.operations import FUNCTION_NAMES, Node

LONGEST_FORMULA = 1000
"""Characters."""
DEEPEST = 50
"""Brackets within brackets, and signs and powers in a row."""

CONSTANTS: Mapping[str, float] = {"pi": math.pi, "e": math.e}
VARIABLES = ("x", "y")

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>\*\*|[-+*/^()−·×÷]))",
    re.ASCII,
)
_SIGNS = {"−": "-", "·": "*", "×": "*", "÷": "/", "^": "**"}


def read_formula(text: str, graph: Graph, constants: Mapping[str, float] | None = None) -> Node:
    """Add a formula to a graph.

    Parameters
    ----------
    text : str
        See the head of the module.
    graph : Graph
    constants : mapping of str to float, optional
        Names that stand for numbers, beside pi and e.

    Returns
    -------
    int
        The formula's node.

    Raises
    ------
    InvalidInput
        With what is wrong, where, and what is allowed.
    """
    if not text.strip():
        raise InvalidInput("the formula is empty: write one such as x**2 + y**2")
    if len(text) > LONGEST_FORMULA:
        raise InvalidInput(f"the formula has {len(text):,} characters: allowed are at most {LONGEST_FORMULA:,}")
    return _Reader(text, graph, {**CONSTANTS, **(constants or {})}).read()


class _Reader:
    """Reads one formula by recursive descent; `_at` is the token that comes next."""

    def __init__(self, text: str, graph: Graph, constants: Mapping[str, float]) -> None:
        self._tokens = _tokens(text)
        self._at = 0
        self._depth = 0
        self._graph = graph
        self._constants = constants

    def read(self) -> Node:
        node = self._sum()
        token, place = self._tokens[self._at]
        if token:
            if token == ")":
                raise InvalidInput(f"the bracket that closes at character {place} of the formula was never opened")
            found = f"'{shortened(token)}' at character {place}"
            raise InvalidInput(f"the formula has {found} where an operator such as + or * is expected")
        return node

    def _sum(self) -> Node:
        node = self._product()
        while self._tokens[self._at][0] in ("+", "-"):
            sign = self._next()
            node = self._graph.apply(sign, node, self._product())
        return node

    def _product(self) -> Node:
        node = self._signed()
        while self._tokens[self._at][0] in ("*", "/"):
            sign = self._next()
            node = self._graph.apply(sign, node, self._signed())
        return node

    def _signed(self) -> Node:
        if self._tokens[self._at][0] not in ("+", "-"):
            return self._power()
        sign = self._next()
        self._descend()
        node = self._signed()
        self._depth -= 1
        return self._graph.apply("negative", node) if sign == "-" else node

    def _power(self) -> Node:
        base = self._atom()
        if self._tokens[self._at][0] != "**":
            return base
        self._next()
        self._descend()
        exponent = self._signed()
        self._depth -= 1
        return self._graph.apply("**", base, exponent)

    def _atom(self) -> Node:
        token, place = self._tokens[self._at]
        self._at += 1
        if token == "(":
            return self._bracket()
        if token and (token[0].isdigit() or token[0] == "."):
            if not math.isfinite(float(token)):
                raise InvalidInput(f"the number {shortened(token)} at character {place} is too large")
            return self._graph.number(float(token))
        if token in VARIABLES:
            return self._graph.variable(token)
        if token in self._constants:
            return self._graph.number(self._constants[token])
        if token in FUNCTION_NAMES:
            if self._tokens[self._at][0] != "(":
                raise InvalidInput(f"{token} at character {place} needs its argument in brackets: {token}(x)")
            self._at += 1
            return self._graph.apply(token, self._bracket())
        if token and (token[0].isalpha() or token[0] == "_"):
            names = [*VARIABLES, *self._constants, *FUNCTION_NAMES]
            raise unknown_name(f"name at character {place} of the formula,", token, names)
        found = f"'{token}' at character {place}" if token else "its end"
        raise InvalidInput(f"the formula has {found} where a number, x, y, a function or a bracket is expected")

    def _bracket(self) -> Node:
        """Read up to the bracket that closes the one just read."""
        self._descend()
        node = self._sum()
        self._depth -= 1
        token, place = self._tokens[self._at]
        if token != ")":
            found = f"'{shortened(token)}' at character {place}" if token else "its end"
            raise InvalidInput(f"the formula has {found} where a bracket must be closed")
        self._at += 1
        return node

    def _next(self) -> str:
        token, _ = self._tokens[self._at]
        self._at += 1
        return token

    def _descend(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise InvalidInput(f"the formula is nested more than {DEEPEST} levels deep")


def _tokens(text: str) -> list[tuple[str, int]]:
    """Return the formula's words and signs, each with the character at which it begins, 1 for the first; "" at last."""
    tokens: list[tuple[str, int]] = []
    end = len(text.rstrip())
    at = 0
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            place = at + len(text[at:]) - len(text[at:].lstrip())
            raise InvalidInput(
                f"the formula has '{text[place]}' at character {place + 1}: allowed are numbers, x, y, + - * / **, "
                "brackets and functions"
            )
        token = match[match.lastgroup or 0]
        tokens.append((_SIGNS.get(token, token), match.start(match.lastgroup or 0) + 1))
        at = match.end()
    return [*tokens, ("", end + 1)]
