"""What stands on the timeline: live edits, findings, where overfitting begins, the best held-out loss, bookmarks."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from nnviz.best_step import best_step
from nnviz.snapshot import Evaluation, Snapshot
from ui import numbers
from ui.frame import RunView
from ui.onset import WORDS, onset_of

Kind = Literal["bookmark", "edit", "finding", "best"]
"""In the order in which their words come first where there is not room for all."""

HELD_OUT = ("validation", "test")


class Point(Struct, frozen=True):
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
    found = best_step(steps, low, newest, HELD_OUT) if len(steps) > 1 else None
    return [Point(found.step, "best", f"best {found.share} loss {numbers.loss(found.loss)}")] if found else []


def overfitting(run: RunView, newest: Snapshot) -> list[Point]:
    """Return where a run began to overfit, if it did."""
    found = onset_of(run).look(run, newest)
    return [Point(found.step, "finding", WORDS)] if found is not None else []
