"""Where reconstructions stand: samples that stay the same on top, the worst ones below."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, QSize

from ui.panels.output.plan import BELOW, INSET, TOP
from ui.theme import px

HEAD = 22
CAPTION = 18
GAP = (18, 8)
_WANTED = 12
"""Samples that are worth smaller pictures."""
_MOST_COLUMNS = 10
_MOST_ROWS = 6


class CardsPlan(Struct, frozen=True):
    """Places for samples, each with a caption below; heads above each group.

    Attributes
    ----------
    side : int
        The width of one picture.
    first, worst : tuple of QRectF
        Of the pictures alone.
    first_head, worst_head : QRectF
    """

    side: int
    first: tuple[QRectF, ...]
    worst: tuple[QRectF, ...]
    first_head: QRectF
    worst_head: QRectF

    @property
    def boxes(self) -> tuple[QRectF, ...]:
        """All places, as the samples of a result follow each other."""
        return self.first + self.worst

    def place_at(self, pointer: QPointF) -> tuple[bool, int] | None:
        """Return which place lies under the pointer: whether of a worst one, and its number in its group."""
        for is_worst, boxes in ((False, self.first), (True, self.worst)):
            for place, box in enumerate(boxes):
                if with_caption(box).contains(pointer):
                    return is_worst, place
        return None


def with_caption(box: QRectF) -> QRectF:
    """Return a place together with its caption."""
    return box.adjusted(-px(3), -px(3), px(3), px(CAPTION))


def plan_cards(size: QSize, sides: range, content: Callable[[int], tuple[float, float]]) -> CardsPlan:
    """Arrange as large as leaves room for a dozen samples, else as many as there is room for.

    Parameters
    ----------
    size : QSize
        Of the panel.
    sides : range
        Widths of one picture to try, at 100 %, the largest first.
    content : callable
        Width and height of one sample for the width of a picture.
    """
    left, top = float(px(INSET)), float(px(TOP))
    across, down = size.width() - 2.0 * left, size.height() - top - px(BELOW)
    best = (px(sides[-1]), 1, 1)
    for wanted in sides:
        side = px(wanted)
        columns, rows = _grid(across, down, content(side))
        best = side, columns, rows
        if columns * rows >= _WANTED and rows > 1:
            break
    side, columns, rows = best
    wide, high = content(side)
    pitch_x = min(across / columns, 1.6 * (wide + px(GAP[0])))
    pitch_y = high + px(CAPTION) + px(GAP[1])
    upper = (rows + 1) // 2

    def boxes(start: float, count: int) -> tuple[QRectF, ...]:
        return tuple(
            QRectF(round(left + column * pitch_x), round(start + row * pitch_y), wide, high)
            for row in range(count)
            for column in range(columns)
        )

    first_head = QRectF(left, top, across, px(HEAD))
    start = first_head.bottom() + px(2)
    worst_head = QRectF(left, start + upper * pitch_y, across, px(HEAD))
    return CardsPlan(
        side, boxes(start, upper), boxes(worst_head.bottom() + px(2), rows - upper), first_head, worst_head
    )


def _grid(across: float, down: float, content: tuple[float, float]) -> tuple[int, int]:
    """Return how many columns and rows of samples have room, at least one of each."""
    wide, high = content
    columns = int((across + px(GAP[0])) // (wide + px(GAP[0])))
    rows = int((down - 2 * (px(HEAD) + px(2))) // (high + px(CAPTION) + px(GAP[1])))
    return max(1, min(columns, _MOST_COLUMNS)), max(1, min(rows, _MOST_ROWS))
