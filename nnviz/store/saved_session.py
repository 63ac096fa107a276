"""What a session file holds: enough to come back to exactly where one was."""

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec import Struct, field

from nnviz.assembly import Assembly
from nnviz.checkpoint import TrainerState
from nnviz.edits import Edit, ParameterEdit
from nnviz.errors import InvalidInput
from nnviz.experiment.schema import Experiment
from nnviz.history import History
from nnviz.path import Path
from nnviz.snapshot import Divergence
from nnviz.store.session_networks import check_networks
from nnviz.store.session_tables import SavedTable


class Mark(Struct, frozen=True):
    """Something that happened at a step, in words."""

    step: int
    epoch: float
    words: str


class Bookmark(Struct, frozen=True):
    """A step to which the user gave a name."""

    step: int
    name: str


class Origin(NamedTuple):
    """Where a run was forked: from which other one, 0 for the base, and at which step."""

    run: int
    step: int


class SavedRun(Struct, frozen=True):
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
    origin : Origin or None
        Of a fork, whose steps up to there are those of the run that it was forked from.
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
    origin: Origin | None = None


class SavedSession(Struct, frozen=True):
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
    tables : tuple of SavedTable
        The user's tables that the file is to hold; empty for a session that was read, whose tables are in memory.
    """

    experiment: Experiment
    runs: tuple[SavedRun, ...]
    viewed_run: int = 0
    viewed_step: int = 0
    window: dict[str, Any] = field(default_factory=dict)
    tables: tuple[SavedTable, ...] = ()


def check_fits(run: SavedRun, assembly: Assembly) -> None:
    """Check that a run from a file can be gone on with: that it has the sizes of the network it is said to be of.

    Raises
    ------
    InvalidInput
    """
    network = assembly.network
    first = run.keyframes[0]
    theta, width = first.theta, first.optimizer_state.shape[1]
    dtype = assembly.experiment.training.dtype
    if theta.shape != (network.length,) or theta.dtype != dtype or width != network.size:
        raise InvalidInput(
            f"the run '{run.name}' has {width:,} parameters in {theta.dtype} and {len(theta) - width:,} running "
            f"statistics: its network has {network.size:,} in {dtype} and {network.length - network.size:,}"
        )
    thetas = [state.theta for state in run.keyframes]
    thetas += [state.best.theta for state in run.keyframes if state.best is not None]
    normalised = [layer for layer in network if layer.batch_norm]
    if any((layer.running(theta)[1] < 0.0).any() for layer in normalised for theta in thetas):
        raise InvalidInput(f"the run '{run.name}' has a negative variance among its running statistics")
    columns = len(run.history.gradient_sizes.last[1])
    if columns != len(network.layers):
        raise InvalidInput(f"the run '{run.name}' has {columns} layers: its network has {len(network.layers)}")
    if len(run.update_ratios) not in (0, columns):
        raise InvalidInput(f"the run '{run.name}' has update ratios of {len(run.update_ratios)} layers")
    check_networks(run.name, run.keyframes, run.edits, assembly.experiment.network)
    for edit in run.edits:
        if isinstance(edit, ParameterEdit) and not 0 <= edit.index < network.size:
            raise InvalidInput(f"the run '{run.name}' has an edit of parameter {edit.index}: there is no such one")
