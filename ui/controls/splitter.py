"""Panels edge to edge: a 1 px line between them, 7 px of it to grab."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from ui.theme import current, follow, painting

_GRAB = 3


class Splitter(QSplitter):
    """A splitter whose handle is a line that takes one pixel from its panels.

    Parameters
    ----------
    orientation : Qt.Orientation
        Horizontal puts the panels side by side.
    parent : QWidget or None
        As for every widget.
    """

    def __init__(self, orientation: Qt.Orientation, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)

    def createHandle(self) -> QSplitterHandle:  # noqa: D102
        return _Line(self.orientation(), self)


class _Line(QSplitterHandle):
    def __init__(self, orientation: Qt.Orientation, parent: QSplitter) -> None:
        super().__init__(orientation, parent)
        follow(self.restyle)

    def restyle(self) -> None:
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Margins catch the mouse, and the mask keeps them out of the picture: the panels show through. Qt does the same
        # with narrower margins, so its own version must not run.
        self.setAttribute(Qt.WidgetAttribute.WA_MouseNoMask)
        upright = self.orientation() == Qt.Orientation.Horizontal
        self.setContentsMargins(*((_GRAB, 0, _GRAB, 0) if upright else (0, _GRAB, 0, _GRAB)))
        self.setMask(QRegion(self.contentsRect()))

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self, smooth=False) as painter:
            painter.fillRect(self.contentsRect(), QColor(current().line))
