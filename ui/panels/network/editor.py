"""The field in which a weight or a bias is edited by hand, and the words below it: what to do, or what is wrong."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from nnviz.errors import InvalidInput
from ui import numbers
from ui.controls import Text
from ui.panels.network.box import Box
from ui.panels.network.paint_card import field_box, words_box
from ui.panels.network.text import rectangle
from ui.theme import follow, font

MOST_CHARACTERS = 40
DIGITS = 6
_ENDS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEYS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
WORDS = "Enter sets it, Escape leaves it."


class Editor(QObject):
    """One field and one sentence, shown in the read-out card while something is edited.

    Parameters
    ----------
    panel : QWidget
        Where they are shown.

    Attributes
    ----------
    edited : Signal(int, float)
        The entry of theta, and the value typed.
    closed : Signal()
    """

    edited = Signal(int, float)
    closed = Signal()

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self._panel = panel
        self._index: int | None = None  # before the first event that is filtered
        self.field = QLineEdit(panel)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.field.setMaxLength(MOST_CHARACTERS)
        self.field.hide()
        self.field.installEventFilter(self)
        self.field.textEdited.connect(self._accept)
        self.words = Text(role="tick", wrap=True, parent=panel)
        self.words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.words.hide()
        self._before = ""
        self._largest = 0.0
        self._place = Box(0.0, 0.0, 0.0, 0.0)
        follow(self.restyle)

    @property
    def index(self) -> int | None:
        """Which entry of theta is edited, None while nothing is."""
        return self._index

    def restyle(self) -> None:
        """Take fonts and sizes anew from the appearance in force."""
        self.field.setFont(font("label"))
        self._arrange()

    def open(self, index: int, name: str, value: float, dtype: np.dtype[np.floating], place: Box) -> None:
        """Begin to edit.

        Parameters
        ----------
        index : int
            The entry of theta.
        name : str
            What it is called, for screen readers.
        value : float
            What it is now.
        dtype : dtype
            Of theta: what is too large for it is refused.
        place : Box
            The card in which it is edited.
        """
        self._index = index
        self._largest = float(np.finfo(dtype).max)
        # An entry that is left as it is changes nothing, so not all digits need to be seen.
        self._before = numbers.significant(value, DIGITS)
        self.field.setAccessibleName(name)
        self.field.setText(self._before)
        self.field.selectAll()
        self._accept()
        self.move(place)
        self.field.show()
        self.words.show()
        self.field.setFocus()

    def move(self, place: Box) -> None:
        """Follow the card to another place."""
        self._place = place
        self._arrange()

    def commit(self) -> None:
        """Take the entry, or say in one sentence why not and keep it."""
        if self._index is None:
            return
        text = self.field.text()
        if text == self._before:
            self.close()
            return
        try:
            value = numbers.parse(text)
            if abs(value) > self._largest:
                limit = numbers.scientific(self._largest, 2)
                raise InvalidInput(f"'{text.strip()}' is too large: allowed is up to {limit}")
        except InvalidInput as error:
            self._refuse(f"{error}.")
            return
        index = self._index
        self.close()
        self.edited.emit(index, value)

    def close(self) -> None:
        """Stop editing, and change nothing."""
        if self._index is None:
            return
        self._index = None
        had_focus = self.field.hasFocus()
        self.field.hide()
        self.words.hide()
        if had_focus:
            self._panel.setFocus()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if self._index is None:
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.FocusOut:
            self._leave()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ENDS:
            # Taken here, else the panel would see Return as well and begin anew.
            if event.key() == Qt.Key.Key_Escape:
                self.close()
            else:
                self.commit()
            return True
        elif isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space and event.type() in _KEYS:
            # As in every field for a number: no blank is typed, the entry is taken, and the window has its command.
            if event.type() == QEvent.Type.ShortcutOverride:
                self.commit()
            event.ignore()
            return True
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_typed(event):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _leave(self) -> None:
        """Take a good entry when the focus goes elsewhere; a bad one stays, with its sentence."""
        if self.field.isVisible():
            self.commit()

    def _refuse(self, sentence: str) -> None:
        self._mark(invalid=True)
        self.words.set_token("error")
        self.words.setText(sentence[:1].upper() + sentence[1:])

    def _accept(self) -> None:
        self._mark(invalid=False)
        self.words.set_token("ink3")
        self.words.setText(WORDS)

    def _mark(self, *, invalid: bool) -> None:
        self.field.setProperty("invalid", invalid)
        # Qt looks at a property in a style rule only when a widget is polished.
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)

    def _arrange(self) -> None:
        for widget, box in ((self.field, field_box(self._place)), (self.words, words_box(self._place))):
            widget.setGeometry(rectangle(box).toAlignedRect())


def _is_typed(event: QKeyEvent) -> bool:
    """Say whether a key is for the field, although the window may have a shortcut for it."""
    return event.key() in _ENDS or not event.modifiers() & Qt.KeyboardModifier.ControlModifier
