"""A column while it is read: numbers as long as its cells are numbers, texts where most of them are not."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from nnviz.arrays import Array
from nnviz.datasets.csv_files.csv_table import MOST_TEXTS, Codes, Column
from nnviz.errors import shortened

_NO_NUMBERS = np.empty(0)
_NO_CODES: Codes = np.empty(0, dtype=np.int32)

# A number in one of the ways of the world, with thousands apart or not, whether or not this file's numbers are so.
_LIKE_A_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}([.,' ]\d{3})+)?([.,]\d*)?([eE][+-]?\d+)?(?<=[\d.,])", re.ASCII)
_NO_VALUE = re.compile(r"[+-]?(nan|NaN|NAN|inf|Inf|INF|Infinity|infinity)")
"""How programs write that there is no finite number; in a column of texts, too."""


class ColumnReader:
    """Takes the cells of one column, piece by piece.

    Parameters
    ----------
    name : str
    decimal : str
        What stands before the decimals: point or comma.
    as_text : bool
        Whether it is known from an earlier pass that most cells are texts.
    """

    def __init__(self, name: str, decimal: str, *, as_text: bool = False) -> None:
        self.name = name
        self._decimal = decimal
        self._text = as_text
        self._pieces: list[Array] = []
        self._code_pieces: list[Codes] = []
        self._codes: dict[str, int] = {}
        self._numbers = self._others = 0
        self._problem = ""

    @property
    def takes_numbers(self) -> bool:
        """Whether all cells so far were numbers."""
        return not self._text and not self._problem

    @property
    def must_be_read_again(self) -> bool:
        """Whether it began with numbers, and most cells turned out to be none."""
        return not self._text and self._others > self._numbers

    def take_numbers(self, numbers: Array) -> None:
        """Take cells that are known to be finite numbers."""
        self._pieces.append(numbers)
        self._numbers += len(numbers)

    def take(self, cells: Sequence[str], rows: Sequence[int]) -> None:
        """Take cells as they are written.

        Parameters
        ----------
        cells : sequence of str
        rows : sequence of int
            Where each stands in the file; the header is row 1.
        """
        if self._text:
            self._take_texts(cells, rows)
            return
        numbers = self._all_numbers(cells)
        if numbers is not None:
            self.take_numbers(numbers)
            return
        faults = [index for index, cell in enumerate(cells) if self._fault(cell)]
        texts = sum(not _LIKE_A_NUMBER.fullmatch(cells[index].strip()) for index in faults)
        if not self._pieces and not self._problem and 2 * texts > len(cells):
            self._text = True
            self._take_texts(cells, rows)
            return
        if not self._problem:
            first = faults[0]
            self._problem = self._place(rows[first]) + self._fault(cells[first])
        self._others += texts
        self._numbers += len(cells) - texts

    def column(self) -> Column:
        """Return what was read."""
        if not self._text:
            whole = np.concatenate(self._pieces) if self._pieces and not self._problem else _NO_NUMBERS
            return Column(name=self.name, kind="numbers", numbers=whole, codes=_NO_CODES, problem=self._problem)
        texts = tuple(sorted(self._codes))
        if len(texts) > MOST_TEXTS and not self._problem:
            self._problem = f"column '{shortened(self.name)}' has more than {MOST_TEXTS:,} different texts"
        if self._problem:
            return Column(name=self.name, kind="texts", numbers=_NO_NUMBERS, codes=_NO_CODES, problem=self._problem)
        places = {text: place for place, text in enumerate(texts)}
        order = np.array([places[text] for text in self._codes], dtype=np.int32)
        codes = order[np.concatenate(self._code_pieces)]
        return Column(name=self.name, kind="texts", numbers=_NO_NUMBERS, codes=codes, texts=texts)

    def _take_texts(self, cells: Sequence[str], rows: Sequence[int]) -> None:
        stripped = [cell.strip() for cell in cells]
        for row, text in zip(rows, stripped, strict=True):
            if (not text or _NO_VALUE.fullmatch(text)) and not self._problem:
                words = f"'{text}' is not a finite number" if text else "the cell is empty"
                self._problem = self._place(row) + words
        if self._problem or len(self._codes) > MOST_TEXTS:
            return
        codes = self._codes
        found = [codes.setdefault(text, len(codes)) for text in stripped]
        self._code_pieces.append(np.array(found, dtype=np.int32))

    def _all_numbers(self, cells: Sequence[str]) -> Array | None:
        """Return the cells as finite numbers; None where one is not."""
        joined = "".join(cells)
        if "_" in joined:  # which Python takes for a thousands separator
            return None
        if self._decimal == ",":
            if "." in joined:
                return None
            cells = [cell.replace(",", ".") for cell in cells]
        try:
            numbers = np.fromiter(map(float, cells), np.float64, len(cells))
        except ValueError:
            return None
        return numbers if np.isfinite(numbers).all() else None

    def _fault(self, cell: str) -> str:
        """Say why a cell is no finite number; empty where it is one."""
        text = cell.strip()
        if not text:
            return "the cell is empty"
        if self._all_numbers([text]) is not None:
            return ""
        quoted = f"'{shortened(text)}'"
        other = "." if self._decimal == "," else ","
        try:
            float(text)
        except ValueError:
            number = text.replace(",", ".", 1) if other == "," else text
            try:
                float(number)
            except ValueError:
                return f"{quoted} is not a number, and most cells of the column are"
        if "_" in text:
            return f"{quoted} is not a number, and most cells of the column are"
        if other in text:
            words = "point" if self._decimal == "," else "comma"
            return f"{quoted} has a decimal {words}, and the file's other numbers have none"
        return f"{quoted} is not a finite number"

    def _place(self, row: int) -> str:
        return f"row {row:,}, column '{shortened(self.name)}': "
