"""The learning rate of a run in a session file: where it stood at each keyframe, and the curve of files without one.

``keyframes/pace`` has one row for each keyframe: the fields of `Pace`. Files of versions without schedules have neither
these rows nor the curve ``learning_rates``; there the rate changed by live edits only, so it is known all the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from nnviz.arrays import extremes_within
from nnviz.checkpoint import TrainerState
from nnviz.edits import Edit, TrainingEdit
from nnviz.errors import InvalidInput
from nnviz.experiment.schema import Training
from nnviz.history import StoredSeries
from nnviz.schedules import Pace
from nnviz.store.container import Container
from nnviz.store.session_form import array_name
from nnviz.store.writer import Part, whole

CURVE = "learning_rates"
"""The part of a history that older files lack."""


def has_pace(container: Container, run: int) -> bool:
    """Say whether a run in a file says where its learning rate stood."""
    return array_name(run, "keyframes", "pace") in container.forms


def pace_parts(run: int, states: Sequence[TrainerState]) -> Iterable[Part]:
    """Yield the array of a run's keyframes."""
    table = np.array([state.pace for state in states], dtype=np.float64)
    yield whole(array_name(run, "keyframes", "pace"), table.reshape(len(states), len(Pace._fields)))


def read_paces(container: Container, run: int, name: str, trainings: Sequence[Training]) -> list[Pace]:
    """Return where the learning rate stood at each keyframe.

    Parameters
    ----------
    container : Container
    run : int
    name : str
        Of the run, for what is refused.
    trainings : sequence of Training
        In force at each keyframe.

    Raises
    ------
    InvalidInput
    """
    if not has_pace(container, run):
        return [Pace(_rate(training)) for training in trainings]
    shape = (len(trainings), len(Pace._fields))
    table = container.array(array_name(run, "keyframes", "pace"), "<f8", shape)
    paces = []
    for rate, factor, best, waited in table.tolist():
        counted = waited.is_integer() and 0.0 <= waited <= 2.0**53
        if not (0.0 <= rate < math.inf and 0.0 <= factor <= 1.0 and not math.isnan(best) and counted):
            raise InvalidInput(f"run '{name}' has a keyframe whose learning rate cannot be")
        paces.append(Pace(rate, factor, best, int(waited)))
    return paces


def older_curve(like: StoredSeries, before: Training, edits: Sequence[Edit]) -> StoredSeries:
    """Return the curve of the learning rates that a file does not have.

    Parameters
    ----------
    like : StoredSeries
        A series of the same steps.
    before : Training
        In force before the first edit.
    edits : sequence of Edit
        The run's whole log; an edit holds from the step after its own.
    """
    changes = [edit for edit in edits if isinstance(edit, TrainingEdit)]
    rates = np.array([_rate(before), *(_rate(edit.training) for edit in changes)])
    ends = np.array([edit.step for edit in changes], dtype=np.int64)
    first, last = (np.searchsorted(ends, steps) for steps in (like.first_steps, like.last_steps))
    low, high = extremes_within(rates, rates, first, last)
    return StoredSeries(
        like.first_steps,
        like.last_steps,
        low[:, None],
        high[:, None],
        rates[np.searchsorted(ends, [like.last_step])] if len(like.first_steps) else np.array([math.nan]),
        like.last_step,
        like.capacity,
        like.rows_per_bucket,
        like.partial,
    )


def _rate(training: Training) -> float:
    return training.optimizer.values["learning_rate"]
