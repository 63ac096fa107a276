"""Rows for text: a name, and a value as it stands in the file."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from nnviz.errors import InvalidInput
from nnviz.experiment import parse
from ui.controls import TextField, claim, is_undo_or_redo, mark_invalid
from ui.experiment_form.edits import Submit
from ui.experiment_form.row import Row
from ui.experiment_form.specs import JsonSpec, RowSpec, TextSpec
from ui.theme import follow, font, px

AnyText = TypeVar("AnyText", bound=RowSpec)


class _TextFieldRow(Row[AnyText]):
    """What both kinds share."""

    def __init__(self, spec: AnyText, submit: Submit) -> None:
        super().__init__(spec, submit)
        self.add_label()
        self.field = TextField(spec.full_name)
        self.field.corrected.connect(self.hush)
        self.line.addWidget(self.field, 1)

    def refuse(self, sentence: str) -> None:
        """Say why the last edit cannot be had; what was typed stays."""
        self._refused = True
        self.say(sentence)
        mark_invalid(self.field, True)
        # Escape, or typing on, begins from what stands there.
        self.field.setModified(True)

    def hush(self) -> None:
        """Take sentence and border away."""
        super().hush()
        mark_invalid(self.field, False)


class TextRow(_TextFieldRow[TextSpec]):
    """A name."""

    def __init__(self, spec: TextSpec, submit: Submit) -> None:
        super().__init__(spec, submit)
        self.field.committed.connect(self._send)

    def display(self, value: Any) -> None:
        """Show a text."""
        self.field.set_text(value)

    @Slot(str)
    def _send(self, text: str) -> None:
        self.send(self.spec.words(f"\u201c{text.strip()}\u201d"), text.strip())


class JsonRow(_TextFieldRow[JsonSpec]):
    """A value that no other row knows, as it stands in the file."""

    def __init__(self, spec: JsonSpec, submit: Submit) -> None:
        super().__init__(spec, submit)
        self.field.committed.connect(self._send)

    def display(self, value: Any) -> None:
        """Show a value."""
        self.field.set_text(json.dumps(value, ensure_ascii=False))

    @Slot(str)
    def _send(self, text: str) -> None:
        try:
            value = parse(text)
        except InvalidInput as error:
            self.refuse(f"{self.spec.full_name}: {error}.")
        else:
            self.send(self.spec.words(text), value)


class Notes(QPlainTextEdit):
    """Several lines of text, committed when the field is left. Escape brings the last text back, and leaves the field.

    Parameters
    ----------
    name : str
        What it holds.

    Attributes
    ----------
    committed : Signal(str)
        Another text.
    """

    committed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setPlaceholderText("What one sees, in one line or more")
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes and fonts anew from the appearance in force."""
        self.setFont(font("label"))
        self.setFixedHeight(px(76))

    def set_text(self, text: str) -> None:
        """Show a text, telling nobody; what is being typed stays, unless it is another text now."""
        if text != self._text:
            self._text = text
            self.setPlainText(text)

    @property
    def is_changed(self) -> bool:
        """Whether it holds something that is not committed yet."""
        return self.toPlainText() != self._text

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.ShortcutOverride:
            own = claim(event, pending=self.is_changed)
            if own is not None:
                event.setAccepted(own)
                return own
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() == Qt.Key.Key_Escape and self.is_changed:
            self.setPlainText(self._text)
            self.clearFocus()
        elif is_undo_or_redo(event) and not self.is_changed:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: D102
        super().focusOutEvent(event)
        if self.is_changed:
            self.committed.emit(self.toPlainText())
