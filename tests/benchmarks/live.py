"""How fast and how smoothly the window trains, with every panel visible at 1440x900."""

from __future__ import annotations

import itertools
import random
import threading
import time

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from nnviz.experiment import Experiment
from ui.main_window import MainWindow
from ui.panels.base import Panel
from ui.session import Session
from ui.settings import Settings
from ui.theme import appearance

WARM_UP_SECONDS = 1.0
CLICKS = 60


class PaintLog(QObject):
    """Notes when a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.times: list[float] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.times.append(time.perf_counter())
        return False


class Live:
    """One window on one experiment."""

    def __init__(self, experiment: Experiment) -> None:
        appearance().choose("light")
        self.session = Session(experiment)
        self._window = MainWindow(self.session, Settings())
        self._window.resize(1440, 900)
        self._window.show()
        self.session.start(play=False)
        self._window.transport.set_speed(None)
        self._wait(WARM_UP_SECONDS)
        self._paints: dict[str, int] = {panel.name: 0 for panel in self._panels}
        self._seconds = 0.0
        self._logs = {panel.name: PaintLog(panel) for panel in self._panels}
        self._intervals: list[float] = []
        self.steps_per_epoch = self.session.runs[0].assembly.steps_per_epoch

    @property
    def _panels(self) -> list[Panel]:
        return self._window.board.panels

    def train(self, seconds: float) -> float:
        """Train flat out in the window, and return the base run's steps per second."""
        self.session.play()
        self._wait(WARM_UP_SECONDS)
        for log in self._logs.values():
            log.times.clear()
        painted = {panel.name: panel.paints for panel in self._panels}
        before, start = self._step(), time.perf_counter()
        self._wait(seconds)
        after, elapsed = self._step(), time.perf_counter() - start
        for panel in self._panels:
            self._paints[panel.name] += panel.paints - painted[panel.name]
        self._seconds += elapsed
        # The curves are the fastest view: their paints are the window's frames.
        times = self._logs["loss"].times
        self._intervals += [later - earlier for earlier, later in itertools.pairwise(times)]
        self.session.pause()
        self._wait(0.2)
        return (after - before) / elapsed

    def paints_per_second(self) -> dict[str, float]:
        """Return how often each panel painted new data."""
        return {name: count / self._seconds for name, count in self._paints.items()}

    def paints(self, name: str) -> int:
        """Return how often a panel has painted new data so far."""
        return next(panel.paints for panel in self._panels if panel.name == name)

    def frame_intervals(self) -> tuple[float, float]:
        """Return the median and the 99th percentile of the time between frames, in milliseconds."""
        ordered = sorted(self._intervals)
        return ordered[len(ordered) // 2] * 1000, ordered[int(len(ordered) * 0.99)] * 1000

    def input_response(self) -> float:
        """Click play and pause while training, and return the 99th percentile from click to repaint, in ms.

        Clicks are posted by another thread at random moments, so they wait in the queue as a person's would.
        """
        button = self._window.transport.play_button
        log = PaintLog(button)
        clicks: list[float] = []
        self.session.play()
        self._wait(0.5)

        def click() -> None:
            chance = random.Random(1)
            for _ in range(CLICKS):
                time.sleep(0.15 + chance.random() * 0.1)
                clicks.append(time.perf_counter())
                for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
                    QCoreApplication.postEvent(button, _mouse(kind, button))

        thread = threading.Thread(target=click)
        thread.start()
        self._wait(CLICKS * 0.25 + 1.0)
        thread.join()
        self.session.pause()
        delays = sorted(min(t - c for t in log.times if t > c) for c in clicks)
        return delays[int(len(delays) * 0.99)] * 1000

    def close(self) -> None:
        """Close the window and end its threads."""
        self._window.close()
        self._wait(0.1)

    def _step(self) -> int:
        frame = self.session.frame
        return frame.snapshots[0].step if frame else 0

    def _wait(self, seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()


def _mouse(kind: QEvent.Type, widget: QWidget) -> QMouseEvent:
    local = QPointF(widget.rect().center())
    place = widget.mapToGlobal(local)
    button = Qt.MouseButton.LeftButton
    held = button if kind == QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
    return QMouseEvent(kind, local, place, button, held, Qt.KeyboardModifier.NoModifier)
