"""How messages between the window and the training process lie in a pipe, one after the other."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Sequence
from typing import BinaryIO

Parts = Sequence[bytes | bytearray | pickle.PickleBuffer]
"""A message: its pickle, then the buffers of its arrays."""

_HEAD = struct.Struct("<I")
_LENGTH = struct.Struct("<Q")


def write_parts(stream: BinaryIO, parts: Parts) -> None:
    """Write one message and flush. Raises `OSError` where nobody reads any more."""
    views = [part.raw() if isinstance(part, pickle.PickleBuffer) else memoryview(part) for part in parts]
    stream.write(b"".join([_HEAD.pack(len(views)), *(_LENGTH.pack(len(view)) for view in views)]))
    for view in views:
        stream.write(view)
    stream.flush()


def read_parts(stream: BinaryIO) -> list[bytearray] | None:
    """Read one message; None where there will be no more."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    (count,) = _HEAD.unpack(head)
    lengths = stream.read(count * _LENGTH.size)
    if len(lengths) < count * _LENGTH.size:
        return None
    parts = [bytearray(length) for (length,) in _LENGTH.iter_unpack(lengths)]
    whole = all(stream.readinto(part) == len(part) for part in parts)  # type: ignore[attr-defined]
    return parts if whole else None
