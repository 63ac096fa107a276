"""A CSV file as it was read: one column of numbers or of texts beside the other, before anything is chosen of it."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from nnviz.arrays import Array, read_only

MOST_BYTES = 2**29
"""512 MiB: twenty million numbers with all their digits."""
MOST_ROWS = 1_000_000
MOST_COLUMNS = 5_000
MOST_CELLS = 40_000_000
"""Numbers in memory: 320 MB."""
MOST_TEXTS = 10_000
"""Different texts of a column that are told apart; a column with more is a list of names, of no use as it stands."""
LONGEST_NAME = 200
PREVIEW_ROWS = 50

Codes = npt.NDArray[np.int32]
ColumnKind = Literal["numbers", "texts"]


class Column(Struct, frozen=True, kw_only=True, eq=False):
    """One column.

    Attributes
    ----------
    name : str
        From the header.
    kind : "numbers" or "texts"
    numbers : Array
        Shape (n,), float64, all finite; of length 0 for texts and where there is a problem.
    codes : ndarray of int32
        Shape (n,): which of `texts` stands in each row; of length 0 for numbers and where there is a problem.
    texts : tuple of str
        All different texts, sorted.
    problem : str
        One sentence that says why the column cannot be used; empty where it can.
    """

    name: str
    kind: ColumnKind
    numbers: Array
    codes: Codes
    texts: tuple[str, ...] = ()
    problem: str = ""

    def __post_init__(self) -> None:
        read_only(self.numbers)
        self.codes.setflags(write=False)


class CsvTable(Struct, frozen=True, kw_only=True, eq=False):
    """All columns of one file.

    Attributes
    ----------
    name : str
        The file's name, for sentences.
    rows : int
        How many there are below the header.
    columns : tuple of Column
        In the order of the file.
    delimiter, decimal : str
        What stood between cells, and before the decimals.
    preview : tuple of tuple of str
        The first rows as they were written; empty for a table that no file was read for.
    """

    name: str
    rows: int
    columns: tuple[Column, ...]
    delimiter: str = ","
    decimal: str = "."
    preview: tuple[tuple[str, ...], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)
