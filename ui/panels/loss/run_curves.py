"""One run's numbers as the plots want them: rows up to the present step, and the extremes so far."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import reduce

import numpy as np

from nnviz.diagnosis.overfitting import Overfitting
from nnviz.history import Bucket, ThinnedSeries
from nnviz.snapshot import EVALUATION_COLUMNS, Divergence, Restoration, Snapshot
from ui.frame import Mark, RunView
from ui.onset import onset_of
from ui.panels.loss.extremes import Extremes, larger, smaller
from ui.panels.loss.options import SHARES, VALIDATED, Metric
from ui.plotting.scale import Floats

_EPOCH = EVALUATION_COLUMNS.index("epoch")

Shared = tuple[float, float, float]
"""The values of train, test and validation; NaN where there is none."""


class RunCurves:
    """The curves of one run.

    Parameters
    ----------
    run : RunView
    validated : bool
        Whether the validation share is drawn, too.

    Attributes
    ----------
    run : RunView
    snapshot : Snapshot or None
        The moment that is looked at; None before the first.
    newest : Snapshot or None
        Where the run has come to: all curves go on to there.
    moment : object
        Changes with both and with the evaluations.
    count : int
        The evaluations' buckets up to the newest moment.
    batch_count, rate_count : int
        The same for the batches' losses, and for the learning rates.
    shared_until : int
        Up to this step it is a part of another run that is shown: of a fork only the branch is drawn.
    """

    def __init__(self, run: RunView, validated: bool = False) -> None:
        self.run = run
        self._columns: Mapping[Metric, slice | list[int]] = VALIDATED if validated else SHARES
        self.snapshot: Snapshot | None = None
        self.newest: Snapshot | None = None
        self.moment: object = None
        self.count = self.batch_count = self.rate_count = self.shared_until = 0
        self._evaluations = Extremes(len(EVALUATION_COLUMNS))
        self._batches, self._rates = Extremes(1), Extremes(1)
        # A recording is known from the beginning, and may have a test loss at some of its steps only.
        self._bridged = None if run.has_data else bridged(run.history.evaluations)

    def update(self, run: RunView, snapshot: Snapshot, newest: Snapshot, batches: bool, rates: bool = False) -> None:
        """Take in a moment; `batches` says whether their losses are wanted, and `rates` the same of learning rates."""
        self.run, self.snapshot, self.newest = run, snapshot, newest
        history = run.history
        self._evaluations.update(history.evaluations)
        self.count = _count(history.evaluations, newest.step)
        self.moment = self.count, history.evaluations.last[0], snapshot.evaluation, snapshot.divergence
        if batches:
            self._batches.update(history.batch_losses)
            self.batch_count = _count(history.batch_losses, newest.step)
        if rates:
            self._rates.update(history.learning_rates)
            self.rate_count = _count(history.learning_rates, newest.step)
            self.moment = self.moment, self.rate_count, newest.step, snapshot.step

    def drawn_from(self, epochs: bool) -> float:
        """Return where its curves begin that no other run's curves cover, in steps or epochs."""
        return self.epoch_of(self.shared_until) if epochs and self.shared_until else float(self.shared_until)

    @property
    def shares(self) -> int:
        """How many curves there are."""
        return len(VALIDATED["loss"]) if self._columns is VALIDATED else 2

    @property
    def goes_on(self) -> bool:
        """Whether the newest evaluation is not the newest bucket: rows were merged, or it is of a step at rest."""
        evaluations = self.run.history.evaluations
        at_rest = self.newest is not None and self.newest.evaluation.step > evaluations.last[0]
        return evaluations.rows_per_bucket > 1 or at_rest

    @property
    def version(self) -> tuple[int, int]:
        """Changes when buckets that were read before have changed; those of all steps are merged together."""
        history = self.run.history
        return history.evaluations.rows_per_bucket, history.batch_losses.rows_per_bucket

    @property
    def divergence(self) -> Divergence | None:
        """Where the run stopped being finite, if it did."""
        return self.snapshot.divergence if self.snapshot is not None else None

    @property
    def restorations(self) -> tuple[Restoration, ...]:
        """When early stopping brought earlier weights back in this run, not in one that it was forked from."""
        newest = self.newest
        return () if newest is None else tuple(one for one in newest.restorations if one.step > newest.first_step)

    @property
    def overfitting(self) -> Overfitting | None:
        """Where it began to overfit, if it did."""
        return onset_of(self.run).look(self.run, self.newest) if self.newest is not None else None

    @property
    def marks(self) -> list[Mark]:
        """The live edits up to the newest step."""
        marks, now = self.run.marks, self.reach(False)
        return marks if not marks or marks[-1].step <= now else [mark for mark in marks if mark.step <= now]

    def place(self, epochs: bool) -> float:
        """Return where the run is looked at, in steps or epochs."""
        return _place(self.snapshot, epochs)

    def reach(self, epochs: bool) -> float:
        """Return how far the run has come, in steps or epochs."""
        return _place(self.newest, epochs)

    def seen(self, metric: Metric, epochs: bool) -> tuple[float, Shared]:
        """Return the newest evaluation of where it is looked at: step or epoch, and the values of all shares."""
        return _evaluated(self.snapshot, metric, epochs)

    def end(self, metric: Metric, epochs: bool) -> tuple[float, Shared]:
        """Return the newest evaluation of all: its step or epoch, and the values of all shares."""
        return _evaluated(self.newest, metric, epochs)

    def places(self, epochs: bool, start: int = 0) -> Floats:
        """Return the steps or epochs at which the evaluations' buckets begin, from index `start` on."""
        steps, low, _ = self.run.history.evaluations.buckets(start)
        count = self.count - start
        return low[:count, _EPOCH] if epochs else steps[:count].astype(float)

    def rows(self, metric: Metric, start: int = 0) -> tuple[Floats, Floats]:
        """Return minima and maxima of the evaluations' buckets from index `start` on, one column a curve."""
        _, low, high = self.run.history.evaluations.buckets(start)
        if self._bridged is not None:
            low, high = (ends[start:] for ends in self._bridged)
        count = self.count - start
        return low[:count, self._columns[metric]], high[:count, self._columns[metric]]

    def values_in(self, bucket: Bucket, metric: Metric) -> tuple[list[float], list[float]]:
        """Return minima and maxima of train, test and validation in one bucket of evaluations, or the rates there."""
        if metric == "rate":
            low, high = self.rates_within(bucket.first_step, bucket.last_step)
            return [low], [high]
        columns = VALIDATED[metric]
        return bucket.low[columns].tolist(), bucket.high[columns].tolist()

    def batch_places(self, epochs: bool, start: int = 0) -> Floats:
        """Return the steps or epochs of the batches' buckets from index `start` on."""
        steps = self.run.history.batch_losses.buckets(start)[0][: self.batch_count - start].astype(float)
        return self._epochs_of(steps) if epochs else steps

    def rate_places(self, epochs: bool, start: int = 0) -> Floats:
        """Return the steps or epochs of the learning rates' buckets from index `start` on."""
        steps = self.run.history.learning_rates.buckets(start)[0][: self.rate_count - start].astype(float)
        return self._epochs_of(steps) if epochs else steps

    def rate_rows(self, start: int = 0) -> tuple[Floats, Floats]:
        """Return minima and maxima of the learning rates' buckets from index `start` on, in the place of train."""
        _, *ends = self.run.history.learning_rates.buckets(start)
        low, high = (np.full((self.rate_count - start, self.shares), np.nan) for _ in ends)
        low[:, :1], high[:, :1] = (rows[: self.rate_count - start] for rows in ends)
        return low, high

    def rates_within(self, first: int, last: int) -> tuple[float, float]:
        """Return the smallest and the largest learning rate from one step to another; NaN where there is none."""
        rates = self.run.history.learning_rates
        if not len(rates):
            return math.nan, math.nan
        start, stop = max(0, rates.index(first)), max(0, rates.index(last)) + 1
        _, low, high = rates.buckets()
        return float(low[start:stop].min()), float(high[start:stop].max())

    def usual_rates(self) -> list[float]:
        """Return the learning rates after a quarter, a half and three quarters of the run so far."""
        _, low, _ = self.run.history.learning_rates.buckets()
        return [float(low[len(low) * quarter // 4, 0]) for quarter in (1, 2, 3)] if len(low) else []

    def batch_rows(self, start: int = 0) -> tuple[Floats, Floats]:
        """Return minima and maxima of the batches' buckets from index `start` on, shape (n, 1)."""
        _, low, high = self.run.history.batch_losses.buckets(start)
        count = self.batch_count - start
        return low[:count], high[:count]

    def extremes(self, metric: Metric, batches: bool) -> tuple[float, float, float]:
        """Return the smallest, the smallest positive and the largest value of all shares so far; NaN for none."""
        if metric == "rate":
            low, positive, high = self._rates.low, self._rates.positive, self._rates.high
        else:
            known, columns = self._evaluations, VALIDATED[metric]
            low, positive, high = ([ends[k] for k in columns] for ends in (known.low, known.positive, known.high))
        if batches and metric == "loss":
            low, positive, high = low + self._batches.low, positive + self._batches.positive, high + self._batches.high
        # A parameter that was set by hand is evaluated at once, which stands in no history.
        shown = (*self.end(metric, False)[1], *self.seen(metric, False)[1])
        ends = [value for value in shown if math.isfinite(value)]
        low, high = [*low, *ends], [*high, *ends]
        positive = [*positive, *(value for value in ends if value > 0.0)]
        return reduce(smaller, low), reduce(smaller, positive), reduce(larger, high)

    def epoch_of(self, step: float) -> float:
        """Return the epoch of a step."""
        return float(self._epochs_of(np.array([step]))[0])

    def step_of(self, epoch: float) -> float:
        """Return the step of an epoch."""
        knots = self._knots()
        return float(np.interp(epoch, knots[:, 1], knots[:, 0]))

    def _epochs_of(self, steps: Floats) -> Floats:
        knots = self._knots()
        return np.interp(steps, knots[:, 0], knots[:, 1])

    def _knots(self) -> Floats:
        """Return steps and epochs, shape (n, 2): between two of them each step is the same share of an epoch.

        That changes within an epoch only where the batch size was edited, and there stands a mark.
        """
        known = self.places(False), self.places(True)
        extra = [(float(mark.step), mark.epoch) for mark in self.run.marks]
        extra.append((self.reach(False), self.reach(True)))
        knots = np.concatenate((np.stack(known, axis=1), np.array(extra)))
        return knots[np.argsort(knots[:, 0], kind="stable")]


def bridged(series: ThinnedSeries) -> tuple[Floats, Floats]:
    """Return the minima and maxima of all buckets, with straight lines where something was left out in between."""
    steps, *ends = series.buckets()
    bridges = []
    for table in ends:
        bridge = table.copy()
        for column in bridge.T:
            known = np.flatnonzero(~np.isnan(column))
            if 0 < len(known) < len(column):
                column[known[0] :] = np.interp(steps[known[0] :], steps[known], column[known])
        bridges.append(bridge)
    return bridges[0], bridges[1]


def _place(snapshot: Snapshot | None, epochs: bool) -> float:
    if snapshot is None:
        return 0.0
    return snapshot.epoch if epochs else float(snapshot.step)


def _evaluated(snapshot: Snapshot | None, metric: Metric, epochs: bool) -> tuple[float, Shared]:
    if snapshot is None:
        return math.nan, (math.nan,) * 3
    if metric == "rate":
        return _place(snapshot, epochs), (snapshot.learning_rate, math.nan, math.nan)
    evaluation = snapshot.evaluation
    place = evaluation.epoch if epochs else float(evaluation.step)
    if metric == "loss":
        return place, (evaluation.train_loss, evaluation.test_loss, evaluation.validation_loss)
    return place, (evaluation.train_accuracy, evaluation.test_accuracy, evaluation.validation_accuracy)


def _count(series: ThinnedSeries, step: int) -> int:
    """Return how many buckets lie wholly up to a step."""
    if series.last[0] <= step:
        return len(series)
    index = series.index(step)
    if index >= 0 and series.at(index).last_step > step:
        return index
    return index + 1
