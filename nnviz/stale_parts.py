"""Parts of files whose saving was killed: they are swept up when something is saved beside them."""

from __future__ import annotations

import os
import re
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path

STALE_SECONDS = 24 * 3600.0
"""A part that nobody has written to for so long belongs to nobody, on whichever machine it was begun."""

_PART = re.compile(r"\.nnviz-(\d{1,10})-[0-9a-f]+\.part")

_swept: set[Path] = set()


def part_name(whose: object) -> str:
    """Return the name under which a file is written before it is put in its place."""
    return f".nnviz-{os.getpid()}-{id(whose):x}.part"


def sweep(folder: Path) -> None:
    """Remove the stale parts in a folder, once in the life of a process; what cannot be removed stays.

    Only regular files of this user go that have such a name, were not written to for `STALE_SECONDS`, and whose process
    is gone. Where that cannot be asked, as on Windows, a file that is open cannot be removed either.
    """
    if folder in _swept:
        return
    _swept.add(folder)
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _PART.fullmatch(entry.name)
            if found is not None:
                with suppress(OSError):
                    if _is_stale(entry.stat(follow_symlinks=False)) and not _is_alive(int(found[1])):
                        os.unlink(entry.path)


def _is_stale(status: os.stat_result) -> bool:
    own = sys.platform == "win32" or status.st_uid == os.getuid()
    return own and stat.S_ISREG(status.st_mode) and time.time() - status.st_mtime > STALE_SECONDS


def _is_alive(process: int) -> bool:
    """Say whether there is a process of this number; False on Windows, where asking so would end it."""
    if sys.platform == "win32":
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # there is one, of somebody else
        return True
    return True
