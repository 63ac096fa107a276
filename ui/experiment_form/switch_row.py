"""A row for what is either on or off."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot

from ui.controls import Chip
from ui.experiment_form.edits import Submit
from ui.experiment_form.row import Row
from ui.experiment_form.specs import SwitchSpec


class SwitchRow(Row[SwitchSpec]):
    """A chip that says on or off, and is pressed for the other."""

    def __init__(self, spec: SwitchSpec, submit: Submit) -> None:
        super().__init__(spec, submit)
        self.add_label()
        self.chip = Chip("off", spec.full_name)
        self.chip.setToolTip(spec.sentence)
        self.chip.clicked.connect(self._press)
        self.line.addWidget(self.chip)
        self.line.addStretch(1)

    def display(self, value: Any) -> None:
        """Show whether it is on."""
        self.chip.setChecked(bool(value))
        self.chip.setText(_word(bool(value)))
        self.chip.updateGeometry()

    @Slot()
    def _press(self) -> None:
        wanted = not self._value
        self.send(self.spec.words(_word(wanted)), wanted)


def _word(value: bool) -> str:
    return "on" if value else "off"
