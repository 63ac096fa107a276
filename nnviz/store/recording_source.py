"""Where a recording's rows come from: a finished file, or the journal that a script left."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np

from nnviz.arrays import Array, Indices
from nnviz.errors import InvalidInput
from nnviz.output_file import OutputFile
from nnviz.store.array_form import ArrayForm
from nnviz.store.container import Container, open_plain
from nnviz.store.journal import FIRST_LINE, Journal
from nnviz.store.recording_form import SECTIONS, RecordingManifest, row_form
from nnviz.store.writer import Part, fill, whole


class Rows(Protocol):
    """The rows of one section, wherever they stand."""

    def __len__(self) -> int:
        """Return how many there are."""

    def __getitem__(self, index: int) -> Array:
        """Return one row, read-only."""

    def table(self) -> Array:
        """Return all rows as one array, shape (rows, ...)."""


class _Mapped:
    """Rows that stand one behind the other in a file."""

    def __init__(self, rows: Array) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> Array:
        row: Array = self._rows[index]
        return row

    def table(self) -> Array:
        """Return all of them, as they stand in the file."""
        return self._rows


Sections = dict[str, tuple[Indices, Rows]]
"""Steps, shape (n,), and rows, by the name of the section; only those that have any."""


def no_rows(form: ArrayForm) -> Rows:
    """Return what a section without any has."""
    return _Mapped(np.empty((0, *form.shape), form.dtype))


def finish(path: Path) -> None:
    """Make a journal into the file that it is to be, in its place. Raises `InvalidInput`; then the journal stays."""
    with OutputFile(path) as output:
        journal = Journal(path)
        parts: list[Part] = []
        for section, (steps, rows) in journal.sections.items():
            form = ArrayForm(rows.form.dtype, (len(rows), *rows.form.shape))
            parts += [whole(f"{section}/steps", steps), Part(f"{section}/rows", form, rows)]
        fill(output, journal.manifest, parts)
        journal.close()
        output.commit()


def check_replaceable(path: Path) -> None:
    """Raise `InvalidInput` if there is a file that is not a recording: a new one would take its place."""
    if not path.exists():
        return
    try:
        if not is_journal(path):
            mapped(path)
    except InvalidInput:
        raise InvalidInput(f"{path}: there is a file that is not a recording, and it would be lost") from None


def is_journal(path: Path) -> bool:
    """Say whether a file is a journal, by its first line."""
    file, _ = open_plain(path)
    with file:
        return file.read(len(FIRST_LINE)) == FIRST_LINE


def journal(path: Path) -> tuple[RecordingManifest, Sections]:
    """Open the journal of a recording."""
    found = Journal(path)
    return found.manifest, {section: (steps, rows) for section, (steps, rows) in found.sections.items()}


def mapped(path: Path) -> tuple[RecordingManifest, Sections]:
    """Open a finished recording."""
    with Container(path) as container:
        manifest = container.manifest("recording", RecordingManifest)
        forms = {section: row_form(manifest, section) for section in SECTIONS}
        sections: Sections = {}
        for name in container.forms:
            section, _, part = name.partition("/")
            if section not in SECTIONS or part not in ("steps", "rows"):
                raise InvalidInput(f"the array '{name}' does not belong to a recording")
            if section in sections:
                continue
            steps = np.array(container.array(f"{section}/steps", "<i8", (None,)))
            if not len(steps) or steps[0] < 0 or (steps[1:] <= steps[:-1]).any():
                raise InvalidInput(f"the steps of its {section} do not rise")
            form = forms[section]
            rows = container.array(f"{section}/rows", form.dtype, (len(steps), *form.shape))
            sections[section] = (steps, _Mapped(rows))
        return manifest, sections
