"""What stands on the timeline: live edits, findings, the best test loss, bookmarks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnviz.snapshot import EVALUATION_COLUMNS, Evaluation
from ui import numbers
from ui.frame import RunView

Kind = Literal["bookmark", "edit", "finding", "best"]
"""In the order in which their words come first where there is not room for all."""

_TEST_LOSS = EVALUATION_COLUMNS.index("test_loss")


@dataclass(frozen=True)
class Point:
    """Something that happened at a step.

    Attributes
    ----------
    step : int
    kind : str
    words : str
    """

    step: int
    kind: Kind
    words: str


def edits(run: RunView) -> list[Point]:
    """Return a run's live edits."""
    return [Point(mark.step, "edit", mark.words) for mark in run.marks]


def best(run: RunView, newest: Evaluation) -> list[Point]:
    """Return where a run's test loss was lowest, if it has one; within a thinned history, where that part begins."""
    steps, low, _ = run.history.evaluations.buckets()
    losses = low[:, _TEST_LOSS]
    if len(steps) < 2 or not np.isfinite(losses).any():
        return []
    lowest = int(np.nanargmin(losses))
    step, loss = int(steps[lowest]), float(losses[lowest])
    if newest.test_loss < loss:  # at rest, a step within an epoch is evaluated, too
        step, loss = newest.step, newest.test_loss
    return [Point(step, "best", f"best test loss {numbers.loss(loss)}")]
