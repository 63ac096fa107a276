"""The files that the window opens: experiments, sessions, recordings, and texts that hold an experiment's line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from nnviz.errors import InvalidInput
from nnviz.experiment import SUFFIX, Experiment, from_line, load
from nnviz.experiment.fields import MAXIMUM_VARIANTS
from nnviz.recorded_run import RecordedRun
from nnviz.store.container import SUFFIX as SESSION_SUFFIX
from nnviz.store.kinds import kind_of
from ui.aside import aside
from ui.experiment_text import text_in
from ui.session_files import OpenedSession, read_session

EXPERIMENTS = f"nnviz experiments (*{SUFFIX})"
RECORDINGS = f"nnviz recordings of other programs (*{SESSION_SUFFIX})"
SESSIONS = f"nnviz sessions, with everything that was trained (*{SESSION_SUFFIX})"
TEXTS = "Texts with an experiment (*.txt *.md)"
TABLES = "Tables (*.csv *.tsv *.txt)"
OPEN_FILTER = f"nnviz files (*{SUFFIX} *{SESSION_SUFFIX});;{EXPERIMENTS};;{SESSIONS};;{RECORDINGS};;{TEXTS};;{TABLES}"


MOST_RUNS = MAXIMUM_VARIANTS + 1
"""So many recordings can be shown side by side."""


def is_session(path: Path | None) -> bool:
    """Say whether a file that is saved to holds a session, by its name."""
    return path is not None and path.suffix.lower() == SESSION_SUFFIX


Opened = Experiment | OpenedSession | RecordedRun
"""What a file can hold."""


def read_document(path: Path) -> Opened:
    """Read an experiment, a session or a recording, whichever a file holds.

    Raises
    ------
    InvalidInput
        With the file's name and what is wrong.
    """
    kind = kind_of(path)
    if kind == "recording":
        return RecordedRun(path)
    return read_session(path) if kind == "session" else load(path)


def read_recordings(paths: list[Path], on_slow: Callable[[str], None]) -> list[RecordedRun]:
    """Read several recordings, to be shown side by side.

    Raises
    ------
    InvalidInput
        With the name of the first file that cannot be read, and what is wrong; or where they are more than can be
        shown, or not all recordings.
    """
    if len(paths) > MOST_RUNS:
        raise InvalidInput(_several(paths))

    def work() -> list[RecordedRun]:
        if any(kind_of(path) != "recording" for path in paths):
            raise InvalidInput(_several(paths))
        return [RecordedRun(path) for path in paths]

    return aside(work, lambda: on_slow(f"Opening {len(paths)} recordings …"))


def _several(paths: list[Path]) -> str:
    allowed = f"one experiment or one table at a time, or up to {MOST_RUNS} recordings"
    return f"{len(paths):,} files were dropped: drop {allowed}"


def read(path: Path, on_slow: Callable[[str], None]) -> tuple[Opened, bool]:
    """Read whatever can be opened, and say whether it can be saved there again: no text and no recording can.

    Parameters
    ----------
    path : Path
    on_slow : callable
        Called with a sentence where it takes long; the window is painted meanwhile.

    Raises
    ------
    InvalidInput
        With the file's name and what is wrong.
    """
    text = text_in(path)
    if text is None:
        found = aside(lambda: read_document(path), lambda: on_slow(f"Opening {path.name} …"))
        return found, not isinstance(found, RecordedRun)
    try:
        return from_line(text), False
    except InvalidInput as error:
        raise InvalidInput(f"{path.name}: {error}") from None


def place(name: str, chosen_filter: str) -> Path:
    """Return the file that is meant in a save dialog: the kind of file that was chosen, with its suffix.

    A suffix that was typed tells the kind, but where sessions were chosen.
    """
    path = Path(name)
    if chosen_filter != SESSIONS and path.name.endswith(".json"):
        return path
    if chosen_filter == SESSIONS or path.name.endswith(SESSION_SUFFIX):
        stem = path.name.removesuffix(".json").removesuffix(SESSION_SUFFIX)
        return path.with_name(stem + SESSION_SUFFIX)
    return path.with_name(path.name + SUFFIX)


def documents_folder() -> str:
    """Return a folder where everybody may write."""
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or str(Path.home())


def file_name(name: str, suffix: str = SUFFIX) -> str:
    """Make a file name of an experiment's name."""
    words = "".join(character if character.isalnum() else "-" for character in name.lower())
    return ("-".join(part for part in words.split("-") if part) or "experiment") + suffix
