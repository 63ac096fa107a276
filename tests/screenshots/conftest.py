"""Screenshots of panels from canned data, held against stored pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

STORED = Path(__file__).parent / "stored"
TOLERANCE = 24
"""How far a channel of a pixel may be off before it counts as different: letters are smoothed a little differently."""
SHARE = 0.01
"""The share of pixels that may be different."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-screenshots", action="store_true", help="store the pictures as they are now")


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[:, :, :3].astype(int)


class Screenshots:
    """Compares a picture with the stored one of the same name, or stores it."""

    def __init__(self, update: bool, folder: Path) -> None:
        self._update = update
        self._folder = folder

    def check(self, name: str, image: QImage, folder: Path = STORED) -> None:
        stored = folder / f"{name}.png"
        if self._update:
            folder.mkdir(exist_ok=True)
            image.save(str(stored))
            return
        assert stored.exists(), f"no stored picture {stored.name}: run pytest --update-screenshots and look at it"
        expected = QImage(str(stored))
        assert image.size() == expected.size()
        different = (np.abs(pixels(image) - pixels(expected)) > TOLERANCE).any(axis=2).mean()
        if different > SHARE:
            seen = self._folder / f"{name}.png"
            image.save(str(seen))
            pytest.fail(f"{different:.1%} of the pixels differ from {stored.name}; what was drawn is in {seen}")


@pytest.fixture
def screenshots(request: pytest.FixtureRequest, tmp_path: Path) -> Screenshots:
    return Screenshots(request.config.getoption("--update-screenshots"), tmp_path)


def blank(size: QSize, colour: str) -> QImage:
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image
