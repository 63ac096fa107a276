"""The one exception a user ever meets."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


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
    nearest = difflib.get_close_matches(str(name), names, n=1, cutoff=0.5)
    hint = f"did you mean '{nearest[0]}'? " if nearest else ""
    return InvalidInput(f"unknown {kind} '{name}': {hint}allowed are {', '.join(names)}")
