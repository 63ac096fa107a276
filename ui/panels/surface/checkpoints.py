"""Points of runs that have a name: start, best, the step looked at, bookmarks, the ends of other runs.

Parameters that are not at hand, such as those of a step that was never noted, are replayed bit by bit in the training
thread; until they come, the frame says nothing of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from nnviz.arrays import Array
from nnviz.best_step import best_step
from ui import numbers
from ui.frame import Frame, Step

Kind = Literal["start", "best", "now", "step", "end"]

AGAIN_AFTER = 1.2
"""While training, better weights are asked for when the run has come so many times as far as when it had the last
ones: each question costs the steps from a keyframe to there."""


class Checkpoint(Struct, frozen=True):
    """What is meant, whatever step that is at the moment.

    Attributes
    ----------
    kind : "start", "best", "now", "step" or "end"
        Of the chosen run: its start, where it was best, the step that is looked at, a step; or the newest step of
        another run.
    number : int
        The step, or the other run.
    name : str
        Of a bookmark.
    """

    kind: Kind
    number: int = 0
    name: str = ""


START, BEST, NOW = Checkpoint("start"), Checkpoint("best"), Checkpoint("now")


class Point(Struct, frozen=True, eq=False):
    """Where a checkpoint is.

    Attributes
    ----------
    checkpoint : Checkpoint
    name : str
    run, step : int
    theta : ndarray, shape (length,)
    """

    checkpoint: Checkpoint
    name: str
    run: int
    step: int
    theta: Array

    @property
    def words(self) -> str:
        """Its name with the step."""
        return self.name if self.checkpoint.kind == "start" else f"{self.name}, step {numbers.count(self.step)}"


class Checkpoints:
    """Knows where checkpoints are, and what has to be asked for."""

    def __init__(self) -> None:
        self._bests: dict[int, Step] = {}
        self._wanted: tuple[Step, ...] = ()

    def forget(self) -> None:
        """Know nothing: there are other runs."""
        self._bests = {}
        self._wanted = ()

    def points(self, frame: Frame, asked: Iterable[Checkpoint]) -> tuple[Point | None, ...]:
        """Return where checkpoints are; None for those whose parameters have not come yet, or are no network's."""
        return tuple(self._point(frame, one) for one in asked)

    def missing(self, frame: Frame, asked: Iterable[Checkpoint]) -> tuple[Step, ...] | None:
        """Return what frames are to bring from now on, where that is anything else than until now."""
        wanted = tuple(sorted({step for one in asked for step in self._steps(frame, one)}))
        if wanted == self._wanted:
            return None
        self._wanted = wanted
        return wanted

    def _point(self, frame: Frame, checkpoint: Checkpoint) -> Point | None:
        for run, step in self._places(frame, checkpoint):
            theta = _theta_at(frame, run, step)
            if theta is not None and len(theta) == len(frame.snapshot.theta):
                return Point(checkpoint, _name(frame, checkpoint), run, step, theta)
        return None

    def _steps(self, frame: Frame, checkpoint: Checkpoint) -> Iterator[Step]:
        """Yield the places of a checkpoint that are needed and not at hand."""
        for run, step in self._places(frame, checkpoint):
            if (run, step) in frame.checkpoints or _theta_at(frame, run, step) is None:
                yield run, step

    def _places(self, frame: Frame, checkpoint: Checkpoint) -> list[Step]:
        """Return where a checkpoint is, and behind that what serves until its parameters have come."""
        chosen, kind, number = frame.chosen, checkpoint.kind, checkpoint.number
        if kind == "start":
            return [(chosen, frame.snapshot.path.steps[0])]
        if kind == "now":
            return [(chosen, frame.snapshot.step)]
        if kind == "step":
            return [(chosen, number)]
        if kind == "end":
            return [(number, (frame.newest or frame.snapshots)[number].step)] if number < len(frame.runs) else []
        return self._best_places(frame)

    def _best_places(self, frame: Frame) -> list[Step]:
        found, before = best_of(frame), self._bests.get(frame.chosen)
        if found is None:
            return []
        if _theta_at(frame, *found) is not None:
            self._bests[frame.chosen] = found
            return [found]
        if before is None or before[1] > frame.snapshot.step:
            return [found]
        return [before] if frame.playing and found[1] < AGAIN_AFTER * before[1] else [found, before]


def best_of(frame: Frame) -> Step | None:
    """Return where the chosen run was best, up to the step that is looked at."""
    snapshot = frame.snapshot
    steps, lowest, _ = frame.run.history.evaluations.buckets()
    kept = steps <= snapshot.step
    found = best_step(steps[kept], lowest[kept], snapshot.evaluation)
    return None if found is None else (frame.chosen, found.step)


def _theta_at(frame: Frame, run: int, step: int) -> Array | None:
    """Return the parameters of a run at a step, where the frame has them."""
    for snapshot in (frame.snapshots[run], *(frame.newest[run : run + 1])):
        if snapshot.step == step:
            return snapshot.theta
        if step in snapshot.path.steps:
            return snapshot.path.thetas[snapshot.path.steps.index(step)]
    return frame.checkpoints.get((run, step))


def _name(frame: Frame, checkpoint: Checkpoint) -> str:
    if checkpoint.kind == "end":
        return f"end of {frame.runs[checkpoint.number].name}"
    return {"start": "start", "best": "best", "now": "now", "step": checkpoint.name}[checkpoint.kind]
