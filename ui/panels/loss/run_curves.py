"""One run's numbers as the plots want them: rows up to the present step, and the extremes so far."""

from __future__ import annotations

import math
from functools import reduce

import numpy as np

from nnviz.history import ThinnedSeries
from nnviz.snapshot import EVALUATION_COLUMNS, Divergence, Snapshot
from ui.frame import Mark, RunView
from ui.panels.loss.options import SHARES, Metric
from ui.plotting.scale import Floats

_EPOCH = EVALUATION_COLUMNS.index("epoch")


class Extremes:
    """The smallest, the smallest positive and the largest finite number of each column of a growing series.

    Parameters
    ----------
    columns : int

    Attributes
    ----------
    low, positive, high : list of float
        NaN where there is none.
    """

    def __init__(self, columns: int) -> None:
        self._read = 0
        self._rows_per_bucket = 1
        self._last_step = -1
        self.low, self.positive, self.high = ([math.nan] * columns for _ in range(3))

    def update(self, series: ThinnedSeries) -> None:
        """Take in what is new."""
        if not len(series) or series.last[0] == self._last_step:
            return
        self._last_step = series.last[0]
        if series.rows_per_bucket != self._rows_per_bucket:
            self._rows_per_bucket, self._read = series.rows_per_bucket, 0
        _, low, high = series.buckets(self._read)
        # The last bucket may go on growing, so it is read again.
        self._read = len(series) - 1
        least, largest = np.fmin.reduce(low).tolist(), np.fmax.reduce(high).tolist()
        positive = least
        if any(value <= 0.0 for value in least) or math.inf in largest:
            low, high = (np.where(np.isfinite(ends), ends, np.nan) for ends in (low, high))
            least, largest = np.fmin.reduce(low).tolist(), np.fmax.reduce(high).tolist()
            positive = np.fmin.reduce(np.where(low > 0.0, low, np.where(high > 0.0, high, np.nan))).tolist()
        self.low = list(map(_smaller, self.low, least))
        self.positive = list(map(_smaller, self.positive, positive))
        self.high = list(map(_larger, self.high, largest))


