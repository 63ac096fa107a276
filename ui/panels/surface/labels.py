"""Names beside the ends of paths: placed where they cover least, and carried along by what they name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from ui.panels.surface.track import Floats
from ui.plotting.text import draw_text, text_width
from ui.plotting.ways import marker_size
from ui.theme import colour, current, px

HEIGHT = 18
PADDING = 5
AWAY = 11
WIDEST = 150
EDGE = 3
_KEEP = 4.0
"""A label changes sides only where it would cover so many points fewer."""
_SIDES = ((0, -1), (0, 1), (1, 0), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1))


class Wanted(Struct, frozen=True):
    """A label to be placed: what it says, and the pixel that it names."""

    key: str
    text: str
    x: float
    y: float


class Label(Struct, frozen=True):
    """A label and where it stands, from the upper left corner to what it names."""

    text: str
    width: float
    side: int
    dx: float
    dy: float

    def box(self, x: float, y: float, within: QRectF) -> QRectF:
        """Return where it is when what it names is at a pixel; always within a box."""
        high, edge = px(HEIGHT), px(EDGE)
        left = min(max(x + self.dx, within.left() + edge), within.right() - self.width - edge)
        top = min(max(y + self.dy, within.top() + edge), within.bottom() - high - edge)
        return QRectF(left, top, self.width, high)


def place_labels(
    wanted: Sequence[Wanted], points: Floats, within: QRectF, before: dict[str, Label], strict: bool = False
) -> dict[str, Label]:
    """Return the labels that there is room for, the first ones first.

    Parameters
    ----------
    wanted : sequence of Wanted
    points : ndarray, shape (n, 2)
        Pixels of all paths.
    within : QRectF
        The plot.
    before : dict of str to Label
        Where they were.
    strict : bool
        Whether a label that covers a point, or comes as near as a marker is wide, is left out.
    """
    theme = current()
    placed: dict[str, Label] = {}
    taken = [QRectF(one.x - px(8), one.y - px(8), px(16), px(16)) for one in wanted]
    for one in wanted:
        width = min(text_width("small", one.text), px(WIDEST)) + 2 * px(PADDING)
        if width + 2 * px(EDGE) > within.width() or px(HEIGHT) + 2 * px(EDGE) > within.height():
            continue
        labels = [_beside(one.text, width, side) for side in range(len(_SIDES))]
        boxes = [label.box(one.x, one.y, within) for label in labels]
        costs = _covered(points, boxes, marker_size(theme) / 2.0 + theme.lines.casing if strict else 0.0)
        covers = [strict and cost > 0.0 for cost in costs]
        old = before.get(one.key)
        if old is not None:
            costs[old.side] -= _KEEP
        free = [k for k, box in enumerate(boxes) if not covers[k] and not any(map(box.intersects, taken))]
        if free:
            best = min(free, key=lambda k: costs[k])
            placed[one.key] = labels[best]
            taken.append(boxes[best])
    return placed


def draw_label(painter: QPainter, label: Label, box: QRectF, token: str) -> None:
    """Draw a label in the box that it has (see `Label.box`)."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(current().surface))
    painter.drawRoundedRect(box, 3.0, 3.0)
    at = QPointF(box.left() + px(PADDING), box.center().y())
    draw_text(painter, "small", token, at.x(), at.y(), label.text, px(WIDEST), is_name=True)


def _beside(text: str, width: float, side: int) -> Label:
    across, down = _SIDES[side]
    away, high = px(AWAY), px(HEIGHT)
    # On a diagonal side the label stands right of what it names and above it, as on the others, only nearer.
    dx = {-1: -width - away, 0: -width / 2.0, 1: float(away)}[across]
    dy = {-1: -float(high + away), 0: -high / 2.0, 1: float(away)}[down]
    if across and down:
        dx, dy = dx - across * px(6), dy - down * px(3)
    return Label(text, width, side, dx, dy)


def _covered(points: Floats, boxes: Sequence[QRectF], room: float) -> list[float]:
    """Return how many of the points each box covers, with some room around it."""
    middles = np.array([(box.center().x(), box.center().y()) for box in boxes])
    reach = (boxes[0].width() / 2.0 + room, boxes[0].height() / 2.0 + room)
    inside = (np.abs(points[:, None] - middles) <= reach).all(axis=2)
    counts: list[float] = np.count_nonzero(inside, axis=0).astype(float).tolist()
    return counts
