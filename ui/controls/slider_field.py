"""A slider and a number field that show the same number."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.controls.number_field import NumberField
from ui.controls.number_range import NumberRange
from ui.controls.slider import Slider
from ui.theme import follow, px


class SliderField(QWidget):
    """A slider for the usual part of a range, and a field beside it for all of it.

    Parameters
    ----------
    numbers : NumberRange
        What is allowed, and what the slider covers.
    name : str
        What it sets.
    parent : QWidget or None
        As for every widget.

    Attributes
    ----------
    moved : Signal(object)
        The number, whenever it changes, while the knob is dragged too.
    committed : Signal(object)
        The number, once it is meant: the knob let go, or the entry ended.
    rejected : Signal(str)
        One sentence about a refused entry.
    corrected : Signal()
        What was wrong no longer is.
    """

    moved = Signal(object)
    committed = Signal(object)
    rejected = Signal(str)
    corrected = Signal()

    def __init__(self, numbers: NumberRange, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = Slider(numbers, name, parent=self)
        self.field = NumberField(numbers, name, parent=self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.slider, 1)
        self._row.addWidget(self.field)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.field)
        self.slider.moved.connect(self._slid)
        self.slider.committed.connect(self.committed)
        self.field.committed.connect(self._typed)
        self.field.rejected.connect(self.rejected)
        self.field.corrected.connect(self.corrected)
        follow(self.restyle)

    def number(self) -> float:
        """Return the number that both show."""
        return self.field.number()

    def set_number(self, number: float) -> None:
        """Show a number without telling anybody, and forget a refused entry."""
        self.slider.set_number(number)
        self.field.set_number(number)

    def refuse(self, sentence: str, number: float) -> None:
        """Show that the number was refused by whoever received it; see `NumberField.refuse`."""
        self.slider.set_number(number)
        self.field.refuse(sentence, number)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self._row.setSpacing(px(8))

    def _slid(self, number: float) -> None:
        self.field.set_number(number)
        self.moved.emit(number)

    def _typed(self, number: float) -> None:
        self.slider.set_number(number)
        self.moved.emit(number)
        self.committed.emit(number)
