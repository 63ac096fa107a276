"""How a CSV file is written: what stands between cells, and before the decimals."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from msgspec import Struct

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
SAMPLE_LINES = 200

_WITH_COMMA = re.compile(r"\s*[+-]?\d*,\d+([eE][+-]?\d+)?\s*")
_WITH_POINT = re.compile(r"\s*[+-]?(\d+\.\d*|\.\d+)([eE][+-]?\d+)?\s*")


class Dialect(Struct, frozen=True):
    """One way to write a table.

    Attributes
    ----------
    delimiter : str
        Comma, semicolon or tab.
    decimal : str
        Point; or comma, where cells are not separated by commas and numbers are written so.
    """

    delimiter: str
    decimal: str


def find_dialect(lines: Sequence[str]) -> Dialect:
    """Find out how a file is written, from its first lines.

    The delimiter is the one that gives every row as many cells as the header, and most of them; where none does, the
    one that is most frequent in the header. Decimal commas are those of a file whose cells are not separated by commas,
    with a number such as 1,5 and none such as 1.5.
    """
    tables = {delimiter: _cells(lines, delimiter) for delimiter in DELIMITERS}
    even = [key for key, rows in tables.items() if len(rows[0]) > 1 and len({len(row) for row in rows}) == 1]
    delimiter = max(even or DELIMITERS, key=lambda key: len(tables[key][0]))
    cells = [cell for row in tables[delimiter][1:] for cell in row] if delimiter != "," else []
    commas = any(_WITH_COMMA.fullmatch(cell) for cell in cells)
    points = any(_WITH_POINT.fullmatch(cell) for cell in cells)
    return Dialect(delimiter, "," if commas and not points else ".")


def _cells(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    """Return the rows of the first lines; the last one may end within a quotation."""
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        rows = []
    return rows or [[""]]
