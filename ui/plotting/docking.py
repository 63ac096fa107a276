"""Where the read-out card goes: into the corner of the plot that is free, never under the pointer."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF

from ui.plotting.scale import Floats
from ui.theme import px

INSET = 6
REACH = 12
MARKER = 8


def dock(size: QSizeF, within: QRectF, points: Floats, pointer: QPointF, before: int) -> tuple[int, QPointF] | None:
    """Return the corner that a card goes to, and its upper left corner there; None where no corner is free.

    Parameters
    ----------
    size : QSizeF
        Of the card.
    within : QRectF
        The plot.
    points : ndarray, shape (n, 2)
        Pixels of the paths.
    pointer : QPointF
        Never under it.
    before : int
        The corner that it was in: it stays there as long as that is free.
    """
    inset = px(INSET)
    left, right = within.left() + inset, within.right() - inset - size.width()
    top, bottom = within.top() + inset, within.bottom() - inset - size.height()
    if right < left or bottom < top:
        return None
    corners = list(enumerate(((right, top), (left, top), (left, bottom), (right, bottom))))
    for corner, (x, y) in sorted(corners, key=lambda one: one[0] != before):
        box = QRectF(QPointF(x, y), size)
        near = box.adjusted(-px(REACH), -px(REACH), px(REACH), px(REACH)).contains(pointer)
        if not near and not _is_over(points, box.adjusted(-px(MARKER), -px(MARKER), px(MARKER), px(MARKER))):
            return corner, box.topLeft()
    return None


def _is_over(points: Floats, box: QRectF) -> bool:
    x, y = points[:, 0], points[:, 1]
    return bool(np.any((x >= box.left()) & (x <= box.right()) & (y >= box.top()) & (y <= box.bottom())))
