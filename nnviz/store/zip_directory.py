"""The directory of a ZIP archive, read without believing it.

Python's ``zipfile`` is made to open what can be opened; this is made to refuse what nobody writes in good faith:
encrypted or repeated members, members that share bytes or reach beyond the file, names that lead elsewhere, links,
archives within other files. Only the directory and each member's own head are read.

Source of the format: PKWARE, ".ZIP File Format Specification" (APPNOTE), version 6.3.
"""

from __future__ import annotations

import re
import struct
from typing import BinaryIO

from msgspec import Struct

from nnviz.errors import InvalidInput

MOST_MEMBERS = 4096
MOST_DIRECTORY_BYTES = 2**20

STORED = 0
DEFLATED = 8

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_HEAD = struct.Struct("<4s5H3L2H")
_NAME = re.compile(r"[a-z0-9_]{1,40}(/[a-z0-9_]{1,40}){0,5}\.(npy|json)")
_ENCRYPTED = 0x2041
_HARMLESS = 0x080E  # how well it was compressed, sizes after the content, names in UTF-8
_FILE_KIND, _PLAIN_FILE = 0o170000, 0o100000
_DAMAGED = "not a whole nnviz file: its table of contents cannot be read"


class Member(Struct, frozen=True):
    """One file within the archive.

    Attributes
    ----------
    name : str
        Letters, digits and underscores, in folders, with the ending ``.npy`` or ``.json``.
    method : int
        `STORED` or `DEFLATED`.
    crc : int
        CRC-32 of the content.
    stored_size, size : int
        Bytes in the archive, and of the content.
    start : int
        Where its bytes begin in the archive.
    """

    name: str
    method: int
    crc: int
    stored_size: int
    size: int
    start: int


def read_directory(file: BinaryIO, length: int) -> dict[str, Member]:
    """Read the directory of an archive that fills a file.

    Parameters
    ----------
    file : binary file
        Can be sought in.
    length : int
        Its size in bytes.

    Raises
    ------
    InvalidInput
        If it is not an intact archive of plain files, each in its own place.
    """
    count, start, end = _find(file, length)
    file.seek(start)
    entries = file.read(end - start)
    members: dict[str, Member] = {}
    places: list[tuple[int, Member]] = []
    at = 0
    for _ in range(count):
        member, place, at = _entry(entries, at)
        if member.name in members:
            raise InvalidInput(f"the member '{member.name}' stands there twice")
        members[member.name] = member
        places.append((place, member))
    if at != len(entries):
        raise InvalidInput(_DAMAGED)
    places.sort(key=lambda pair: pair[0])
    expected = 0
    for index, (place, member) in enumerate(places):
        limit = places[index + 1][0] if index + 1 < len(places) else start
        if (place != 0) if index == 0 else (place < expected):
            raise InvalidInput(f"the member '{member.name}' is not where an archive has it")
        begin = _content_start(file, place, member)
        expected = begin + member.stored_size
        if expected > limit:
            raise InvalidInput(f"the member '{member.name}' reaches into what is not its own")
        members[member.name] = Member(member.name, member.method, member.crc, member.stored_size, member.size, begin)
    return members


def _find(file: BinaryIO, length: int) -> tuple[int, int, int]:
    """Return how many members there are, and where the directory begins and ends."""
    end = length - _END.size
    if end < 0:
        raise InvalidInput(_DAMAGED)
    file.seek(end)
    magic, disk, first_disk, here, count, size, start, comment = _END.unpack(file.read(_END.size))
    if magic != b"PK\5\6" or comment or disk or first_disk or here != count:
        raise InvalidInput(_DAMAGED)
    if count == 0xFFFF or size == 0xFFFFFFFF or start == 0xFFFFFFFF:
        end -= _LOCATOR.size + _END64.size
        if end < 0:
            raise InvalidInput(_DAMAGED)
        file.seek(end)
        large = file.read(_END64.size + _LOCATOR.size)
        magic, rest, _, _, disk, first_disk, here, count, size, start = _END64.unpack_from(large)
        locator, its_disk, place, disks = _LOCATOR.unpack_from(large, _END64.size)
        sound = magic == b"PK\6\6" and rest == _END64.size - 12 and locator == b"PK\6\7" and place == end
        if not sound or disk or first_disk or its_disk or disks != 1 or here != count:
            raise InvalidInput(_DAMAGED)
    if start + size != end:
        raise InvalidInput(_DAMAGED)
    if count > MOST_MEMBERS or size > MOST_DIRECTORY_BYTES:
        raise InvalidInput(f"it has more than {MOST_MEMBERS:,} members, which no nnviz file has")
    return count, start, end


def _entry(entries: bytes, at: int) -> tuple[Member, int, int]:
    """Read one entry: the member, where its head stands, and where the next entry begins."""
    if at + _ENTRY.size > len(entries):
        raise InvalidInput(_DAMAGED)
    fields = _ENTRY.unpack_from(entries, at)
    magic, _, _, flags, method, _, _, crc, stored, size, name_size, extra_size, comment_size, disk, _, kind, place = (
        fields
    )
    at += _ENTRY.size
    end = at + name_size + extra_size + comment_size
    if magic != b"PK\1\2" or end > len(entries) or disk not in (0, 0xFFFF):
        raise InvalidInput(_DAMAGED)
    name = entries[at : at + name_size].decode("ascii", "backslashreplace")
    if not _NAME.fullmatch(name):
        raise InvalidInput(f"the member name {name[:60]!a} is not one that an nnviz file has")
    if flags & _ENCRYPTED:
        raise InvalidInput(f"the member '{name}' is encrypted, which no nnviz file is")
    if flags & ~_HARMLESS or method not in (STORED, DEFLATED):
        raise InvalidInput(f"the member '{name}' is packed in a way that no nnviz file is")
    if (kind >> 16) & _FILE_KIND not in (0, _PLAIN_FILE):
        raise InvalidInput(f"the member '{name}' is not a plain file")
    size, stored, place = _large(entries[at + name_size : at + name_size + extra_size], size, stored, place)
    if method == STORED and stored != size:
        raise InvalidInput(f"the member '{name}' has two different sizes")
    return Member(name, method, crc, stored, size, 0), place, end


def _large(extra: bytes, size: int, stored: int, place: int) -> tuple[int, int, int]:
    """Replace what did not fit into four bytes by what stands in the entry's extra field."""
    values = [size, stored, place]
    missing = [k for k, value in enumerate(values) if value == 0xFFFFFFFF]
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        at += 4
        if kind == 1 and missing:
            if length < 8 * len(missing) or at + length > len(extra):
                raise InvalidInput(_DAMAGED)
            for k, value in zip(missing, struct.unpack_from(f"<{len(missing)}Q", extra, at), strict=True):
                values[k] = value
            missing = []
        at += length
    if missing or max(values) >= 2**62:
        raise InvalidInput(_DAMAGED)
    return values[0], values[1], values[2]


def _content_start(file: BinaryIO, place: int, member: Member) -> int:
    """Read the member's own head, which must say the same as the directory. Returns where the content begins."""
    file.seek(place)
    head = file.read(_HEAD.size + len(member.name))
    if len(head) < _HEAD.size + len(member.name):
        raise InvalidInput(_DAMAGED)
    magic, _, flags, method, _, _, _, _, _, name_size, extra_size = _HEAD.unpack_from(head)
    same = name_size == len(member.name) and head[_HEAD.size :] == member.name.encode()
    if magic != b"PK\3\4" or not same or method != member.method or flags & ~_HARMLESS:
        raise InvalidInput(f"the member '{member.name}' is not what the table of contents says")
    return place + len(head) + int(extra_size)
