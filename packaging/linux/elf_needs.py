"""What a program or library asks of the system it is loaded on: other libraries, and versions of them.

ELF, 64 bit: the dynamic section names the libraries (DT_NEEDED), the section .gnu.version_r the versions.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

SECTION = struct.Struct("<IIQQQQIIQQ")
DYNAMIC, VERSIONS_NEEDED = 6, 0x6FFFFFFE
NEEDED = 1
OLDEST_GLIBC = (2, 35)
"""Of Ubuntu 22.04, the oldest system that is promised."""


@dataclass(frozen=True)
class Needs:
    """What one file needs.

    Attributes
    ----------
    libraries : frozenset of str
        Names such as ``libc.so.6``.
    versions : frozenset of str
        Such as ``GLIBC_2.34`` and ``GLIBCXX_3.4.29``.
    """

    libraries: frozenset[str]
    versions: frozenset[str]


class Section(NamedTuple):
    """One section of an ELF file; `link` is the number of the section with its names."""

    kind: int
    offset: int
    size: int
    link: int
    information: int


def sections_of(content: bytes) -> list[Section]:
    """Return the sections of an ELF file; none of any other file."""
    if content[:5] != b"\x7fELF\x02":
        return []
    (start,) = struct.unpack_from("<Q", content, 40)
    size, count = struct.unpack_from("<HH", content, 58)
    found = (SECTION.unpack_from(content, start + size * index) for index in range(count))
    return [Section(kind, *rest) for _, kind, _, _, *rest, _, _ in found]


def needs_of(path: Path) -> Needs | None:
    """Read what a file needs; None where it is no ELF file."""
    content = path.read_bytes()
    sections = sections_of(content)
    libraries: set[str] = set()
    versions: set[str] = set()
    for section in sections:
        if section.kind == DYNAMIC:
            for tag, value in struct.iter_unpack("<QQ", content[section.offset : section.offset + section.size]):
                if tag == NEEDED:
                    libraries.add(text_at(content, sections[section.link].offset + value))
        elif section.kind == VERSIONS_NEEDED:
            versions.update(_versions(content, section.offset, section.information, sections[section.link].offset))
    return Needs(frozenset(libraries), frozenset(versions)) if sections else None


def needs_in(folder: Path) -> dict[Path, Needs]:
    """Return what every program and library in a folder needs."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            needs = needs_of(path)
            if needs is not None:
                found[path] = needs
    return found


def from_outside(needs: dict[Path, Needs]) -> set[str]:
    """Return the libraries that none of the files themselves is."""
    own = {path.name for path in needs}
    return {name for item in needs.values() for name in item.libraries} - own


def newest(needs: dict[Path, Needs], family: str) -> tuple[int, ...]:
    """Return the newest version that any file asks of a family such as ``GLIBC``."""
    found = [version for item in needs.values() for version in item.versions if version.startswith(f"{family}_")]
    return max((_number(version) for version in found), default=())


def _versions(content: bytes, offset: int, count: int, names: int) -> Iterator[str]:
    for _ in range(count):
        _, auxiliaries, _, first, further = struct.unpack_from("<HHIII", content, offset)
        place = offset + first
        for _ in range(auxiliaries):
            _, _, _, name, following = struct.unpack_from("<IHHII", content, place)
            yield text_at(content, names + name)
            place += following
        offset += further


def text_at(content: bytes, place: int) -> str:
    """Return the text that begins at a place and ends with a zero."""
    return content[place : content.index(b"\0", place)].decode()


def _number(version: str) -> tuple[int, ...]:
    digits = version.partition("_")[2].split(".")
    return tuple(int(digit) for digit in digits) if all(digit.isdecimal() for digit in digits) else ()
