"""The window's heartbeat: when a frame begins, and when it is painted."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, SignalInstance, Slot

from ui.frame_clock import FrameClock

FRAME_MILLISECONDS = 33

_READY = QEvent.Type(QEvent.registerEventType())
_PAINTED = QEvent.Type(QEvent.registerEventType())
_AFTER_PAINTING = -1000


class FrameTimer(QObject):
    """Ticks 30 times a second, and tells the frame clock what the window does.

    While training goes on it also ticks halfway between two frames, for all that need not be in every one: two short
    pieces of work keep frames more even than a long one.

    Parameters
    ----------
    clock : FrameClock
    parent : QObject

    Attributes
    ----------
    hurries : bool
        Whether it ticks as soon as there is something new, since somebody waits for it. Where training goes on, frames
        come evenly instead.
    """

    tick = Signal()
    halfway = Signal()

    def __init__(self, clock: FrameClock, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self.hurries = True
        self._timer, self._half = QTimer(self), QTimer(self)
        for timer, interval in ((self._timer, FRAME_MILLISECONDS), (self._half, FRAME_MILLISECONDS // 2)):
            timer.setTimerType(Qt.TimerType.PreciseTimer)
            timer.setInterval(interval)
        self._half.setSingleShot(True)
        self._timer.timeout.connect(self._begin)
        self._half.timeout.connect(self._go_on)

    def start(self) -> None:
        """Begin to tick."""
        self._timer.start()

    def stop(self) -> None:
        """Tick no more."""
        self._timer.stop()
        self._half.stop()

    def announce(self) -> None:
        """Say, from any thread, that there is something new."""
        QCoreApplication.postEvent(self, QEvent(_READY))

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == _READY:
            if self.hurries and self._timer.isActive():
                self._timer.start()
                self._begin()
            return True
        if event.type() == _PAINTED:
            self._clock.painted()
            return True
        return super().event(event)

    @Slot()
    def _begin(self) -> None:
        if self.hurries:
            self._draw(self.tick, math.inf)
        else:
            self._half.start()
            self._draw(self.tick, self._half.interval() / 1000)

    @Slot()
    def _go_on(self) -> None:
        self._draw(self.halfway, self._timer.remainingTime() / 1000)

    def _draw(self, signal: SignalInstance, until_next: float) -> None:
        self._clock.start_frame(until_next)
        signal.emit()
        # Qt paints what this tick changed before it delivers an event of so low a priority. (To learn it by overriding
        # the window's `event` would keep the interpreter for all of the painting, also for what Qt paints by itself.)
        QCoreApplication.postEvent(self, QEvent(_PAINTED), _AFTER_PAINTING)
