"""Icons are drawn at every size, in files that the systems read."""

from __future__ import annotations

import struct
from pathlib import Path

import icons
import pytest
from PySide6.QtGui import QImage


@pytest.mark.parametrize("drawing", icons.DRAWINGS.values(), ids=icons.DRAWINGS)
def test_picture_has_its_size_and_corners_one_can_look_through(drawing: Path) -> None:
    image = QImage.fromData(icons.png(drawing, 48))
    assert (image.width(), image.height()) == (48, 48)
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(24, 30).alpha() == 255


def test_ico_says_where_its_pictures_are() -> None:
    pictures = {16: b"\x89PNG-16", 256: b"\x89PNG-256!"}
    content = icons.ico(pictures)
    assert struct.unpack_from("<HHH", content) == (0, 1, 2)
    for index, (size, picture) in enumerate(pictures.items()):
        width, _, _, _, _, bits, length, place = struct.unpack_from("<BBBBHHII", content, 6 + 16 * index)
        assert (width or 256, bits) == (size, 32)
        assert content[place : place + length] == picture


def test_icns_is_as_long_as_it_says() -> None:
    content = icons.icns({size: bytes(size) for size in icons.SIZES})
    assert content[:4] == b"icns"
    assert struct.unpack_from(">I", content, 4) == (len(content),)
    place, found = 8, {}
    while place < len(content):
        (length,) = struct.unpack_from(">I", content, place + 4)
        found[content[place : place + 4]] = length - 8
        place += length
    assert found == icons.ICNS_TYPES
