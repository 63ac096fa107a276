"""A field for one number, with its unit inside, that says in one sentence why it refuses an entry."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.errors import InvalidInput
from ui.controls.entry_line import EntryLine
from ui.controls.number_range import NumberRange
from ui.theme import current, follow, font, painting, px


class NumberField(EntryLine):
    """A right-aligned number, 24 high.

    Return and leaving the field commit the entry; Escape brings the last good number back; the up and down keys step.
    Return and Escape give up the focus. A refused entry stays as it was typed, with an error border and the focus, so
    that it can be corrected, and the number keeps its last good value. No number needs a blank: Space commits the
    entry, too, and is the window's command all the same.

    Parameters
    ----------
    numbers : NumberRange
        What is allowed.
    name : str
        What it sets: the first words of every refusal, and what screen readers say.
    width : int
        At 100 %.
    parent : QWidget or None
        As for every widget.

    Attributes
    ----------
    committed : Signal(object)
        The new number, an int where only whole numbers are allowed.
    rejected : Signal(str)
        One sentence that says what is wrong and what is allowed.
    corrected : Signal()
        What was wrong no longer is.
    """

    committed = Signal(object)
    rejected = Signal(str)
    corrected = Signal()

    def __init__(self, numbers: NumberRange, name: str, *, width: int = 54, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = numbers
        self._name = name
        self._width = width
        self._number: float = numbers.minimum
        self._refused: str | None = None
        self.setMaxLength(40)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.editingFinished.connect(self._commit)
        follow(self.restyle)

    def number(self) -> float:
        """Return the last good number."""
        return self._number

    def set_number(self, number: float) -> None:
        """Show a number without telling anybody, and forget a refused entry."""
        self._number = number
        self._show()
        self._accept()

    def refuse(self, sentence: str, number: float) -> None:
        """Show that whoever received the entry cannot use it: error border, and `rejected` with the sentence.

        Parameters
        ----------
        sentence : str
            What is wrong and what is allowed.
        number : float
            The last good number, which Escape brings back.
        """
        self._number = number
        self._reject(sentence)

    def restyle(self) -> None:
        """Take sizes and fonts anew from the appearance in force."""
        self.setFont(font("label"))
        self.setFixedSize(px(self._width), px(24))
        # Qt keeps two pixels free after the text; without them the numbers line up with units and lists.
        self.setTextMargins(0, 0, self._unit_width() - 2, 0)

    def event(self, event: QEvent) -> bool:  # noqa: D102
        asks = event.type() == QEvent.Type.ShortcutOverride
        if asks and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space:
            self._commit()  # else what plays then would be another number than the one that is seen
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if event.key() == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        super().paintEvent(event)
        if self._numbers.unit:
            theme = current()
            with painting(self, smooth=False) as painter:
                painter.setFont(self.font())
                painter.setPen(QColor(theme.ink3 if self.isEnabled() else theme.disabled))
                box = QRectF(self.rect()).adjusted(0, 0, -px(7), 0)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._numbers.unit)

    @property
    def is_pending(self) -> bool:
        """Whether the field holds something else than the number."""
        return self._refused is not None or self.text() != self._numbers.text(self._number)

    def restore(self) -> None:
        """Show the last good number, and forget a refused entry."""
        self._show()
        self._accept()

    def _unit_width(self) -> int:
        if not self._numbers.unit:
            return 0
        return round(QFontMetricsF(self.font()).horizontalAdvance(self._numbers.unit)) + px(2)

    def _commit(self) -> None:
        text = self.text()
        # Return and the loss of focus after it both end the editing; the same refusal is said once.
        if text == self._refused:
            return
        if text == self._numbers.text(self._number):
            if self.isModified():
                self._show()
            self._accept()
            return
        try:
            number = self._numbers.read(text, self._name)
        except InvalidInput as error:
            self._reject(str(error))
        else:
            self._take(number)

    def _step(self, steps: int) -> None:
        try:
            start = self._numbers.read(self.text(), self._name)
        except InvalidInput:
            start = self._number
        self._take(self._numbers.stepped(start, steps))
        self.selectAll()

    def _take(self, number: float) -> None:
        changed = number != self._number
        self.set_number(number)
        if changed:
            self.committed.emit(number)

    def _show(self) -> None:
        # Also where the text is the same: setting it empties the line's own undo history.
        self.setText(self._numbers.text(self._number))
        self.setCursorPosition(len(self.text()))

    def _reject(self, sentence: str) -> None:
        self._refused = self.text()
        self._mark(invalid=True)
        self.setToolTip(sentence)
        self.rejected.emit(sentence)

    def _accept(self) -> None:
        if self._refused is not None:
            self._refused = None
            self._mark(invalid=False)
            self.setToolTip("")
            self.corrected.emit()

    def _mark(self, *, invalid: bool) -> None:
        self.setProperty("invalid", invalid)
        # Qt looks at a property in a style rule only when a widget is polished.
        self.style().unpolish(self)
        self.style().polish(self)
