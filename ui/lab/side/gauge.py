"""A learning rate against the largest stable one, on a logarithmic bar of its share."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui.numbers import THIN_SPACE
from ui.plotting.text import draw_text, text_width
from ui.plotting.ticks import readable
from ui.theme import RunStyle, colour, current, draw_run_marker, pen, px

LOW, HIGH = -3.0, 1.0
"""Decimal logarithms of the shares at the ends."""
BAR = 12
MARKER = 12
ABOVE, BELOW = 20, 24
TICKS = (0.001, 0.01, 0.1, 1.0, 10.0)
LABELS = tuple(f"{label}{THIN_SPACE}%" for label in ("0.1", "1", "10", "100", "1,000"))
HEIGHT = ABOVE + BAR + BELOW


def draw_gauge(painter: QPainter, box: QRectF, share: float, racer: RunStyle) -> None:
    """Draw the bar in a box of `HEIGHT`, with the racer's marker at its share, or at the nearer end."""
    theme = current()
    bar = QRectF(box.left(), box.top() + px(ABOVE), box.width(), px(BAR))
    border = _place(bar, 1.0)
    painter.fillRect(bar, colour(theme.grid))
    unstable = QRectF(border, bar.top(), bar.right() - border, bar.height())
    painter.fillRect(unstable, colour(theme.error, 0.16))
    hatch(painter, unstable, theme.error)
    place = _place(bar, share)
    painter.fillRect(QRectF(bar.left(), bar.center().y() - px(2), place - bar.left(), px(4)), colour(theme.ink3))
    painter.setPen(pen(theme.ink, theme.lines.threshold, theme.lines.threshold_dash))
    painter.drawLine(QLineF(border, bar.top() - px(4), border, bar.bottom() + px(4)))
    words, y = "diverges", box.top() + px(9)
    draw_text(painter, "small", theme.error, bar.right() - text_width("small", words), y, words)
    words = "converges"
    draw_text(painter, "small", theme.ink2, border - px(6) - text_width("small", words), y, words)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.surface))
    painter.drawEllipse(QPointF(place, bar.center().y()), px(MARKER) * 0.8, px(MARKER) * 0.8)
    draw_run_marker(painter, racer, theme, QPointF(place, bar.center().y()), px(MARKER))
    y = bar.bottom() + px(13)
    draw_ticks(painter, bar, y, [_place(bar, value) for value in TICKS], LABELS)


def draw_ticks(painter: QPainter, box: QRectF, y: float, places: Sequence[float], labels: Sequence[str]) -> None:
    """Draw labels below a box, within its ends, those left out that would run into the one before."""
    widths = [text_width("tick", label) for label in labels]
    half = [width / 2.0 for width in widths]
    centres = [min(max(x, box.left() + side), box.right() - side) for x, side in zip(places, half, strict=True)]
    clear = readable(centres, widths, px(6))
    for centre, side, label, is_clear in zip(centres, half, labels, clear, strict=True):
        if is_clear:
            draw_text(painter, "tick", current().ink3, centre - side, y, label)


def hatch(painter: QPainter, box: QRectF, token: str, opacity: float = 0.45) -> None:
    """Draw slanted lines over a box, so that it is told apart without its colour."""
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setPen(pen(token, 1.0, opacity=opacity))
    step, high = px(7), box.height()
    painter.drawLines(
        [
            QLineF(box.left() + k * step - high, box.bottom(), box.left() + k * step, box.top())
            for k in range(math.ceil((box.width() + high) / step) + 1)
        ]
    )
    painter.restore()


def _place(bar: QRectF, share: float) -> float:
    """Return the pixel of a share; what lies beyond an end stands there."""
    log = math.log10(share) if share > 0.0 else LOW
    return bar.left() + (min(max(log, LOW), HIGH) - LOW) / (HIGH - LOW) * bar.width()
