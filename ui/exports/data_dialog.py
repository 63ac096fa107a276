"""The dialog for data: which of a run's numbers, each with a sentence that says what is in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QDialog, QRadioButton, QVBoxLayout, QWidget

from ui.controls import Text
from ui.exports.rows import fill
from ui.theme import px

TO_FILE = 2
"""What `exec` returns beside 0 for cancelled."""

WIDTH = 480
INDENT = 22


class Offer(NamedTuple):
    """One kind of file.

    Attributes
    ----------
    key, label : str
        What the program and the user call it.
    sentence : str
        What is in it.
    """

    key: str
    label: str
    sentence: str


class DataDialog(QDialog):
    """Asks which data are to be exported.

    Parameters
    ----------
    offers : sequence of Offer
    chosen : str
        The key of the one that is chosen at first.
    parent : QWidget
    """

    def __init__(self, offers: Sequence[Offer], chosen: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export data")
        self.buttons: dict[str, QRadioButton] = {}
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        for offer in offers:
            button = self.buttons[offer.key] = QRadioButton(offer.label)
            button.setChecked(offer.key == chosen)
            button.setAccessibleDescription(offer.sentence)
            sentence = Text(offer.sentence, "label", "ink3", wrap=True)
            sentence.setContentsMargins(px(INDENT), 0, 0, px(12))
            column.addWidget(button)
            column.addWidget(sentence)
        if chosen not in self.buttons:
            self.buttons[offers[0].key].setChecked(True)
        fill(self, content, [("To file…", TO_FILE)], WIDTH)

    @property
    def chosen(self) -> str:
        """The key of the offer that is chosen."""
        return next(key for key, button in self.buttons.items() if button.isChecked())
