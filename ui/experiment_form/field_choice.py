"""A list to choose from whose field may say less than the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox, QStylePainter

from ui.controls import Choice, Option
from ui.theme import current, px


class FieldChoice(Choice):
    """A choice in a narrow field.

    Parameters
    ----------
    name : str
        What is chosen, for screen readers.
    options : iterable of Option
        In the order of the list.
    short : mapping
        What the field says of an option, by its key; of others it says the label.
    tight : bool
        Whether the words may come close to the chevron, as beside other controls.
    """

    def __init__(
        self, name: str, options: Iterable[Option], short: Mapping[str, str] | None = None, *, tight: bool = False
    ) -> None:
        self._short = dict(short or {})
        self._tight = tight
        super().__init__(name, options)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        box = self.rect().adjusted(px(7), 0, -px(18 if self._tight else 24), 0)
        words = self._short.get(self.key(), self.currentText())
        words = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, box.width() + 1)
        painter.setPen(QColor(current().ink if self.isEnabled() else current().disabled))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()
