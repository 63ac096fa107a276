"""What was trained since a session was saved: work, although nobody has edited anything."""

from __future__ import annotations

from nnviz.store.saved_session import Bookmark, SavedSession
from ui.session import Session
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
        """Whether runs stand elsewhere than in the file, or have other bookmarks."""
        frame = self._session.frame  # None while they are on their way here
        return frame is not None and self._of(tuple(snapshot.step for snapshot in frame.newest)) != self._saved

    def note_saved(self, session: SavedSession) -> None:
        """Take note of what the file has."""
        self._saved = self._of(tuple(run.step for run in session.runs))

    def _of(self, steps: tuple[int, ...]) -> Work:
        return steps, tuple(self._memory.bookmarks(run) for run in range(len(steps)))
