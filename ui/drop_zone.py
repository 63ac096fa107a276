"""Where a panel that is dragged by its title would go: a side of another panel, or its place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.arrangement import Side
from ui.panel_frame import PanelFrame
from ui.theme import current, painting

EDGE = 0.28
"""The share of a panel, from each side, in which a drop goes to that side; in the middle both change places."""


class DropZone(QWidget):
    """Shows, over the board, the room that a dragged panel would take."""

    def __init__(self, board: QWidget) -> None:
        super().__init__(board)
        self._board = board
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def target(self, frames: list[PanelFrame], name: str, place: QPoint) -> tuple[str, Side] | None:
        """Return the panel at a place of the board and its side there; None for the dragged panel itself."""
        for frame in frames:
            box = self._box(frame)
            if box.contains(place) and frame.panel.name != name:
                return frame.panel.name, _side(box, place)
        return None

    def show_at(self, frames: list[PanelFrame], name: str, place: QPoint) -> None:
        """Show where panel `name` would go if it were dropped at a place of the board."""
        found = self.target(frames, name, place)
        self.setVisible(found is not None)
        if found is None:
            return
        box = next(self._box(frame) for frame in frames if frame.panel.name == found[0])
        self.setGeometry(_part(box, found[1]))
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        with painting(self, smooth=False) as painter:
            accent = QColor(current().accent)
            painter.setPen(QPen(accent, 2.0))
            accent.setAlphaF(0.15)
            painter.setBrush(accent)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _box(self, frame: PanelFrame) -> QRect:
        return QRect(frame.mapTo(self._board, QPoint(0, 0)), frame.size())


def _side(box: QRect, place: QPoint) -> Side:
    x, y = (place.x() - box.left()) / box.width(), (place.y() - box.top()) / box.height()
    distances: list[tuple[float, Side]] = [(x, "left"), (1.0 - x, "right"), (y, "above"), (1.0 - y, "below")]
    nearest, side = min(distances)
    return side if nearest < EDGE else "swap"


def _part(box: QRect, side: Side) -> QRect:
    half_width, half_height = box.width() // 2, box.height() // 2
    cuts: dict[Side, tuple[int, int, int, int]] = {
        "left": (0, 0, -half_width, 0),
        "right": (half_width, 0, 0, 0),
        "above": (0, 0, 0, -half_height),
        "below": (0, half_height, 0, 0),
        "swap": (0, 0, 0, 0),
    }
    return box.adjusted(*cuts[side])
