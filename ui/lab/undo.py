"""Undoable changes of the lab."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from nnviz.landscape.lab import Lab


class LabCommand(QUndoCommand):
    """From one set-up to another; the changes of one gesture, such as a drag, are one command.

    Parameters
    ----------
    apply : callable
        Puts a set-up in force.
    before, after : Lab
    description : str
        What the menu says.
    gesture : int
        The same for all changes that undo together.
    """

    def __init__(self, apply: Callable[[Lab], None], before: Lab, after: Lab, description: str, gesture: int) -> None:
        super().__init__(description)
        self._apply = apply
        self._before, self._after = before, after
        self._gesture = gesture

    def id(self) -> int:
        """Only commands of the same id are offered to `mergeWith`."""
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in the next change of the same gesture."""
        if not isinstance(other, LabCommand) or other._gesture != self._gesture:
            return False
        self._after = other._after
        self.setText(other.text())
        self.setObsolete(self._after == self._before)
        return True

    def redo(self) -> None:
        """Put the later set-up in force."""
        self._apply(self._after)

    def undo(self) -> None:
        """Put the earlier set-up in force."""
        self._apply(self._before)
