"""One run's numbers as the plots want them: rows up to the present step, and the extremes so far."""

from __future__ import annotations

import math

import numpy as np

from nnviz.arrays import Array
from nnviz.history import ThinnedSeries
from nnviz.snapshot import EVALUATION_COLUMNS, Snapshot
from ui.frame import RunView
from ui.panels.loss.options import SHARES, Metric
from ui.plotting.scale import Floats

_EPOCH = EVALUATION_COLUMNS.index("epoch")


class Extremes:
    """The smallest, the smallest positive and the largest finite number of each column of a growing series."""

    def __init__(self, columns: int) -> None:
        self.low = np.full(columns, np.nan)
        self.positive = np.full(columns, np.nan)
        self.high = np.full(columns, np.nan)
        self._read = 0
        self._rows_per_bucket = 1

    def update(self, series: ThinnedSeries) -> None:
        """Take in what is new."""
        if series.rows_per_bucket != self._rows_per_bucket:
            self._rows_per_bucket, self._read = series.rows_per_bucket, 0
        _, low, high = series.buckets(self._read)
        if not len(low):
            return
        # The last bucket may go on growing, so it is read again.
        self._read = len(series) - 1
        low = np.where(np.isfinite(low), low, np.nan)
        high = np.where(np.isfinite(high), high, np.nan)
        self.low = np.fmin(self.low, np.fmin.reduce(low))
        self.high = np.fmax(self.high, np.fmax.reduce(high))
        positive = np.where(low > 0.0, low, np.where(high > 0.0, high, np.nan))
        self.positive = np.fmin(self.positive, np.fmin.reduce(positive))


class RunCurves:
    """The curves of one run.

    Parameters
    ----------
    run : RunView

    Attributes
    ----------
    run : RunView
    snapshot : Snapshot or None
        The present moment; None before the first.
    count : int
        The evaluations' buckets up to it.
    batch_count : int
        The same for the batches' losses.
    """

    def __init__(self, run: RunView) -> None:
        self.run = run
        self.snapshot: Snapshot | None = None
        self.count = self.batch_count = 0
        self._evaluations = Extremes(len(EVALUATION_COLUMNS))
        self._batches = Extremes(1)

    def update(self, run: RunView, snapshot: Snapshot, batches: bool) -> None:
        """Take in a moment; `batches` says whether their losses are wanted."""
        self.run, self.snapshot = run, snapshot
        history = run.history
        self._evaluations.update(history.evaluations)
        self.count = _count(history.evaluations, snapshot.step)
        if batches:
            self._batches.update(history.batch_losses)
            self.batch_count = _count(history.batch_losses, snapshot.step)

    @property
    def thinned(self) -> bool:
        """Whether rows were merged, so that the newest bucket is not the newest row."""
        return self.run.history.evaluations.rows_per_bucket > 1

    @property
    def version(self) -> tuple[int, int]:
        """Changes when buckets that were read before have changed."""
        history = self.run.history
        return history.evaluations.rows_per_bucket, history.batch_losses.rows_per_bucket

    def place(self, epochs: bool) -> float:
        """Return where the run stands now, in steps or epochs."""
        if self.snapshot is None:
            return 0.0
        return self.snapshot.epoch if epochs else float(self.snapshot.step)

    def end(self, metric: Metric, epochs: bool) -> tuple[float, Array]:
        """Return the newest evaluation: its step or epoch, and the values of train and test."""
        if self.snapshot is None:
            return math.nan, np.full(2, np.nan)
        evaluation = self.snapshot.evaluation
        values = (
            (evaluation.train_loss, evaluation.test_loss)
            if metric == "loss"
            else (evaluation.train_accuracy, evaluation.test_accuracy)
        )
        return (evaluation.epoch if epochs else float(evaluation.step)), np.array(values)

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
        low = np.fmin.reduce(known.low[columns])
        positive = np.fmin.reduce(known.positive[columns])
        high = np.fmax.reduce(known.high[columns])
        if batches and metric == "loss":
            low = np.fmin(low, self._batches.low[0])
            positive = np.fmin(positive, self._batches.positive[0])
            high = np.fmax(high, self._batches.high[0])
        return float(low), float(positive), float(high)

    def _epochs_of(self, steps: Floats) -> Floats:
        """Return the epochs of steps: between two evaluations each step is the same share of an epoch.

        That changes within an epoch only where the batch size was edited, and there stands a mark.
        """
        known = self.places(False), self.places(True)
        extra = [(float(mark.step), mark.epoch) for mark in self.run.marks]
        extra.append((self.place(False), self.place(True)))
        knots = np.concatenate((np.stack(known, axis=1), np.array(extra)))
        knots = knots[np.argsort(knots[:, 0], kind="stable")]
        return np.interp(steps, knots[:, 0], knots[:, 1])


def _count(series: ThinnedSeries, step: int) -> int:
    """Return how many buckets lie wholly up to a step."""
    index = series.index(step)
    if index >= 0 and series.at(index).last_step > step:
        return index
    return index + 1
