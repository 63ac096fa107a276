"""What is seen while an export takes long: how far it is, and Cancel."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QDialog, QWidget

from ui.controls import Text
from ui.exports.rows import fill
from ui.numbers import THIN_SPACE
from ui.theme import colour, current, painting, px

WIDTH = 360
LINE = 2


class ProgressDialog(QDialog):
    """Lies over the window, which stays alive but takes no orders, so that nothing changes what is exported.

    Parameters
    ----------
    title : str
    work : str
        What takes long: "animation" reads as "animation 43 %".
    parent : QWidget
    """

    def __init__(self, title: str, work: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._work = work
        self._share = 0.0
        self.text = Text("", "body", "ink")
        fill(self, self.text, [], WIDTH)
        self.show_share(0.0)

    @Slot(float)
    def show_share(self, share: float) -> None:
        """Say how much is done, 0 to 1."""
        self._share = share
        self.text.setText(f"{self._work} {math.floor(100 * share)}{THIN_SPACE}%")
        self.update(0, 0, self.width(), px(LINE))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        super().paintEvent(event)
        with painting(self) as painter:
            painter.fillRect(0, 0, round(self.width() * self._share), px(LINE), colour(current().accent))
