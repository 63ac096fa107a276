"""Answering the dialogs that a command opens, as a user does: by pressing a button of the one that is open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox


@contextmanager
def answering(*answers: str) -> Iterator[list[str]]:
    """Press the button with each of these words in turn; yields the sentences that were read."""
    sentences: list[str] = []
    left = list(answers)

    def press() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox) or not left:
            return
        buttons = {button.text().replace("&", ""): button for button in box.buttons()}
        sentences.append(box.text())
        buttons[left.pop(0)].click()

    timer = QTimer()
    timer.setInterval(20)
    timer.timeout.connect(press)
    timer.start()
    yield sentences
    timer.stop()
    assert not left, f"nobody asked for {left}"
