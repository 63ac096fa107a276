"""Session files: what of the window's session goes into one, and what comes out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from nnviz.assembly import Assembly, assemble_runs
from nnviz.errors import InvalidInput
from nnviz.store.live_run import LiveRun, reopen
from nnviz.store.saved_session import Bookmark, Mark, SavedRun, SavedSession
from nnviz.store.session_reader import load_session
from nnviz.store.session_tables import tables_of
from ui.session import Session

LARGEST_KEPT = 32 * 2**20
"""Bytes of keyframes up to which unsaved training is kept for the case of a crash: so much is collected and written in
a thread of its own without a frame that is late. Of more, the experiment alone is kept."""


class OpenedSession(Struct, frozen=True):
    """A session from a file, ready to be gone on with.

    Attributes
    ----------
    saved : SavedSession
    assemblies : list of Assembly
    live : list of LiveRun
    """

    saved: SavedSession
    assemblies: list[Assembly]
    live: list[LiveRun]


def read_session(path: Path) -> OpenedSession:
    """Read a session file, and do all that may fail on the way back to where it was left.

    Raises
    ------
    InvalidInput
        With the file's name and what is wrong.
    """
    saved = load_session(path)
    try:
        assemblies = assemble_runs(saved.experiment)
        return OpenedSession(saved, assemblies, reopen(saved, assemblies))
    except InvalidInput as error:
        raise InvalidInput(f"{path.name}: {error}") from None


def session_to_save(
    session: Session,
    bookmarks: Callable[[int], tuple[Bookmark, ...]],
    window: dict[str, Any],
    most_bytes: int | None = None,
) -> SavedSession | None:
    """Return all that a session file holds, or None where that is more than `most_bytes`.

    Parameters
    ----------
    session : Session
        It may go on training.
    bookmarks : callable
        Returns those of a run.
    window : dict
        What the window wants to find again.
    most_bytes : int or None

    Raises
    ------
    InvalidInput
        With the reason, where they cannot be had.
    """
    collected = session.collect(most_bytes)
    frame = session.frame
    if not collected or frame is None:
        return None
    runs = tuple(
        SavedRun(
            run.name,
            live.step,
            live.edits,
            live.keyframes,
            history,
            live.path,
            tuple(Mark(mark.step, mark.epoch, mark.words) for mark in run.marks),
            bookmarks(run.index),
            live.divergence,
            tuple(live.update_ratios.tolist()),
            run.origin,
        )
        for run, (live, history) in zip(session.runs, collected, strict=True)
    )
    seen = frame.snapshot.step if frame.looks_back else runs[frame.chosen].step
    # What is kept for the case of a crash need not hold what a file has.
    tables = tables_of(session.experiment, lost_alone=most_bytes is not None)
    return SavedSession(session.experiment, runs, frame.chosen, seen, window, tables)
