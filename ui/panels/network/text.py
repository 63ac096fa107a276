"""Words on a painter: one line in a box, and the measures that layouts ask for."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from ui.panels.network.box import Box
from ui.panels.network.metrics import Metrics
from ui.theme import Role, font, px
from ui.theme.state import STATE

Align = Literal["left", "centre", "right"]

_SHARES: dict[Align, float] = {"left": 0.0, "centre": 0.5, "right": 1.0}
"""How much of the room that is left over stands before the text."""


def rectangle(box: Box) -> QRectF:
    """Return a box as Qt wants it."""
    return QRectF(*box)


@lru_cache(maxsize=32)
def _type(role: Role, scale: float) -> tuple[QFont, QFontMetricsF, float]:
    """Return a role's font, its metrics, and how far its base line lies below the middle of a line of it."""
    letters = font(role)
    metrics = QFontMetricsF(letters)
    return letters, metrics, metrics.ascent() - metrics.height() / 2.0


@lru_cache(maxsize=4096)
def _width(text: str, role: Role, scale: float) -> float:
    return _type(role, scale)[1].horizontalAdvance(text)


def text_width(text: str, role: str) -> float:
    """Return how wide a text is, in pixels, at the font scale in force."""
    return _width(text, role, STATE.scale)  # type: ignore[arg-type]


METRICS = Metrics(px, text_width)
"""The measures of the appearance in force."""


def draw_text(painter: QPainter, text: str, box: Box, role: Role, colour: str, align: Align = "left") -> None:
    """Draw one line in the middle of a box's height; what is too long for the box is cut with an ellipsis."""
    # A box measured for this very text must not cut it for a rounding error.
    text = METRICS.cut(text, role, box.w + 0.5)
    letters, _, drop = _type(role, STATE.scale)
    x = box.x + _SHARES[align] * (box.w - text_width(text, role))
    painter.setFont(letters)
    painter.setPen(QColor(colour))
    # At a point instead of in a rectangle: Qt then lays nothing out, which takes a third of the time.
    painter.drawText(QPointF(x, box.cy + drop), text)
