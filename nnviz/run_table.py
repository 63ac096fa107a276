"""How runs compare, in figures: where each stands, its best, and how many steps it took to a target loss.

All of it is read off the evaluations that a run's history holds, and the newest one. Of a long run the history keeps
the smallest and the largest value of neighbouring evaluations: then a step is known to lie between two, and it is said.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct

from nnviz.history import History, ThinnedSeries
from nnviz.snapshot import EVALUATION_COLUMNS, Evaluation

MEASURES = (
    "train_loss",
    "validation_loss",
    "test_loss",
    "train_accuracy",
    "validation_accuracy",
    "test_accuracy",
)
"""What runs are compared by, all columns of a table of evaluations but the epoch; in the order of the loss curves."""
TARGETED = "train_loss"
"""What a target is set for: the loss that training lowers."""


def is_loss(measure: str) -> bool:
    """Say whether less is better."""
    return measure.endswith("loss")


class Found(Struct, frozen=True):
    """A value, and the steps between which it was measured.

    Attributes
    ----------
    value : float
    first_step, last_step : int
        The same unless neighbouring evaluations were merged.
    """

    value: float
    first_step: int
    last_step: int

    @property
    def exact(self) -> bool:
        """Whether the step is known."""
        return self.first_step == self.last_step


class Figures(Struct, frozen=True):
    """What is known of one run.

    Attributes
    ----------
    step : int
        How far it has come.
    last : dict of str to float
        The newest evaluation, by `MEASURES`; NaN where there is none.
    best : dict of str to Found or None
        The lowest loss and the highest accuracy so far, the first where there are several.
    target : Found or None
        The first evaluation at which the train loss was at most the target; None if it was not yet.
    met_before : bool
        Whether it was so when this run began, which was later than at step 0: a run that was forked.
    """

    step: int
    last: dict[str, float]
    best: dict[str, Found | None]
    target: Found | None
    met_before: bool


class Row(Struct, frozen=True):
    """One run of the table: its name, what it differs in, what it does, its figures."""

    name: str
    differs: str
    doing: str
    figures: Figures


def figures_of(history: History, step: int, newest: Evaluation, target: float) -> Figures:
    """Read a run's figures off its history and its newest evaluation, which may not be part of it.

    Parameters
    ----------
    history : History
    step : int
        How far the run has come.
    newest : Evaluation
    target : float
        A train loss.
    """
    series = history.evaluations
    extra = newest if not len(series) or newest.step > series.last[0] else None
    values = newest if extra is not None else Evaluation(series.last[0], *series.last[1].tolist())
    reached = _reached(series, extra, target)
    return Figures(
        step,
        {measure: float(getattr(values, measure)) for measure in MEASURES},
        {measure: _best(series, extra, measure) for measure in MEASURES},
        reached,
        reached is not None and len(series) > 0 and reached.first_step == series.at(0).first_step > 0,
    )


def sensible_target(history: History, newest: Evaluation) -> float:
    """Return a tenth of the first train loss, with one digit: far enough to tell runs apart, near enough to be met."""
    series, column = history.evaluations, EVALUATION_COLUMNS.index(TARGETED)
    first = float(series.at(0).high[column]) if len(series) else newest.train_loss
    return float(f"{first / 10:.0e}") if 0.0 < first < math.inf else 0.1


def _best(series: ThinnedSeries, extra: Evaluation | None, measure: str) -> Found | None:
    column, found = EVALUATION_COLUMNS.index(measure), None
    _, low, high = series.buckets()
    ends = (low if is_loss(measure) else high)[:, column]
    if len(ends) and not np.isnan(ends).all():
        index = int(np.nanargmin(ends) if is_loss(measure) else np.nanargmax(ends))
        bucket = series.at(index)
        found = Found(float(ends[index]), bucket.first_step, bucket.last_step)
    if extra is not None:
        value = float(getattr(extra, measure))
        if found is None or (value < found.value if is_loss(measure) else value > found.value):
            found = Found(value, extra.step, extra.step) if not math.isnan(value) else found
    return found


def _reached(series: ThinnedSeries, extra: Evaluation | None, target: float) -> Found | None:
    _, low, _ = series.buckets()
    met = low[:, EVALUATION_COLUMNS.index(TARGETED)] <= target
    index = int(met.argmax()) if len(met) else 0
    if len(met) and met[index]:
        bucket = series.at(index)
        return Found(float(low[index, EVALUATION_COLUMNS.index(TARGETED)]), bucket.first_step, bucket.last_step)
    if extra is not None and extra.train_loss <= target:
        return Found(extra.train_loss, extra.step, extra.step)
    return None


def as_rows(rows: Sequence[Row], target: float) -> Iterator[list[str]]:
    """Yield the table as cells, its head first, for a file or the clipboard.

    Numbers have all their digits; what is not known leaves its cell empty. A step that is known to lie between two is
    written as ``1200 to 1260``.

    Yields
    ------
    list of str
        Cells: run, differs, doing, step; for each of `MEASURES` its last and best value and the best one's step;
        steps_to_train_loss_T, with the target in place of T.
    """
    head = ["run", "differs", "doing", "step"]
    for measure in MEASURES:
        head += [measure, f"best_{measure}", f"best_{measure}_step"]
    yield [*head, f"steps_to_{TARGETED}_{target:g}"]
    for row in rows:
        figures = row.figures
        cells = [row.name, row.differs, row.doing, str(figures.step)]
        for measure in MEASURES:
            best = figures.best[measure]
            cells += [_number(figures.last[measure]), _number(best.value) if best else "", _steps(best)]
        yield [*cells, ("at most " if figures.met_before else "") + _steps(figures.target)]


def _number(value: float) -> str:
    return repr(value) if math.isfinite(value) else ""


def _steps(found: Found | None) -> str:
    if found is None:
        return ""
    return str(found.first_step) if found.exact else f"{found.first_step} to {found.last_step}"
