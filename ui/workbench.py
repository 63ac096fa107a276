"""The page of an experiment: transport, form, panels, findings and timeline around the board."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.controls import Divider


class Workbench(QWidget):
    """Arranges the parts.

    Parameters
    ----------
    transport, recovery, side, board, strip, timeline : QWidget
        From top to bottom; side and board stand beside each other.

    Attributes
    ----------
    operated : list of QWidget
        What an audience does not see.
    """

    def __init__(
        self, transport: QWidget, recovery: QWidget, side: QWidget, board: QWidget, strip: QWidget, timeline: QWidget
    ) -> None:
        super().__init__()
        middle = QHBoxLayout()
        middle.setSpacing(0)
        beside, below, above = Divider(Qt.Orientation.Vertical), Divider(), Divider()
        middle.addWidget(side)
        middle.addWidget(beside)
        middle.addWidget(board, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(transport)
        column.addWidget(below)
        column.addWidget(recovery)
        column.addLayout(middle, 1)
        column.addWidget(Divider())
        column.addWidget(strip)
        column.addWidget(above)
        column.addWidget(timeline)
        self.operated: list[QWidget] = [transport, below, side, beside, above, timeline]
