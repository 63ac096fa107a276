"""Whether a file is still the one that was read or written."""

from __future__ import annotations

import hashlib
from pathlib import Path

from nnviz.experiment.files import MAXIMUM_BYTES


def file_mark(path: Path) -> str | None:
    """Return what a file can be known by again: its content's digest, or None where it cannot be read.

    Times would tell less: a memory stick counts them in steps of two seconds, and tools that copy change them.
    """
    try:
        with path.open("rb") as file:
            return hashlib.blake2b(file.read(MAXIMUM_BYTES + 1), digest_size=16).hexdigest()
    except OSError:
        return None
