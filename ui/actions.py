"""Every command of the window: its words, its shortcut, its place in the menus. The palette lists them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

Shortcut = str | QKeySequence.StandardKey | tuple[str, ...]


class Command(Struct, frozen=True):
    """One command.

    Attributes
    ----------
    name : str
        Its key in `Actions`.
    text : str
        What menus say, with the letter that opens it after an ampersand.
    run : callable
    shortcut : str, standard key or tuple of str
        Empty for none.
    checkable : bool
    """

    name: str
    text: str
    run: Callable[[], object]
    shortcut: Shortcut = ""
    checkable: bool = False


class Actions(dict[str, QAction]):
    """The window's actions by name.

    Parameters
    ----------
    window : QWidget
        Shortcuts work in all of it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._window = window
        self._lent: dict[str, list[QKeySequence]] = {}

    def add(self, command: Command) -> QAction:
        """Make the action for a command."""
        action = QAction(command.text, self._window)
        action.setCheckable(command.checkable)
        action.triggered.connect(lambda checked=False: command.run())
        return self.adopt(command.name, action, command.shortcut)

    def adopt(self, name: str, action: QAction, shortcut: Shortcut) -> QAction:
        """Take in an action that somebody else made, such as the undo stack."""
        if isinstance(shortcut, tuple):
            action.setShortcuts([QKeySequence(key) for key in shortcut])
        elif shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self._window.addAction(action)
        self[name] = action
        return action

    def lend_keys(self, names: Iterable[str], lent: bool) -> None:
        """Leave the shortcuts of some actions to what is seen instead of them, or give them back."""
        for name in names:
            if lent and name not in self._lent:
                self._lent[name] = self[name].shortcuts()
                self[name].setShortcuts([])
            elif not lent and name in self._lent:
                self[name].setShortcuts(self._lent.pop(name))

    def described(self) -> list[tuple[str, QAction]]:
        """Return all visible actions with plain words, in the order in which they were added."""
        return [(action.text().replace("&", "").rstrip("…"), action) for action in self.values() if action.isVisible()]
