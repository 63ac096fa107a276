"""Writing a table back as a CSV file, from which the very same table is read."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path

from nnviz.datasets.csv_files.csv_table import Column, CsvTable
from nnviz.datasets.csv_files.kept import csv_table
from nnviz.output_file import OutputFile


def write_beside(held: str, folder: Path) -> Path:
    """Write a table out of a session file into a folder, and return its place there.

    A file of the same name and content is left as it is; next to one of another content, a number is added to the name.

    Parameters
    ----------
    held : str
        The path that stands for the table.
    folder : Path

    Raises
    ------
    InvalidInput
        If the table is not in memory, or cannot be written.
    """
    content = content_of(csv_table(held))
    name = Path(held.rpartition("/")[2] or "table.csv")
    for count in itertools.count(1):
        place = folder / (name.name if count == 1 else f"{name.stem}-{count}{name.suffix}")
        if not place.exists():
            with OutputFile(place) as output:
                output.write(content)
                output.commit()
            return place
        if _holds(place, content):
            return place
    raise AssertionError("numbers never end")


def content_of(table: CsvTable) -> bytes:
    """Return a table as a CSV file; a column that cannot be used is left empty, so that it cannot be used there too."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.names)
    writer.writerows(zip(*(_cells(column, table.rows) for column in table.columns), strict=True))
    return text.getvalue().encode()


def _cells(column: Column, rows: int) -> list[str]:
    if column.problem:
        return [""] * rows
    if column.kind == "texts":
        return [column.texts[code] for code in column.codes.tolist()]
    return [repr(number).removesuffix(".0") for number in column.numbers.tolist()]


def _holds(place: Path, content: bytes) -> bool:
    try:
        return place.stat().st_size == len(content) and place.read_bytes() == content
    except OSError:
        return False
