"""What goes before findings: an error until it is closed, and a notice as long as it takes to read it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ui.findings_strip.words import Words

LEAST_SECONDS, MOST_SECONDS = 3.0, 8.0
LETTERS_PER_SECOND = 18.0
ACTION_SECONDS = 6.0
"""So much longer a notice stays that one can act on."""

LET_GO_SECONDS = 2.0
"""How long a notice stays after the pointer has left it."""


class Action(Struct, frozen=True):
    """What one can do about a notice: the words of its button, its tooltip, and what it does."""

    words: str
    sentence: str
    run: Callable[[], None]


def reading_seconds(sentence: str, action: Action | None = None) -> float:
    """Return how long a notice stays: findings are behind it, or beside it without their evidence."""
    seconds = min(MOST_SECONDS, max(LEAST_SECONDS, 1.0 + len(sentence) / LETTERS_PER_SECOND))
    return seconds + (ACTION_SECONDS if action is not None else 0.0)


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
        self._action: Action | None = None
        self._passing = False
        self.details = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._end_notice)

    @property
    def words(self) -> Words | None:
        """What is to be said before all else, or None."""
        return self._error or self._notice

    @property
    def is_notice(self) -> bool:
        """Whether that is a notice, which goes by itself."""
        return self._error is None and self._notice is not None

    @property
    def action(self) -> Action | None:
        """What can be done about the notice that is said."""
        return self._action if self.is_notice else None

    def notice(self, sentence: str, action: Action | None = None) -> None:
        """Say for a while what just happened."""
        self._notice, self._action = Words("info", "ink2", body=sentence, prominent=True), action
        self._timer.start(round(1000 * reading_seconds(sentence, action)))
        self.changed.emit()

    def error(self, sentence: str, details: str, *, passing: bool) -> None:
        """Say what went wrong, until it is closed or, where it is `passing`, until `move_on`."""
        self._error = Words("octagon-alert", "error", body=sentence, prominent=True)
        self.details = details
        self._passing = passing
        self.changed.emit()

    def move_on(self) -> None:
        """Close an error about something that the user has left behind."""
        if self._error is not None and self._passing:
            self._error, self.details = None, ""
            self.changed.emit()

    def hold(self, held: bool) -> None:
        """Keep a notice as long as the pointer is on it."""
        if self._notice is None:
            return
        if held:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start(round(1000 * LET_GO_SECONDS))

    @Slot()
    def act(self) -> None:
        """Do what the notice offers, which ends it."""
        action = self.action
        self._end_notice()
        if action is not None:
            action.run()

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
        self._notice = self._action = None
        self.changed.emit()
