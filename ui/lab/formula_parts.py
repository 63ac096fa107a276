"""A long formula in parts that can stand below each other: split where its outermost terms are added. Free of Qt."""

from __future__ import annotations

from functools import lru_cache

LONGEST = 46
"""Letters of a formula up to which it stays in one part."""
_OPEN, _CLOSE = "({", ")}"


@lru_cache(maxsize=64)
def parts_of(latex: str) -> tuple[str, ...]:
    """Return the parts of a formula, each but the first beginning with its sign."""
    pieces = latex.split(r", \quad ")
    parts: list[str] = []
    for number, piece in enumerate(pieces):
        comma = "," if number + 1 < len(pieces) else ""
        parts += [part + comma for part in (_terms(piece) if len(piece) > LONGEST else [piece])]
    return tuple(parts)


def _terms(latex: str) -> list[str]:
    depth, start, terms = 0, 0, []
    for place, letter in enumerate(latex):
        depth += (letter in _OPEN) - (letter in _CLOSE)
        if depth == 0 and letter in "+-" and latex[:place].strip():
            terms.append(latex[start:place].strip())
            start = place
    return [*terms, latex[start:].strip()]
