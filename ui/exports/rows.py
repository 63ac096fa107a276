"""How the export dialogs are laid out: labels before fields, buttons at the foot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.controls import Choice, Option, Text
from ui.pictures import Subject
from ui.theme import current, px

LABEL_WIDTH = 64


def size_choice(sizes: Iterable[str], chosen: str) -> Choice:
    """Return the choice of a size: "2x" for so many pixels for each one of the window, or "width"."""
    words = {size: "A width in pixels" if size == "width" else f"{size[0]} × the window's pixels" for size in sizes}
    return _choice("Size", [Option(size, said) for size, said in words.items()], chosen)


def theme_choice(light: bool) -> Choice:
    """Return the choice between the theme in force ("shown") and the light one ("light")."""
    shown = Option("shown", f"As shown ({current().label.lower()})")
    return _choice("Theme", [shown, Option("light", "Light, for print")], "light" if light else "shown")


def subject_choice(name: str, subjects: Sequence[Subject], chosen: str) -> Choice:
    """Return the choice of what a picture is of."""
    return _choice(name, [Option(subject.name, subject.title) for subject in subjects], chosen)


def _choice(name: str, options: Sequence[Option], chosen: str) -> Choice:
    choice = Choice(name, options)
    choice.choose(chosen)
    return choice


class Rows(QWidget):
    """Rows of a label and a field; a row without a label continues the one above it."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(12))
        self._grid.setColumnMinimumWidth(0, px(LABEL_WIDTH))
        self._grid.setColumnStretch(1, 1)

    def add(self, label: str, *fields: QWidget) -> None:
        """Add a row; the first field takes the room that is left."""
        row = self._grid.rowCount()
        self._grid.addWidget(Text(label, "body", "ink2"), row, 0)
        line = QHBoxLayout()
        line.setSpacing(px(12))
        for field in fields:
            line.addWidget(field)
        self._grid.addLayout(line, row, 1)


def fill(dialog: QDialog, content: QWidget, buttons: list[tuple[str, int]], width: int) -> dict[str, QPushButton]:
    """Lay out a dialog, as high as its words need.

    Parameters
    ----------
    dialog : QDialog
    content : QWidget
    buttons : list of (str, int)
        Words, and what the dialog's `exec` returns for each; the last one is the default. There is Cancel, too.
    width : int
        At 100 %.

    Returns
    -------
    dict of str to QPushButton
        The buttons by their words.
    """
    box = QDialogButtonBox()
    made = {}
    cancel = box.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
    cancel.clicked.connect(dialog.reject)
    cancel.setAutoDefault(False)
    for words, result in buttons:
        button = made[words] = box.addButton(words, QDialogButtonBox.ButtonRole.ActionRole)
        button.clicked.connect(lambda checked=False, result=result: dialog.done(result))
        button.setAutoDefault(False)
        button.setDefault(words == buttons[-1][0])
    column = QVBoxLayout(dialog)
    column.setContentsMargins(px(20), px(20), px(20), px(16))
    column.setSpacing(px(20))
    column.addWidget(content)
    column.addStretch(1)
    column.addWidget(box)
    dialog.setMinimumWidth(px(width))
    dialog.resize(px(width), column.totalHeightForWidth(px(width)))
    return made
