"""What is read under the pointer: every run's values at one step, as they are in the history."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.history import Bucket
from nnviz.snapshot import EVALUATION_COLUMNS
from ui import numbers
from ui.panels.loss.options import Metric, Told
from ui.panels.loss.run_curves import RunCurves

_EPOCH = EVALUATION_COLUMNS.index("epoch")


class Row(Struct, frozen=True):
    """One run's values.

    Attributes
    ----------
    index : int
    name : str
    texts : tuple of str
        One for each share.
    place : float
        The step or epoch of the values.
    values : tuple of float
        The same as numbers, for a dot on each curve; NaN where rows were merged.
    """

    index: int
    name: str
    texts: tuple[str, ...]
    place: float
    values: tuple[float, ...]


class Reading(Struct, frozen=True):
    """All runs' values at one place.

    Attributes
    ----------
    place : float
        The step or epoch that is read: an evaluation of the run that leads.
    step, epoch : str
        The same in words.
    rows : tuple of Row
    """

    place: float
    step: str
    epoch: str
    rows: tuple[Row, ...]


def read(runs: list[RunCurves], leader: int, place: float, epochs: bool, metric: Metric, told: Told) -> Reading | None:
    """Read all runs at the evaluation nearest to a place; None where there is nothing yet.

    Parameters
    ----------
    runs : list of RunCurves
    leader : int
        The run whose evaluations are stepped through, where it is among `runs`.
    place : float
        A step, or an epoch where `epochs`.
    epochs : bool
    metric : Metric
    told : Told
        The shares whose values are read.
    """
    known = [run for run in runs if run.count]
    if not known:
        return None
    first = next((run for run in known if run.run.index == leader), known[0])
    index = _nearest(first, place, epochs)
    bucket = first.run.history.evaluations.at(index)
    place = float(bucket.low[_EPOCH]) if epochs else float(bucket.first_step)
    rows = []
    for run in known:
        if place > run.end(metric, epochs)[0] and run is not first:
            continue  # it has not come so far
        found = run.run.history.evaluations.at(_nearest(run, place, epochs))
        rows.append(_row(run, found, epochs, metric, told))
    return Reading(place, _steps(bucket), _epochs(bucket), tuple(rows))


def _row(run: RunCurves, bucket: Bucket, epochs: bool, metric: Metric, told: Told) -> Row:
    low, high = run.values_in(bucket, metric)
    texts = tuple(_between(metric, low[share], high[share]) for _, share in told)
    values = [low[share] if low[share] == high[share] else np.nan for _, share in told]
    place = float(bucket.low[_EPOCH]) if epochs else float(bucket.first_step)
    return Row(run.run.index, run.run.name, texts, place, tuple(values))


def _nearest(run: RunCurves, place: float, epochs: bool) -> int:
    places = run.places(epochs)
    after = int(np.searchsorted(places, place))
    if after == len(places):
        return after - 1
    return after - 1 if after and place - places[after - 1] <= places[after] - place else after


def value_text(metric: Metric, value: float) -> str:
    """Return a value as labels and read-out say it."""
    if metric == "rate":
        return numbers.significant(value, 3)
    return numbers.percent(value) if metric == "accuracy" else numbers.loss(value)


def _between(metric: Metric, low: float, high: float) -> str:
    one, other = value_text(metric, low), value_text(metric, high)
    return one if one == other else f"{one} to {other}"


def _steps(bucket: Bucket) -> str:
    if bucket.first_step == bucket.last_step:
        return f"step {numbers.count(bucket.first_step)}"
    return f"steps {numbers.count(bucket.first_step)} to {numbers.count(bucket.last_step)}"


def _epochs(bucket: Bucket) -> str:
    if np.isnan(bucket.low[_EPOCH]):  # a recording need not say
        return ""
    low, high = (numbers.tick(round(float(ends[_EPOCH]), 2), 0.01) for ends in (bucket.low, bucket.high))
    return f"epoch {low}" if low == high else f"epochs {low} to {high}"
