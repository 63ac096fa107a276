"""What every row of the form is: a label, a control, and one sentence below where an entry was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.experiment import Experiment, with_value
from ui.controls import RowLabel, Text
from ui.experiment_form.edits import Edit, Submit
from ui.experiment_form.paths import Document, value_at
from ui.experiment_form.specs import RowSpec
from ui.theme import follow, font, px

Change = Callable[[Experiment], Experiment]
Spec = TypeVar("Spec", bound=RowSpec)


class Row(QWidget, Generic[Spec]):
    """One row; a subclass adds its control to `line`.

    It only ever shows what is in force: an edit goes to `submit`, and comes back as a document or as a refusal.

    Parameters
    ----------
    spec : RowSpec
        What it shows and edits.
    submit : callable
        Where edits go.

    Attributes
    ----------
    pointed : Signal(str, bool)
        The path of what it edits: the pointer has come, or left.
    """

    pointed = Signal(str, bool)

    def __init__(self, spec: Spec, submit: Submit) -> None:
        super().__init__()
        self.spec = spec
        self._submit = submit
        self._value: Any = None
        self._shown = False
        self._refused = False
        self._sentence: Text | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.line = QHBoxLayout()
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(0)
        self._column.addLayout(self.line)
        follow(self._fit_sentence)

    def add_label(self) -> None:
        """Put the label at the head of the line."""
        self.line.addWidget(RowLabel(self.spec.label, self.spec.mark, self.spec.sentence))

    def show_document(self, document: Document) -> None:
        """Show what a document says; an entry that is being made, and one that is wrong in itself, stay as they are."""
        try:
            value = self.read(document)
        except KeyError:
            return
        if self._shown and value == self._value and not self._refused:
            return
        self._value, self._shown, self._refused = value, True, False
        if not self.busy:
            self.display(value)
            self.hush()

    def settle(self) -> None:
        """Show what is in force."""
        if not self.busy and self._shown:
            self.display(self._value)

    def refuse(self, sentence: str) -> None:
        """Say why the last edit cannot be had."""
        self._refused = True
        self.settle()
        self.say(sentence)

    @property
    def busy(self) -> bool:
        """Whether the user is moving the control right now, so that nothing else may."""
        return False

    def read(self, document: Document) -> Any:
        """Return what the row shows of a document; raises `KeyError` where there is nothing."""
        return value_at(document, self.spec.path)

    def display(self, value: Any) -> None:
        """Show a value, telling nobody."""
        raise NotImplementedError

    def say(self, sentence: str) -> None:
        """Show one sentence below the row."""
        if self._sentence is None:
            self._sentence = Text("", "tick", "error", wrap=True)
            self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            self._column.addWidget(self._sentence)
        self._sentence.setText(sentence)
        self._sentence.setAccessibleName(sentence)
        self._fit_sentence()
        self._sentence.show()

    def hush(self) -> None:
        """Take the sentence away."""
        if self._sentence is not None:
            self._sentence.hide()
            self._sentence.setText("")

    @property
    def sentence(self) -> str:
        """What stands below the row; empty where all is well."""
        return self._sentence.text() if self._sentence is not None else ""

    def send(self, words: str, value: Any, *, final: bool = True, merges: bool = False) -> None:
        """Ask for another value at the row's own path."""
        self.send_to(self.spec.path, words, value, final=final, merges=merges)

    def send_to(self, path: str, words: str, value: Any, *, final: bool = True, merges: bool = False) -> None:
        """Ask for another value at any path."""
        self.ask(path, words, lambda experiment: with_value(experiment, path, value), final=final, merges=merges)

    def ask(self, path: str, words: str, change: Change, *, final: bool = True, merges: bool = False) -> None:
        """Ask for any change."""
        self._submit(Edit(path=path, words=words, change=change, source=self, final=final, merges=merges))

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: D102
        self.pointed.emit(self.spec.path, True)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self.pointed.emit(self.spec.path, False)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._fit_sentence()

    def _fit_sentence(self) -> None:
        """Give the sentence the height of its lines, so that no layout has to guess it."""
        if self._sentence is not None and self.width() > 0:
            room = QRect(0, 0, self.width(), 10_000)
            lines = QFontMetrics(font("tick")).boundingRect(room, Qt.TextFlag.TextWordWrap, self.sentence)
            self._sentence.setFixedHeight(lines.height() + px(6))
