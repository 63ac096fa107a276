"""The sliders of the latent walk: one for each coordinate, with its name and its value above."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import numbers
from ui.controls import Slider
from ui.controls.number_range import NumberRange
from ui.panels.output.autoencoder.walk_plan import SLIDER_ROW
from ui.panels.output.text import draw_text, text_width
from ui.plotting.axes import Axis
from ui.theme import current, follow, painting, px

_SHARES = NumberRange(minimum=0.0, maximum=1.0)
_WORDS = 16


class WalkSliders(QWidget):
    """Up to two sliders, each over one axis.

    Parameters
    ----------
    parent : QWidget or None
    """

    moved = Signal(int, float)
    """Which coordinate, and its value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axes: tuple[Axis, ...] = ()
        self._place: tuple[float, ...] = ()
        self._column = QVBoxLayout(self)
        self.sliders = [Slider(_SHARES, "", knob=14, parent=self) for _ in range(2)]
        for which, slider in enumerate(self.sliders):
            slider.setObjectName(f"walk-{which}")
            slider.moved.connect(lambda share, which=which: self._on_moved(which, share))
            self._column.addWidget(slider)
        follow(self.restyle)

    def show_place(self, axes: tuple[Axis, ...], place: tuple[float, ...]) -> None:
        """Show a place and the ranges it lies in; nobody is told."""
        if (axes, place) == (self._axes, self._place):
            return
        self._axes, self._place = axes, place
        for which, slider in enumerate(self.sliders):
            slider.setVisible(which < len(axes))
            if which < len(axes):
                axis = axes[which]
                slider.setAccessibleName(axis.name)
                slider.set_number((place[which] - axis.low) / axis.width)
                slider.setAccessibleDescription(numbers.weight(place[which]))
        self.update()

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        # Each slider has its words above.
        self._column.setContentsMargins(0, px(_WORDS), 0, 0)
        self._column.setSpacing(px(_WORDS))
        for slider in self.sliders:
            slider.setFixedHeight(px(SLIDER_ROW) - px(_WORDS))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme = current()
        with painting(self) as painter:
            for which, (axis, value) in enumerate(zip(self._axes, self._place, strict=True)):
                top = float(which * px(SLIDER_ROW))
                words = numbers.weight(value)
                line = QRectF(0.0, top, self.width(), px(_WORDS))
                draw_text(painter, words, line, "small", theme.ink, right=True)
                rest = line.adjusted(0, 0, -text_width(words, "small") - px(8), 0)
                whole = axis.name.partition(" (")[0]
                name = whole if text_width(whole, "tick") <= rest.width() else whole.rpartition(", ")[2]
                draw_text(painter, name, rest, "tick", theme.ink3)

    def _on_moved(self, which: int, share: float) -> None:
        axis = self._axes[which]
        self.moved.emit(which, axis.low + share * axis.width)
