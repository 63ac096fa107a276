"""Ranges that move: 150 ms from one set of ends to another."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimeLine, Signal, Slot
from PySide6.QtWidgets import QStyle, QWidget

MILLISECONDS = 150
FRAME_MILLISECONDS = 33


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
    """The values have changed."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._start: tuple[float, ...] = ()
        self.values: tuple[float, ...] = ()
        self.aim: tuple[float, ...] = ()
        self._line = QTimeLine(MILLISECONDS, self)
        self._line.setUpdateInterval(FRAME_MILLISECONDS)
        self._line.valueChanged.connect(self._on_value)

    @property
    def moving(self) -> bool:
        """Whether the values are still on their way."""
        return self.values != self.aim

    def jump(self, aim: tuple[float, ...]) -> None:
        """Be there at once."""
        self._line.stop()
        self.values = self.aim = aim

    def move(self, aim: tuple[float, ...]) -> None:
        """Go there; at once where there was nothing before, or where the system wants no animation."""
        if aim == self.aim:
            return
        style = self._widget.style()
        animated = style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self._widget) > 0
        if len(self.values) != len(aim) or not animated:
            self.jump(aim)
            return
        self._start, self.aim = self.values, aim
        self._line.stop()
        self._line.setCurrentTime(0)
        self._line.start()

    @Slot(float)
    def _on_value(self, share: float) -> None:
        if share >= 1.0:
            self.values = self.aim
        else:
            pairs = zip(self._start, self.aim, strict=True)
            self.values = tuple(start + (end - start) * share for start, end in pairs)
        self.moved.emit()
