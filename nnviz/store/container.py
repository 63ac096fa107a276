"""The container ``*.nnviz``: a ZIP archive of a manifest, ``nnviz.json``, and of arrays. Opened without loading it.

Opening reads the directory, the manifest and the head of every array, and checks that they agree. Arrays stay in the
file; those that stand there as they are, are mapped into memory. Nothing is ever unpacked to the disk.
"""

from __future__ import annotations

import stat
import zlib
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, TypeVar

import numpy as np

from nnviz.arrays import Array, read_only
from nnviz.errors import InvalidInput, shortened
from nnviz.store.array_form import LONGEST_HEAD, ArrayForm, read_head
from nnviz.store.manifest import LARGEST_MANIFEST, MANIFEST, ArrayNote, Kind, Manifest, decode_manifest, kind_in
from nnviz.store.zip_directory import DEFLATED, STORED, Member, read_directory

SUFFIX = ".nnviz"
LARGEST_PACKED = 2**25
"""Bytes that all compressed arrays may have together. This program compresses none; other programs may."""

_PIECE = 2**20

_Manifest = TypeVar("_Manifest", bound=Manifest)


class Container:
    """One file, open for reading. Used with ``with``, or closed by `close`; arrays that were mapped stay usable.

    Parameters
    ----------
    path : Path

    Raises
    ------
    InvalidInput
        Here and in every method, without the file's name: whoever opens it says which file it is.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file, length = open_plain(path)
        try:
            if self._file.read(4) not in (b"PK\3\4", b"PK\5\6"):
                raise InvalidInput("not an nnviz file")
            self._members = read_directory(self._file, length)
            self.forms, self._heads = self._read_heads()
        except BaseException:
            self._file.close()
            raise

    def kind(self) -> str:
        """Return the kind of file that the manifest says this is."""
        return kind_in(self._manifest_content())

    def manifest(self, kind: Kind, form: type[_Manifest]) -> _Manifest:
        """Read the manifest and check that it names the very arrays that are there."""
        manifest = decode_manifest(self._manifest_content(), kind, form)
        notes = manifest.arrays
        found = {name: ArrayNote(dtype=array.dtype, shape=array.shape) for name, array in self.forms.items()}
        for name in sorted(notes.keys() | found.keys()):
            if notes.get(name) != found.get(name):
                raise InvalidInput(f"its manifest and the array '{shortened(name)}' do not agree")
        return manifest

    def array(self, name: str, dtype: str, shape: tuple[int | None, ...]) -> Array:
        """Return an array: mapped, read-only, where it is stored as it is.

        Parameters
        ----------
        name : str
        dtype : str
            The type that it must have.
        shape : tuple of int or None
            The shape that it must have; None is any size.
        """
        if name not in self.forms:
            raise InvalidInput(f"the array '{name}' is missing")
        form, member = self.forms[name], self._members[f"{name}.npy"]
        fits = len(form.shape) == len(shape) and all(
            w is None or w == h for w, h in zip(shape, form.shape, strict=True)
        )
        if form.dtype != dtype or not fits:
            wanted = " x ".join("any" if size is None else str(size) for size in shape)
            raise InvalidInput(
                f"the array '{name}' is {form.dtype} of shape {form.shape}: it must be {dtype} of {wanted}"
            )
        if form.nbytes == 0:
            return np.empty(form.shape, form.dtype)
        if member.method == STORED:
            try:
                start = member.start + self._heads[name]
                return np.memmap(self._file, mode="r", dtype=form.dtype, shape=form.shape, offset=start)
            except (OSError, ValueError):
                raise InvalidInput("it cannot be read: it has become shorter") from None
        content = self._content(member, member.size)
        return read_only(np.frombuffer(content, form.dtype, offset=self._heads[name]).reshape(form.shape))

    def check(self) -> None:
        """Compare the content of every member with its checksum, a piece at a time."""
        for member in self._members.values():
            if member.method == STORED:
                self._file.seek(member.start)
                crc, left = 0, member.size
                while left:
                    piece = self._file.read(min(_PIECE, left))
                    if not piece:
                        raise InvalidInput("it cannot be read: it has become shorter")
                    crc, left = zlib.crc32(piece, crc), left - len(piece)
                if crc != member.crc:
                    raise _damaged(member)

    def close(self) -> None:
        """Close the file. Arrays that were mapped stay usable."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _manifest_content(self) -> bytes:
        member = self._members.get(MANIFEST)
        if member is None:
            raise InvalidInput(f"not an nnviz file: it has no {MANIFEST}")
        if member.size > LARGEST_MANIFEST:
            raise InvalidInput(f"its manifest is larger than {LARGEST_MANIFEST // 2**20} MiB")
        return self._content(member, member.size)

    def _read_heads(self) -> tuple[dict[str, ArrayForm], dict[str, int]]:
        forms: dict[str, ArrayForm] = {}
        heads: dict[str, int] = {}
        packed = sum(member.size for member in self._members.values() if member.method == DEFLATED)
        if packed > LARGEST_PACKED:
            raise InvalidInput(f"it holds more than {LARGEST_PACKED // 2**20} MiB of compressed content")
        for member in self._members.values():
            name, _, kind = member.name.rpartition(".")
            if kind != "npy":
                if member.name != MANIFEST:
                    raise InvalidInput(f"the member '{member.name}' does not belong to an nnviz file")
                continue
            form, head = read_head(self._content(member, min(member.size, LONGEST_HEAD)), name)
            if head + form.nbytes != member.size:
                raise InvalidInput(f"the array '{name}' does not have the length that its head says")
            forms[name], heads[name] = form, head
        return forms, heads

    def _content(self, member: Member, size: int) -> bytes:
        """Read the first `size` bytes of a member's content; all of it is checked."""
        self._file.seek(member.start)
        if member.method == STORED:
            content = self._file.read(size)
        else:
            unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                content = unpacker.decompress(self._file.read(min(member.stored_size, LARGEST_PACKED)), size)
                if size == member.size and (unpacker.decompress(unpacker.unconsumed_tail, 1) or not unpacker.eof):
                    raise _damaged(member)
            except zlib.error:
                raise _damaged(member) from None
        if len(content) != size or (size == member.size and zlib.crc32(content) != member.crc):
            raise _damaged(member)
        return content


def open_plain(path: Path) -> tuple[BinaryIO, int]:
    """Open a plain file for reading, and return it with its length. Raises `InvalidInput`."""
    try:
        state = path.stat()  # of a pipe, opening alone would wait for ever
        if stat.S_ISDIR(state.st_mode):
            raise InvalidInput("it is a folder")
        if not stat.S_ISREG(state.st_mode):
            raise InvalidInput("it is not a plain file")
        return path.open("rb"), state.st_size
    except InvalidInput:
        raise
    except OSError as error:
        raise InvalidInput(f"cannot be read: {(error.strerror or str(error)).lower()}") from None
    except ValueError:  # a zero byte in the name
        raise InvalidInput("cannot be read: there is no such name") from None


def _damaged(member: Member) -> InvalidInput:
    return InvalidInput(f"the member '{member.name}' is damaged")
