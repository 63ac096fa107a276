"""Dialogs that are answered, a program that passes for ffmpeg, and what a GIF shows, for the tests of animations."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtWidgets import QDialog

from nnviz.arrays import Array
from tests.ui.export_cases import Answer
from ui.exports.animation_dialog import TO_FILE, AnimationDialog
from ui.exports.progress_dialog import ProgressDialog
from ui.main_window import MainWindow

STEPS = 24

_FAKE = """#!/bin/sh
'''exec' "{python}" "$0" "$@" #'''
import json, pathlib, sys
here, fails, at_end = pathlib.Path(__file__).parent, {fails!r}, {at_end!r}
(here / "told.json").write_text(json.dumps(sys.argv[1:]))
given = b"" if fails and not at_end else sys.stdin.buffer.read()
if fails:
    print("a line before", fails, "", sep="\\n", file=sys.stderr)
    sys.exit(1)
pathlib.Path(sys.argv[-1]).write_bytes(given)
"""


def fake_ffmpeg(folder: Path, *, fails: str = "", at_end: bool = False) -> Path:
    """Make a program that keeps what it is told in told.json and what it is given as the film, or that fails."""
    program = folder / "ffmpeg"
    program.write_text(_FAKE.format(python=sys.executable, fails=fails, at_end=at_end))
    program.chmod(0o755)
    return program


def frames_of(path: Path) -> tuple[list[QImage], list[int]]:
    """Return what Qt's reader shows of each frame of a GIF, and the milliseconds after it."""
    reader = QImageReader(str(path))
    assert reader.loopCount() == -1, "it is played again and again"
    frames: list[QImage] = []
    delays = []
    while not (image := reader.read()).isNull():
        frames.append(image.convertToFormat(QImage.Format.Format_RGB32))
        delays.append(reader.nextImageDelay())
    return frames, delays


def choose(frames: int = 3, first: int = 0, last: int = STEPS, rate: int = 10, **keys: str) -> Answer:
    def fill(dialog: QDialog) -> int:
        assert isinstance(dialog, AnimationDialog)
        numbers = {"frames": frames, "first": first, "last": last, "rate": rate}
        for name, number in numbers.items():
            getattr(dialog, f"{name}_field").setText(str(number))
        for name, key in ({"what": "loss", "size_choice": "1x"} | keys).items():
            getattr(dialog, name).choose(key)
            getattr(dialog, name).picked.emit(key)
        assert dialog.button.isEnabled()
        return TO_FILE

    return fill


def cancel_at(window: MainWindow, share: float) -> QTimer:
    """Press Cancel once so much is done."""

    def press() -> None:
        for dialog in window.findChildren(ProgressDialog):
            if dialog.isVisible() and dialog._share >= share:
                timer.stop()
                dialog.reject()

    timer = QTimer(window)
    timer.timeout.connect(press)
    timer.start(5)
    return timer


def shown_step(window: MainWindow) -> int:
    assert window.session.frame is not None
    return window.session.frame.snapshots[0].step


def values(image: QImage) -> Array:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(int)
