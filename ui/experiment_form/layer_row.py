"""Rows of the network: a hidden layer, and the link that adds one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QFontMetricsF

from ui.controls import IconButton, NumberField, RowLabel, TextButton, mark_invalid
from ui.experiment_form.changes import remove_layer
from ui.experiment_form.choice_row import label_of
from ui.experiment_form.edits import Submit
from ui.experiment_form.field_choice import FieldChoice
from ui.experiment_form.options import choose_activation
from ui.experiment_form.paths import Document, choice_name, value_at
from ui.experiment_form.row import Row
from ui.experiment_form.specs import LayerSpec, LinkSpec
from ui.theme import follow, font, px


class LayerRow(Row[LayerSpec]):
    """A hidden layer: how many units, which activation, and a cross that removes it."""

    def __init__(self, spec: LayerSpec, submit: Submit) -> None:
        super().__init__(spec, submit)
        self.line.addWidget(_NarrowLabel(spec.label, spec.longest))
        self.units = UnitsField(spec.units, f"{spec.label} units")
        self.units.committed.connect(self._send_units)
        self.units.rejected.connect(self.say)
        self.units.corrected.connect(self.hush)
        self.activation = FieldChoice(f"{spec.label} activation", spec.activations, tight=True)
        self.activation.picked.connect(self._pick)
        self.remove = IconButton("x", f"Remove {spec.label}", size=(16, 24), icon_size=14, token="ink3")
        self.remove.clicked.connect(self._remove)
        self.line.addWidget(self.units)
        self.line.addWidget(self.activation, 1)
        self.line.addWidget(self.remove)
        follow(self.restyle)

    def read(self, document: Document) -> tuple[int, str]:
        """Return units and activation."""
        layer = value_at(document, self.spec.path)
        return layer["units"], choice_name(layer["activation"])

    def display(self, value: Any) -> None:
        """Show units and activation."""
        units, activation = value
        self.units.set_number(units)
        self.activation.choose(activation)

    def refuse(self, sentence: str) -> None:
        """Say why the last edit cannot be had; a number that was typed stays."""
        self._refused = True
        units, activation = self._value
        self.activation.choose(activation)
        if self.units.text() != str(units):
            self.units.refuse(sentence, units)
        else:
            self.say(sentence)

    def hush(self) -> None:
        """Take sentence and border away."""
        super().hush()
        mark_invalid(self.activation, False)

    @Slot(object)
    def _send_units(self, units: int) -> None:
        path, words = f"{self.spec.path}.units", self.spec.words(f"units {units}")
        self.send_to(path, words, units, merges=True)

    @Slot(str)
    def _pick(self, key: str) -> None:
        path = f"{self.spec.path}.activation"
        words = self.spec.words(f"activation {label_of(self.spec.activations, key)}")
        self.ask(path, words, lambda experiment: choose_activation(experiment, path, key))

    @Slot()
    def _remove(self) -> None:
        index = self.spec.index
        self.ask("network.hidden", f"remove {self.spec.label}", lambda experiment: remove_layer(experiment, index))

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self.line.setSpacing(px(4))


class UnitsField(NumberField):
    """A field for three digits that makes room for a fourth."""

    def __init__(self, numbers: Any, name: str) -> None:
        super().__init__(numbers, name, width=38)
        self.textChanged.connect(self._fit)

    def restyle(self) -> None:
        """Take sizes and fonts anew from the appearance in force."""
        super().restyle()
        self._fit()

    @Slot()
    def _fit(self) -> None:
        needed = round(QFontMetricsF(font("label")).horizontalAdvance(self.text())) + px(12)
        self.setFixedWidth(min(max(px(38), needed), px(50)))


class _NarrowLabel(RowLabel):
    """A label as wide as the longest of its kind."""

    def __init__(self, text: str, longest: str) -> None:
        self._longest = longest
        super().__init__(text, None, "How many units the layer has, and what they do with their sums.")

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        super().restyle()
        self.setFixedWidth(round(QFontMetricsF(font("label")).horizontalAdvance(self._longest)) + px(5))


class LinkRow(Row[LinkSpec]):
    """A link that changes the experiment."""

    def __init__(self, spec: LinkSpec, submit: Submit) -> None:
        super().__init__(spec, submit)
        self.button = TextButton(spec.label, kind="link", icon="plus", height=28)
        self.button.setToolTip(spec.sentence)
        self.button.setEnabled(spec.enabled)
        self.button.clicked.connect(self._click)
        self.line.addWidget(self.button)
        self.line.addStretch(1)

    def display(self, value: Any) -> None:
        """Show nothing: a link looks the same whatever there is."""

    @Slot()
    def _click(self) -> None:
        self.ask(self.spec.path, self.spec.words(""), self.spec.change)
