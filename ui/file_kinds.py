"""The files that a document of the window can be: experiments, sessions, and texts that hold an experiment's line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from nnviz.errors import InvalidInput
from nnviz.experiment import SUFFIX, Experiment, from_line, load
from nnviz.store.container import SUFFIX as SESSION_SUFFIX
from nnviz.store.kinds import kind_of
from ui.aside import aside
from ui.experiment_text import text_in
from ui.session_files import OpenedSession, read_session

EXPERIMENTS = f"nnviz experiments (*{SUFFIX})"
SESSIONS = f"nnviz sessions, with everything that was trained (*{SESSION_SUFFIX})"
TEXTS = "Texts with an experiment (*.txt *.md)"
OPEN_FILTER = f"nnviz files (*{SUFFIX} *{SESSION_SUFFIX});;{EXPERIMENTS};;{SESSIONS};;{TEXTS}"


def is_session(path: Path | None) -> bool:
    """Say whether a file that is saved to holds a session, by its name."""
    return path is not None and path.suffix.lower() == SESSION_SUFFIX


def read_document(path: Path) -> Experiment | OpenedSession:
    """Read an experiment or a session, whichever a file holds.

    Raises
    ------
    InvalidInput
        With the file's name and what is wrong.
    """
    kind = kind_of(path)
    if kind == "recording":
        raise InvalidInput(f"{path.name} is a recording: nnviz shows recordings in a later version")
    return read_session(path) if kind == "session" else load(path)


def read(path: Path, on_slow: Callable[[str], None]) -> tuple[Experiment | OpenedSession, bool]:
    """Read whatever an experiment can be in, and say whether it can be saved there again, which a text cannot.

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
        return aside(lambda: read_document(path), lambda: on_slow(f"Opening {path.name} …")), True
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
