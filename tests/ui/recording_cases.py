"""Recordings for tests, made by a small loop in NumPy, and a window that shows them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, QUrl
from pytestqt.qtbot import QtBot

import nnviz
from ui.documents import Documents
from ui.dropped import take
from ui.frame import Frame
from ui.main_window import MainWindow

STEPS = (0, 1, 2, *range(10, 201, 10))


def write(path: Path, *, name: str = "by hand", steps: tuple[int, ...] = STEPS, scale: float = 1.0) -> Path:
    """Record a 2-4-1 network with everything that can be recorded."""
    rng = np.random.default_rng(1)
    start = [rng.normal(size=(2, 4)), rng.normal(size=4), rng.normal(size=(4, 1)), rng.normal(size=1)]
    way = [rng.normal(size=part.shape) for part in start]
    with nnviz.Recorder(path, ["first", "second"], ["tanh", "sigmoid"], name=name) as recorder:
        for step in steps:
            w1, b1, w2, b2 = (
                part + scale * (1.0 - np.exp(-step / 80.0)) * along for part, along in zip(start, way, strict=True)
            )
            recorder.record(
                step,
                epoch=step / 10.0,
                train_loss=scale * (0.1 + np.exp(-step / 60.0)),
                test_loss=scale * (0.2 + np.exp(-step / 60.0)) if step % 50 == 0 else None,
                train_accuracy=1.0 - 0.5 * np.exp(-step / 60.0),
                weights=[(w1, b1), (w2, b2)],
                gradients=[0.01 * (step + 1), 0.02],
                activations=[np.tanh(rng.normal(size=(20, 4))), rng.random((20, 1))],
            )
    return path


def write_sparse(path: Path) -> Path:
    """Record losses alone."""
    with nnviz.Recorder(path, name="losses alone") as recorder:
        for step in range(0, 50, 5):
            recorder.record(step, train_loss=1.0 / (step + 1))
    return path


def write_kernels(path: Path) -> Path:
    """Record a network that the graph cannot show."""
    with nnviz.Recorder(path, ["conv", "dense"], name="kernels") as recorder:
        for step in range(0, 50, 5):
            weights = [(np.full((3, 2, 2), step), None), (np.ones((12, 2)), np.zeros(2))]
            recorder.record(step, train_loss=1.0 / (step + 1), weights=weights)
    return path


def rest(qtbot: QtBot, window: MainWindow) -> Frame:
    """Wait until everything is shown, and return what."""
    qtbot.waitUntil(lambda: window.session.idle and window.feeds.settled, timeout=20_000)
    frame = window.session.frame
    assert frame is not None
    return frame


def seek(qtbot: QtBot, window: MainWindow, step: int) -> Frame:
    window.time.player.seek(step)
    qtbot.waitUntil(lambda: window.session.idle)
    return rest(qtbot, window)


def shown(window: MainWindow) -> dict[str, type]:
    return {name: type(frame.shown) for name, frame in window.board.frames.items()}


def path_of(window: MainWindow) -> Path:
    recording = window.session.runs[0].recorded
    assert recording is not None
    return recording.path


class _Drop:
    """A drop of files."""

    def __init__(self, paths: list[Path]) -> None:
        self._data = QMimeData()
        self._data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])

    def mimeData(self) -> QMimeData:
        return self._data

    def acceptProposedAction(self) -> None:
        pass


def drop(documents: Documents, paths: list[Path]) -> None:
    take(_Drop(paths), documents)  # type: ignore[arg-type]
