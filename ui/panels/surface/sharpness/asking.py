"""What is asked of the background: one slice after the other, until all that is wanted is known."""

from __future__ import annotations

import math
from functools import partial

from ui.frame import Frame
from ui.panels.base import Computation
from ui.panels.surface.sharpness.known import Known
from ui.panels.surface.sharpness.work import Outcome, Request, Unfinished, Wanted, compute


class Asking:
    """Makes requests, and keeps what is unfinished.

    Parameters
    ----------
    known : Known
        Where results go.

    Attributes
    ----------
    done : float
        Which part is computed, while something is under way at rest; else NaN.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._request: Request | None = None
        self._unfinished: Unfinished | None = None
        self._given_up = False
        self.done = math.nan

    def forget(self) -> None:
        """Let go of what is under way: there are other runs, or other rows."""
        if self._request is not None:
            self._request.unwanted.set()
        self._request = self._unfinished = None
        self._given_up = False
        self.done = math.nan

    def give_up(self) -> None:
        """Leave it at what is known, until something trains."""
        self.forget()
        self._given_up = True

    def computation(self, frame: Frame, most_rows: int | None, live: bool) -> Computation | None:
        """Return the next slice of what is to be computed for a frame; None where the user has given that up."""
        if most_rows != self._known.most_rows:
            self.forget()
            self._known.change_rows(most_rows)
        self._given_up = self._given_up and not live
        if self._given_up:
            return None
        runs = sorted((run.index for run, _ in frame.visible_runs), key=lambda index: index != frame.chosen)
        self._request = Request(tuple(self._wanted(frame, run) for run in runs), most_rows, live)
        return partial(compute, self._request, self._unfinished)

    def take(self, outcome: Outcome) -> bool:
        """Keep what was computed. Returns whether more is wanted at rest."""
        if outcome.request is not self._request:
            return False
        for one in outcome.request.wanted:
            results = [found for run, found in outcome.found if run is one.known]
            if results:
                self._known.put(one.known, results, outcome.plans[one.known], (step for step, _ in one.now))
        self._unfinished = outcome.unfinished
        more = outcome.done < 1.0 or outcome.unfinished is not None
        self.done = outcome.done if more and not outcome.request.live else math.nan
        return more or outcome.request.live

    def _wanted(self, frame: Frame, run: int) -> Wanted:
        known, seen = self._known.runs[run], frame.snapshots[run]
        newest = (frame.newest or frame.snapshots)[run]
        now = [(one.step, one.theta) for one in (seen, newest)][: 1 if seen is newest else 2]
        marks = {step: found.mark for step, found in known.found.items()}
        return Wanted(known, known.in_force.entries, newest.path, tuple(now), marks)
