"""The dialog for animations: of what, over which steps, how long, how large, in which theme and format."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from nnviz.errors import InvalidInput
from ui.controls import Choice, NumberField, NumberRange, Option, Text
from ui.exports.animation_choices import (
    FEWEST_FRAMES,
    MAXIMUM_WIDTH,
    MINIMUM_WIDTH,
    MOST_FRAMES,
    SIZES,
    AnimationChoices,
    plan_in_words,
    steps_of,
)
from ui.exports.gif import MOST_PER_SECOND
from ui.exports.rows import Rows, fill, size_choice, subject_choice, theme_choice
from ui.numbers import count
from ui.pictures import Subject, pixel_size
from ui.theme import px

TO_FILE = 2
"""What `exec` returns beside 0 for cancelled."""

WIDTH = 460
FIELD_WIDTH = 88
NO_FFMPEG = "MP4 needs the program ffmpeg, which is not installed on this computer."
_WIDTHS = NumberRange(minimum=MINIMUM_WIDTH, maximum=MAXIMUM_WIDTH, whole=True, unit="px")
_FRAMES = NumberRange(minimum=FEWEST_FRAMES, maximum=MOST_FRAMES, whole=True)
_RATES = NumberRange(minimum=1, maximum=MOST_PER_SECOND, whole=True, unit="/s")
_GIF = Option("gif", "GIF animation", "For slides, chats and pages of the web; it plays again and again.")
_MP4 = Option("mp4", "MP4 film", "Every colour, and a small file: for slides and video.")


class AnimationDialog(QDialog):
    """Asks how an animation is to be made.

    Parameters
    ----------
    subjects : sequence of Subject
        What it can be of; the last one is the whole window.
    subject : str
        The name of the one that is meant at first.
    choices : AnimationChoices
        What was chosen the last time.
    newest : int
        The last step there is, 1 or more.
    films : bool
        Whether MP4 can be made.
    parent : QWidget
    """

    def __init__(
        self,
        subjects: Sequence[Subject],
        subject: str,
        choices: AnimationChoices,
        newest: int,
        films: bool,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export animation")
        self._subjects = {item.name: item for item in subjects}
        self._whole = subjects[-1].name
        self._choices = choices
        self.what = subject_choice("Animation of", subjects, subject)
        steps = NumberRange(minimum=0, maximum=newest, whole=True)
        self.first_field = _field(steps, "First step", 0)
        self.last_field = _field(steps, "Last step", newest)
        self.frames_field = _field(_FRAMES, "Frames", choices.frames)
        self.rate_field = _field(_RATES, "Frames a second", choices.per_second)
        self.size_choice = size_choice(SIZES, choices.size)
        self.width_field = _field(_WIDTHS, "Width", choices.width)
        self.theme = theme_choice(choices.light)
        self.format = Choice("Format", [_GIF, _MP4] if films else [_GIF])
        self.format.choose(choices.format if films else "gif")
        self.plan_text, self.size_text = Text("", "label", "ink3", wrap=True), Text("", "label", "ink3", wrap=True)
        rows = Rows()
        rows.add("Animation of", self.what)
        rows.add("Steps", _row(self.first_field, "to", self.last_field))
        rows.add("Frames", _row(self.frames_field, "at", self.rate_field))
        rows.add("", self.plan_text)
        rows.add("Size", self.size_choice, self.width_field)
        rows.add("", self.size_text)
        rows.add("Theme", self.theme)
        rows.add("Format", self.format)
        if not films:
            rows.add("", Text(NO_FFMPEG, "label", "ink3", wrap=True))
        self.button = fill(self, rows, [("To file…", TO_FILE)], WIDTH)["To file…"]
        for choice in (self.what, self.size_choice):
            choice.picked.connect(self._show)
        for field in (self.first_field, self.last_field, self.frames_field, self.rate_field, self.width_field):
            field.textChanged.connect(self._show)
        self._show()
        self.frames_field.setFocus()

    @property
    def subject(self) -> str:
        """The name of what the animation is of."""
        return self.what.key()

    @property
    def choices(self) -> AnimationChoices:
        """What is chosen; numbers that cannot be are as they were before."""
        return AnimationChoices.read(
            self._choices.remembered()
            | {
                "format": self.format.key(),
                "size": self.size_choice.key(),
                "light": self.theme.key() == "light",
                "whole": self.subject == self._whole,
            }
        )

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps that are shown, one for each frame."""
        return steps_of(*self._range, self._choices.frames)

    def _show(self, *_: object) -> None:
        """Say what it will be; what cannot be is explained, and nothing can be exported."""
        self.width_field.setVisible(self.size_choice.key() == "width")
        sound = _say(self.plan_text, self._plan)
        sound = _say(self.size_text, self._size) and sound
        self.button.setEnabled(sound)

    def _plan(self) -> str:
        first, last = _read(self.first_field), _read(self.last_field)
        if first >= last:
            raise InvalidInput(
                f"The first step is {count(first)} and the last one {count(last)}: the last one must come later."
            )
        frames, per_second = _read(self.frames_field), _read(self.rate_field)
        self._range = first, last
        self._choices = AnimationChoices.read(self._choices.remembered() | {"frames": frames, "per_second": per_second})
        return plan_in_words(first, last, frames, per_second)

    def _size(self) -> str:
        if self.size_choice.key() == "width":
            self._choices = AnimationChoices.read(self._choices.remembered() | {"width": _read(self.width_field)})
        subject = self._subjects[self.subject]
        size = pixel_size(subject, self.choices.columns(subject.size.width()))
        return f"{size.width():,} × {size.height():,} pixels"


class _Field(NumberField):
    """A number that is read as it is typed."""

    def __init__(self, numbers: NumberRange, name: str, width: int) -> None:
        super().__init__(numbers, name, width=width)
        self.numbers = numbers


def _field(numbers: NumberRange, name: str, number: int, width: int = FIELD_WIDTH) -> _Field:
    field = _Field(numbers, name, width)
    field.set_number(number)
    return field


def _read(field: _Field) -> int:
    return int(field.numbers.read(field.text(), field.accessibleName()))


def _row(first: QWidget, word: str, second: QWidget) -> QWidget:
    """Return two fields with a word between them, at the left."""
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(px(12))
    for widget in (first, Text(word, "body", "ink2"), second):
        line.addWidget(widget)
    line.addStretch(1)
    return row


def _say(text: Text, words: Callable[[], str]) -> bool:
    """Show words, or why there are none. Returns whether there are."""
    try:
        text.setText(words())
    except InvalidInput as error:
        text.setText(str(error))
        text.set_token("error")
        return False
    text.set_token("ink3")
    return True
