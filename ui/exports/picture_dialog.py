"""The dialog for pictures: of what, in which format, how large, in which theme, and where to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from nnviz.errors import InvalidInput
from ui.controls import Choice, NumberField, NumberRange, Option, Text
from ui.exports.choices import MAXIMUM_WIDTH, MINIMUM_WIDTH, SIZES, PictureChoices
from ui.exports.rows import Rows, fill, size_choice, subject_choice, theme_choice
from ui.pictures import DOTS_PER_INCH, Subject, pixel_size

TO_CLIPBOARD, TO_FILE = 2, 3
"""What `exec` returns beside 0 for cancelled."""

WIDTH = 420
_MILLIMETRES = 25.4 / DOTS_PER_INCH
_WIDTHS = NumberRange(minimum=MINIMUM_WIDTH, maximum=MAXIMUM_WIDTH, whole=True, unit="px")
_FORMATS = (
    Option("png", "PNG picture", "Pixels: for slides and pages of the web."),
    Option("svg", "SVG drawing", "Curves and letters that stay sharp and can be edited; maps are pictures in it."),
    Option("pdf", "PDF page", "Curves and letters that stay sharp, for print; maps are pictures in it."),
)


class PictureDialog(QDialog):
    """Asks how a picture is to be made.

    Parameters
    ----------
    subjects : sequence of Subject
        What it can be of; the last one is the whole window.
    subject : str
        The name of the one that is meant at first.
    choices : PictureChoices
        What was chosen the last time.
    parent : QWidget
    """

    def __init__(self, subjects: Sequence[Subject], subject: str, choices: PictureChoices, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export picture")
        self._subjects = {item.name: item for item in subjects}
        self._whole = subjects[-1].name
        self.what = subject_choice("Picture of", subjects, subject)
        self.format = Choice("Format", _FORMATS)
        self.format.choose(choices.format)
        self.size_choice = size_choice(SIZES, choices.size)
        self._width = choices.width
        self.width_field = NumberField(_WIDTHS, "Width", width=88)
        self.width_field.set_number(choices.width)
        self.result_text = Text("", "label", "ink3", wrap=True)
        self.theme = theme_choice(choices.light)
        rows = Rows()
        rows.add("Picture of", self.what)
        rows.add("Format", self.format)
        rows.add("Size", self.size_choice, self.width_field)
        rows.add("", self.result_text)
        rows.add("Theme", self.theme)
        self.buttons: dict[str, QPushButton] = fill(
            self, rows, [("To clipboard", TO_CLIPBOARD), ("To file…", TO_FILE)], WIDTH
        )
        for choice in (self.what, self.format, self.size_choice):
            choice.picked.connect(self._show_size)
        self.width_field.textChanged.connect(self._read_width)
        self._show_size()
        self.format.setFocus()

    @property
    def subject(self) -> Subject:
        """What the picture is of."""
        return self._subjects[self.what.key()]

    @property
    def choices(self) -> PictureChoices:
        """What is chosen."""
        return PictureChoices.read(
            {
                "format": self.format.key(),
                "size": self.size_choice.key(),
                "width": self._width,
                "light": self.theme.key() == "light",
                "whole": self.what.key() == self._whole,
            }
        )

    def _read_width(self, text: str) -> None:
        """Take the width as it is typed; what cannot be one is explained, and nothing can be exported."""
        try:
            self._width = int(_WIDTHS.read(text, "Width"))
        except InvalidInput as error:
            self.result_text.setText(str(error))
            self.result_text.set_token("error")
            self._allow(False)
        else:
            self._show_size()

    def _show_size(self, *_: object) -> None:
        """Say how large the picture will be."""
        choices, size = self.choices, self.subject.size
        pixels = choices.format == "png"
        self.size_choice.setEnabled(pixels)
        self.width_field.setVisible(pixels and choices.size == "width")
        if pixels:
            made = pixel_size(self.subject, choices.columns(size.width()))
            words = f"{made.width():,} × {made.height():,} pixels"
        else:
            words = f"{size.width() * _MILLIMETRES:.0f} × {size.height() * _MILLIMETRES:.0f} mm, sharp at any size"
        self.result_text.setText(words)
        self.result_text.set_token("ink3")
        self._allow(True)

    def _allow(self, allowed: bool) -> None:
        for button in self.buttons.values():
            button.setEnabled(allowed)
