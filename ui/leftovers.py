"""What dead processes have left: unsaved work that was autosaved and neither saved nor discarded."""

from __future__ import annotations

import json
import re
import shutil
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QLockFile

from ui.autosave import ABOUT, LOCK_SUFFIX, lock

_PLACE = re.compile(r"\d+-[0-9a-f]{8}")


class Leftover(Struct):
    """Unsaved work of a process that is gone. Nobody else is offered it until it is released.

    Attributes
    ----------
    name : str
        What the user called it.
    path : Path or None
        The file that it belongs to.
    mark : str or None
        What that file looked like when it was read or written last.
    file : Path
        Where the work is.
    when : datetime
        When it was kept last, in local time.
    lock : QLockFile
        Held until it is discarded or released.
    """

    name: str
    path: Path | None
    mark: str | None
    file: Path
    when: datetime
    lock: QLockFile

    def discard(self) -> None:
        """Remove it for ever."""
        shutil.rmtree(self.file.parent, ignore_errors=True)
        self.lock.unlock()

    def release(self) -> None:
        """Leave it for the next start."""
        self.lock.unlock()


def find_leftovers(folder: Path) -> list[Leftover]:
    """Return what is left there, the newest first, and sweep up what holds nothing."""
    found = []
    # Work may also be there without a lock: its process left it so when it was told to end.
    names = {entry.name.removesuffix(LOCK_SUFFIX) for entry in folder.iterdir()} if folder.is_dir() else set()
    for place in (folder / name for name in names if _PLACE.fullmatch(name)):
        held = lock(folder / (place.name + LOCK_SUFFIX))
        if held is None:
            continue
        leftover = _read(place, held)
        if leftover is None:
            shutil.rmtree(place, ignore_errors=True)
            held.unlock()
        else:
            found.append(leftover)
    return sorted(found, key=lambda leftover: leftover.when, reverse=True)


def _read(place: Path, held: QLockFile) -> Leftover | None:
    """Read what is said about some work; None where a process ended before all of it was written for the first time."""
    try:
        about = json.loads((place / ABOUT).read_bytes())
        name, path, mark = about["name"], about["path"], about["mark"]
        file = place / Path(about["file"]).name
        when = datetime.fromtimestamp(file.stat().st_mtime)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return Leftover(str(name), Path(path) if path else None, mark, file, when, held) if file.is_file() else None
