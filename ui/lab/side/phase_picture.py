"""The phase diagram as a picture: coloured by how fast it comes home, hatched where it does not."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPolygonF

from nnviz.landscape.momentum_phases import phase_rates
from nnviz.landscape.momentum_rules import HEAVY_BALL, NESTEROV, MomentumRule
from ui.lab.side.gauge import draw_ticks, hatch
from ui.plotting.primitives import polygon
from ui.plotting.text import draw_text, text_width
from ui.theme import Theme, colour, current, pen, picture, px
from ui.theme.colour_maps import magnitude_map

COLUMNS, ROWS = 160, 120
SLOWEST = 3.0
"""Decades that the colours span: from a factor of 0 a step to one of 0.999."""
KEYS = ("0", "0.9", "0.99", "0.999")
"""What the colour key says, and where, in decades of 1 / (1 - rate)."""
POINTS = 200


NAMES = {
    HEAVY_BALL: (("monotonic", 0.42, 0.07), ("ripples", 1.5, 0.55), ("zigzag", 1.62, 0.07), ("diverges", 3.25, 0.25)),
    NESTEROV: (("monotonic", 0.3, 0.07), ("ripples", 0.65, 0.55), ("zigzag", 1.2, 0.3), ("diverges", 1.75, 0.8)),
}
"""Where the names of the motions along the steeper direction stand: pull and momentum."""


@lru_cache(maxsize=8)
def rate_picture(rule: MomentumRule, ratio: float) -> QImage:
    """Return the rates as colours, transparent where it runs away."""
    rates = phase_rates(rule, ratio, COLUMNS, ROWS)
    with np.errstate(all="ignore"):
        slowness = -np.log10(1.0 - rates)
    # Up to the next pixel, so that smooth scaling has no ragged edge; the border is drawn over it.
    slowness[rates >= 1.0] = SLOWEST
    return picture(magnitude_map().span(np.nan_to_num(slowness, nan=SLOWEST, posinf=SLOWEST), 0.0, SLOWEST))


def draw_diagram(painter: QPainter, box: QRectF, rule: MomentumRule, ratio: float) -> None:
    """Draw colours, borders and the names of the motions."""
    theme = current()
    painter.save()
    painter.setClipRect(box)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(box, rate_picture(rule, ratio))
    unstable = _unstable(box, rule)
    painter.fillPath(unstable, colour(theme.surface))
    painter.fillPath(unstable, colour(theme.error, 0.14))
    painter.setClipPath(unstable, Qt.ClipOperation.IntersectClip)
    hatch(painter, box, theme.error, 0.35)
    painter.setClipRect(box)
    _draw_borders(painter, box, rule, ratio, theme)
    painter.restore()
    if box.width() >= px(200):
        _draw_names(painter, box, rule, theme)


def place_of(box: QRectF, rule: MomentumRule, pull: float, momentum: float) -> QPointF:
    """Return where a setting lies."""
    return QPointF(box.left() + pull / rule.most_pull * box.width(), box.bottom() - momentum * box.height())


def _momenta() -> np.ndarray:
    # Denser where the curves are steep: at momentum 0, as its root.
    return np.linspace(0.0, 1.0, POINTS) ** 2


def _line(box: QRectF, rule: MomentumRule, pulls: np.ndarray, momenta: np.ndarray) -> QPolygonF:
    x = box.left() + pulls / rule.most_pull * box.width()
    return polygon(np.stack([x, box.bottom() - momenta * box.height()], axis=1))


def _unstable(box: QRectF, rule: MomentumRule) -> QPainterPath:
    path, momenta = QPainterPath(), _momenta()
    path.addPolygon(_line(box, rule, rule.borders(momenta)[2], momenta))
    for momentum in (1.0, 0.0):
        path.lineTo(place_of(box, rule, rule.most_pull, momentum))
    path.closeSubpath()
    return path


def _draw_borders(painter: QPainter, box: QRectF, rule: MomentumRule, ratio: float, theme: Theme) -> None:
    momenta = _momenta()
    monotonic, zigzag, diverges = rule.borders(momenta)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # White on ink: seen on every colour of the map.
    for token, extra in (("#14181D", 1.6), ("#FFFFFF", 0.0)):
        width = theme.lines.boundary + extra
        painter.setPen(pen(token, width, opacity=0.55 if extra else 1.0))
        painter.drawPolyline(_line(box, rule, monotonic, momenta))
        painter.drawPolyline(_line(box, rule, zigzag, momenta))
        if ratio > 0.0:
            painter.setPen(pen(token, width, (5.0, 4.0), opacity=0.55 if extra else 1.0))
            for pulls in (monotonic, zigzag):
                seen = pulls <= 1.05 * rule.most_pull * ratio
                if np.count_nonzero(seen) > 1:
                    painter.drawPolyline(_line(box, rule, pulls[seen] / ratio, momenta[seen]))
    painter.setPen(pen(theme.error, theme.lines.boundary * 1.4))
    painter.drawPolyline(_line(box, rule, diverges, momenta))


def _draw_names(painter: QPainter, box: QRectF, rule: MomentumRule, theme: Theme) -> None:
    """Name the motions along the steeper direction, on labels of the surface's colour."""
    for words, pull, momentum in NAMES[rule]:
        # Side by side at the foot where there is room for both.
        momentum = 0.2 if words == "monotonic" and box.width() < px(300) else momentum
        token = theme.error if words == "diverges" else theme.ink
        draw_label(painter, box, place_of(box, rule, pull, momentum), words, token)


def draw_label(painter: QPainter, box: QRectF, place: QPointF, words: str, token: str) -> None:
    """Draw words around a place, on a ground of their own, within a box."""
    width = text_width("small", words)
    half = width / 2.0 + px(6)
    centre = QPointF(min(max(place.x(), box.left() + half), box.right() - half), min(place.y(), box.bottom() - px(11)))
    ground = QRectF(centre.x() - width / 2.0 - px(4), centre.y() - px(9), width + 2 * px(4), px(18))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(current().surface, 0.9))
    painter.drawRoundedRect(ground, 3.0, 3.0)
    draw_text(painter, "small", token, centre.x() - width / 2.0, centre.y(), words)


@lru_cache(maxsize=1)
def _ramp() -> QImage:
    return picture(magnitude_map().table[None, :])


def draw_key(painter: QPainter, box: QRectF) -> None:
    """Draw which colour is which rate: a bar, and the numbers below it."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(box.left(), box.top(), box.width(), px(8)), _ramp())
    places = [box.left() + decade / SLOWEST * box.width() for decade in range(len(KEYS))]
    draw_ticks(painter, box, box.top() + px(18), places, KEYS)
