"""Where the sample that is looked at is named, with buttons for the one before and the one after."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ui.panels.network.block import Block, gaps_between
from ui.panels.network.box import Box
from ui.panels.network.metrics import INSET, Metrics
from ui.panels.network.picture_place import PictureRoom

CAPTION = 24
"""The height of the sample's name with its gap below."""
BUTTON = 20
WIDEST = 200


class SamplePlace(Struct, frozen=True):
    """The sample's name and its two buttons.

    Attributes
    ----------
    caption, previous, following : Box
    """

    caption: Box
    previous: Box
    following: Box

    @property
    def bounds(self) -> Box:
        """Around all three."""
        return Box(self.caption.x, self.caption.y, self.following.right - self.caption.x, self.caption.h)


def place_caption(
    blocks: Sequence[Block], width: float, top: float, room: PictureRoom | None, metrics: Metrics
) -> SamplePlace | None:
    """Place the name over the inputs' picture, or in the upper left corner as far as units and links leave it free.

    None where not even the buttons have room.

    Parameters
    ----------
    blocks : sequence of Block
        The columns, inputs first.
    width : float
        Of the panel.
    top : float
        Where units begin.
    room : PictureRoom or None
    metrics : Metrics
    """
    high = float(metrics.px(BUTTON))
    others = [block.bounds for block in blocks[1:]]
    gaps = gaps_between(blocks)
    if room is not None:
        wide = max(blocks[0].fold.total_width, 2 * high)
        box = Box(blocks[0].x, room.top - metrics.px(CAPTION), wide, high)
        return None if any(box.overlaps(other) for other in others) else _split(box, high)
    left = float(metrics.px(INSET))
    least = max(blocks[0].bounds.right - left, 2 * high)
    box = Box(left, top, min(max(float(metrics.px(WIDEST)), least), width - 2 * left), high)
    while box.w > least and any(gap.meets(box) for gap in gaps[:1]):
        box = Box(left, top, max(least, box.w - 8.0), high)
    return None if any(box.overlaps(other) for other in others) else _split(box, high)


def _split(box: Box, button: float) -> SamplePlace:
    following = Box(box.right - button, box.y, button, button)
    previous = following.moved(-button)
    return SamplePlace(Box(box.x, box.y, previous.x - box.x, box.h), previous, following)
