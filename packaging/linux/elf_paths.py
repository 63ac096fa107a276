"""Search paths in libraries: those of the machine that built them have no business on another one."""

from __future__ import annotations

import struct
from pathlib import Path

from linux.elf_needs import DYNAMIC, sections_of, text_at

RPATH, RUNPATH = 15, 29
ENTRY = struct.Struct("<QQ")


def forget_absolute_paths(path: Path) -> bool:
    """Take absolute search paths out of a library; say whether there were any.

    Their entries leave the dynamic section, and those behind them move up. Paths relative to the library stay.
    """
    content = bytearray(path.read_bytes())
    sections = sections_of(bytes(content))
    changed = False
    for section in sections:
        if section.kind != DYNAMIC:
            continue
        names = sections[section.link].offset
        entries = list(ENTRY.iter_unpack(content[section.offset : section.offset + section.size]))
        kept = [
            (tag, value)
            for tag, value in entries
            if tag not in (RPATH, RUNPATH) or not text_at(bytes(content), names + value).startswith("/")
        ]
        kept += [(0, 0)] * (len(entries) - len(kept))
        changed = changed or kept != entries
        content[section.offset : section.offset + section.size] = b"".join(ENTRY.pack(*entry) for entry in kept)
    if changed:
        path.write_bytes(content)
    return changed
