"""Rows for numbers: slider and field, and the seed with its dice."""

from __future__ import annotations

import secrets
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QSizePolicy

from ui.controls import IconButton, NumberField, SliderField
from ui.experiment_form.edits import Submit
from ui.experiment_form.ranges import NULL
from ui.experiment_form.row import Row
from ui.experiment_form.specs import NumberSpec, SeedSpec
from ui.theme import follow, font, px

FIELD = 54
WIDEST_FIELD = 76


class NumberRow(Row[NumberSpec]):
    """A number: drag the slider, or type any number that is allowed."""

    def __init__(self, spec: NumberSpec, submit: Submit) -> None:
        super().__init__(spec, submit)
        self.add_label()
        self.control = SliderField(spec.numbers, spec.full_name)
        self.control.moved.connect(self._on_moved)
        self.control.committed.connect(self._on_committed)
        self.control.rejected.connect(self.say)
        self.control.corrected.connect(self.hush)
        self.control.slider.setToolTip(spec.sentence)
        self.line.addWidget(self.control, 1)
        follow(self._fit)

    @property
    def busy(self) -> bool:
        """Whether the knob is being dragged."""
        return self.control.slider.isSliderDown()

    def display(self, value: Any) -> None:
        """Show a number."""
        self.control.set_number(self._number(value))
        self._fit()

    def refuse(self, sentence: str) -> None:
        """Say why the last edit cannot be had; what was typed stays."""
        self._refused = True
        self.control.refuse(sentence, self._number(self._value))

    @Slot(object)
    def _on_moved(self, number: float) -> None:
        self._fit()
        self._send(number, final=False)

    @Slot(object)
    def _on_committed(self, number: float) -> None:
        self._send(number, final=True)

    def _send(self, number: float, *, final: bool) -> None:
        numbers = self.spec.numbers
        text = numbers.text(number) + (f"\u2009{numbers.unit}" if numbers.unit else "")
        value = None if number == NULL else number
        self.send(self.spec.words(text), value, final=final, merges=not self.busy)

    def _number(self, value: Any) -> float:
        if value is not None:
            number: float = value
            return number
        return NULL if self.spec.null_shown is None else self.spec.null_shown

    def _fit(self) -> None:
        """Widen the field for a number that its usual width would cut, at the slider's cost."""
        field = self.control.field
        words = max(self.spec.numbers.null_word, field.text(), key=len)
        needed = round(QFontMetricsF(font("label")).horizontalAdvance(words)) + px(17)
        field.setFixedWidth(min(max(px(FIELD), needed), px(WIDEST_FIELD)))
        if needed > px(WIDEST_FIELD) and not field.hasFocus():
            field.home(False)


class SeedRow(Row[SeedSpec]):
    """The seed, and a button that draws another."""

    def __init__(self, spec: SeedSpec, submit: Submit) -> None:
        super().__init__(spec, submit)
        self.add_label()
        self.field = NumberField(spec.numbers, spec.full_name, width=90)
        self.field.committed.connect(self._send_seed)
        self.field.rejected.connect(self.say)
        self.field.corrected.connect(self.hush)
        self.dice = IconButton("dices", "Draw another seed", size=(20, 24), icon_size=18)
        self.dice.clicked.connect(self._draw)
        self.line.addWidget(self.field)
        self.line.addStretch(1)
        self.line.addWidget(self.dice)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def display(self, value: Any) -> None:
        """Show a seed; of one too long for the field the first digits, and all of it in the tooltip."""
        self.field.set_number(value)
        self.field.setToolTip(str(value))
        if not self.field.hasFocus():
            self.field.home(False)

    def refuse(self, sentence: str) -> None:
        """Say why the last edit cannot be had; what was typed stays."""
        self._refused = True
        self.field.refuse(sentence, self._value)

    @Slot(object)
    def _send_seed(self, seed: int) -> None:
        self.send(self.spec.words(str(seed)), seed)

    @Slot()
    def _draw(self) -> None:
        seed = (self._value + 1 + secrets.randbelow(998)) % 999 if self._value < 999 else secrets.randbelow(999)
        self._send_seed(seed)
