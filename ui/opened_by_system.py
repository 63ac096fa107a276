"""Files that the system asks the running app to open: a double click in the Finder of macOS comes as an event."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent

from ui.aside import when_idle
from ui.documents import Documents


class OpenedBySystem(QObject):
    """Hears such events, wherever in the app they arrive.

    Parameters
    ----------
    documents : Documents
        Opens the files.
    """

    def __init__(self, documents: Documents) -> None:
        super().__init__(documents)
        self._documents = documents

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if not isinstance(event, QFileOpenEvent) or not event.file():
            return False
        path = Path(event.file())
        when_idle(lambda: self._documents.open(path))
        return True
