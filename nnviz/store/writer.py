"""Writing a container: the same content, the same bytes, and whole or not at all."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.arrays import Array
from nnviz.output_file import OutputFile
from nnviz.store.array_form import ArrayForm
from nnviz.store.manifest import MANIFEST, ArrayNote, Manifest, manifest_of

_ALIGNMENT = 64
_PADDING = 0x766E
"""Kind of the extra field that moves an array to an address that suits the processor."""

_LOCAL_HEAD, _LARGE_FIELD, _FIELD_HEAD = 30, 20, 4
_LARGE = 2**31
_PIECE = 2**20
_SYSTEM = 3  # Unix: which system really wrote the file must make no difference
_RIGHTS = 0o100644 << 16


class Part(Struct, frozen=True):
    """One array of a container, in pieces: all of it never has to be in memory.

    Attributes
    ----------
    name : str
        Of the member, without ``.npy``.
    form : ArrayForm
    pieces : iterable of ndarray
        Its numbers from first to last, each piece of any shape.
    """

    name: str
    form: ArrayForm
    pieces: Iterable[Array]


def whole(name: str, array: Array) -> Part:
    """Return an array as a part: float32, float64 and int64 are kept, other integers become int64."""
    dtype = array.dtype.newbyteorder("<").str if array.dtype.kind == "f" else "<i8"
    return Part(name, ArrayForm(dtype, array.shape), [array])


def write_container(path: Path, manifest: Manifest, parts: Sequence[Part]) -> None:
    """Write a container to its place.

    Parameters
    ----------
    path : Path
    manifest : Manifest
        What it says of arrays is filled in here.
    parts : sequence of Part
        In the order in which they are to stand in the file.

    Raises
    ------
    InvalidInput
        If it cannot be written; then what was there is still there.
    """
    with OutputFile(path) as output:
        fill(output, manifest, parts)
        output.commit()


def fill(output: OutputFile, manifest: Manifest, parts: Sequence[Part]) -> None:
    """Write the content of a container."""
    notes = {part.name: ArrayNote(dtype=part.form.dtype, shape=part.form.shape) for part in parts}
    content = manifest_of(replace(manifest, arrays=notes))
    # zipfile asks no more of a file than to write, seek, tell and flush.
    with zipfile.ZipFile(cast("zipfile._ZipWritable", output), "w", zipfile.ZIP_STORED) as archive:
        with archive.open(_entry(MANIFEST), "w") as member:
            member.write(content)
        for part in parts:
            _write(archive, output.tell(), part)


def _write(archive: zipfile.ZipFile, place: int, part: Part) -> None:
    head = part.form.head()
    large = len(head) + part.form.nbytes > _LARGE
    entry = _entry(f"{part.name}.npy")
    before = place + _LOCAL_HEAD + len(entry.filename) + _FIELD_HEAD + (_LARGE_FIELD if large else 0)
    padding = -before % _ALIGNMENT
    entry.extra = struct.pack("<2H", _PADDING, padding) + bytes(padding)
    written = 0
    member = cast(io.RawIOBase, archive.open(entry, "w", force_zip64=large))
    with io.BufferedWriter(member, _PIECE) as buffered:
        buffered.write(head)
        for piece in part.pieces:
            written += buffered.write(np.ascontiguousarray(piece, part.form.dtype).tobytes())
    if written != part.form.nbytes:
        raise ValueError(f"{part.name}: {written} bytes were given, {part.form.nbytes} announced")


def _entry(name: str) -> zipfile.ZipInfo:
    """Return an entry without a date of its own."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.create_system, entry.external_attr = _SYSTEM, _RIGHTS
    return entry
