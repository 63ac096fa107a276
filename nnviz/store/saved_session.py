"""What a session file holds: enough to come back to exactly where one was."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nnviz.assembly import Assembly
from nnviz.checkpoint import TrainerState
from nnviz.edits import Edit, ParameterEdit
from nnviz.errors import InvalidInput
from nnviz.experiment.schema import Experiment
from nnviz.history import History
from nnviz.path import Path
from nnviz.snapshot import Divergence


@dataclass(frozen=True)
class Mark:
    """Something that happened at a step, in words."""

    step: int
    epoch: float
    words: str


@dataclass(frozen=True)
class Bookmark:
    """A step to which the user gave a name."""

    step: int
    name: str


@dataclass(frozen=True)
class SavedRun:
    """One run.

    Attributes
    ----------
    name : str
    step : int
        Where it stands.
    edits : tuple of Edit
        Its whole log. Every keyframe has a beginning of it in force.
    keyframes : tuple of TrainerState
        In the order of their steps, at least one. With the state at `step` as the last one, nothing need be replayed.
    history : History
    path : Path
    marks : tuple of Mark
    bookmarks : tuple of Bookmark
    divergence : Divergence or None
    update_ratios : tuple of float
        Of the update that led to `step`, one for each layer, NaN where it was not measured; empty where nobody knows.
    """

    name: str
    step: int
    edits: tuple[Edit, ...]
    keyframes: tuple[TrainerState, ...]
    history: History
    path: Path
    marks: tuple[Mark, ...] = ()
    bookmarks: tuple[Bookmark, ...] = ()
    divergence: Divergence | None = None
    update_ratios: tuple[float, ...] = ()


@dataclass(frozen=True)
class SavedSession:
    """A session as it was left.

    Attributes
    ----------
    experiment : Experiment
    runs : tuple of SavedRun
        One for each run that the experiment asks for and for each fork, the base first.
    viewed_run, viewed_step : int
        What the panels showed.
    window : dict
        A JSON object that the window alone understands: its layout and whatever else it wants to find again.
    """

    experiment: Experiment
    runs: tuple[SavedRun, ...]
    viewed_run: int = 0
    viewed_step: int = 0
    window: dict[str, Any] = field(default_factory=dict)


def check_fits(run: SavedRun, assembly: Assembly) -> None:
    """Check that a run from a file can be gone on with: that it has the sizes of the network it is said to be of.

    Raises
    ------
    InvalidInput
    """
    network = assembly.network
    theta = run.keyframes[0].theta
    dtype = assembly.experiment.training.dtype
    if theta.shape != (network.size,) or theta.dtype != dtype:
        raise InvalidInput(
            f"the run '{run.name}' has {len(theta):,} parameters in {theta.dtype}: "
            f"its network has {network.size:,} in {dtype}"
        )
    columns = len(run.history.gradient_sizes.last[1])
    if columns != len(network.layers):
        raise InvalidInput(f"the run '{run.name}' has {columns} layers: its network has {len(network.layers)}")
    if len(run.update_ratios) not in (0, columns):
        raise InvalidInput(f"the run '{run.name}' has update ratios of {len(run.update_ratios)} layers")
    for edit in run.edits:
        if isinstance(edit, ParameterEdit) and not 0 <= edit.index < network.size:
            raise InvalidInput(f"the run '{run.name}' has an edit of parameter {edit.index}: there is no such one")
