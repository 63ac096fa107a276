"""Rows of the lab's form: a label, a control, and one sentence below where an entry was refused."""

from __future__ import annotations

import secrets

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.formula import FUNCTION_NAMES
from nnviz.landscape.lab import FARTHEST, FEWEST_STEPS, MOST_STEPS
from nnviz.registry import Hyperparameter
from ui.controls import (
    IconButton,
    NumberField,
    NumberRange,
    RowLabel,
    SliderField,
    Text,
    TextField,
    mark_invalid,
)
from ui.experiment_form.ranges import range_of
from ui.theme import follow, font, px

FIELD, WIDEST_FIELD = 54, 76
STEPS = NumberRange(minimum=FEWEST_STEPS, maximum=MOST_STEPS, slider=(10, 1000), scale="log", whole=True)
COORDINATE = NumberRange(minimum=-FARTHEST, maximum=FARTHEST)
SEED = NumberRange(minimum=0, maximum=2**63 - 1, whole=True)
MOST_DICE = 1000


class LabRow(QWidget):
    """A row; a subclass adds its control to `line`.

    Parameters
    ----------
    label : str
    sentence : str
        The label's tooltip.
    """

    def __init__(self, label: str, sentence: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.line = QHBoxLayout()
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(0)
        self.line.addWidget(RowLabel(label, None, sentence))
        column.addLayout(self.line)
        self._sentence = Text("", "tick", "error", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._sentence.hide()
        column.addWidget(self._sentence)

    @property
    def sentence(self) -> str:
        """What stands below the row; empty where all is well."""
        return self._sentence.text()

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Show one sentence below the row."""
        self._sentence.setText(sentence)
        self._sentence.show()

    @Slot()
    def hush(self) -> None:
        """Take the sentence away."""
        self._sentence.hide()
        self._sentence.setText("")


class NumberRow(LabRow):
    """A slider and a field.

    Parameters
    ----------
    label, sentence : str
    numbers : NumberRange

    Attributes
    ----------
    moved : Signal(float, bool)
        Another number, and whether it is meant: not while the knob is dragged.
    """

    moved = Signal(float, bool)

    def __init__(self, label: str, numbers: NumberRange, sentence: str = "") -> None:
        super().__init__(label, sentence)
        self.control = SliderField(numbers, label)
        self.control.slider.setToolTip(sentence)
        self.control.moved.connect(self._on_moved)
        self.control.slider.committed.connect(self._on_committed)
        self.control.rejected.connect(self.say)
        self.control.corrected.connect(self.hush)
        self.line.addWidget(self.control, 1)
        follow(self._fit)

    @classmethod
    def of(cls, number: Hyperparameter) -> NumberRow:
        """Return the row of a hyperparameter."""
        return cls(number.label, range_of(number, null=False), number.tooltip)

    def show_number(self, number: float) -> None:
        """Show what is in force, unless it is being moved."""
        if not self.control.slider.isSliderDown() and (
            number != self.control.number() or not self.control.field.text()
        ):
            self.control.set_number(number)
            self._fit()

    @Slot(object)
    def _on_moved(self, number: float) -> None:
        self._fit()
        self.moved.emit(number, not self.control.slider.isSliderDown())

    @Slot(object)
    def _on_committed(self, number: float) -> None:
        self.moved.emit(number, True)

    def _fit(self) -> None:
        """Widen the field for a number that its usual width would cut, at the slider's cost."""
        field = self.control.field
        needed = round(QFontMetricsF(font("label")).horizontalAdvance(field.text())) + px(17)
        field.setFixedWidth(min(max(px(FIELD), needed), px(WIDEST_FIELD)))


class StartRow(LabRow):
    """The start's coordinates.

    Attributes
    ----------
    placed : Signal(float, float)
        Another start.
    """

    placed = Signal(float, float)

    def __init__(self) -> None:
        super().__init__("Start x, y", "Where all racers begin. Click into the landscape, or drag there, to set it.")
        self.fields = [NumberField(COORDINATE, f"Start {name}", width=60) for name in "xy"]
        for field in self.fields:
            field.committed.connect(self._on_committed)
            field.rejected.connect(self.say)
            field.corrected.connect(self.hush)
            self.line.addWidget(field)
        self.line.insertStretch(2, 1)

    def show_start(self, start: tuple[float, float]) -> None:
        """Show what is in force."""
        for field, value in zip(self.fields, start, strict=True):
            if value != field.number() or not field.text():
                field.set_number(value)

    @Slot()
    def _on_committed(self) -> None:
        x, y = (float(field.number()) for field in self.fields)
        self.placed.emit(x, y)


class SeedRow(LabRow):
    """The seed of the noise, and a button that draws another.

    Attributes
    ----------
    drawn : Signal(object)
        Another seed.
    """

    drawn = Signal(object)

    def __init__(self) -> None:
        super().__init__("Seed", "Decides the noise: the same seed, the same noise for all racers.")
        self.field = NumberField(SEED, "Seed", width=90)
        self.field.committed.connect(self.drawn)
        self.field.rejected.connect(self.say)
        self.field.corrected.connect(self.hush)
        self.dice = IconButton("dices", "Draw another seed", size=(20, 24), icon_size=18)
        self.dice.clicked.connect(self._draw)
        self.line.addWidget(self.field)
        self.line.addStretch(1)
        self.line.addWidget(self.dice)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_seed(self, seed: int) -> None:
        """Show what is in force."""
        if seed != self.field.number() or not self.field.text():
            self.field.set_number(seed)

    @Slot()
    def _draw(self) -> None:
        seed = int(self.field.number())
        self.drawn.emit((seed + 1 + secrets.randbelow(MOST_DICE - 1)) % MOST_DICE)


class FormulaRow(LabRow):
    """The user's own function as text.

    Attributes
    ----------
    written : Signal(str)
        Another formula.
    """

    written = Signal(str)

    def __init__(self) -> None:
        hint = f"Numbers, x, y, + - * / **, brackets, pi, e, and the functions {', '.join(FUNCTION_NAMES)}."
        super().__init__("f(x, y) =", hint)
        self.field = TextField("Your own function f(x, y)")
        self.field.setToolTip(hint)
        self.field.committed.connect(self.written)
        self.field.corrected.connect(self.hush)
        # Below its label: a formula needs the whole width.
        self.line.addStretch(1)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, self.field)

    def show_formula(self, formula: str) -> None:
        """Show what is in force."""
        self.hush()
        self.field.set_text(formula)

    def refuse(self, sentence: str) -> None:
        """Say why a formula cannot be had; what was typed stays."""
        self.say(sentence)
        mark_invalid(self.field, True)
        self.field.setModified(True)

    def hush(self) -> None:  # noqa: D102
        super().hush()
        mark_invalid(self.field, False)
