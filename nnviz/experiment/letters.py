"""Bytes as letters and digits, which nothing between two people changes.

A chat reads meaning into ``_``, ``*``, ``-`` and ``/``, and a page that is copied may have lost the hyphen at a line's
end; a-z, A-Z and 0-9 arrive everywhere. 43 of these 62 hold 32 bytes (62^43 > 256^32), hardly more than base 64 takes.
"""

from __future__ import annotations

import math

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BLOCK = 32
"""Bytes that are written as one number."""

_VALUES = {letter: value for value, letter in enumerate(LETTERS)}
_WIDTHS = [math.ceil(8 * count / math.log2(62)) for count in range(BLOCK + 1)]
"""How many letters so many bytes take; no two counts take the same."""


def number_to_letters(number: int, width: int) -> str:
    """Write a whole number >= 0 with exactly `width` letters, the most significant first."""
    letters = []
    for _ in range(width):
        number, value = divmod(number, 62)
        letters.append(LETTERS[value])
    return "".join(reversed(letters))


def letters_to_number(letters: str) -> int:
    """Read what `number_to_letters` has written. Raises `ValueError` for any other character."""
    number = 0
    for letter in letters:
        if letter not in _VALUES:
            raise ValueError(f"{letter!a} is no letter of the alphabet in use")
        number = number * 62 + _VALUES[letter]
    return number


def to_letters(content: bytes) -> str:
    """Write bytes as letters and digits, block by block."""
    blocks = [content[start : start + BLOCK] for start in range(0, len(content), BLOCK)]
    return "".join(number_to_letters(int.from_bytes(block), _WIDTHS[len(block)]) for block in blocks)


def from_letters(letters: str) -> bytes:
    """Read bytes from letters and digits. Inverse of `to_letters`.

    Raises
    ------
    ValueError
        If no bytes are written so.
    """
    parts = [letters[start : start + _WIDTHS[BLOCK]] for start in range(0, len(letters), _WIDTHS[BLOCK])]
    try:
        return b"".join(letters_to_number(part).to_bytes(_WIDTHS.index(len(part))) for part in parts)
    except OverflowError:
        raise ValueError("a block is larger than its bytes") from None
