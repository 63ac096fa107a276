"""What takes long, done in a thread while the window stays painted.

Keys and clicks wait until it is done. A drop, or a file that the system asks to open, does not wait by itself: such
things go through `when_idle`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QGuiApplication

PROMPT = 0.02
"""Seconds within which nothing is said and nothing waits."""
SLOW_MILLISECONDS = 300
POLL_MILLISECONDS = 5

_Result = TypeVar("_Result")
_occupations: list[str] = []


@contextmanager
def occupied(by: str) -> Iterator[None]:
    """Let nothing that goes through `when_idle` begin meanwhile, although events are processed."""
    _occupations.append(by)
    try:
        yield
    finally:
        _occupations.remove(by)


def when_idle(act: Callable[[], None]) -> None:
    """Do something now or, where something is being waited for, once that is done."""
    if _occupations:
        QTimer.singleShot(POLL_MILLISECONDS, lambda: when_idle(act))
    else:
        act()


def aside(work: Callable[[], _Result], on_slow: Callable[[], None]) -> _Result:
    """Do something in a thread, and return what comes of it; what it raises is raised here.

    The window is painted and trains meanwhile. What the user does waits until it is done, and is then carried out.

    Parameters
    ----------
    work : callable
        Touches nothing that belongs to the window.
    on_slow : callable
        Called where it takes so long that something should be said.
    """
    results: list[_Result] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as fault:
            faults.append(fault)

    thread = threading.Thread(target=run, name="nnviz file")
    thread.start()
    thread.join(PROMPT)
    if thread.is_alive():
        with occupied("a thread"):
            _wait(thread, on_slow)
        thread.join()
    if faults:
        raise faults[0]
    return results[0]


def _wait(thread: threading.Thread, on_slow: Callable[[], None]) -> None:
    loop = QEventLoop()
    poll, slow = QTimer(loop), QTimer(loop)
    poll.timeout.connect(lambda: None if thread.is_alive() else loop.quit())
    slow.timeout.connect(on_slow)
    slow.setSingleShot(True)
    poll.start(POLL_MILLISECONDS)
    slow.start(SLOW_MILLISECONDS)
    QGuiApplication.setOverrideCursor(Qt.CursorShape.BusyCursor)
    try:
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    finally:
        QGuiApplication.restoreOverrideCursor()
        poll.stop()
        slow.stop()
