"""What goes before findings: an error until it is closed, and a notice as long as it takes to read it.

Before an audience an error, too, goes when it has been read: whoever presents has seen it, and sees it again where it
forbids something, or at the end.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ui.findings_strip.words import Words

LEAST_SECONDS, MOST_SECONDS = 3.0, 8.0
LETTERS_PER_SECOND = 18.0
ACTION_SECONDS = 6.0
"""So much longer a notice stays that one can act on."""

HELD_SECONDS = 10.0
"""How long a notice stays after the pointer has come to it or moved on it: a pointer that rests there reads nothing."""

LET_GO_SECONDS = 2.0
"""How long it stays at least after the pointer has left it."""


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
    """The one error and the one notice that are to be said; a later one takes the place of an earlier one."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._error: Words | None = None
        self._notice: Words | None = None
        self._action: Action | None = None
        self._passing = self._quiet = self._put_by = False
        self._details = ""
        self._timer, self._held, self._audience = QTimer(self), QTimer(self), QTimer(self)
        for timer, ended in (
            (self._timer, self._on_read),
            (self._held, self._on_read),
            (self._audience, self._put_error_by),
        ):
            timer.setSingleShot(True)
            timer.timeout.connect(ended)

    @property
    def words(self) -> Words | None:
        """What is to be said before all else, or None."""
        return self._said_error or self._notice

    @property
    def details(self) -> str:
        """What is folded away behind the error's sentence, while that is said and nobody presents."""
        return self._details if self._said_error is not None and not self._quiet else ""

    @property
    def is_notice(self) -> bool:
        """Whether that is a notice, which goes by itself."""
        return self._said_error is None and self._notice is not None

    @property
    def action(self) -> Action | None:
        """What can be done about the notice that is said."""
        return self._action if self.is_notice else None

    def notice(self, sentence: str, action: Action | None = None) -> None:
        """Say for a while what just happened."""
        self._notice, self._action = Words("info", "ink2", body=sentence, prominent=True), action
        self._held.stop()
        self._timer.start(round(1000 * reading_seconds(sentence, action)))
        self.changed.emit()

    def error(self, sentence: str, details: str, *, passing: bool) -> None:
        """Say what went wrong, until it is closed or, where it is `passing`, until `move_on`."""
        self._error = Words("octagon-alert", "error", body=sentence, prominent=True)
        self._details, self._passing, self._put_by = details, passing, False
        if self._quiet:
            self._audience.start(round(1000 * (reading_seconds(sentence) + ACTION_SECONDS)))
        self.changed.emit()

    def set_quiet(self, quiet: bool) -> None:
        """Put by the error that stands, as before an audience, or say it again."""
        self._quiet = self._put_by = quiet
        self._audience.stop()
        self.changed.emit()

    def move_on(self) -> None:
        """Close an error about something that the user has left behind."""
        if self._error is not None and self._passing:
            self._end_error()

    def hold(self) -> None:
        """Keep a notice for a while: the pointer has come to it, or moves on it."""
        if self._notice is not None:
            self._held.start(round(1000 * HELD_SECONDS))

    def let_go(self) -> None:
        """Keep it no longer than that takes: the pointer has left it."""
        if self._held.isActive():
            self._held.start(round(1000 * LET_GO_SECONDS))

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
        if self._said_error is not None:
            self._end_error()
        else:
            self._end_notice()

    @property
    def _said_error(self) -> Words | None:
        return None if self._put_by else self._error

    @Slot()
    def _on_read(self) -> None:
        if not (self._timer.isActive() or self._held.isActive()):
            self._end_notice()

    @Slot()
    def _put_error_by(self) -> None:
        self._put_by = True
        self.changed.emit()

    def _end_error(self) -> None:
        self._error, self._details = None, ""
        self._audience.stop()
        self.changed.emit()

    def _end_notice(self) -> None:
        self._timer.stop()
        self._held.stop()
        self._notice = self._action = None
        self.changed.emit()
