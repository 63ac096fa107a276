"""Plays a race: the step that is looked at goes on, at a pace that can be followed."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from ui.lab.bench import Bench

FRAME_MILLISECONDS = 33
SPEEDS = (2, 5, 10, 25, 50, 100, 250)
"""Steps a second."""
OPENING_SPEED = 25
LONGEST_FRAME = 0.25
"""Seconds: where the window was busy for longer, the race does not jump."""


class Player(QObject):
    """Plays the race of a bench to its end, and stays there.

    Parameters
    ----------
    bench : Bench

    Attributes
    ----------
    speed : int
        Steps a second.
    """

    playing_changed = Signal(bool)

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._bench = bench
        self.speed = OPENING_SPEED
        self._owed = 0.0
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=FRAME_MILLISECONDS)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def playing(self) -> bool:
        """Whether the race goes on."""
        return self._timer.isActive()

    @Slot()
    def toggle(self) -> None:
        """Play or pause; from the end on it begins again."""
        if self.playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Play on from the step that is looked at, or from the start where that is the last."""
        if self._bench.at_end:
            self._bench.go_to(0)
        self._owed = 0.0
        self._clock.start()
        self._timer.start()
        self.playing_changed.emit(True)

    @Slot()
    def pause(self) -> None:
        """Stay where it is."""
        if self.playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    @Slot()
    def restart(self) -> None:
        """Go to the start, as a reset does for runs: what plays plays on from there, and what rests stays."""
        self._bench.go_to(0)
        if self.playing:
            self.play()

    def step(self, by: int) -> None:
        """Pause, and go so many steps on, or back."""
        self.pause()
        self._bench.go_to(self._bench.step + by)

    @Slot()
    def _on_timeout(self) -> None:
        self._owed += self.speed * min(self._clock.restart() / 1000.0, LONGEST_FRAME)
        whole = int(self._owed)
        self._owed -= whole
        self._bench.go_to(self._bench.step + whole)
        if self._bench.at_end:
            self.pause()
