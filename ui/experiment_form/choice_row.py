"""Rows for one of several options."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot

from ui.controls import Option, mark_invalid
from ui.experiment_form.edits import Submit
from ui.experiment_form.field_choice import FieldChoice
from ui.experiment_form.paths import Document, choice_name, value_at
from ui.experiment_form.row import Row
from ui.experiment_form.specs import ChoiceSpec


class ChoiceRow(Row[ChoiceSpec]):
    """A list to choose from."""

    def __init__(self, spec: ChoiceSpec, submit: Submit) -> None:
        super().__init__(spec, submit)
        self.add_label()
        self.choice = FieldChoice(spec.full_name, spec.options, dict(spec.short))
        self.choice.picked.connect(self._pick)
        self.line.addWidget(self.choice, 1)

    def read(self, document: Document) -> str:
        """Return the name that is chosen."""
        return choice_name(value_at(document, self.spec.path))

    def display(self, value: Any) -> None:
        """Show the chosen option."""
        self.choice.choose(value)

    def say(self, sentence: str) -> None:
        """Show one sentence below the row, and an error border."""
        super().say(sentence)
        mark_invalid(self.choice, True)

    def hush(self) -> None:
        """Take sentence and border away."""
        super().hush()
        mark_invalid(self.choice, False)

    @Slot(str)
    def _pick(self, key: str) -> None:
        spec = self.spec
        self.ask(
            spec.path,
            spec.words(label_of(spec.options, key)),
            lambda experiment: spec.change(experiment, spec.path, key),
        )


def label_of(options: tuple[Option, ...], key: str) -> str:
    """Return an option's label."""
    return next(option.label for option in options if option.key == key)
