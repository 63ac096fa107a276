"""How long it takes from the click on a session file to the frame that shows where it was left."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop

from nnviz.experiment import Experiment
from ui.main_window import MainWindow
from ui.session import Session
from ui.settings import Settings

STEPS = 100_000
ROUNDS = 7


def session_open_ms(experiment: Experiment) -> float:
    """Save a session of `STEPS` steps, open it several times in a window, and return the median in milliseconds."""
    session = Session(experiment)
    window = MainWindow(session, Settings())
    window.resize(1440, 900)
    window.show()
    session.start(play=False)
    session.advance(STEPS)
    _wait_for_step(session)
    times = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "session.nnviz")
        window.documents.write(path)
        for _ in range(ROUNDS):
            start = time.perf_counter()
            window.documents.open(path)
            _wait_for_step(session)
            times.append(time.perf_counter() - start)
    window.close()
    return statistics.median(times) * 1000


def _wait_for_step(session: Session) -> None:
    """Wait until a frame of the newest step has been handed out and drawn."""
    while not (session.idle and session.frame is not None and session.frame.snapshots[0].step == STEPS):
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
