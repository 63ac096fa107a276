"""Where overfitting begins: the loss on rows that are held out rises for good, while the train loss still falls.

It is measured by the generalisation loss of Prechelt 1998, how far a held-out loss is above the lowest so far, relative
to that. Rows that are held out are those of the validation share, or of the test share where nothing is validated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.diagnosis.thresholds import OVERFITTING_ONSET, OVERFITTING_RISE, OVERFITTING_SIZE, OVERFITTING_TRAIN
from nnviz.history import ThinnedSeries
from nnviz.snapshot import EVALUATION_COLUMNS

HeldOut = Literal["validation", "test"]

SMOOTHED = 5
"""Evaluations over which losses are averaged, so that a single one says nothing."""

SETTLED = 4 * SMOOTHED
"""Evaluations that all have to be above the lowest: momentum swings a held-out loss up and down within some ten."""

LEAST_EVALUATIONS = SETTLED + 2 * SMOOTHED
"""Before so many, nothing is said."""

_EPOCH, _TRAIN = EVALUATION_COLUMNS.index("epoch"), EVALUATION_COLUMNS.index("train_loss")
_COLUMNS: tuple[tuple[HeldOut, int], ...] = (
    ("validation", EVALUATION_COLUMNS.index("validation_loss")),
    ("test", EVALUATION_COLUMNS.index("test_loss")),
)


class Overfitting(Struct, frozen=True):
    """Where it begins, and what has become of the losses since; all losses are averages over `SMOOTHED` evaluations.

    Attributes
    ----------
    share : "validation" or "test"
        Whose loss rises.
    step : int
    epoch : float
    held_out_then, held_out_now : float
        The loss of that share where overfitting begins, and the newest.
    train_then, train_now : float
    """

    share: HeldOut
    step: int
    epoch: float
    held_out_then: float
    held_out_now: float
    train_then: float
    train_now: float

    def matters(self, baseline: float) -> bool:
        """Say whether the rise is worth a word, beside the loss of always giving the same answer."""
        return self.held_out_now - self.held_out_then >= OVERFITTING_SIZE.value * baseline


def find_overfitting(series: ThinnedSeries, since: int, until: int, left_out: Sequence[int] = ()) -> Overfitting | None:
    """Find where overfitting begins.

    It begins at the last evaluation up to which the held-out loss, averaged, is no further above its lowest than
    `OVERFITTING_ONSET` says: after it, the loss rises for good. It is found once the newest ones are all above it by
    `OVERFITTING_RISE`, while the train loss has fallen since, and lies below.

    Parameters
    ----------
    series : ThinnedSeries
        The evaluations of one run, columns `EVALUATION_COLUMNS`.
    since, until : int
        Steps: what lies outside them does not count.
    left_out : sequence of int
        Steps at which the run went back to earlier weights: their evaluations belong elsewhere.
    """
    steps, low, high = series.buckets()
    start, stop = int(np.searchsorted(steps, since)), series.index(until) + 1
    if stop - start < LEAST_EVALUATIONS:
        return None
    steps, low, high = steps[start:stop], low[start:stop], high[start:stop]
    if left_out:
        kept = ~np.isin(steps, left_out)
        steps, low, high = steps[kept], low[kept], high[kept]
    for share, column in _COLUMNS:
        held_out = (low[:, column] + high[:, column]) / 2.0
        if len(held_out) and np.isfinite(held_out[-1]):
            return _found(share, steps, low[:, _EPOCH], held_out, (low[:, _TRAIN] + high[:, _TRAIN]) / 2.0)
    return None


def _found(
    share: HeldOut, steps: npt.NDArray[np.int64], epochs: Array, held_out: Array, train: Array
) -> Overfitting | None:
    if len(steps) < LEAST_EVALUATIONS:
        return None
    smooth = _averaged(held_out)
    newest = smooth[-SETTLED:]
    if not np.isfinite(newest).all():
        return None
    lowest = float(np.fmin.reduce(smooth))
    if lowest < 0.0:  # as cross-entropy with targets of -1 may be: a share of that says nothing
        return None
    if not float(newest.min()) > lowest * (1.0 + OVERFITTING_RISE.value):
        return None
    place = int(np.flatnonzero(smooth <= lowest * (1.0 + OVERFITTING_ONSET.value))[-1])
    trained = _averaged(train)
    then, now = float(trained[place]), float(trained[-1])
    if not now <= min(then * (1.0 - OVERFITTING_TRAIN.value), float(smooth[-1])):
        return None
    middle = place + SMOOTHED // 2
    return Overfitting(
        share, int(steps[middle]), float(epochs[middle]), float(smooth[place]), float(smooth[-1]), then, now
    )


def _averaged(values: Array) -> Array:
    """Return the means of `SMOOTHED` neighbours, shape (n - SMOOTHED + 1,); NaN where one of them is not finite."""
    count = len(values) - SMOOTHED + 1
    total = values[:count].copy()
    for shift in range(1, SMOOTHED):
        total += values[shift : shift + count]
    return total / SMOOTHED


def baseline_loss(assembly: Assembly) -> float:
    """Return what always giving the mean target as the answer would cost."""
    targets = assembly.data.targets_train[:_BASELINE_ROWS]
    answers = np.broadcast_to(targets.mean(axis=0), targets.shape).astype(targets.dtype)
    terms = np.empty_like(targets)
    assembly.loss.terms(answers, targets, terms, np.empty_like(targets))
    return float(np.add.reduce(terms, None)) * assembly.loss.weight(*targets.shape)


_BASELINE_ROWS = 4096
