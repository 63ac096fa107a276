"""Words in a plot: elided, in a role of the type table, and labels on a ground of their own."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from ui.plotting.run_names import cut_name
from ui.theme import Role, current, font, px
from ui.theme.state import STATE


@lru_cache(maxsize=32)
def _type(role: Role, scale: float) -> tuple[QFont, QFontMetricsF, float]:
    """Return a role's font, its metrics, and how far its base line lies below the middle of a line of it."""
    letters = font(role)
    metrics = QFontMetricsF(letters)
    return letters, metrics, metrics.ascent() - metrics.height() / 2.0


@lru_cache(maxsize=4096)
def _width(text: str, role: Role, scale: float) -> float:
    return _type(role, scale)[1].horizontalAdvance(text)


def text_width(text: str, role: Role) -> float:
    """Return how wide a text is, in pixels."""
    return _width(text, role, STATE.scale)


def draw_text(
    painter: QPainter,
    text: str,
    box: QRectF,
    role: Role,
    colour: str,
    *,
    right: bool = False,
    centred: bool = False,
    is_name: bool = False,
) -> None:
    """Draw one line in the middle of a box's height, cut at its end, or as a run's name, where it is too long."""
    letters, metrics, drop = _type(role, STATE.scale)
    # A box measured for the very text must not elide it for a rounding error.
    if text_width(text, role) > box.width() + 0.5:
        if is_name:
            text = cut_name(text, metrics, box.width())
        else:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    before = 1.0 if right else 0.5 if centred else 0.0
    painter.setFont(letters)
    painter.setPen(QColor(colour))
    # At a point instead of in a rectangle: Qt then lays nothing out, which takes a third of the time.
    x = box.left() + before * (box.width() - text_width(text, role))
    painter.drawText(QPointF(x, box.center().y() + drop), text)


def draw_upright(painter: QPainter, text: str, box: QRectF, role: Role, colour: str, *, centred: bool = True) -> None:
    """Draw one line that reads upwards, in the middle of a box or from its lower end."""
    painter.save()
    painter.translate(box.left(), box.bottom())
    painter.rotate(-90.0)
    draw_text(painter, text, QRectF(0, 0, box.height(), box.width()), role, colour, centred=centred)
    painter.restore()


def draw_label(painter: QPainter, text: str, centre: QPointF, within: QRectF, colour: str) -> None:
    """Draw a label over data: words on the surface's colour, wrapped and kept within a box."""
    theme = current()
    painter.setFont(font("small"))
    metrics = QFontMetricsF(painter.font())
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    widest = QRectF(0, 0, max(within.width() - 2 * px(12), px(60)), within.height())
    words = metrics.boundingRect(widest, int(flags), text)
    box = QRectF(0, 0, words.width() + 2 * px(6), words.height() + 2 * px(3))
    box.moveCenter(centre)
    box.moveLeft(min(max(box.left(), within.left() + px(4)), within.right() - box.width() - px(4)))
    box.moveTop(min(max(box.top(), within.top() + px(4)), within.bottom() - box.height() - px(4)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.surface))
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QColor(colour))
    painter.drawText(box, flags, text)
