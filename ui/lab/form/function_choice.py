"""The list of functions, in groups."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from nnviz.landscape.functions import FUNCTIONS
from nnviz.landscape.lab import OWN
from ui.controls import Choice, Option
from ui.experiment_form.formulas import tooltip
from ui.lab.names import GROUPS, OWN_LABEL, OWN_SENTENCE
from ui.theme import font


class FunctionChoice(Choice):
    """A choice whose list has heads that cannot be chosen."""

    def __init__(self) -> None:
        super().__init__("Function")
        grouped = {group: [one for one in FUNCTIONS.values() if one.group == group] for group in GROUPS}
        self.set_options(
            [
                *(
                    Option(entry.name, entry.label, tooltip(entry.sentence, entry.formula))
                    for entries in grouped.values()
                    for entry in entries
                ),
                Option(OWN, OWN_LABEL, OWN_SENTENCE),
            ]
        )
        for group, entries in grouped.items():
            self._insert_head(self.findData(entries[0].name), GROUPS[group])
        self.insertSeparator(self.findData(OWN))
        self.choose(self.key())

    def restyle(self) -> None:  # noqa: D102
        super().restyle()
        for index in range(self.count()):
            if not self.itemData(index):
                self.setItemData(index, font("value"), Qt.ItemDataRole.FontRole)

    def _insert_head(self, index: int, words: str) -> None:
        self.insertItem(index, words)
        self.setItemData(index, font("value"), Qt.ItemDataRole.FontRole)
        model: Any = self.model()
        model.item(index).setEnabled(False)