class RunCurves:
    """The curves of one run.

    Parameters
    ----------
    run : RunView

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
    batch_count : int
        The same for the batches' losses.
    """

    def __init__(self, run: RunView) -> None:
        self.run = run
        self.snapshot: Snapshot | None = None
        self.newest: Snapshot | None = None
        self.moment: object = None
        self.count = self.batch_count = 0
        self._evaluations = Extremes(len(EVALUATION_COLUMNS))
        self._batches = Extremes(1)

    def update(self, run: RunView, snapshot: Snapshot, newest: Snapshot, batches: bool) -> None:
        """Take in a moment; `batches` says whether their losses are wanted."""
        self.run, self.snapshot, self.newest = run, snapshot, newest
        history = run.history
        self._evaluations.update(history.evaluations)
        self.count = _count(history.evaluations, newest.step)
        self.moment = self.count, history.evaluations.last[0], snapshot.evaluation, snapshot.divergence
        if batches:
            self._batches.update(history.batch_losses)
            self.batch_count = _count(history.batch_losses, newest.step)

    @property
    def goes_on(self) -> bool:
        """Whether the newest evaluation is not the newest bucket: rows were merged, or it is of a step at rest."""
        evaluations = self.run.history.evaluations
        at_rest = self.newest is not None and self.newest.evaluation.step > evaluations.last[0]
        return evaluations.rows_per_bucket > 1 or at_rest

    @property
    def version(self) -> tuple[int, int]:
        """Changes when buckets that were read before have changed."""
        history = self.run.history
        return history.evaluations.rows_per_bucket, history.batch_losses.rows_per_bucket

    @property
    def divergence(self) -> Divergence | None:
        """Where the run stopped being finite, if it did."""
        return self.snapshot.divergence if self.snapshot is not None else None

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

    def seen(self, metric: Metric, epochs: bool) -> tuple[float, tuple[float, float]]:
        """Return the newest evaluation of where it is looked at: step or epoch, and the values of train and test."""
        return _evaluated(self.snapshot, metric, epochs)

    def end(self, metric: Metric, epochs: bool) -> tuple[float, tuple[float, float]]:
        """Return the newest evaluation of all: its step or epoch, and the values of train and test."""
        return _evaluated(self.newest, metric, epochs)

    def places(self, epochs: bool, start: int = 0) -> Floats:
        """Return the steps or epochs at which the evaluations' buckets begin, from index `start` on."""
        steps, low, _ = self.run.history.evaluations.buckets(start)
        count = self.count - start
        return low[:count, _EPOCH] if epochs else steps[:count].astype(float)

    def rows(self, metric: Metric, start: int = 0) -> tuple[Floats, Floats]:
        """Return minima and maxima of the evaluations' buckets from index `start` on, shape (n, 2): train, test."""
        _, low, high = self.run.history.evaluations.buckets(start)
        count = self.count - start
        return low[:count, SHARES[metric]], high[:count, SHARES[metric]]

    def batch_places(self, epochs: bool, start: int = 0) -> Floats:
        """Return the steps or epochs of the batches' buckets from index `start` on."""
        steps = self.run.history.batch_losses.buckets(start)[0][: self.batch_count - start].astype(float)
        return self._epochs_of(steps) if epochs else steps

    def batch_rows(self, start: int = 0) -> tuple[Floats, Floats]:
        """Return minima and maxima of the batches' buckets from index `start` on, shape (n, 1)."""
        _, low, high = self.run.history.batch_losses.buckets(start)
        count = self.batch_count - start
        return low[:count], high[:count]

    def extremes(self, metric: Metric, batches: bool) -> tuple[float, float, float]:
        """Return the smallest, the smallest positive and the largest value of both shares so far; NaN for none."""
        known, columns = self._evaluations, SHARES[metric]
        low, positive, high = known.low[columns], known.positive[columns], known.high[columns]
        if batches and metric == "loss":
            low, positive, high = low + self._batches.low, positive + self._batches.positive, high + self._batches.high
        # A parameter that was set by hand is evaluated at once, which stands in no history.
        shown = (*self.end(metric, False)[1], *self.seen(metric, False)[1])
        ends = [value for value in shown if math.isfinite(value)]
        low, high = [*low, *ends], [*high, *ends]
        positive = [*positive, *(value for value in ends if value > 0.0)]
        return reduce(_smaller, low), reduce(_smaller, positive), reduce(_larger, high)

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


def _place(snapshot: Snapshot | None, epochs: bool) -> float:
    if snapshot is None:
        return 0.0
    return snapshot.epoch if epochs else float(snapshot.step)


def _evaluated(snapshot: Snapshot | None, metric: Metric, epochs: bool) -> tuple[float, tuple[float, float]]:
    if snapshot is None:
        return math.nan, (math.nan, math.nan)
    evaluation = snapshot.evaluation
    place = evaluation.epoch if epochs else float(evaluation.step)
    if metric == "loss":
        return place, (evaluation.train_loss, evaluation.test_loss)
    return place, (evaluation.train_accuracy, evaluation.test_accuracy)


def _smaller(one: float, other: float) -> float:
    """Return the smaller number, or the one that there is where the other is NaN."""
    return other if math.isnan(one) else min(one, other)


def _larger(one: float, other: float) -> float:
    """Return the larger number, or the one that there is where the other is NaN."""
    return other if math.isnan(one) else max(one, other)


def _count(series: ThinnedSeries, step: int) -> int:
    """Return how many buckets lie wholly up to a step."""
    if series.last[0] <= step:
        return len(series)
    index = series.index(step)
    if index >= 0 and series.at(index).last_step > step:
        return index
    return index + 1
