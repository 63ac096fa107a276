"""What kind of file one is, before it is read."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from nnviz.errors import InvalidInput
from nnviz.store.container import SUFFIX, Container, open_plain
from nnviz.store.journal import FIRST_LINE

FileKind = Literal["session", "recording", "other"]

_ARCHIVE = b"PK"


def kind_of(path: Path) -> FileKind:
    """Tell sessions and recordings, the journal of one that was cut short included, from all other files.

    A file is known by its content; by its name only where it has to be one of the two and is none.

    Raises
    ------
    InvalidInput
        With the file's name: if it cannot be read, or is an archive, or has such a name, and is neither.
    """
    try:
        file, _ = open_plain(path)
        with file:
            beginning = file.read(len(FIRST_LINE))
        if beginning == FIRST_LINE:
            return "recording"
        if not beginning.startswith(_ARCHIVE) and path.suffix.lower() != SUFFIX:
            return "other"
        with Container(path) as container:
            kind = container.kind()
        return "recording" if kind == "recording" else "session"  # what else it may be, is said when it is read
    except InvalidInput as error:
        raise InvalidInput(f"{path.name or path}: {error}") from None
