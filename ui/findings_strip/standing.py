"""Which findings stand, in which order, and which of them is read: calm while what is found comes and goes. No Qt.

What is found is looked up twice a second, and a number near its threshold crosses it back and forth. So a finding that
is no longer found stands for a while before it goes, and what is being read is never pushed away by another one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from msgspec import Struct

from nnviz.diagnosis import Finding
from ui.findings_strip.remark import Remark

GRACE_SECONDS = 2.0
"""How long a finding stands that is no longer found."""

HELD_SECONDS = 10.0
"""The same for one that somebody points at: long enough to press a button, and no lie for ever."""

_RANKS = ("error", "warning", "info")


class _Entry(Struct):
    """One finding that stands: as it was last found, when it first came, and since when it is missed."""

    remark: Remark
    arrival: int
    missed_since: float | None = None

    @property
    def place(self) -> tuple[int, int]:
        """What it is sorted by: the most severe first, and of those the one that was there first."""
        return _RANKS.index(self.remark.finding.severity), self.arrival


class Standing:
    """The list behind "1 of 2".

    Of all findings the first is read until somebody chooses another one or holds the present one, as by pointing at it.
    Then that one is read until it is gone, whatever comes before or after it.
    """

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._arrivals = 0
        self._chosen: _Entry | None = None
        self._held = False
        self._loose = False

    def forget(self) -> None:
        """Drop everything: the runs that it was about are gone."""
        self._entries = []
        self._chosen = None
        self._loose = self._held

    @property
    def count(self) -> int:
        """How many findings stand."""
        return len(self._entries)

    @property
    def index(self) -> int:
        """Which of them is read, 0 for the first; 0 where there is none."""
        return self._entries.index(self._chosen) if self._chosen is not None else 0

    @property
    def read(self) -> Remark | None:
        """The finding that is read."""
        return self._entries[self.index].remark if self._entries else None

    def take(self, remarks: Iterable[Remark], now: float) -> None:
        """Take in what is found at `now`, in seconds of any clock.

        A finding is known again by its kind, run and layer; one that only moved to another layer stays the same.
        """
        rest = list(remarks)
        missed = self._matched(self._entries, rest, _with_layer)
        missed = self._matched(missed, rest, _without_layer)
        for entry in missed:
            if entry.missed_since is None:
                entry.missed_since = now
        for remark in rest:
            self._entries.append(_Entry(remark, self._arrivals))
            self._arrivals += 1
        self._entries.sort(key=lambda entry: entry.place)
        self.expire(now)
        if self._held and self._chosen is None:
            self.hold(True)

    def expire(self, now: float) -> None:
        """Drop what has been missed for too long."""
        for entry in [entry for entry in self._entries if self._ends(entry) <= now]:
            index = self._entries.index(entry)
            del self._entries[index]
            if entry is self._chosen:
                # The place is kept: what moved up to it is read now.
                last = len(self._entries) - 1
                self._chosen = self._entries[min(index, last)] if self._entries else None

    def seconds_to_expiry(self, now: float) -> float | None:
        """Return in how many seconds `expire` will have something to do, or None."""
        end = min(map(self._ends, self._entries), default=math.inf)
        return max(0.0, end - now) if end < math.inf else None

    def move(self, by: int) -> None:
        """Read the finding `by` places further, round and round."""
        if self._entries:
            self._chosen = self._entries[(self.index + by) % len(self._entries)]
            self._loose = False

    def hold(self, held: bool) -> None:
        """Keep what is read until it is let go; where it is no longer found, for `HELD_SECONDS`."""
        self._held = held
        if held and self._chosen is None and self._entries:
            self._chosen, self._loose = self._entries[0], True
        elif not held and self._loose:
            self._chosen, self._loose = None, False

    def _ends(self, entry: _Entry) -> float:
        """Return when an entry is to go, as far as is known now."""
        if entry.missed_since is None:
            return math.inf
        held = self._held and entry is self._chosen
        return entry.missed_since + (HELD_SECONDS if held else GRACE_SECONDS)

    @staticmethod
    def _matched(
        entries: list[_Entry], remarks: list[Remark], key: Callable[[Finding], tuple[object, ...]]
    ) -> list[_Entry]:
        """Bring entries up to date that are found again, take those out of `remarks`, and return the others."""
        missed = []
        for entry in entries:
            wanted = key(entry.remark.finding)
            place = next((k for k, remark in enumerate(remarks) if key(remark.finding) == wanted), None)
            if place is None:
                missed.append(entry)
            else:
                entry.remark, entry.missed_since = remarks.pop(place), None
        return missed


def _with_layer(finding: Finding) -> tuple[object, ...]:
    return finding.kind, finding.run, finding.layer


def _without_layer(finding: Finding) -> tuple[object, ...]:
    return finding.kind, finding.run
