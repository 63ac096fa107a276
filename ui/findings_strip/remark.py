"""A finding as the strip shows it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.diagnosis import Finding


@dataclass(frozen=True)
class Remark:
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
