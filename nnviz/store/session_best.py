"""The best weights of a run in a session file: those that any keyframe would go back to, each once.

The arrays are there only where the run has a validation share: ``best/theta`` and ``best/evaluations`` have one row for
each of these weights, ``best/keyframes`` one for each keyframe (`COLUMNS`), and ``best/restorations`` one for each time
that the run has gone back: step, epoch, step of the weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from nnviz.arrays import Array, all_finite, read_only
from nnviz.checkpoint import TrainerState
from nnviz.early_stopping import Best
from nnviz.errors import InvalidInput
from nnviz.snapshot import Evaluation, Restoration
from nnviz.store.array_form import ArrayForm
from nnviz.store.container import Container
from nnviz.store.session_form import array_name
from nnviz.store.writer import Part, whole

ARRAYS = 4
"""How many arrays a run has more where it has best weights."""

COLUMNS = ("weights", "since", "resting", "restorations")
"""Of ``best/keyframes``: the row of the weights, the epoch from which patience counts, whether the run rests on them,
and how many of the restorations had taken place."""


def has_best(container: Container, run: int) -> bool:
    """Say whether a run in a file has best weights."""
    return array_name(run, "best", "theta") in container.forms


def best_parts(run: int, states: Sequence[TrainerState]) -> Iterable[Part]:
    """Yield the arrays of a run's keyframes; none where the run has no validation share."""
    bests = [state.best for state in states if state.best is not None]
    if len(bests) < len(states):
        return
    places: dict[int, int] = {}
    for best in bests:
        places.setdefault(id(best.theta), len(places))
    distinct = list({id(best.theta): best for best in bests}.values())
    rows = [(places[id(best.theta)], best.since, best.resting, len(best.restorations)) for best in bests]
    restorations = max((best.restorations for best in bests), key=len)
    theta = distinct[0].theta
    form = ArrayForm(theta.dtype.newbyteorder("<").str, (len(distinct), len(theta)))
    yield Part(array_name(run, "best", "theta"), form, (best.theta for best in distinct))
    for name, table, width in (
        ("evaluations", [best.evaluation for best in distinct], len(Evaluation._fields)),
        ("keyframes", rows, len(COLUMNS)),
        ("restorations", restorations, len(Restoration._fields)),
    ):
        yield whole(array_name(run, "best", name), np.array(table, dtype=np.float64).reshape(len(table), width))


def read_bests(container: Container, run: int, name: str, steps: Sequence[int], like: Array) -> list[Best | None]:
    """Return the best weights of each keyframe of a run.

    Parameters
    ----------
    container : Container
    run : int
    name : str
        Of the run, for what is refused.
    steps : sequence of int
        Of the keyframes.
    like : ndarray, shape (keyframes, P)
        Their parameters.

    Raises
    ------
    InvalidInput
    """
    if not has_best(container, run):
        return [None] * len(steps)

    def array(dtype: str, shape: tuple[int | None, ...], key: str) -> Array:
        return container.array(array_name(run, "best", key), dtype, shape)

    dtype = like.dtype.newbyteorder("<").str
    evaluations = array("<f8", (None, len(Evaluation._fields)), "evaluations")
    thetas = array(dtype, (len(evaluations), like.shape[1]), "theta")
    table = array("<f8", (len(steps), len(COLUMNS)), "keyframes")
    restored = array("<f8", (None, len(Restoration._fields)), "restorations")
    broken = InvalidInput(f"run '{name}' has best weights that do not fit its keyframes")
    if not 0 < len(evaluations) <= len(steps) or len(restored) > steps[-1]:
        raise broken
    if not all(map(all_finite, (table.reshape(-1), restored.reshape(-1), evaluations[:, :2].reshape(-1)))):
        raise broken
    known = [(read_only(np.array(theta)), _evaluation(row)) for theta, row in zip(thetas, evaluations, strict=True)]
    if not all(all_finite(theta) for theta, _ in known):
        raise broken
    log = tuple(Restoration(int(step), epoch, int(of_step)) for step, epoch, of_step in restored.tolist())
    bests: list[Best | None] = []
    for step, (place, since, resting, count) in zip(steps, table.tolist(), strict=True):
        counted = place.is_integer() and count.is_integer() and 0 <= place < len(known) and 0 <= count <= len(log)
        if not (counted and since >= 0.0 and resting in (0.0, 1.0)):
            raise broken
        theta, evaluation = known[int(place)]
        if not 0 <= evaluation.step <= step:
            raise broken
        bests.append(Best(theta, evaluation, since, bool(resting), log[: int(count)]))
    return bests


def _evaluation(row: Array) -> Evaluation:
    step, *values = row.tolist()
    return Evaluation(int(step), *values)
