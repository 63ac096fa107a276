"""Single lines of text in plots, set by the roles of the type table."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from ui.theme import Role, font, px


def draw_text(
    painter: QPainter, role: Role, colour: str, x: float, y: float, text: str, width: float | None = None
) -> None:
    """Draw one line of text that begins at `x` and is centred on `y`, elided where it is wider than `width`."""
    style, metrics, drop = _type(role, px(1000))
    painter.setFont(style)
    painter.setPen(_colour(colour))
    if width is not None and text_width(role, text) > width:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, width))
    painter.drawText(QPointF(x, y + drop), text)


def text_width(role: Role, text: str) -> float:
    """Return the pixels that a text takes."""
    return _width(role, px(1000), text)


@lru_cache(maxsize=1024)
def _width(role: Role, scale: int, text: str) -> float:
    return _type(role, scale)[1].horizontalAdvance(text)


@lru_cache(maxsize=32)
def _type(role: Role, scale: int) -> tuple[QFont, QFontMetricsF, float]:
    """Return a role's font, its metrics and the drop of its base line; `scale` only tells font scales apart."""
    style = font(role)
    metrics = QFontMetricsF(style)
    # Centred by the height of capitals, so that digits and names stand on a marker's middle.
    return style, metrics, metrics.capHeight() / 2.0


@lru_cache(maxsize=64)
def _colour(token: str) -> QColor:
    return QColor(token)
