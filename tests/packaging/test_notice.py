"""The notice says what is installed, and the About window has all licences."""

from __future__ import annotations

import notice
import pytest


def test_both_notices_are_those_of_the_installed_packages() -> None:
    """Where this fails: python packaging/notice.py."""
    packages = notice.shipped()
    assert notice.LIST.read_text("utf-8") == notice.list_of(packages)
    assert notice.BOOK.read_text("utf-8") == notice.book_of(packages)


@pytest.mark.parametrize("name", ["numpy", "pyside6-essentials", "shiboken6", "latex2mathml", "ziafont"])
def test_package_is_named_with_version_licence_and_source(name: str) -> None:
    [package] = [item for item in notice.shipped() if notice.name_of(item) == name]
    listed = notice.LIST.read_text("utf-8")
    assert f"{package.metadata['Name']} {package.version}\n  {notice.licence_of(package)[:40]}" in listed
    assert notice.source_of(package) in listed


@pytest.mark.parametrize(
    "words",
    [
        "GNU LESSER GENERAL PUBLIC LICENSE",
        "GNU GENERAL PUBLIC LICENSE",
        "SIL OPEN FONT LICENSE",
        "UNICODE, INC. LICENSE AGREEMENT",
        "PYTHON SOFTWARE FOUNDATION LICENSE",
        "Bitstream Vera Fonts Copyright",
        "download.qt.io/archive/qt",
        "replace them",
    ],
)
def test_texts_and_duties_are_in_the_notice(words: str) -> None:
    assert words in notice.BOOK.read_text("utf-8")
