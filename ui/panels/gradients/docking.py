"""Where the card goes: into free space if there is some, else over the history of rows that are not being read."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSizeF

from ui.panels.gradients.arrangement import INSET, TICKS, WORDS
from ui.panels.gradients.places import Arrangement
from ui.theme import px

MARGIN = 4


def dock(size: QSizeF, places: Arrangement, row: int, x: float) -> QPointF | None:
    """Return the place of a card of this size; None where it would hide what is read, or names or bars.

    Parameters
    ----------
    size : QSizeF
    places : Arrangement
    row : int
        The row that is read.
    x : float
        Where the pointer is across the panel.
    """
    width, height = places.size.width(), places.size.height()
    left, bottom = width - px(INSET) - size.width(), height - px(MARGIN) - size.height()
    if left < px(MARGIN):
        return None
    below = places.bottom + px(TICKS) + (px(WORDS) if places.words else 0)
    if below <= bottom:
        return QPointF(left, bottom)
    # Names and bars stay in sight: the history and the numbers of other rows can be spared for a moment.
    if left < places.bars.right + px(MARGIN):
        return None
    room_above = places.row_top(row) - px(MARGIN)
    room_below = height - places.row_top(row) - places.height(row) - px(MARGIN)
    if max(room_above, room_below) < size.height() and x >= left - px(MARGIN):
        return None
    return QPointF(left, px(MARGIN) if room_above > room_below else bottom)
