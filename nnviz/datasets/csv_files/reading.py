"""Reading a CSV file: quickly where it is plain, exactly where it is not, never more of it than fits into memory."""

from __future__ import annotations

import csv
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO

import numpy as np

from nnviz.datasets.csv_files.columns import ColumnReader
from nnviz.datasets.csv_files.csv_table import (
    LONGEST_NAME,
    MOST_BYTES,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    PREVIEW_ROWS,
    CsvTable,
)
from nnviz.datasets.csv_files.dialect import SAMPLE_LINES, Dialect, find_dialect
from nnviz.errors import InvalidInput, shortened

LONGEST_LINE = 2**24
"""Characters."""
PIECE_CELLS = 16_384
"""Cells that are read at once: few milliseconds' work, so that other threads have their turn."""

_SAVE_AS = "save it as UTF-8, which spreadsheets call 'CSV UTF-8'"


def read_csv(path: Path, cancelled: Callable[[], bool] = lambda: False) -> CsvTable:
    """Read a table with a header row.

    Columns in which most cells are numbers are numbers; all others are texts. A column with a cell that cannot be used
    says so itself (`Column.problem`), since it may not be needed.

    Parameters
    ----------
    path : Path
    cancelled : callable
        Asked now and then whether to give up.

    Raises
    ------
    InvalidInput
        With the file's name and what is wrong.
    """
    name = path.name or str(path)
    texts: frozenset[int] = frozenset()
    try:
        while True:
            with _opened(path) as file:
                table, again = _Reading(file, name, texts, cancelled).read()
            if not again:
                return table
            texts |= again
    except InvalidInput as error:
        raise InvalidInput(f"{name}: {error}") from None
    except UnicodeDecodeError:
        raise InvalidInput(f"{name}: the file is not UTF-8 text: {_SAVE_AS}") from None
    except OSError as error:
        raise InvalidInput(f"{name}: cannot be read: {(error.strerror or str(error)).lower()}") from None
    except ValueError:  # a zero byte in the name
        raise InvalidInput(f"{name!a}: cannot be read: there is no such name") from None


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    state = path.stat()  # of a pipe, opening alone would wait for ever
    if stat.S_ISDIR(state.st_mode):
        raise InvalidInput("it is a folder, and a CSV file is needed")
    if not stat.S_ISREG(state.st_mode):
        raise InvalidInput("it is not a plain file")
    if state.st_size > MOST_BYTES:
        raise InvalidInput(f"the file is larger than {MOST_BYTES // 2**20} MiB: take fewer rows or fewer digits")
    with path.open("rb") as raw:
        beginning = raw.read(2**16)
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InvalidInput(f"the file is UTF-16 text: {_SAVE_AS}")
    if b"\0" in beginning:
        raise InvalidInput("it is no text file, and a CSV file is needed")
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield file


def _lines(file: IO[str]) -> Iterator[str]:
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise InvalidInput("it has a line of more than 16 million characters, so it is no table")
        yield line


