"""Plays a run's past, forwards and backwards, at the speed of training."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from ui.session import Session

Direction = Literal[-1, 0, 1]

FLAT_OUT_SECONDS = 8.0
"""Flat out, all of the past passes in so long."""
SLOWEST_FLAT_OUT = 30.0
PATIENCE = 2.0
"""Seconds to wait for a step before the next one is asked for."""


class Player(QObject):
    """Asks for one step of the past after the other; at the newest one, training goes on.

    Parameters
    ----------
    session : Session
    speed : callable
        Returns steps a second, or None for flat out.
    """

    changed = Signal(bool)
    """Whether it plays forwards now."""

    def __init__(self, session: Session, speed: Callable[[], float | None]) -> None:
        super().__init__(session)
        self._session = session
        self._speed = speed
        self._asked: int | None = None
        self._asked_at = self._started_at = 0.0
        self._begun = 0
        self.direction: Direction = 0
        session.tick.connect(self._on_tick)

    def toggle(self) -> None:
        """Play or pause, in the past or in the present."""
        frame = self._session.frame
        if self.direction:
            self.stop()
        elif frame is not None and frame.looks_back:
            self.play(1)
        else:
            self._session.toggle_play()

    def toggle_backwards(self) -> None:
        """Play backwards, or stop."""
        if self.direction < 0:
            self.stop()
        else:
            self.play(-1)

    def play(self, direction: Direction) -> None:
        """Play from the step that is seen."""
        frame = self._session.frame
        if frame is None:
            return
        self._session.pause()
        self.direction = direction
        self._begun = frame.snapshots[frame.chosen].step
        self._asked, self._started_at = None, time.perf_counter()
        self.changed.emit(direction > 0)

    def seek(self, step: int) -> None:
        """Go to a step, and stay there."""
        self.stop()
        self._session.look_back(step)

    def stop(self) -> None:
        """Stay at the step that is seen."""
        if self.direction:
            self.direction = 0
            self.changed.emit(False)

    @Slot()
    def _on_tick(self) -> None:
        frame = self._session.frame
        if not self.direction or frame is None or frame.playing:
            return
        now = time.perf_counter()
        shown, newest = frame.snapshots[frame.chosen].step, frame.newest[frame.chosen].step
        if self._asked is not None and shown != self._asked and now - self._asked_at < PATIENCE:
            return
        if self._asked is not None and not frame.looks_back and self._asked < newest:
            self.stop()  # an edit has shown the present again
            return
        speed = self._speed() or max(newest / FLAT_OUT_SECONDS, SLOWEST_FLAT_OUT)
        target = self._begun + self.direction * max(1, int((now - self._started_at) * speed))
        run = frame.run
        if target >= newest and self.direction > 0:
            self.stop()
            self._session.look_back(newest)
            if run.has_data:
                self._session.play()
            return
        self._asked, self._asked_at = run.nearest_step(max(0, target)), now
        if self._asked != shown:
            self._session.look_back(self._asked)
        if self._asked == run.nearest_step(0):
            self.stop()
