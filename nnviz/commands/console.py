"""What the commands print: an answer on standard output, complaints and progress on standard error."""

from __future__ import annotations

import json
import math
import sys
from types import TracebackType
from typing import Any, Self

BAR_CELLS = 30


def answer(document: dict[str, Any]) -> None:
    """Print one line of JSON. A number that is not finite is null: JSON has no other word for it."""
    say(json.dumps(_finite(document), allow_nan=False) + "\n")


def say(text: str) -> None:
    """Write to standard output, at once, so that a failure shows here and nowhere later."""
    if sys.stdout is not None:
        sys.stdout.write(text)
        sys.stdout.flush()


def complain(sentence: str) -> None:
    """Say on standard error what is wrong, in one line whatever names it quotes."""
    line = "".join(character if character.isprintable() else " " for character in sentence)
    if sys.stderr is not None:
        sys.stderr.write(f"nnviz: {line}\n")


class Progress:
    """A bar on standard error that is there while work goes on; nothing where that is no terminal."""

    def __init__(self) -> None:
        self._visible = sys.stderr is not None and sys.stderr.isatty()

    def show(self, fraction: float, words: str) -> None:
        """Draw the bar, `fraction` of 0 to 1 full, with a few words behind it."""
        if self._visible:
            filled = round(BAR_CELLS * min(max(fraction, 0.0), 1.0))
            bar = "#" * filled + "." * (BAR_CELLS - filled)
            self._write(f"\r\x1b[K{bar} {words}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._visible:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