class _Reading:
    """One pass over a file."""

    def __init__(self, file: IO[str], name: str, texts: frozenset[int], cancelled: Callable[[], bool]) -> None:
        self._name = name
        self._cancelled = cancelled
        self._lines = _lines(file)
        first = list(islice(self._lines, SAMPLE_LINES))
        blank = next((place for place, line in enumerate(first) if line.strip()), None)
        if blank is None:
            raise InvalidInput("the file is empty: a header row and rows of data are needed")
        self._dialect: Dialect = find_dialect(first[blank:])
        self._lines = chain(first[blank:], self._lines)
        self._row = blank
        self._rows = 0
        self._preview: list[tuple[str, ...]] = []
        self._header = _names(self._records([next(self._lines)]))
        self._readers = [
            ColumnReader(column, self._dialect.decimal, as_text=place in texts)
            for place, column in enumerate(self._header)
        ]

    def read(self) -> tuple[CsvTable, frozenset[int]]:
        """Return the table, and the columns that have to be read again as texts."""
        size = max(1, PIECE_CELLS // len(self._header))
        while piece := list(islice(self._lines, size)):
            if any('"' in line for line in piece):
                self._read_exactly(chain(piece, self._lines), size)
                break
            self._take_plain(piece)
        if not self._rows:
            raise InvalidInput("there is a header row and nothing below it")
        again = frozenset(place for place, reader in enumerate(self._readers) if reader.must_be_read_again)
        columns = () if again else tuple(reader.column() for reader in self._readers)
        delimiter, decimal = self._dialect.delimiter, self._dialect.decimal
        preview = tuple(self._preview)
        return CsvTable(name=self._name, rows=self._rows, columns=columns, delimiter=delimiter, decimal=decimal,
                        preview=preview), again  # fmt: skip

    def _records(self, first: Sequence[str]) -> Iterator[list[str]]:
        """Yield the rows of lines and of as many further ones as a quotation goes on for."""
        reader = csv.reader(chain(first, self._lines), delimiter=self._dialect.delimiter, strict=True)
        while True:
            self._row += 1
            try:
                yield next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise InvalidInput(
                    f"row {self._row:,}: a quotation mark is missing, or stands where none belongs"
                ) from None

    def _read_exactly(self, lines: Iterable[str], size: int) -> None:
        """Read whatever there is, quotations included, to the end."""
        self._lines = iter(lines)
        records = self._records([])
        while piece := list(islice(records, size)):
            first = self._row - len(piece) + 1
            if len(piece) < size:
                first -= 1  # the end of the file was counted, too
            self._take(piece, range(first, first + len(piece)))

    def _take_plain(self, lines: list[str]) -> None:
        """Read lines without quotations, of which each is a row."""
        width, delimiter = len(self._header), self._dialect.delimiter
        plain = all(line.count(delimiter) == width - 1 and not line.isspace() for line in lines)
        numeric = [place for place, reader in enumerate(self._readers) if reader.takes_numbers]
        first = self._row + 1
        self._row += len(lines)
        block = None
        if plain and numeric:
            block = self._numbers(lines, numeric)
        if block is None:
            self._take([line.rstrip("\r\n").split(delimiter) for line in lines], range(first, first + len(lines)))
            return
        self._count(len(lines))
        for numbers, place in zip(np.ascontiguousarray(block.T), numeric, strict=True):
            self._readers[place].take_numbers(numbers)
        if len(self._preview) < PREVIEW_ROWS:
            self._note([line.rstrip("\r\n").split(delimiter) for line in lines])
        others = sorted(set(range(width)) - set(numeric))
        if others:
            rows = range(first, first + len(lines))
            for place, cells in zip(others, self._cells(lines, others), strict=True):
                self._readers[place].take(cells, rows)

    def _cells(self, lines: list[str], places: list[int]) -> Iterator[list[str]]:
        """Yield those columns of lines, splitting no more of them than is needed."""
        width, delimiter = len(self._header), self._dialect.delimiter
        before, behind = places[0], width - 1 - places[-1]
        if before > behind:
            rows = [line.rstrip("\r\n").rsplit(delimiter, width - before) for line in lines]
            shift = max(0, before - 1)
        else:
            rows = [line.rstrip("\r\n").split(delimiter, places[-1] + 1) for line in lines]
            shift = 0
        for place in places:
            yield [row[place - shift] for row in rows]

    def _numbers(self, lines: list[str], places: list[int]) -> np.ndarray | None:
        """Return those columns of lines that are numbers, or None where a cell of them is not a finite one."""
        if self._dialect.decimal == ",":
            if any("." in line for line in lines):
                return None
            lines = [line.replace(",", ".") for line in lines]
        try:
            block = np.loadtxt(
                lines, np.float64, comments=None, delimiter=self._dialect.delimiter, usecols=places, ndmin=2
            )
        except ValueError:
            return None
        return block if block.shape == (len(lines), len(places)) and np.isfinite(block).all() else None

    def _take(self, records: list[list[str]], rows: range) -> None:
        """Take rows as they are, without blank ones."""
        numbers: Sequence[int] = rows
        if not all(map(_is_row, records)):
            numbers = [row for row, record in zip(rows, records, strict=True) if _is_row(record)]
            records = [record for record in records if _is_row(record)]
        width = len(self._header)
        for row, record in zip(numbers, records, strict=True):
            if len(record) != width:
                cells = "1 cell" if len(record) == 1 else f"{len(record)} cells"
                raise InvalidInput(f"row {row:,} has {cells}, and the header has {width}")
        self._count(len(records))
        self._note(records)
        for reader, column in zip(self._readers, zip(*records, strict=True), strict=False):
            reader.take(column, numbers)

    def _note(self, records: list[list[str]]) -> None:
        missing = PREVIEW_ROWS - len(self._preview)
        self._preview += [tuple(shortened(cell.strip()) for cell in record) for record in records[: max(0, missing)]]

    def _count(self, rows: int) -> None:
        if self._cancelled():
            raise InvalidInput("reading was cancelled")
        self._rows += rows
        if self._rows > MOST_ROWS:
            raise InvalidInput(f"it has more than {MOST_ROWS:,} rows: take fewer")
        if self._rows * len(self._header) > MOST_CELLS:
            raise InvalidInput(f"it has more than {MOST_CELLS:,} cells: take fewer rows or columns")


def _is_row(record: list[str]) -> bool:
    return len(record) > 1 or (len(record) == 1 and bool(record[0].strip()))


def _names(records: Iterator[list[str]]) -> list[str]:
    """Return the columns' names out of the header row."""
    header = [name.strip() for name in next(records)]
    if len(header) > MOST_COLUMNS:
        raise InvalidInput(f"it has {len(header):,} columns: allowed are at most {MOST_COLUMNS:,}")
    names: dict[str, int] = {}
    for place, text in enumerate(header, 1):
        name = text or f"column {place}"
        if len(name) > LONGEST_NAME:
            raise InvalidInput(f"the name of column {place} is longer than {LONGEST_NAME} characters")
        if name in names:
            raise InvalidInput(f"columns {names[name]} and {place} have the same name '{shortened(name)}'")
        names[name] = place
    if all(_is_number(text) for text in header):
        raise InvalidInput("the first row holds numbers alone: a header row with the columns' names is needed above it")
    return list(names)


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
