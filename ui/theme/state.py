"""The theme and font scale in force: read by everything that paints, written by `Appearance` alone."""

from __future__ import annotations

from msgspec import Struct

from ui.theme.tokens import LIGHT, Theme


class State(Struct):
    """What is in force now. `scale` is the font scale: 1.0 is 100 %."""

    theme: Theme = LIGHT
    scale: float = 1.0


STATE = State()


def current() -> Theme:
    """Return the theme in force."""
    return STATE.theme


def px(pixels: float) -> int:
    """Return a length of the look's tables at the font scale in force, in whole pixels and never below one.

    Bars, rows and controls grow with their text, so nothing is clipped at any scale.
    """
    return max(1, round(pixels * STATE.scale))
