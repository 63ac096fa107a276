"""Registries: one explicit table per family, read by the form, the file schema, the commands and the tests.

Adding an activation, loss, optimizer, initializer or dataset means adding one entry to one table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, Literal, TypeVar

from msgspec import Struct, field

from nnviz.errors import InvalidInput, number_in_words, unknown_name

Scale = Literal["linear", "log"]


class Hyperparameter(Struct, frozen=True, kw_only=True):
    """One number that an entry can be tuned with.

    Attributes
    ----------
    name, label : str
        The key in the file, and the words in the form.
    default, minimum, maximum : float
        Bounds are inclusive unless `minimum_excluded` or `maximum_excluded`.
    slider : tuple of float
        The part of the range that a slider covers; the field beside it takes the whole range.
    scale : "linear" or "log"
        How the slider is spaced.
    integer : bool
        Whether only whole numbers make sense.
    tooltip : str
        One sentence that says what a larger value does.
    """

    name: str
    label: str
    default: float
    minimum: float
    maximum: float
    slider: tuple[float, float]
    scale: Scale = "linear"
    minimum_excluded: bool = False
    maximum_excluded: bool = False
    integer: bool = False
    tooltip: str = ""

    def check(self, value: float) -> float:
        """Return `value` as a float, or raise `InvalidInput` when it is not allowed."""
        above = value > self.minimum if self.minimum_excluded else value >= self.minimum
        below = value < self.maximum if self.maximum_excluded else value <= self.maximum
        if not (above and below and (not self.integer or float(value).is_integer())):
            raise InvalidInput(f"{self.name} is {number_in_words(value)}: allowed is {self.allowed}")
        return float(value)

    @property
    def allowed(self) -> str:
        """Say in words which values are allowed."""
        kind = "a whole number " if self.integer else ""
        first = "above" if self.minimum_excluded else "from"
        last = "to below" if self.maximum_excluded else "to"
        return f"{kind}{first} {number_in_words(self.minimum)} {last} {number_in_words(self.maximum)}"


class Entry(Struct, frozen=True, kw_only=True):
    """What every registry entry says about itself.

    Attributes
    ----------
    name, label : str
        The key in the file, and the words in the form.
    formula : str
        LaTeX, without dollar signs.
    sentence : str
        One sentence for a newcomer.
    source : str
        Paper and year, or the textbook name of the idea.
    hyperparameters : tuple of Hyperparameter
        What it can be tuned with, in the order of the form.
    """

    name: str
    label: str
    formula: str
    sentence: str
    source: str
    hyperparameters: tuple[Hyperparameter, ...] = field(default=())

    def defaults(self) -> dict[str, float]:
        """Return every hyperparameter's default by name."""
        return {h.name: h.default for h in self.hyperparameters}


E = TypeVar("E", bound=Entry)


class Registry(Mapping[str, E], Generic[E]):
    """An ordered, read-only table of entries by name.

    Parameters
    ----------
    kind : str
        What one entry is, for error messages: ``"activation"``.
    entries : E
        The table, in the order in which it is listed everywhere.
    """

    def __init__(self, kind: str, *entries: E) -> None:
        self.kind = kind
        self._entries = {entry.name: entry for entry in entries}

    def __getitem__(self, name: str) -> E:
        """Return the entry called `name`, or raise `InvalidInput` with the nearest valid name."""
        try:
            return self._entries[name]
        except (KeyError, TypeError):
            raise unknown_name(self.kind, name, self._entries) from None

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
