"""What stands on the timeline: live edits, findings, where overfitting begins, the best held-out loss, bookmarks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnviz.snapshot import EVALUATION_COLUMNS, Evaluation, Snapshot
from ui import numbers
from ui.frame import RunView
from ui.onset import WORDS, Onset

Kind = Literal["bookmark", "edit", "finding", "best"]
"""In the order in which their words come first where there is not room for all."""

_HELD_OUT = tuple((share, EVALUATION_COLUMNS.index(f"{share}_loss")) for share in ("validation", "test"))


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


def edits(run: RunView, newest: Snapshot) -> list[Point]:
    """Return a run's live edits, and where it went back to its best weights."""
    restored = (one for one in newest.restorations if one.step > newest.first_step)
    return [
        *(Point(mark.step, "edit", mark.words) for mark in run.marks),
        *(Point(one.step, "edit", f"best weights of step {numbers.count(one.of_step)}") for one in restored),
    ]


def best(run: RunView, newest: Evaluation) -> list[Point]:
    """Return where a run's loss on rows that are held out was lowest: of the validation share, or of the test share.

    Within a thinned history it is where that part begins; nothing where nothing is held out.
    """
    steps, low, _ = run.history.evaluations.buckets()
    for share, column in _HELD_OUT:
        losses = low[:, column]
        if len(steps) < 2 or not np.isfinite(losses).any():
            continue
        lowest = int(np.nanargmin(losses))
        step, loss = int(steps[lowest]), float(losses[lowest])
        now = newest.validation_loss if share == "validation" else newest.test_loss
        if now < loss:  # at rest, a step within an epoch is evaluated, too
            step, loss = newest.step, now
        return [Point(step, "best", f"best {share} loss {numbers.loss(loss)}")]
    return []


def overfitting(onset: Onset, run: RunView, newest: Snapshot) -> list[Point]:
    """Return where a run began to overfit, if it did."""
    found = onset.look(run, newest)
    return [Point(found.step, "finding", WORDS)] if found is not None else []
