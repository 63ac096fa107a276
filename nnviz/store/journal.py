"""The journal of a recording: what a training script leaves of it if it is cut short.

A first line, then entries one after the other, each with its length and a checksum: the manifest, or one row of a
section with its step. A manifest takes the place of the one before; it comes before the first rows that it describes.
Nothing is ever changed once it is written, so whatever was written before a script was killed can be read: the last
entry is left out if it is not whole.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from nnviz.arrays import Array, read_only
from nnviz.errors import InvalidInput
from nnviz.store.array_form import ArrayForm
from nnviz.store.container import open_plain
from nnviz.store.manifest import LARGEST_MANIFEST, decode_manifest, manifest_of
from nnviz.store.recording_form import SECTIONS, RecordingManifest, row_form

FIRST_LINE = b"nnviz recording\n"

_ENTRY = struct.Struct("<BxxxIQ")
_STEP = struct.Struct("<q")
_MANIFEST = len(SECTIONS)
"""An entry's kind is the number of its section, or this."""


def manifest_entry(manifest: RecordingManifest) -> bytes:
    """Return a manifest as an entry."""
    return _entry(_MANIFEST, manifest_of(manifest))


def row_entry(section: str, step: int, row: Array) -> bytes:
    """Return one row of a section, in the form that the manifest gives it, as an entry."""
    return _entry(SECTIONS.index(section), _STEP.pack(step) + row.tobytes())


def _entry(kind: int, content: bytes) -> bytes:
    return _ENTRY.pack(kind, zlib.crc32(content), len(content)) + content


class JournalRows:
    """The rows of one section, read where they stand.

    Parameters
    ----------
    content : mmap
        The whole journal.
    form : ArrayForm
        Of one row.
    places : list of int
        Where each row begins.
    """

    def __init__(self, content: mmap.mmap, form: ArrayForm, places: list[int]) -> None:
        self._content = content
        self._places = places
        self.form = form

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Array]:
        return (self[index] for index in range(len(self)))

    def __getitem__(self, index: int) -> Array:
        """Return one row, read-only."""
        count = self.form.nbytes // np.dtype(self.form.dtype).itemsize
        row = np.frombuffer(self._content, self.form.dtype, count, self._places[index])
        return read_only(row.reshape(self.form.shape))

    def table(self) -> Array:
        """Return all rows as one array, shape (rows, ...)."""
        rows = np.empty((len(self), *self.form.shape), self.form.dtype)
        for index, row in enumerate(self):
            rows[index] = row
        return rows


class Journal:
    """A journal, open for reading; its rows are not loaded.

    Parameters
    ----------
    path : Path

    Attributes
    ----------
    manifest : RecordingManifest
    sections : dict
        Steps, shape (n,), and rows of every section that has any.

    Raises
    ------
    InvalidInput
        Without the file's name.
    """

    def __init__(self, path: Path) -> None:
        file, length = open_plain(path)
        with file:
            if file.read(len(FIRST_LINE)) != FIRST_LINE:
                raise InvalidInput("not an nnviz file")
            try:
                self._content = mmap.mmap(file.fileno(), length, access=mmap.ACCESS_READ)
            except (OSError, ValueError):
                raise InvalidInput("it cannot be read: it has become shorter") from None
        manifest: RecordingManifest | None = None
        forms: list[ArrayForm] = []
        steps: list[list[int]] = [[] for _ in SECTIONS]
        places: list[list[int]] = [[] for _ in SECTIONS]
        for kind, start, size in _entries(self._content, length):
            if kind == _MANIFEST:
                manifest = self._manifest(start, size)
                before, forms = forms, [row_form(manifest, section) for section in SECTIONS]
                if any(old != new and at for old, new, at in zip(before, forms, steps, strict=False)):
                    raise InvalidInput("its layers change in the middle")
                continue
            if not forms or kind > _MANIFEST or not forms[kind].nbytes or size != _STEP.size + forms[kind].nbytes:
                raise InvalidInput("it has an entry that does not fit its layers")
            [step] = _STEP.unpack_from(self._content, start)
            if step < 0 or (steps[kind] and step <= steps[kind][-1]):
                raise InvalidInput("its steps do not rise")
            steps[kind].append(step)
            places[kind].append(start + _STEP.size)
        if manifest is None:
            raise InvalidInput("nothing was recorded in it")
        self.manifest = manifest
        self.sections = {
            section: (np.array(steps[kind], dtype=np.int64), JournalRows(self._content, forms[kind], places[kind]))
            for kind, section in enumerate(SECTIONS)
            if steps[kind]
        }

    def close(self) -> None:
        """Let go of the file, which on some systems cannot be replaced before. No row may be in use any more."""
        self._content.close()

    def _manifest(self, start: int, size: int) -> RecordingManifest:
        if size > LARGEST_MANIFEST:
            raise InvalidInput(f"its manifest is larger than {LARGEST_MANIFEST // 2**20} MiB")
        return decode_manifest(self._content[start : start + size], "recording", RecordingManifest)


def _entries(content: mmap.mmap, length: int) -> Iterator[tuple[int, int, int]]:
    """Walk through the entries that are whole: kind, where the content begins, its length."""
    at = len(FIRST_LINE)
    while at + _ENTRY.size <= length:
        kind, crc, size = _ENTRY.unpack_from(content, at)
        start = at + _ENTRY.size
        if start + size > length:
            return
        # The last entry is checked, which a power cut may have spoiled; the others were whole when it was begun.
        if start + size == length and zlib.crc32(memoryview(content)[start:]) != crc:
            return
        yield kind, start, size
        at = start + size
