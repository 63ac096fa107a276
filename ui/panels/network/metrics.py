"""What a layout must know of the type: how long a text is, and how large a length of the look is at the font scale."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

INSET = 12
HEAD = 21
"""From the top to the first unit: the head and the gap below it."""
BRACKET = 24
"""What the brackets of an autoencoder take besides."""
BELOW = 8
LINE = 15
"""One line of small text."""
LABEL_GAP = 6


class Metrics(Struct, frozen=True):
    """Measures of the appearance in force.

    Attributes
    ----------
    px : callable
        A length of the look's tables at the font scale in force.
    width : callable
        ``width(text, role)``: how wide a text is, in pixels.
    """

    px: Callable[[float], int]
    width: Callable[[str, str], float]

    def wrap(self, text: str, role: str, width: float, most: int) -> tuple[str, ...]:
        """Break a text into lines that fit a width; what does not fit into so many lines is cut with an ellipsis."""
        lines: list[str] = []
        rest = text.split()
        while rest and len(lines) < most:
            line = rest.pop(0)
            while rest and self.width(f"{line} {rest[0]}", role) <= width:
                line = f"{line} {rest.pop(0)}"
            lines.append(line)
        if rest:
            lines[-1] = f"{lines[-1]} {' '.join(rest)}"
        return tuple(self.cut(line, role, width) for line in lines)

    def cut(self, text: str, role: str, width: float) -> str:
        """Return a text that fits a width: whole, cut with an ellipsis, or nothing where not even that fits."""
        if self.width(text, role) <= width:
            return text
        while text and self.width(f"{text}…", role) > width:
            text = text[:-1].rstrip()
        return f"{text}…" if text else ""
