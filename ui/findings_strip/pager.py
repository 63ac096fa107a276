"""Which of several findings is read: "1 of 2" between two arrows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.controls import IconButton, Text
from ui.experiment_form.focus import leave
from ui.theme import follow, px

GAP = 2


class Pager(QWidget):
    """Two arrows, and between them where one is.

    Attributes
    ----------
    moved : Signal(int)
        -1 for the one before, 1 for the next one.
    """

    moved = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.before = IconButton("chevron-left", "Finding before", size=(22, 24))
        self.words = Text("", "body", "ink2")
        self.next = IconButton("chevron-right", "Next finding (F8)", size=(22, 24))
        self.before.clicked.connect(lambda: self.moved.emit(-1))
        self.next.clicked.connect(lambda: self.moved.emit(1))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for item in (self.before, self.words, self.next):
            self._row.addWidget(item)
        follow(self.restyle)

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self._row.setSpacing(px(GAP))

    def show_place(self, index: int, count: int) -> None:
        """Say which of how many it is, the first being 0."""
        self.words.setText(f"{index + 1} of {count}")
        for arrow in (self.before, self.next):
            if count < 2:
                leave(arrow)
            arrow.setEnabled(count > 1)

    def room(self, *, words: bool, arrows: bool) -> int:
        """Return the pixels that it takes with some of its parts."""
        parts = self._parts(words, arrows)
        return sum(part.sizeHint().width() for part in parts) + px(GAP) * max(0, len(parts) - 1)

    def show_parts(self, *, words: bool, arrows: bool) -> None:
        """Show only some of its parts."""
        shown = self._parts(words, arrows)
        for part in self._parts(True, True):
            if part not in shown:
                leave(part)
            part.setVisible(part in shown)

    def _parts(self, words: bool, arrows: bool) -> list[QWidget]:
        return [part for part in (self.before, self.words, self.next) if (words if part is self.words else arrows)]
