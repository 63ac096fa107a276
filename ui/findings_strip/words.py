"""What the strip says in one line, and which part of it gives way where there is no room. No Qt."""

from __future__ import annotations

import html
from typing import NamedTuple

from msgspec import Struct

TRY = "Try"


class Words(Struct, frozen=True):
    """One line of the strip.

    Attributes
    ----------
    icon, token : str
        The icon's name, and the name of its colour token.
    headline : str
        Semibold: the verdict, or the experiment's name.
    body : str
        The evidence, or the sentence.
    remedy : str
        What to try; empty for nothing.
    run : int or None
        The run that it is about, where there are several.
    run_name : str
    prominent : bool
        Whether the body is written in ink, as what just happened is.
    """

    icon: str
    token: str
    headline: str = ""
    body: str = ""
    remedy: str = ""
    run: int | None = None
    run_name: str = ""
    prominent: bool = False

    @property
    def text(self) -> str:
        """Everything in one sentence after the other."""
        parts = (f"{self.run_name}:" if self.run_name else "", self.headline, self.body, self._trying)
        return " ".join(part for part in parts if part)

    @property
    def rich_text(self) -> str:
        """Everything as a tooltip has it: what and why, and below it what to try."""
        escaped = {name: html.escape(getattr(self, name)) for name in ("run_name", "headline", "body")}
        verdict = f"<b>{escaped['headline']}</b> " if self.headline else ""
        run = f"{escaped['run_name']}: " if self.run_name else ""
        remedy = f"<p>{html.escape(self._trying)}</p>" if self.remedy else ""
        return f"<p>{run}{verdict}{escaped['body']}</p>{remedy}"

    @property
    def _trying(self) -> str:
        return f"{TRY} {self.remedy}" if self.remedy else ""


class Widths(NamedTuple):
    """The pixels that each part of a line takes, or gets; 0 for one that is not there."""

    run_name: float
    headline: float
    body: float
    remedy: float


_GIVING_WAY = ("body", "run_name", "remedy", "headline")


def fitted(wanted: Widths, gaps: Widths, room: float, least: float) -> Widths:
    """Share the room of a line: the evidence gives way first, then the run's name, then the remedy, the verdict last.

    The run's marker, which is no part of it, is left for its name.

    Parameters
    ----------
    wanted : Widths
        What each part would take.
    gaps : Widths
        What lies before each part that is there.
    room : float
        What there is for all of them, gaps included.
    least : float
        A part with fewer pixels than these says nothing, so it is left out; the verdict never is.
    """
    given = wanted
    for part in _GIVING_WAY:
        excess = sum(width + gap for width, gap in zip(given, gaps, strict=True) if width > 0.0) - room
        if excess <= 0.0:
            break
        width = getattr(given, part) - excess
        if width < least:
            width = max(0.0, width) if part == "headline" else 0.0
        given = given._replace(**{part: width})
    return given
