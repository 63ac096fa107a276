"""What goes before findings: an error until it is closed, and a notice for a while."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ui.findings_strip.words import Words

NOTICE_SECONDS = 8


class Messages(QObject):
    """The one error and the one notice that are to be said; a later one takes the place of an earlier one.

    Attributes
    ----------
    details : str
        What is folded away behind the error's sentence.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._error: Words | None = None
        self._notice: Words | None = None
        self.details = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(NOTICE_SECONDS * 1000)
        self._timer.timeout.connect(self._end_notice)

    @property
    def words(self) -> Words | None:
        """What is to be said before all else, or None."""
        return self._error or self._notice

    def notice(self, sentence: str) -> None:
        """Say for a while what just happened."""
        self._notice = Words("info", "ink2", body=sentence, prominent=True)
        self._timer.start()
        self.changed.emit()

    def error(self, sentence: str, details: str) -> None:
        """Say what went wrong, until it is closed."""
        self._error = Words("octagon-alert", "error", body=sentence, prominent=True)
        self.details = details
        self.changed.emit()

    @Slot()
    def close(self) -> None:
        """Close what is said."""
        if self._error is not None:
            self._error, self.details = None, ""
            self.changed.emit()
        else:
            self._end_notice()

    @Slot()
    def _end_notice(self) -> None:
        self._timer.stop()
        self._notice = None
        self.changed.emit()
