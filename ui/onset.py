"""Where a run began to overfit, for the curves and for the timeline. No Qt."""

from __future__ import annotations

import math
from weakref import WeakKeyDictionary

from nnviz.diagnosis.overfitting import Overfitting, baseline_loss, find_overfitting
from nnviz.history import History
from nnviz.snapshot import EVALUATION_COLUMNS, Snapshot
from ui.frame import RunView

WORDS = "overfitting begins"

_TRAIN = EVALUATION_COLUMNS.index("train_loss")


class Onset:
    """Looks for it anew only where there is something new to look at; `onset_of` returns that of a run.

    Parameters
    ----------
    run : RunView
    """

    def __init__(self, run: RunView) -> None:
        self._key: object = None
        self._found: Overfitting | None = None
        self._baseline = baseline_loss(run.assembly) if run.has_data else math.nan

    def look(self, run: RunView, newest: Snapshot) -> Overfitting | None:
        """Return where overfitting began under the settings in force, up to the newest moment; None where it did not.

        Parameters
        ----------
        run : RunView
            The same as before; it may have gone on.
        newest : Snapshot
            Where it has come to.
        """
        series = run.history.evaluations
        # Without another evaluation there is nothing new, however many steps were taken since.
        since = max((mark.step for mark in run.marks if mark.step < newest.step), default=0)
        key = len(series), series.last[0], since, len(newest.restorations)
        if key != self._key:
            self._key, self._found = key, self._look(run, newest, since)
        return self._found

    def _look(self, run: RunView, newest: Snapshot, since: int) -> Overfitting | None:
        series = run.history.evaluations
        restored = [restoration.step for restoration in newest.restorations]
        found = find_overfitting(series, since, newest.step, restored)
        if found is None:
            return None
        # A recording has no data of which the loss of always the same answer could be known: its first loss will do.
        first = float(series.at(0).high[_TRAIN])
        return found if found.matters(first if math.isnan(self._baseline) else self._baseline) else None


def onset_of(run: RunView) -> Onset:
    """Return what looks where a run began to overfit: one for each history, so that all views share what is found."""
    onset = _ONSETS.get(run.history)
    if onset is None:
        onset = _ONSETS[run.history] = Onset(run)
    return onset


_ONSETS: WeakKeyDictionary[History, Onset] = WeakKeyDictionary()
"""Of histories that somebody still has."""


def words_of(found: Overfitting) -> str:
    """Return what stands beside its mark: of which share the loss rises."""
    return f"{WORDS} ({found.share} loss)"
