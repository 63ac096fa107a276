"""The search for findings in the runs that are shown: copies in the window's thread, all else in the evaluator."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import chain

from msgspec import Struct

from nnviz.diagnosis import Finding, findings, observe, with_remedy
from nnviz.diagnosis.recorded import recorded_findings
from nnviz.errors import InvalidInput
from nnviz.experiment import Experiment
from nnviz.snapshot import Snapshot
from ui.findings_strip.remark import Remark
from ui.frame import Frame, RunView
from ui.panels.base import Computation

Moment = tuple[int, int, int, int]
"""Run, identity of its assembly, step, live edits so far: the same moment has the same findings."""


class Found(Struct, frozen=True):
    """What a search brought.

    Attributes
    ----------
    remarks : tuple of Remark
        Of all runs that are shown.
    trained : bool
        Whether any of them has taken a step.
    """

    remarks: tuple[Remark, ...]
    trained: bool


class Watch:
    """Searches runs from their start on. What was searched already is not searched again."""

    def __init__(self) -> None:
        self._runs: tuple[RunView, ...] = ()
        self._moments: list[Moment] | None = None
        # From here on touched by the evaluator alone, which is not asked again before it has answered.
        self._known: dict[Moment, tuple[Finding, ...]] = {}
        self._experiment = Experiment()
        self._racing: dict[tuple[int, str], int | None] = {}

    def search(self, frame: Frame, experiment: Experiment) -> Computation | None:
        """Copy what the runs of an experiment are judged by, and return the search; None where nothing has changed."""
        moments = [(run.index, id(run.source), snap.step, len(run.marks)) for run, snap in frame.visible_runs]
        if moments == self._moments:
            return None
        # The runs are kept, so that no other assembly ever comes to have the identity of one that is known.
        self._moments, self._runs = moments, frame.runs
        looks = [_look(run, snapshot) for run, snapshot in frame.visible_runs]

        def found(cancelled: Callable[[], bool]) -> Found | None:
            known: dict[Moment, tuple[Finding, ...]] = {}
            for moment, look in zip(moments, looks, strict=True):
                seen = self._known[moment] if moment in self._known else look(cancelled)
                if seen is None:
                    return None
                known[moment] = seen
            self._known = known
            remarks = [self._remark(experiment, finding) for finding in chain.from_iterable(known.values())]
            return Found(tuple(remarks), any(step for _, _, step, _ in moments))

        return found

    def _remark(self, experiment: Experiment, finding: Finding) -> Remark:
        """Find out whether a finding's remedy is being tried."""
        if experiment is not self._experiment:
            self._experiment, self._racing = experiment, {}
        key = finding.run, repr(finding.remedy.changes)
        if key not in self._racing:
            self._racing[key] = _racing_run(experiment, finding)
        return Remark(finding, self._racing[key])


def _look(run: RunView, snapshot: Snapshot) -> Callable[[Callable[[], bool]], tuple[Finding, ...] | None]:
    """Copy what a run is judged by, and return the search in it."""
    recorded = run.recorded
    if recorded is not None:  # which never changes, so there is nothing to copy
        return lambda cancelled: recorded_findings(recorded, snapshot)
    observation = observe(run.index, run.assembly, run.history, snapshot, _last_edit(run, snapshot.step))
    return partial(findings, observation)


def _racing_run(experiment: Experiment, finding: Finding) -> int | None:
    """Return the run that trains what a finding says to try, or None."""
    if not finding.remedy.changes:
        return None
    try:
        tried, run = with_remedy(experiment, finding)
    except InvalidInput:  # it cannot be tried: whoever presses the button is told why
        return None
    return run if tried is experiment else None


def _last_edit(run: RunView, step: int) -> int:
    """Return the step of the last live edit up to a step; 0 where there is none."""
    return max((mark.step for mark in run.marks if mark.step <= step), default=0)
