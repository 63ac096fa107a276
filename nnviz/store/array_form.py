"""The head of an array in a container: NumPy's ``.npy`` format, read so strictly that nothing in it is ever run.

NumPy's own reader takes any Python literal as the head, and Python objects as content. Here it is one fixed line, and
the only types are plain numbers.
"""

from __future__ import annotations

import math
import re
import struct

import numpy as np
from msgspec import Struct

from nnviz.errors import InvalidInput

TYPES = ("<f4", "<f8", "<i8")
"""float32, float64 and int64, low byte first."""

MOST_DIMENSIONS = 8
MOST_BYTES = 2**46
LONGEST_HEAD = 1024
"""Bytes; that of the largest array takes fewer than 256."""

_MAGIC = b"\x93NUMPY\x01\x00"
_ALIGNMENT = 64
_SHAPE = rb"\(((?:\d{1,16}(?:, ?\d{1,16})*,?)?)\)"  # of which every text is read in one way only, so in no time
_HEAD = re.compile(rb"\{'descr': '([^']{1,20})', 'fortran_order': (True|False), 'shape': " + _SHAPE + rb", \} *\n")


class ArrayForm(Struct, frozen=True):
    """Type and shape of an array.

    Attributes
    ----------
    dtype : str
        One of `TYPES`.
    shape : tuple of int
    """

    dtype: str
    shape: tuple[int, ...]

    @property
    def nbytes(self) -> int:
        """The bytes of its numbers."""
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize

    def head(self) -> bytes:
        """Return what stands before the numbers in a ``.npy`` file."""
        shape = ", ".join(map(str, self.shape)) + ("," if len(self.shape) == 1 else "")
        text = f"{{'descr': '{self.dtype}', 'fortran_order': False, 'shape': ({shape}), }}".encode()
        used = len(_MAGIC) + 2 + len(text) + 1
        text += b" " * (-used % _ALIGNMENT) + b"\n"
        return _MAGIC + struct.pack("<H", len(text)) + text


def read_head(beginning: bytes, name: str) -> tuple[ArrayForm, int]:
    """Read the head of an array.

    Parameters
    ----------
    beginning : bytes
        The first `LONGEST_HEAD` bytes of the ``.npy`` file, or all of a shorter one.
    name : str
        What the array is called in a sentence.

    Returns
    -------
    form : ArrayForm
    length : int
        The bytes before the first number.

    Raises
    ------
    InvalidInput
        If it is not the head of an array of plain numbers, or its shape cannot be.
    """
    start = len(_MAGIC) + 2
    if len(beginning) < start or not beginning.startswith(_MAGIC):
        raise InvalidInput(f"{name} is not an array of numbers")
    length = start + int(struct.unpack_from("<H", beginning, len(_MAGIC))[0])
    parts = _HEAD.fullmatch(beginning, start, length) if length <= len(beginning) else None
    if parts is None:
        raise InvalidInput(f"{name} is not an array of plain numbers: its head cannot be read")
    dtype = parts[1].decode("ascii", "replace")
    if dtype not in TYPES:
        kind = "Python objects, which are never read" if "O" in dtype else f"numbers of type {dtype!a}"
        raise InvalidInput(f"{name} holds {kind}: allowed are float32, float64 and int64")
    if parts[2] == b"True":
        raise InvalidInput(f"{name} stands column by column: allowed is row by row")
    shape = tuple(int(size) for size in re.findall(rb"\d+", parts[3]))
    # Of an empty array the other sizes count all the same: nothing here may ever lead to a number that overflows.
    largest = math.prod(max(size, 1) for size in shape) * np.dtype(dtype).itemsize
    if len(shape) > MOST_DIMENSIONS or largest > MOST_BYTES:
        raise InvalidInput(f"{name} has a shape that no array here can have")
    return ArrayForm(dtype, shape), length
