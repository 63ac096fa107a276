"""The one exception a user ever meets."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable

LONGEST_QUOTE = 60
"""Characters of a user's own words that are quoted back in one sentence."""


class InvalidInput(ValueError):
    """Something that was asked for cannot be done.

    The message is one plain sentence that says what, where and what is allowed. It is shown to the user
    as it stands, by the command line and by the window alike.
    """


def unknown_name(kind: str, name: object, allowed: Iterable[str]) -> InvalidInput:
    """Build the error for a name that does not exist, with the nearest valid one.

    Parameters
    ----------
    kind : str
        What the name stands for, such as ``"activation"``.
    name : object
        What was asked for.
    allowed : iterable of str
        Every valid name, in the order in which they are listed.
    """
    names = list(allowed)
    asked = shortened(str(name))
    folded = {_folded(known): known for known in reversed(names)}
    nearest = difflib.get_close_matches(_folded(asked), folded, n=1, cutoff=0.5)
    hint = f"did you mean '{folded[nearest[0]]}'? " if nearest else ""
    return InvalidInput(f"unknown {kind} '{asked}': {hint}allowed are {', '.join(names)}")


def _folded(name: str) -> str:
    """Return a name as it is compared: "ReLU" is nearest to "relu", and "Leaky ReLU" to "leaky_relu"."""
    return name.casefold().replace(" ", "_").replace("-", "_")


def shortened(text: str) -> str:
    """Return `text`, cut to what fits into a sentence."""
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"


def number_in_words(number: float) -> str:
    """Write a number for a sentence: as short as it can be without looking like another one."""
    if isinstance(number, int) and abs(number) >= 10**21:
        return f"about {'-' * (number < 0)}1e{_decimal_digits(number) - 1}"
    if isinstance(number, int) or (number.is_integer() and abs(number) < 1e15):
        return f"{int(number):,}"
    short = f"{number:g}"
    return short if float(short) == number else repr(number)


def _decimal_digits(number: int) -> int:
    return int(number.bit_length() * math.log10(2.0)) + 1
