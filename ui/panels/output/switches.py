"""The panel's chips: which picture where two apply, and which share where one is shown at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from nnviz.assembly import Assembly
from nnviz.confusion import ShareName
from ui.controls import Chip
from ui.panels.output.view import View

_SHARES: dict[ShareName, str] = {"test": "Test", "validation": "Validation", "train": "Train"}
_GAP = 2
_GROUP_GAP = 8


class Switches(QWidget):
    """Two groups of chips in one row; a group with nothing to choose is not shown.

    Attributes
    ----------
    share : "train", "test" or "validation"
        The share that is chosen.
    """

    view_chosen = Signal(str)
    share_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.share: ShareName = "test"
        self._preferred = ""
        self._several_shares = False
        self._chips: dict[ShareName, Chip] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self._shares = QButtonGroup(self)
        self._shares_box = QWidget(self)
        row = QHBoxLayout(self._shares_box)
        row.setContentsMargins(0, 0, _GROUP_GAP, 0)
        row.setSpacing(_GAP)
        for name, words in _SHARES.items():
            chip = Chip(words, f"Count the {name} share", self)
            chip.setObjectName(f"output-{name}")
            chip.setChecked(name == self.share)
            self._chips[name] = chip
            self._shares.addButton(chip)
            row.addWidget(chip)
        self._row.addWidget(self._shares_box)
        self._shares.buttonClicked.connect(self._on_share_clicked)
        self._views = QButtonGroup(self)
        self._views.buttonClicked.connect(self._on_view_clicked)

    def offer(self, kinds: Sequence[type[View]], assembly: Assembly) -> str:
        """Offer the pictures that suit the data, and return which is chosen: the one chosen before, if it suits."""
        labels = [kind.label for kind in kinds]
        chosen = self._preferred if self._preferred in labels else labels[0]
        if [chip.text() for chip in self._views.buttons()] != (labels if len(labels) > 1 else []):
            self._make_chips(kinds)
        for chip in self._views.buttons():
            chip.setChecked(chip.text() == chosen)
        there = [name for name in _SHARES if len(assembly.data.of("inputs", name))] or [self.share]
        self._several_shares = assembly.data.task != "regression" and len(there) > 1
        if self.share not in there:
            self.share = there[0]
        for name, share_chip in self._chips.items():
            share_chip.setVisible(name in there)
            share_chip.setChecked(name == self.share)
        # With chips to its right the group keeps its room, so that nothing moves when it comes and goes.
        policy = self._shares_box.sizePolicy()
        policy.setRetainSizeWhenHidden(self._several_shares and len(labels) > 1)
        self._shares_box.setSizePolicy(policy)
        return chosen

    def _make_chips(self, kinds: Sequence[type[View]]) -> None:
        for chip in self._views.buttons():
            self._views.removeButton(chip)
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        for kind in kinds if len(kinds) > 1 else ():
            made = Chip(kind.label, kind.tooltip, self)
            made.setObjectName(f"output-{kind.label.lower()}")
            self._views.addButton(made)
            self._row.addWidget(made)

    def show_share(self, shown: bool) -> None:
        """Show or hide the choice of the share."""
        self._shares_box.setVisible(shown and self._several_shares)

    @Slot(QAbstractButton)
    def _on_share_clicked(self, chip: QAbstractButton) -> None:
        self.share = next(name for name, known in self._chips.items() if known is chip)
        self.share_chosen.emit(self.share)

    @Slot(QAbstractButton)
    def _on_view_clicked(self, chip: QAbstractButton) -> None:
        self._preferred = chip.text()
        self.view_chosen.emit(chip.text())
