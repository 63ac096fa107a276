"""A field that opens a list to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from ui.theme import current, follow, font, px


class Option(NamedTuple):
    """One thing to choose.

    Attributes
    ----------
    key : str
        What the program calls it.
    label : str
        What the list says.
    sentence : str
        Its tooltip.
    """

    key: str
    label: str
    sentence: str = ""


class Choice(QComboBox):
    """A list of options, 24 high. The wheel works only with the focus, so that a form can be scrolled over it.

    Parameters
    ----------
    name : str
        What is chosen, for screen readers.
    options : iterable of Option
        In the order of the list.
    parent : QWidget or None
        As for every widget.

    Attributes
    ----------
    picked : Signal(str)
        The key of another option that the user chose.
    """

    picked = Signal(str)

    def __init__(self, name: str, options: Iterable[Option] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(16)
        # A long label must not widen the form: it is cut in the field and whole in the list.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_options(options)
        self.activated.connect(self._activated)
        follow(self.restyle)

    def set_options(self, options: Iterable[Option]) -> None:
        """Offer other options; the chosen one stays chosen where it is still there."""
        self.clear()
        for option in options:
            self.addItem(option.label, option.key)
            self.setItemData(self.count() - 1, option.sentence, Qt.ItemDataRole.ToolTipRole)
        self.choose(self._key if self.findData(self._key) >= 0 else str(self.itemData(0) or ""))
        self._widen()

    def key(self) -> str:
        """Return the key of the chosen option, or "" where there are none."""
        return self._key

    def choose(self, key: str) -> None:
        """Choose an option without telling anybody.

        Raises
        ------
        KeyError
            When it is not among the options.
        """
        index = self.findData(key)
        if index < 0 and key:
            raise KeyError(key)
        self._key = key
        self.setCurrentIndex(index)
        self.setToolTip(str(self.itemData(index, Qt.ItemDataRole.ToolTipRole) or ""))

    def restyle(self) -> None:
        """Take sizes and fonts anew from the appearance in force."""
        self.setFont(font("label"))
        self.setFixedHeight(px(24))
        self._widen()

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(60), px(24))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        # The style clips a label that is too long; an ellipsis says that there is more.
        box = self.rect().adjusted(px(7), 0, -px(22), 0)
        label = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, box.width())
        painter.setPen(QColor(current().ink if self.isEnabled() else current().disabled))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        # Page up and page down belong to the clicker, whatever has the focus.
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def _widen(self) -> None:
        widest = max((self.fontMetrics().horizontalAdvance(self.itemText(k)) for k in range(self.count())), default=0)
        self.view().setMinimumWidth(widest + px(40))

    def _activated(self, index: int) -> None:
        key = str(self.itemData(index))
        if key != self._key:
            self.choose(key)
            self.picked.emit(key)
