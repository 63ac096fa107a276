"""The chips of the title bar: one for each layer, or, where these are too many, arrows from layer to layer."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from ui.controls import Chip, IconButton, Text
from ui.plotting.text import text_width
from ui.theme import px

_GAP = 2
_CHIP_PADDING = 17


class LayerSwitch(QWidget):
    """Chooses a layer.

    Attributes
    ----------
    chosen : Signal
        A layer, 0 for the first hidden one.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._index = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self._chips = QButtonGroup(self)
        self._chips.buttonClicked.connect(self._on_chip)
        self.previous = IconButton("chevron-left", "Previous layer", parent=self)
        self.where = Text("", "tick", "ink2")
        self.where.setParent(self)
        self.following = IconButton("chevron-right", "Next layer", parent=self)
        for widget in (self.previous, self.where, self.following):
            self._row.addWidget(widget)
        self.previous.clicked.connect(self._on_previous)
        self.following.clicked.connect(self._on_following)
        self.fit(0)

    def offer(self, names: tuple[str, ...], index: int) -> None:
        """Offer layers by their names, one of which is shown."""
        if names != self._names:
            self._names = names
            for chip in self._chips.buttons():
                self._chips.removeButton(chip)
                self._row.removeWidget(chip)
                chip.hide()
                chip.deleteLater()
        self._index = index
        self._show()

    def fit(self, width: int) -> None:
        """Show chips where they fit into a width, else the arrows; nothing where there is nothing to choose."""
        self._width = width
        self._show()

    def sizeHint(self) -> QSize:  # noqa: D102
        return self._row.sizeHint()

    def _show(self) -> None:
        many = len(self._names) > 1
        needed = sum(text_width("value", name) + px(_CHIP_PADDING) + _GAP for name in self._names)
        as_chips = many and needed <= self._width
        if as_chips and not self._chips.buttons():
            for index, name in enumerate(self._names):
                made = Chip(name, f"Show {name}", self)
                made.setObjectName(f"activations-{index}")
                self._chips.addButton(made, index)
                self._row.addWidget(made)
        for chip in self._chips.buttons():
            chip.setVisible(as_chips)
            chip.setChecked(self._chips.id(chip) == self._index)
        self.where.setText(f"{self._index + 1} of {len(self._names)}")
        for widget in (self.previous, self.where, self.following):
            widget.setVisible(many and not as_chips)
        self.previous.setEnabled(self._index > 0)
        self.following.setEnabled(self._index + 1 < len(self._names))
        # Without a title bar around it, it would become a window of its own.
        if self.parentWidget() is not None:
            self.setVisible(many)

    @Slot(QAbstractButton)
    def _on_chip(self, chip: QAbstractButton) -> None:
        self.chosen.emit(self._chips.id(chip))

    @Slot()
    def _on_previous(self) -> None:
        self.chosen.emit(self._index - 1)

    @Slot()
    def _on_following(self) -> None:
        self.chosen.emit(self._index + 1)
