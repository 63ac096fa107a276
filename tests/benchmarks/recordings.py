"""How long it takes from the click on a recording of a gigabyte to a frame of it, and to any of its steps."""

from __future__ import annotations

import random
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QCoreApplication, QEventLoop

import nnviz
from nnviz.experiment import Experiment
from ui.main_window import MainWindow
from ui.session import Session
from ui.settings import Settings

ROWS = 250
UNITS = (784, 1024, 256, 10)
"""About 4.3 MB of weights a step, so about 1.07 GB."""
ROUNDS = 5
SEEKS = 60
PATIENCE = 10.0


class RecordingTimes(NamedTuple):
    """Milliseconds; medians and the 95th percentile."""

    opening: float
    seek_p50: float
    seek_p95: float


def recording_times(experiment: Experiment) -> RecordingTimes:
    """Record a gigabyte, open it in a window that shows an experiment, and go to and fro in it."""
    session = Session(experiment)
    window = MainWindow(session, Settings())
    window.resize(1440, 900)
    window.show()
    session.start(play=False)
    opening, seeking, chance = [], [], random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "recording.nnviz")
        _record(path)
        for _ in range(ROUNDS):
            start = time.perf_counter()
            window.documents.open(path)
            _wait_for(window, ROWS - 1, settled=False)
            opening.append(time.perf_counter() - start)
            _wait_for(window, ROWS - 1, settled=True)
        for _ in range(SEEKS):
            step = chance.randrange(ROWS - 1)
            start = time.perf_counter()
            session.look_back(step)
            _wait_for(window, step, settled=False)
            seeking.append(time.perf_counter() - start)
        session.open(experiment)  # so that nothing holds the file
        _wait_for(window, 0, settled=True)
    window.close()
    seeking.sort()
    return RecordingTimes(
        sorted(opening)[ROUNDS // 2] * 1000,
        seeking[SEEKS // 2] * 1000,
        seeking[int(SEEKS * 0.95)] * 1000,
    )


def _record(path: Path) -> None:
    rng = np.random.default_rng(0)
    shapes = list(pairwise(UNITS))
    weights = [rng.normal(size=shape, scale=0.03).astype(np.float32) for shape in shapes]
    way = [rng.normal(size=shape, scale=0.001).astype(np.float32) for shape in shapes]
    biases = [np.zeros(fan_out, np.float32) for _, fan_out in shapes]
    answers = [np.maximum(rng.normal(size=(64, fan_out)), 0.0) for _, fan_out in shapes]
    with nnviz.Recorder(path, ["one", "two", "three"], ["relu", "relu", "softmax"]) as recorder:
        for step in range(ROWS):
            recorder.record(
                step,
                train_loss=2.3 * float(np.exp(-step / 80.0)),
                weights=list(zip(weights, biases, strict=True)),
                gradients=[0.001, 0.002, 0.003],
                activations=answers,
            )
            weights = [own + along for own, along in zip(weights, way, strict=True)]


def _wait_for(window: MainWindow, step: int, *, settled: bool) -> None:
    """Wait until a frame of a step has been handed out; if wished, until all is drawn and computed for it."""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        frame = window.session.frame
        there = window.session.idle and frame is not None and frame.snapshots[0].step == step
        if there and (not settled or window.feeds.settled):
            return
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
