"""Undoable edits. Undo restores the experiment; training already done is kept as it is."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from nnviz.experiment import Experiment

MERGE_SECONDS = 1.0
"""Edits of one path that follow each other faster are one drag of a slider, and one undo step."""


class ExperimentCommand(QUndoCommand):
    """From one experiment to another; edits of one path in quick succession are one command.

    Parameters
    ----------
    apply : callable
        Puts an experiment in force.
    before, after : Experiment
    description : str
        What the menu says: "Undo learning rate 0.05".
    path : str
        Which value was edited; empty for edits that never merge.
    """

    def __init__(
        self,
        apply: Callable[[Experiment], None],
        before: Experiment,
        after: Experiment,
        description: str,
        path: str,
    ) -> None:
        super().__init__(description)
        self._apply = apply
        self._before = before
        self._after = after
        self._path = path
        self._made = time.monotonic()

    def id(self) -> int:
        """Only commands of the same id are offered to `mergeWith`."""
        return 1 if self._path else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in the next edit of the same path, as while a slider is dragged."""
        if not isinstance(other, ExperimentCommand) or other._path != self._path:
            return False
        if other._made - self._made > MERGE_SECONDS:
            return False
        self._made = other._made
        self._after = other._after
        self.setText(other.text())
        self.setObsolete(self._after == self._before)
        return True

    def redo(self) -> None:
        """Put the later experiment in force."""
        self._apply(self._after)

    def undo(self) -> None:
        """Put the earlier experiment in force."""
        self._apply(self._before)


class ParameterCommand(QUndoCommand):
    """One parameter set by hand.

    Parameters
    ----------
    apply : callable
        ``apply(run, index, value)``.
    run, index : int
        Which run, which parameter of its theta.
    before, after : float
    name : str
        "W2[0,3]".
    """

    def __init__(
        self,
        apply: Callable[[int, int, float], None],
        run: int,
        index: int,
        before: float,
        after: float,
        name: str,
    ) -> None:
        super().__init__(f"{name} = {after:.3g}")
        self._apply = apply
        self._target = run, index
        self._before = before
        self._after = after

    def redo(self) -> None:
        """Set the new value."""
        self._apply(*self._target, self._after)

    def undo(self) -> None:
        """Set the value that it replaced."""
        self._apply(*self._target, self._before)
