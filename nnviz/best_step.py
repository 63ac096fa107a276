"""Where a run was best: after which epoch its loss was lowest, on rows that it was not trained on if there are any."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array, Indices
from nnviz.snapshot import EVALUATION_COLUMNS, Evaluation

SHARES = ("validation", "test", "train")
"""The first that has a loss decides."""


class BestStep(Struct, frozen=True):
    """The step with the lowest loss.

    Attributes
    ----------
    step : int
    share : str
        "validation", "test" or "train".
    loss : float
        The data loss over that share.
    """

    step: int
    share: str
    loss: float


def best_step(
    steps: Indices, evaluations: Array, newest: Evaluation, shares: Sequence[str] = SHARES
) -> BestStep | None:
    """Return where the loss was lowest, the first where that was several times; None where no share has a loss.

    Parameters
    ----------
    steps : ndarray of int, shape (n,)
    evaluations : ndarray, shape (n, columns)
        What was evaluated at these steps; of a thinned history the lowest values.
    newest : Evaluation
        Taken too: at rest, a step within an epoch is evaluated.
    shares : sequence of str
        Which decide, the first one first.
    """
    for share in shares:
        losses = evaluations[:, EVALUATION_COLUMNS.index(f"{share}_loss")]
        now = getattr(newest, f"{share}_loss")
        known = np.isfinite(losses)
        if not known.any():
            if np.isfinite(now):
                return BestStep(newest.step, share, now)
            continue
        lowest = int(np.argmin(np.where(known, losses, np.inf)))
        if now < losses[lowest]:
            return BestStep(newest.step, share, now)
        return BestStep(int(steps[lowest]), share, float(losses[lowest]))
    return None
