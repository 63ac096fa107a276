"""What was trained since a session was saved: work, although nobody has edited anything."""

from __future__ import annotations

from nnviz.errors import InvalidInput
from nnviz.store.saved_session import Bookmark, SavedSession
from nnviz.store.session_tables import holds_tables
from ui.session import Session
from ui.session_files import LARGEST_KEPT, session_to_save
from ui.window_memory import WindowMemory

Work = tuple[tuple[int, ...], tuple[tuple[Bookmark, ...], ...]]
"""By what it is known: where runs stand, and their bookmarks."""


class TrainedWork:
    """Compares what the window has with what a session file has.

    Parameters
    ----------
    session : Session
    memory : WindowMemory
    """

    def __init__(self, session: Session, memory: WindowMemory) -> None:
        self._session = session
        self._memory = memory
        self._saved: Work | None = None

    @property
    def any(self) -> bool:
        """Whether any run has taken a step."""
        frame = self._session.frame
        return frame is not None and any(snapshot.step for snapshot in frame.newest)

    @property
    def unsaved(self) -> bool:
        """Whether there is something to save: runs stand elsewhere than in the file, or have other bookmarks."""
        frame = self._session.frame  # None while they are on their way here
        if frame is None or self._session.gone:
            return False
        return self._of(tuple(snapshot.step for snapshot in frame.newest)) != self._saved

    @property
    def lost(self) -> bool:
        """Whether something was trained that no file can take any more."""
        return self._session.gone and self.any

    def collect(self, most_bytes: int | None = None) -> SavedSession | None:
        """Return all that a session file holds, or None where that is more than `most_bytes`.

        Raises
        ------
        InvalidInput
            With the reason, where it cannot be had.
        """
        memory = self._memory
        session = session_to_save(self._session, memory.bookmarks, memory.remembered(), most_bytes)
        if session is None and most_bytes is None:
            raise InvalidInput("The session cannot be saved yet: its runs are not ready.")
        return session

    def kept(self) -> SavedSession | None:
        """Return what is worth keeping for the case of a crash beside the experiment, as far as it can be had."""
        if not (self.any or holds_tables(self._session.experiment)):
            return None
        try:
            return self.collect(LARGEST_KEPT)
        except InvalidInput:  # the training process has other worries; the experiment can be kept in any case
            return None

    def note_saved(self, session: SavedSession) -> None:
        """Take note of what the file has."""
        self._saved = self._of(tuple(run.step for run in session.runs))

    def _of(self, steps: tuple[int, ...]) -> Work:
        return steps, tuple(self._memory.bookmarks(run) for run in range(len(steps)))
