"""Which settings a run had at which step, as far as the window knows: its live edits change the objective."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from nnviz.assembly import Assembly
from ui.frame import Mark

HARMLESS = ("rate ", "batch ")
"""How the words of edits begin that change neither the objective nor the kind of bound: the history has the rates."""


class InForce:
    """The settings of one run from step to step; None where they are not known.

    What an edit meant is seen when the run has other settings than before; when it took effect, its mark says. Of edits
    that were made before the window knew the run, or while nobody looked, only the last one's outcome is known.

    Parameters
    ----------
    assembly : Assembly
    marks : sequence of Mark
        Of live edits until now.
    past : InForce or None
        Of the run that this one was forked from.
    since : int
        Where that was.
    """

    def __init__(self, assembly: Assembly, marks: Sequence[Mark], past: InForce | None = None, since: int = 0) -> None:
        self._seen = _that_count(marks)
        self._entries: list[tuple[int, Assembly | None]] = [(0, assembly)]
        if past is not None:
            self._entries = [entry for entry in past.entries if entry[0] < since] + [(since, assembly)]
        elif self._seen:
            self._entries = [(0, None), (self._seen[-1].step, assembly)]

    @property
    def entries(self) -> tuple[tuple[int, Assembly | None], ...]:
        """From which step on what was in force, rising."""
        return tuple(self._entries)

    def note(self, assembly: Assembly, marks: Sequence[Mark], step: int) -> None:
        """Take in what is in force now, and the marks so far; `step` is the newest."""
        seen = _that_count(marks)
        last = self._entries[-1][1]
        if last is assembly or (last is not None and _that_matters(last) == _that_matters(assembly)):
            self._seen = seen
            return
        new = [mark for mark in seen if mark not in self._seen]
        gone = {mark.step for mark in self._seen if mark not in seen}
        if not new and not gone:
            return  # it has not taken effect yet
        self._entries = [entry for entry in self._entries if entry[0] not in gone or entry[0] == 0]
        if len(new) > 1:
            self._entries.append((new[0].step, None))
        self._entries.append((new[-1].step if new else step, assembly))
        self._seen = seen


def in_force_at(entries: Sequence[tuple[int, Assembly | None]], step: int) -> Assembly | None:
    """Return what was in force at a step."""
    return entries[bisect_right(entries, step, key=lambda entry: entry[0]) - 1][1]


def _that_count(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return the marks of edits that may have changed more than the rate and the batches."""
    return tuple(mark for mark in marks if not all(part.startswith(HARMLESS) for part in mark.words.split(", ")))


def _that_matters(assembly: Assembly) -> tuple[Any, ...]:
    training = assembly.experiment.training
    values = {key: value for key, value in training.optimizer.values.items() if key != "learning_rate"}
    return training.optimizer.name, values, training.l1, training.l2, assembly.experiment.network
