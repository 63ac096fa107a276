"""Ranges that move: 150 ms from one set of ends to another."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QElapsedTimer, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QStyle, QWidget

MILLISECONDS = 150
FRAME_MILLISECONDS = 33
PATIENCE_MILLISECONDS = 100
"""How long a motion that goes with the frames waits for the next one, before it goes on by itself."""


class Easing(QObject):
    """Numbers on their way to where they are wanted.

    Parameters
    ----------
    widget : QWidget
        Its style says whether the system wants anything animated.

    Attributes
    ----------
    values : tuple of float
        Where the numbers are now.
    aim : tuple of float
        Where they will be.
    """

    moved = Signal()
    """The values have changed by themselves, between two calls of `move`."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._start: tuple[float, ...] = ()
        self.values: tuple[float, ...] = ()
        self.aim: tuple[float, ...] = ()
        self._curve = QEasingCurve(QEasingCurve.Type.InOutSine)
        self._elapsed = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def moving(self) -> bool:
        """Whether the values are still on their way."""
        return self.values != self.aim

    def jump(self, aim: tuple[float, ...]) -> None:
        """Be there at once."""
        self._timer.stop()
        self.values = self.aim = aim

    def move(self, aim: tuple[float, ...], *, with_frames: bool = False) -> None:
        """Go there; at once where there was nothing before, or where the system wants no animation.

        Parameters
        ----------
        aim : tuple of float
        with_frames : bool
            Whether frames come, each of which calls this: then the values advance with them, and nothing is painted
            between two frames, which would take its time from training.
        """
        if self.values == self.aim == aim:
            return
        if self.moving:
            self._advance()
        if aim != self.aim:
            style = self._widget.style()
            animated = style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self._widget) > 0
            if len(self.values) != len(aim) or not animated:
                self.jump(aim)
                return
            self._start, self.aim = self.values, aim
            self._elapsed.start()
        if not self.moving:
            self._timer.stop()
        elif with_frames:
            self._timer.start(PATIENCE_MILLISECONDS)
        elif not self._timer.isActive() or self._timer.interval() != FRAME_MILLISECONDS:
            self._timer.start(FRAME_MILLISECONDS)

    def _advance(self) -> None:
        """Take the values to where they are by now."""
        progress = self._elapsed.elapsed() / MILLISECONDS
        if progress >= 1.0:
            self.values = self.aim
            return
        share = self._curve.valueForProgress(progress)
        pairs = zip(self._start, self.aim, strict=True)
        self.values = tuple(start + (end - start) * share for start, end in pairs)

    @Slot()
    def _on_timeout(self) -> None:
        self._advance()
        self._timer.setInterval(FRAME_MILLISECONDS)
        if not self.moving:
            self._timer.stop()
        self.moved.emit()
