"""A line to type into that gives the keyboard back as soon as the entry is in force."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget


def is_undo_or_redo(event: QKeyEvent) -> bool:
    """Say whether a key asks to undo or to redo."""
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


def claim(event: QEvent, *, pending: bool) -> bool | None:
    """Say whose a key is that could also be a shortcut of the window.

    Parameters
    ----------
    event : QEvent
        Any event that a text field gets.
    pending : bool
        Whether the field holds something that is not in force yet.

    Returns
    -------
    bool or None
        True: the field's own. False: the window's. None: as the toolkit has it.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return None
    if is_undo_or_redo(event):
        return None if pending else False
    return True if pending and event.key() == Qt.Key.Key_Escape else None


def mark_invalid(widget: QWidget, invalid: bool) -> None:
    """Give a field its error border, or take it away."""
    if bool(widget.property("invalid")) != invalid:
        widget.setProperty("invalid", invalid)
        # Qt looks at a property in a style rule only when a widget is polished.
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class EntryLine(QLineEdit):
    """What all one-line fields share.

    Return that leaves nothing pending, and Escape that brings back what is in force, give up the focus: the next key
    is the window's. While nothing is pending, undo and redo are the window's too. A subclass says what is pending.
    """

    @property
    def is_pending(self) -> bool:
        """Whether the field holds something that is not in force yet, or was refused."""
        raise NotImplementedError

    def restore(self) -> None:
        """Bring back what is in force."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.ShortcutOverride:
            own = claim(event, pending=self.is_pending)
            if own is not None:
                event.setAccepted(own)
                return own
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() == Qt.Key.Key_Escape and self.is_pending:
            self.restore()
            self.clearFocus()
        elif is_undo_or_redo(event) and not self.is_pending:
            event.ignore()
        else:
            super().keyPressEvent(event)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.is_pending:
                self.clearFocus()
