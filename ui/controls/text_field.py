"""A field for one line of text."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.controls.entry_line import EntryLine
from ui.theme import follow, font, px


class TextField(EntryLine):
    """A line of text, 24 high. Return and leaving the field commit it; Escape brings the last good text back.

    Both keys give up the focus, except that of a refused text.

    Parameters
    ----------
    name : str
        What it holds.

    Attributes
    ----------
    committed : Signal(str)
        Another text.
    corrected : Signal()
        The text in force stands there again.
    """

    committed = Signal(str)
    corrected = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setAccessibleName(name)
        self.editingFinished.connect(self._commit)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes and fonts anew from the appearance in force."""
        self.setFont(font("label"))
        self.setFixedHeight(px(24))

    def set_text(self, text: str) -> None:
        """Show a text, telling nobody; the caret stays where it is when nothing changes."""
        self._text = text
        if self.text() != text or self.isModified():
            # Setting it empties the line's own undo history.
            self.setText(text)
            self.setCursorPosition(0 if not self.hasFocus() else len(text))

    @property
    def is_pending(self) -> bool:
        """Whether the field holds another text than the one in force."""
        return self.text() != self._text

    def restore(self) -> None:
        """Show the text in force."""
        self.set_text(self._text)
        self.corrected.emit()

    @Slot()
    def _commit(self) -> None:
        if not self.isModified():
            return
        if self.is_pending:
            self.setModified(False)
            self.committed.emit(self.text())
        else:
            self.restore()
