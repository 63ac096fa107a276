"""What a check expects, and how it waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

PATIENCE_SECONDS = 60.0


class Failed(Exception):
    """Something did not come out as it should."""


def expect(condition: object, words: str) -> None:
    """Go on if `condition` holds."""
    if not condition:
        raise Failed(words)


def until(condition: Callable[[], bool], words: str) -> None:
    """Let the window work until `condition` holds."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        expect(time.monotonic() < deadline, f"{words}: not within {PATIENCE_SECONDS:.0f} s")
        pause = QEventLoop()
        QTimer.singleShot(5, pause.quit)
        pause.exec()


def expect_drawn(widget: QWidget) -> None:
    """Expect that a widget shows something."""
    expect_picture(widget.grab().toImage())


def expect_picture(image: QImage) -> None:
    """Expect a picture of more than a few colours."""
    expect(not image.isNull(), "there is no picture")
    small = image.scaled(64, 64)
    colours = {small.pixel(x, y) for x in range(0, 64, 3) for y in range(0, 64, 3)}
    expect(len(colours) > 3, "the picture is empty")
