"""What a run is judged by: copies of its numbers up to one step, and what can be computed from them when asked."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from msgspec import Struct

from nnviz.activity import Activity, look_at_activity
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.diagnosis.curvature import Curvature, measure_curvature
from nnviz.diagnosis.overfitting import Overfitting, baseline_loss, find_overfitting
from nnviz.diagnosis.verdicts import Verdict, layer_verdicts, reference_size
from nnviz.history import History, ThinnedSeries
from nnviz.snapshot import EVALUATION_COLUMNS, Divergence, Snapshot

GRADIENT_WINDOW = 20
"""Steps over whose gradients a median is taken; more in a history so long that its steps are merged."""

LEAST_GRADIENTS = 5
LOSS_WINDOW = 20
"""Evaluations that say whether the loss swings."""

SLOW_STEPS = 500
"""Steps over which the loss must have fallen."""

_EPOCH, _TRAIN_LOSS, _TRAIN_ACCURACY = (
    EVALUATION_COLUMNS.index(name) for name in ("epoch", "train_loss", "train_accuracy")
)


class Gradients(Struct, frozen=True):
    """How large the gradients have been, median by median, so that nothing comes and goes with a single batch.

    Attributes
    ----------
    sizes : ndarray, shape (layers,)
    steps : int
        Over how many steps.
    verdicts : list of Verdict
        On every layer.
    """

    sizes: Array
    steps: int
    verdicts: list[Verdict]

    @property
    def largest_ratio(self) -> float:
        """How many times the last layer's gradient the largest one is."""
        return float(np.max(self.sizes)) / (reference_size(self.sizes) or 1.0)


class Losses(Struct, frozen=True):
    """The train loss over the whole share, from the newest live edit on; NaN where there is no evaluation yet.

    Attributes
    ----------
    best : float
        The lowest.
    recent : ndarray, shape (n, 2)
        Lowest and highest of each of the last `LOSS_WINDOW` buckets of the history, a single evaluation at first.
    epochs : float
        How many epochs `recent` covers.
    steps : int
        How many steps lie between the first evaluation and the newest.
    newest, accuracy : float
        Of the newest evaluation; the accuracy is NaN for a regression.
    earlier : float
        The loss `SLOW_STEPS` before the newest, or the first.
    steps_since_earlier : int
    """

    best: float
    recent: Array
    epochs: float
    steps: int
    newest: float
    accuracy: float
    earlier: float
    steps_since_earlier: int


class Observation(Struct, frozen=True, eq=False, dict=True):
    """One run at one step. Everything in it is a copy, so any thread may look at it.

    Attributes
    ----------
    run : int
        0 for the base.
    assembly : Assembly
        With the training settings now in force.
    step : int
    theta : ndarray, shape (length,)
    divergence : Divergence or None
    gradients : Gradients or None
        Over the last `GRADIENT_WINDOW` steps; None before `LEAST_GRADIENTS` of them.
    losses : Losses
    overfitting : Overfitting or None
        Where the loss on rows that are held out began to rise.
    """

    run: int
    assembly: Assembly
    step: int
    theta: Array
    divergence: Divergence | None
    gradients: Gradients | None
    losses: Losses
    overfitting: Overfitting | None = None

    @property
    def parameters(self) -> Array:
        """Theta without running statistics, shape (P,)."""
        return self.theta[: self.assembly.network.size]

    @cached_property
    def activity(self) -> Activity:
        """What the units do at this step."""
        return _activity(self.assembly, self.theta)

    @cached_property
    def initial_activity(self) -> Activity:
        """What the units did before the first step."""
        return _activity(self.assembly, self.assembly.initial_theta())

    @cached_property
    def curvature(self) -> Curvature:
        """How bent the loss is at this step."""
        return measure_curvature(self.assembly, self.theta)

    @cached_property
    def initial_curvature(self) -> Curvature:
        """How bent the loss was before the first step."""
        return measure_curvature(self.assembly, self.assembly.initial_theta())

    @cached_property
    def baseline_loss(self) -> float:
        """What always giving the mean target as the answer would cost."""
        return baseline_loss(self.assembly)


def observe(run: int, assembly: Assembly, history: History, snapshot: Snapshot, since: int = 0) -> Observation:
    """Copy what a run is judged by.

    Parameters
    ----------
    run : int
        0 for the base.
    assembly : Assembly
        With the training settings now in force.
    history : History
        Of the same run. What comes after the snapshot's step is left out.
    snapshot : Snapshot
    since : int
        The step of the newest live edit: what came before says nothing about the settings now in force.
    """
    gradients = _gradients(history.gradient_sizes, since, snapshot.step)
    losses = _losses(history.evaluations, since, snapshot)
    # What a run that went back to earlier weights did before, says nothing about these.
    begun = max([since, *(restoration.step for restoration in snapshot.restorations)])
    overfitting = find_overfitting(history.evaluations, begun, snapshot.step)
    return Observation(
        run, assembly, snapshot.step, snapshot.theta, snapshot.divergence, gradients, losses, overfitting
    )


def _gradients(series: ThinnedSeries, since: int, until: int) -> Gradients | None:
    stop = series.index(until) + 1
    start = max(series.index(since) + 1, stop - GRADIENT_WINDOW)
    steps, low, high = (part[: max(0, stop - start)] for part in series.buckets(start))
    if len(steps) < LEAST_GRADIENTS:
        return None
    sizes = np.median((low + high) / 2.0, axis=0)
    return Gradients(sizes, min(series.last[0], until) - int(steps[0]) + 1, layer_verdicts(sizes))


def _losses(series: ThinnedSeries, since: int, snapshot: Snapshot) -> Losses:
    start, stop = int(np.searchsorted(series.buckets()[0], since)), series.index(snapshot.step) + 1
    steps, low, high = (part[: max(0, stop - start)] for part in series.buckets(start))
    if not len(steps):
        return Losses(np.nan, np.empty((0, 2)), 0.0, 0, np.nan, np.nan, np.nan, 0)
    step, newest = series.last
    if step > snapshot.step:  # an earlier step is looked at, which brings its own evaluation
        step, newest = snapshot.evaluation.step, np.array(snapshot.evaluation[1:])
    place = max(int(np.searchsorted(steps, step - SLOW_STEPS, side="right")) - 1, 0)
    recent = slice(-LOSS_WINDOW, None)
    return Losses(
        best=float(np.fmin.reduce(low[:, _TRAIN_LOSS])),
        recent=np.stack([low[recent, _TRAIN_LOSS], high[recent, _TRAIN_LOSS]], axis=1),
        epochs=float(newest[_EPOCH] - low[recent][0, _EPOCH]),
        steps=step - int(steps[0]),
        newest=float(newest[_TRAIN_LOSS]),
        accuracy=float(newest[_TRAIN_ACCURACY]),
        # The loss of a slow run falls within a bucket too, so its highest belongs to its first step.
        earlier=float(high[place, _TRAIN_LOSS]),
        steps_since_earlier=step - int(steps[place]),
    )


def _activity(assembly: Assembly, theta: Array) -> Activity:
    activity = look_at_activity(assembly, theta)
    assert activity is not None  # nobody asked to stop
    return activity
