"""Points to which a run can come back."""

from __future__ import annotations

from msgspec import Struct

from nnviz.arrays import Array
from nnviz.early_stopping import Best
from nnviz.edits import Edit
from nnviz.experiment.schema import Network, Training
from nnviz.schedules import Pace
from nnviz.snapshot import Evaluation

MOST_STEPS = 64
MOST_PRODUCTS = 2**30
"""About as many products of a row and a parameter as a processor does in a few seconds."""


class TrainerState(Struct, frozen=True):
    """All that a trainer needs to go on exactly as it would have: copies, never views.

    What is `clipped` (`nnviz.clipping.Clipping.recent`) decides nothing: in a session file it begins anew.
    """

    step: int
    samples_seen: int
    theta: Array
    optimizer_state: Array
    updates: int
    training: Training
    network: Network
    evaluation: Evaluation
    edits: tuple[Edit, ...]
    pace: Pace
    best: Best | None = None
    clipped: bytes = b""


def checkpoint_steps(parameters: int, rows: int) -> int:
    """Return after how many steps a trainer remembers its state.

    From there it finds its last finite step again when it diverges: within a moment, whatever the size of the network.

    Parameters
    ----------
    parameters : int
        P, the size of theta.
    rows : int
        Rows in one batch.
    """
    return max(1, min(MOST_STEPS, MOST_PRODUCTS // (parameters * rows)))
