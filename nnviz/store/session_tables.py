"""The user's tables in a session file, so that it opens where their files are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

import msgspec
import numpy as np
from msgspec import Struct

from nnviz.datasets.csv_files import Column, CsvTable, csv_table, hold, is_held
from nnviz.datasets.csv_files.choosing import MOST_CATEGORIES
from nnviz.datasets.csv_files.csv_table import (
    LONGEST_NAME,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    ColumnKind,
)
from nnviz.datasets.csv_files.kept import file_mark, keep, mark_when_read
from nnviz.errors import InvalidInput, shortened
from nnviz.experiment.own_data import own_paths, with_paths
from nnviz.experiment.schema import Experiment
from nnviz.store.array_form import ArrayForm
from nnviz.store.container import Container
from nnviz.store.writer import Part

MOST_TABLES = 8
"""The base and each variant may have one of its own."""
ARRAYS_PER_TABLE = 2


class ColumnEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One column; its numbers, or which of its texts stand where, are in the next row of the table's arrays."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NAME)]
    kind: ColumnKind
    texts: Annotated[list[str], msgspec.Meta(max_length=MOST_CATEGORIES)]
    problem: str


class TableEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table: the path by which the experiment knows it, and what its file looked like."""

    path: str
    mark: tuple[int, int] | None
    rows: Annotated[int, msgspec.Meta(ge=1, le=MOST_ROWS)]
    columns: Annotated[list[ColumnEntry], msgspec.Meta(min_length=1, max_length=MOST_COLUMNS)]


class SavedTable(Struct, frozen=True):
    """A table that goes into a session file.

    Attributes
    ----------
    path : str
        As in the experiment.
    table : CsvTable
    mark : tuple of int or None
        Size and time of its file.
    """

    path: str
    table: CsvTable
    mark: tuple[int, int] | None


def tables_of(experiment: Experiment, *, lost_alone: bool = False) -> tuple[SavedTable, ...]:
    """Return all tables that an experiment reads.

    Parameters
    ----------
    experiment : Experiment
    lost_alone : bool
        Whether to leave out those that can be read from their files as they are.

    Raises
    ------
    InvalidInput
        If one is neither in memory nor a file.
    """
    tables = (SavedTable(path, csv_table(path), mark_when_read(path)) for path in own_paths(experiment))
    return tuple(
        saved for saved in tables if not lost_alone or saved.mark is None or saved.mark != file_mark(saved.path)
    )


def holds_tables(experiment: Experiment) -> bool:
    """Say whether an experiment reads a table that no file has."""
    return any(map(is_held, own_paths(experiment)))


def entry_of(saved: SavedTable) -> TableEntry:
    """Return what the manifest says of a table. Of a column with too many texts to be used, they are left out."""
    columns = [
        ColumnEntry(name=column.name, kind=column.kind, texts=list(column.texts), problem=column.problem)
        for column in map(_usable, saved.table.columns)
    ]
    return TableEntry(path=saved.path, mark=saved.mark, rows=saved.table.rows, columns=columns)


def parts_of(number: int, saved: SavedTable) -> Iterable[Part]:
    """Yield the arrays of a table."""
    columns = [column for column in map(_usable, saved.table.columns) if not column.problem]
    numbers = [column.numbers for column in columns if column.kind == "numbers"]
    codes = [column.codes for column in columns if column.kind == "texts"]
    rows = saved.table.rows
    yield Part(f"tables/{number}/numbers", ArrayForm("<f8", (len(numbers), rows)), numbers)
    yield Part(f"tables/{number}/codes", ArrayForm("<i8", (len(codes), rows)), codes)


def restore(container: Container, entries: Sequence[TableEntry], experiment: Experiment) -> Experiment:
    """Keep a session's tables in memory, and return its experiment with the paths that stand for them.

    A table whose file is still there as it was is that file's; any other has no file.

    Raises
    ------
    InvalidInput
        If a table is not right.
    """
    if len(entries) > MOST_TABLES:
        raise InvalidInput(f"it has {len(entries)} tables: allowed are at most {MOST_TABLES}")
    places = {}
    for number, entry in enumerate(entries):
        table = _table(container, number, entry)
        if entry.mark is not None and not is_held(entry.path) and file_mark(entry.path) == entry.mark:
            keep(entry.path, table, entry.mark)
        else:
            places[entry.path] = hold(table, entry.path)
    return with_paths(experiment, lambda path: places.get(path, path))


def _usable(column: Column) -> Column:
    if len(column.texts) <= MOST_CATEGORIES:
        return column
    problem = f"column '{shortened(column.name)}' has {len(column.texts):,} different texts, which are too many"
    return Column(name=column.name, kind="texts", numbers=np.empty(0), codes=np.empty(0, np.int32), problem=problem)


def _table(container: Container, number: int, entry: TableEntry) -> CsvTable:
    whole = [column for column in entry.columns if not column.problem]
    of_numbers = sum(column.kind == "numbers" for column in whole)
    if len({column.name for column in entry.columns}) < len(entry.columns):
        raise InvalidInput(f"table {number} has two columns of the same name")
    if entry.rows * len(entry.columns) > MOST_CELLS:
        raise InvalidInput(f"table {number} has more than {MOST_CELLS:,} cells")
    numbers = np.array(container.array(f"tables/{number}/numbers", "<f8", (of_numbers, entry.rows)))
    codes = np.array(container.array(f"tables/{number}/codes", "<i8", (len(whole) - of_numbers, entry.rows)))
    if not np.isfinite(numbers).all():
        raise InvalidInput(f"table {number} has a number that is not finite")
    left, texts_left = iter(numbers), iter(codes)
    columns = [_column(column, left, texts_left, number) for column in entry.columns]
    name = entry.path.replace("\\", "/").rpartition("/")[2]
    return CsvTable(name=name, rows=entry.rows, columns=tuple(columns))


def _column(entry: ColumnEntry, numbers: Iterator[np.ndarray], codes: Iterator[np.ndarray], table: int) -> Column:
    """Return a column, with the next row of the arrays that it is in."""
    of_numbers, of_codes = np.empty(0), np.empty(0, np.int32)
    if not entry.problem and entry.kind == "numbers":
        of_numbers = next(numbers)
    elif not entry.problem:
        found = next(codes)
        if found.min() < 0 or found.max() >= len(entry.texts):
            raise InvalidInput(f"table {table} points to a text that is not there")
        of_codes = found.astype(np.int32)
    return Column(
        name=entry.name, kind=entry.kind, numbers=of_numbers, codes=of_codes, texts=tuple(entry.texts),
        problem=entry.problem,
    )  # fmt: skip
