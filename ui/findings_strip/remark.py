"""A finding as the strip shows it. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from nnviz.diagnosis import Finding
from ui.findings_strip.words import Words
from ui.frame import RunView

_ICONS = {"info": ("info", "warn"), "warning": ("triangle-alert", "warn"), "error": ("octagon-alert", "error")}


class Remark(Struct, frozen=True):
    """A finding, and whether its remedy is being tried.

    Attributes
    ----------
    finding : Finding
    racing : int or None
        The run that trains what the finding says to try.
    """

    finding: Finding
    racing: int | None = None

    @property
    def subject(self) -> tuple[object, ...]:
        """What it is about: the same as long as only its numbers change."""
        return self.finding.kind, self.finding.run, self.finding.layer

    @property
    def can_race(self) -> bool:
        """Whether there is something to try that an experiment can say."""
        return bool(self.finding.remedy.changes)

    def words(self, runs: Sequence[RunView]) -> Words:
        """Return it as one line; where there are several runs, it says which one is meant."""
        finding = self.finding
        several = len(runs) > 1
        return Words(
            *_ICONS[finding.severity],
            f"{finding.headline}.",
            finding.evidence,
            finding.remedy.words,
            finding.run if several else None,
            runs[finding.run].name if several else "",
        )
