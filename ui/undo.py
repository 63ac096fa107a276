"""Undoable edits. Undo restores the experiment; training already done is kept as it is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from nnviz.experiment import Experiment


class ExperimentCommand(QUndoCommand):
    """From one experiment to another; the edits of one gesture, such as a drag, are one command.

    Parameters
    ----------
    apply : callable
        Puts an experiment in force.
    before, after : Experiment
    description : str
        What the menu says: "Undo learning rate 0.05".
    gesture : str
        The same for all edits that undo together; empty for one that stands alone.
    """

    def __init__(
        self,
        apply: Callable[[Experiment], None],
        before: Experiment,
        after: Experiment,
        description: str,
        gesture: str,
    ) -> None:
        super().__init__(description)
        self._apply = apply
        self._before = before
        self._after = after
        self._gesture = gesture

    def id(self) -> int:
        """Only commands of the same id are offered to `mergeWith`."""
        return 1 if self._gesture else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in the next edit of the same gesture, as while a slider is dragged."""
        if not isinstance(other, ExperimentCommand) or other._gesture != self._gesture:
            return False
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


class ForkCommand(QUndoCommand):
    """A run that begins where another was at a step.

    Parameters
    ----------
    line_up : callable
        ``line_up(experiment, fork)``: puts an experiment in force whose last run is forked from (run, step), or, with
        None, one without the last run.
    before, after : Experiment
    run, step : int
    """

    def __init__(
        self,
        line_up: Callable[[Experiment, tuple[int, int] | None], None],
        before: Experiment,
        after: Experiment,
        run: int,
        step: int,
    ) -> None:
        super().__init__(f"resume from step {step:,}")
        self._line_up = line_up
        self._before = before
        self._after = after
        self._origin = run, step

    def redo(self) -> None:
        """Add the run."""
        self._line_up(self._after, self._origin)

    def undo(self) -> None:
        """Take it away."""
        self._line_up(self._before, None)


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
