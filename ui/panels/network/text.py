"""Words on a painter: one line in a box, and the measures that layouts ask for."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from ui.panels.network.box import Box
from ui.panels.network.metrics import Metrics
from ui.theme import Role, font, px
from ui.theme.state import STATE

_ALIGNMENTS = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "centre": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


def rectangle(box: Box) -> QRectF:
    """Return a box as Qt wants it."""
    return QRectF(box.x, box.y, box.w, box.h)


@lru_cache(maxsize=4096)
def _width(text: str, role: Role, scale: float) -> float:
    return QFontMetricsF(font(role)).horizontalAdvance(text)


def text_width(text: str, role: str) -> float:
    """Return how wide a text is, in pixels, at the font scale in force."""
    return _width(text, role, STATE.scale)  # type: ignore[arg-type]


METRICS = Metrics(px, text_width)
"""The measures of the appearance in force."""


def draw_text(painter: QPainter, text: str, box: Box, role: Role, colour: str, align: str = "left") -> None:
    """Draw one line in the middle of a box's height; what is too long for the box is cut with an ellipsis."""
    # A box measured for this very text must not cut it for a rounding error.
    text = METRICS.cut(text, role, box.w + 0.5)
    painter.setFont(font(role))
    painter.setPen(QColor(colour))
    flags = _ALIGNMENTS[align] | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip | Qt.TextFlag.TextSingleLine
    painter.drawText(rectangle(box), flags, text)
