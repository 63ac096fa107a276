"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from nnviz.errors import InvalidInput
from nnviz.stale_parts import part_name, sweep


class OutputFile:
    """A file that is written beside its place and put there in one go, so that nothing half written is ever found.

    It is opened at once: what cannot be written is known before any work is done. Used with ``with``; without a
    `commit` nothing of it is left.

    Parameters
    ----------
    path : Path
        Where it is to appear. A device or pipe is written to directly.

    Raises
    ------
    InvalidInput
        If it cannot be written, here and in every method, with the path and the reason.
    """

    def __init__(self, path: Path) -> None:
        self._shown = path
        self._temporary: Path | None = None
        try:
            self._place = path.resolve()
            self._check_place()
            if self._place.exists() and not self._place.is_file():
                self._file = self._place.open("wb", buffering=0)
            else:
                self._temporary = self._place.with_name(part_name(self))
                self._file = self._temporary.open("xb", buffering=0)
        except OSError as error:
            raise self._failure(error) from None
        except RuntimeError:
            raise self._refusal("its links lead in a circle") from None

    def write(self, content: bytes | memoryview) -> int:
        """Write where it stands: at the end, unless `seek` went elsewhere. Returns the bytes taken."""
        rest = memoryview(content)
        length = rest.nbytes
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise self._failure(error) from None
        return length

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to another place in the file, as every Python file does."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the place in the file."""
        return self._file.tell()

    def flush(self) -> None:
        """Do nothing: every write goes out at once."""

    def commit(self) -> None:
        """Put the file in its place."""
        try:
            if self._temporary is not None:
                # Else a power cut right after could leave the new name with nothing behind it.
                os.fsync(self._file.fileno())
            self._file.close()
            if self._temporary is not None:
                self._temporary.replace(self._place)
        except OSError as error:
            raise self._failure(error) from None
        if self._temporary is not None:
            self._temporary = None
            sweep(self._place.parent)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if self._temporary is not None:
            self._temporary.unlink(missing_ok=True)

    def _check_place(self) -> None:
        place = self._place
        if place.is_dir():
            raise self._refusal("it is a folder")
        if not place.parent.is_dir():
            raise self._refusal(f"there is no folder {place.parent}")
        if place.exists() and not os.access(place, os.W_OK):
            raise self._refusal("permission denied")
        # The place is written to at the very end, under a name of its own: whether that name can be is known now.
        if not place.exists() and len(os.fsencode(place.name)) > 255:
            raise self._refusal("its name is too long")

    def _failure(self, error: OSError) -> InvalidInput:
        return self._refusal((error.strerror or str(error)).lower())

    def _refusal(self, reason: str) -> InvalidInput:
        return InvalidInput(f"{self._shown}: cannot be written: {reason}")
