"""The compression of a GIF's pixels: Lempel, Ziv and Welch's codes of 2 to 12 bits. Free of Qt."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

MOST_CODES = 4096
"""Codes have 12 bits at most (GIF89a, appendix F)."""
_LONGEST = 12
_BLOCK = 255


def image_data(indices: bytes, bits: int) -> bytes:
    """Compress pixels as they stand in a GIF.

    Parameters
    ----------
    indices : bytes
        One byte for each pixel, row by row, each less than ``2 ** bits``.
    bits : int
        Of the palette's indices, 2 to 8.

    Returns
    -------
    bytes
        The size of the first codes, the blocks of codes, and the end.
    """
    packed = _packed(_codes(indices, bits), bits)
    blocks = [packed[start : start + _BLOCK] for start in range(0, len(packed), _BLOCK)]
    return bytes([bits]) + b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"


def _codes(indices: bytes, bits: int) -> list[int]:
    """Return the codes of pixels, with those that clear the table and the one that ends.

    Every beginning of a sequence in the table is in the table, too. So the longest one that fits is searched for from a
    guess: what is flat is one pixel longer each time, and is guessed right.
    """
    clear = 1 << bits
    first = clear + 2
    single = {bytes([index]): index for index in range(clear)}
    codes, position, end = [clear], 0, len(indices)
    while position < end:
        table, new, length = dict(single), first, 1
        while position < end and new < MOST_CODES:
            length = _longest(table, indices, position, length + 1)
            codes.append(table[indices[position : position + length]])
            position += length
            table[indices[position - length : position + 1]] = new
            new += 1
        if new == MOST_CODES:
            codes.append(clear)
    codes.append(clear + 1)
    return codes


def _longest(table: dict[bytes, int], indices: bytes, position: int, guess: int) -> int:
    """Return the length of the longest sequence in the table with which the pixels go on."""
    room = len(indices) - position
    fits, too_long = 1, room + 1
    length, stride = min(guess, room), 1
    while too_long - fits > 1:
        if indices[position : position + length] in table:
            fits = length
            length, stride = length + stride, 2 * stride
        else:
            too_long = length
        if length >= too_long:
            length = (fits + too_long) // 2
    return fits


def _packed(codes: list[int], bits: int) -> bytes:
    """Return the codes one after the other, each with as many bits as the table has come to need, the lowest first."""
    values = np.array(codes, dtype=np.uint16)
    # The table grows with every code, and whatever is in it, it is cleared after as many codes.
    clear = 1 << bits
    in_table = clear + 1 + np.arange(MOST_CODES - clear - 1)
    widths = np.ceil(np.log2(in_table + 1)).astype(np.uint8)
    widths = np.concatenate([[bits + 1], np.resize(widths, len(codes) - 1)]).astype(np.uint8)
    places: npt.NDArray[np.uint16] = np.arange(_LONGEST, dtype=np.uint16)
    each = (values[:, None] >> places & 1).astype(np.uint8)
    return np.packbits(each[places < widths[:, None]], bitorder="little").tobytes()
