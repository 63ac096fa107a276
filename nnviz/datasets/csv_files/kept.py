"""The tables in memory: a file is read once, however often runs start anew, and a session's tables need no file.

What is trained on stays as it was read until the experiment is opened again: a file that somebody changes meanwhile
changes no run under way.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections import OrderedDict
from pathlib import Path

from msgspec import Struct

from nnviz.datasets.csv_files.csv_table import CsvTable
from nnviz.datasets.csv_files.reading import read_csv
from nnviz.errors import InvalidInput, shortened

MOST_KEPT = 4
"""Files whose tables stay in memory."""

HELD = "session:"
"""What the path of a table begins with that came out of a session file and has no file of its own."""


class _Entry(Struct, frozen=True):
    table: CsvTable
    mark: tuple[int, int] | None


_entries: OrderedDict[str, _Entry] = OrderedDict()
_held: dict[str, CsvTable] = {}
_guard = threading.Lock()


def file_mark(path: str) -> tuple[int, int] | None:
    """Return size and time of a file, by which it is seen to have changed; None where it is not there."""
    try:
        state = os.stat(path)
    except (OSError, ValueError):
        return None
    return state.st_size, state.st_mtime_ns


def mark_when_read(path: str) -> tuple[int, int] | None:
    """Return size and time of a table's file as they were when it was read; None where it has none."""
    entry = _entries.get(path)
    return entry.mark if entry is not None else None


def is_held(path: str) -> bool:
    """Say whether a path stands for a table out of a session file."""
    return path.startswith(HELD)


def is_ready(path: str) -> bool:
    """Say whether a table is in memory, so that nothing need be read for it."""
    return path in _held or path in _entries


def csv_table(path: str) -> CsvTable:
    """Return the table of a file, read once.

    Raises
    ------
    InvalidInput
        As `read_csv`, and where a session's table is not in memory.
    """
    if is_held(path):
        if path not in _held:
            raise InvalidInput(f"'{shortened(path)}' is in a session file that is not open: import the CSV file itself")
        return _held[path]
    with _guard:
        if path in _entries:
            _entries.move_to_end(path)
            return _entries[path].table
    mark = file_mark(path)
    if mark is None and Path(path).name:
        folder = Path(path).parent
        where = f"in {folder}" if folder.is_dir() else f"since there is no folder {folder}"
        raise InvalidInput(f"data.path: there is no file '{shortened(Path(path).name)}' {where}")
    return keep(path, read_csv(Path(path)), mark)


def keep(path: str, table: CsvTable, mark: tuple[int, int] | None) -> CsvTable:
    """Keep a table in memory as that of a file with such a mark, and return it."""
    with _guard:
        _entries[path] = _Entry(table, mark)
        _entries.move_to_end(path)
        while len(_entries) > MOST_KEPT:
            _entries.popitem(last=False)
    return table


def look_again(path: str) -> None:
    """Forget the table of a file that has changed since it was read."""
    with _guard:
        entry = _entries.get(path)
        if entry is not None and entry.mark != file_mark(path):
            del _entries[path]


def hold(table: CsvTable, path: str) -> str:
    """Keep a table out of a session file, and return the path that stands for it: the same for the same content."""
    digest = hashlib.sha256(repr((table.rows, table.names)).encode())
    for column in table.columns:
        digest.update(repr((column.texts, column.problem)).encode())
        digest.update(column.numbers.data)
        digest.update(column.codes.data)
    name = path.replace("\\", "/").rpartition("/")[2]
    held = f"{HELD}{digest.hexdigest()[:16]}/{name}"
    _held[held] = table
    return held
