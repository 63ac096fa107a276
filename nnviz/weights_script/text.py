"""Words and arrays as they stand in a Python file."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

import numpy as np

from nnviz.arrays import Array

WIDTH: Final = 110


def array_text(name: str, values: Array, dtype: str = "") -> str:
    """Write ``name = np.array(...)`` with all digits.

    Parameters
    ----------
    name : str
    values : ndarray, shape (n,) or (n, m)
    dtype : str
        Empty for float64.
    """
    end = f", dtype=np.{dtype})" if dtype else ")"
    if values.ndim == 1:
        return f"{name} = np.array({list_text(_numbers(values))}{end}"
    rows = "".join(f"    {textwrap.indent(list_text(_numbers(row)), '    ').lstrip()},\n" for row in values)
    return f"{name} = np.array([\n{rows}]{end}"


def list_text(items: Sequence[str]) -> str:
    """Write a list, on one line where it fits."""
    line = ", ".join(items)
    if len(line) < WIDTH - 20:
        return f"[{line}]"
    lines = textwrap.wrap(line, WIDTH - 8, break_long_words=False, break_on_hyphens=False)
    return "[\n" + "".join(f"    {part}\n" for part in lines) + "]"


def printable(words: str) -> str:
    r"""Return somebody's words on one line, fit for a comment or a docstring: all is shown, no quote and no \ in it."""
    line = " ".join(words.split())
    return "".join(character for character in line if character.isprintable() and character not in '"\\')


def _numbers(values: Array) -> list[str]:
    # Nine digits tell any two float32 apart, also when they are read as float64 first.
    short = values.dtype == np.float32
    return [f"{value:.9g}" if short else repr(value) for value in values.tolist()]
