"""The place of a plane that the pointer is at, marked in every view that shows it."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.plotting.extent import Window
from ui.plotting.read_out import draw_card_ground
from ui.plotting.text import draw_text, text_width
from ui.plotting.ways import draw_dot
from ui.theme import current, pen, px

AWAY = 10
HEIGHT = 20
PADDING = 6
ARM = 9


class Spot(Struct, frozen=True):
    """A place, and what is read there.

    Attributes
    ----------
    x, y : float
        What the axes read.
    value : float
        What is read there, for the colour key.
    words : str
        The same as it is written.
    """

    x: float
    y: float
    value: float
    words: str


def draw_spot(painter: QPainter, window: Window, spot: Spot) -> None:
    """Mark a place on a map, with what is read there."""
    x, y = window.pixel(spot.x, spot.y)
    if not window.box.contains(QPointF(x, y)):
        return
    theme, arm = current(), px(ARM)
    painter.setPen(pen(theme.ink, theme.lines.cursor))
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        painter.drawLine(QPointF(x + dx * px(4), y + dy * px(4)), QPointF(x + dx * arm, y + dy * arm))
    draw_dot(painter, theme, x, y)
    draw_spot_words(painter, window.box, x, y, spot.words)


def draw_spot_words(painter: QPainter, within: QRectF, x: float, y: float, words: str) -> None:
    """Write what is read at a pixel beside it, within a box."""
    width, high, away = text_width("value", words) + 2 * px(PADDING), px(HEIGHT), px(AWAY)
    left = x + away if x + away + width <= within.right() else x - away - width
    top = y - away - high if y - away - high >= within.top() else y + away
    box = QRectF(round(left), round(top), round(width), high)
    draw_card_ground(painter, box)
    draw_text(painter, "value", current().ink, box.left() + px(PADDING), box.center().y(), words)
