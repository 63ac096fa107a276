"""The window's heartbeat: when a frame begins, and when it is painted."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot

from ui.frame_clock import FrameClock

FRAME_MILLISECONDS = 33

_DUE = QEvent.Type(QEvent.registerEventType())
_READY = QEvent.Type(QEvent.registerEventType())
_PAINTED = QEvent.Type(QEvent.registerEventType())
_AFTER_PAINTING = -1000


class FrameTimer(QObject):
    """Ticks 30 times a second, and tells the frame clock what the window does.

    While training goes on flat out, the training thread says when a frame is due: it stops at that very moment, and a
    timer may be a millisecond late, in which nothing would be done. At rest it says so, too, when an earlier step is
    ready that somebody waits for: nothing is lost to training then.

    Parameters
    ----------
    clock : FrameClock
    parent : QObject
    """

    tick = Signal()

    def __init__(self, clock: FrameClock, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        clock.call_when_due(lambda: QCoreApplication.postEvent(self, QEvent(_DUE)))
        clock.call_when_ready(lambda: QCoreApplication.postEvent(self, QEvent(_READY)))
        self._next_due = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MILLISECONDS)
        self._timer.timeout.connect(self._begin)

    def start(self) -> None:
        """Begin to tick."""
        self._timer.start()

    def stop(self) -> None:
        """Tick no more."""
        self._timer.stop()

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == _DUE:
            # The timer may have been faster.
            if self._timer.isActive() and time.perf_counter() >= self._next_due:
                self._begin()
            return True
        if event.type() == _READY:
            if self._timer.isActive():
                self._begin()
            return True
        if event.type() == _PAINTED:
            self._clock.painted(self._next_due)
            return True
        return super().event(event)

    @Slot()
    def _begin(self) -> None:
        self._timer.start()
        self._next_due = time.perf_counter() + FRAME_MILLISECONDS / 1000
        self._clock.start_frame()
        self.tick.emit()
        # Qt paints what this tick changed before it delivers an event of so low a priority. (To learn it by overriding
        # the window's `event` would keep the interpreter for all of the painting, also for what Qt paints by itself.)
        QCoreApplication.postEvent(self, QEvent(_PAINTED), _AFTER_PAINTING)
