"""Chips: small switches in a panel's title bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.controls.flat_button import FlatButton
from ui.theme import current, font, painting, px


class Chip(FlatButton):
    """A word, 22 high, that is chosen or not. Put several into a QButtonGroup to have one of them chosen.

    Parameters
    ----------
    text : str
        The word.
    name : str
        What it switches, for tooltip and screen readers.
    parent : QWidget or None
        As for every widget.
    """

    def __init__(self, text: str, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name or text, parent)
        self.setText(text)
        self.setToolTip(name)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:  # noqa: D102
        # Measured in the heavier of its two weights, so that choosing it moves nothing.
        words = QFontMetricsF(font("value")).horizontalAdvance(self.text())
        return QSize(round(words) + 1 + 2 * px(8), px(22))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        theme = current()
        with painting(self) as painter:
            self.draw_ground(painter, 4.0)
            painter.setFont(font("value" if self.isChecked() else "tick"))
            token = theme.accent if self.isChecked() else theme.ink2
            painter.setPen(QColor(token if self.isEnabled() else theme.disabled))
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, self.text())
