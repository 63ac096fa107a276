"""Where the card goes: into free space if there is some, else over the rows that are not being read."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSizeF

from ui.panels.gradients.arrangement import INSET, TICKS, WORDS
from ui.panels.gradients.places import Arrangement
from ui.theme import px

MARGIN = 4


def dock(size: QSizeF, places: Arrangement, row: int, x: float) -> QPointF | None:
    """Return the place of a card of this size; None where it would hide what is read.

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
    right = width - px(INSET) - size.width()
    if right < px(MARGIN):
        return None
    below = places.bottom + px(TICKS) + (px(WORDS) if places.words else 0)
    if below + size.height() <= height - px(MARGIN):
        return QPointF(right, height - px(MARGIN) - size.height())
    # At the side where the pointer is not, as far from the row as can be.
    left = right if x < width / 2.0 else float(px(INSET))
    top, bottom = float(px(MARGIN)), height - px(MARGIN) - size.height()
    room_above = places.row_top(row) - px(MARGIN)
    room_below = height - places.row_top(row) - places.height(row) - px(MARGIN)
    if max(room_above, room_below) >= size.height():
        return QPointF(left, top if room_above > room_below else bottom)
    beside = x < left - px(MARGIN) or x > left + size.width() + px(MARGIN)
    if not beside:
        return None
    return QPointF(left, top if room_above > room_below else bottom)
