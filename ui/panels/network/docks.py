"""Free corners: where the read-out card and the colour key stand without covering units, links or words."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ui.panels.network.box import Box
from ui.panels.network.layout import Layout
from ui.panels.network.metrics import BELOW, INSET, Metrics

KEY = (112, 62)
SLIM_KEY = (76, 58)
"""The key below the inputs' picture, where no corner has room: as wide as that, and at least so wide."""
CARD = (188, 80)
"""A usual card: a title and three rows."""
SMALL = (640, 270)
"""In a smaller panel, card and key show only while they are asked for."""

_CORNERS = ("lower left", "lower right", "upper left", "upper right")
_KEY_CORNERS = ("lower right", "upper right", "lower left", "upper left")
_CLEARANCE = 4.0
_PICTURE_GAP = 8
_UNIT_WEIGHT = 4.0


class Docks(Struct, frozen=True):
    """Where card and key stand in one layout.

    Attributes
    ----------
    layout : Layout
    small : bool
        Whether they show only while they are asked for.
    key : Box or None
        None where there is no room.
    key_gives_way : bool
        Whether the key stands where the card goes, and is gone while there is one.
    slim : bool
        Whether the key is narrow and says nothing of links.
    corners : tuple of str
        In the order in which cards try them: first those with room for a usual one, so that cards of different sizes
        stand in one and the same corner.
    taken : tuple of Box
        What a card must not cover, links aside.
    """

    layout: Layout
    small: bool
    key: Box | None
    key_gives_way: bool
    corners: tuple[str, ...]
    taken: tuple[Box, ...]
    slim: bool = False

    @property
    def quality(self) -> int:
        """2 where a usual card and the key both have a place of their own, 1 where they share one, else 0."""
        if self.key is None:
            return 0
        return 1 if self.key_gives_way else 2

    def covered(self, box: Box) -> float:
        """Return how much a box covers: square pixels of links, and those of units and words four times."""
        return _covered(self.layout, box, self.taken)

    def place_card(self, size: tuple[float, float], avoid: Box | None, metrics: Metrics) -> Box:
        """Return where a card stands: in a free corner, else where it covers least and not what it speaks of.

        Parameters
        ----------
        size : (float, float)
        avoid : Box or None
            What the card speaks of.
        metrics : Metrics
        """
        layout, (width, height) = self.layout, size
        if layout.picture is not None:
            room = layout.picture.card
            if room is not None and room.h >= height:
                return Box(room.x, room.y, max(width, room.w), height)
            below = _corner(layout, "lower left", size, metrics)
            # It may cover words and the key, which come back when it goes; not the picture.
            if not below.overlaps(layout.blocks[0].units_box):
                return below
        boxes = [_corner(layout, name, size, metrics) for name in self.corners]
        return min(boxes, key=lambda box: (avoid is not None and box.overlaps(avoid.grown(6.0)), self.covered(box)))


def plan_docks(layout: Layout, metrics: Metrics) -> Docks:
    """Find the places for card and key."""
    request = layout.request
    small = request.width < metrics.px(SMALL[0]) or request.height < metrics.px(SMALL[1])
    taken = tuple(_obstacles(layout, metrics))
    key_size = float(metrics.px(KEY[0])), float(metrics.px(KEY[1]))
    card_size = float(metrics.px(CARD[0])), float(metrics.px(CARD[1]))

    def free(name: str, size: tuple[float, float], others: Sequence[Box]) -> bool:
        box = _corner(layout, name, size, metrics)
        return box.x >= 0.0 and box.y >= layout.top(metrics) and _covered(layout, box, others) == 0.0

    if layout.picture is not None:
        return Docks(layout, small, layout.picture.key, layout.picture.card is None, ("lower left",), taken)
    keys = [name for name in _KEY_CORNERS if free(name, key_size, taken)]
    cards = [name for name in _CORNERS if free(name, card_size, taken)]
    # Where only one corner holds both, they share it.
    pairs = [(key, card) for key in keys for card in cards if key != card]
    key_name, gives_way = (pairs[0][0], False) if pairs else (keys[0] if keys else None, bool(keys))
    if key_name is not None and not pairs and not cards:
        # The card will cover something anyway: then rather the key.
        gives_way = True
    key = _corner(layout, key_name, key_size, metrics) if key_name is not None else None
    below = _below_picture(layout, metrics) if key is None else None
    if below is not None:
        corners = tuple(sorted(_CORNERS, key=lambda name: not free(name, card_size, taken)))
        return Docks(layout, small, below, True, corners, taken, slim=True)
    others = taken if key is None or gives_way else (*taken, key)
    corners = tuple(sorted(_CORNERS, key=lambda name: not free(name, card_size, others)))
    return Docks(layout, small, key, gives_way, corners, others)


def _below_picture(layout: Layout, metrics: Metrics) -> Box | None:
    """Return where a slim key stands below the picture of the inputs; None where there is none, or no room."""
    inputs = layout.blocks[0]
    if inputs.column.face != "picture":
        return None
    picture, (least, high) = inputs.units_box, (float(metrics.px(length)) for length in SLIM_KEY)
    box = Box(picture.x, picture.bottom + metrics.px(_PICTURE_GAP), picture.w, high)
    return box if box.w >= least and box.bottom <= _floor(layout, metrics) else None


def _floor(layout: Layout, metrics: Metrics) -> float:
    """Return where the words along the bottom begin, or the panel's inset."""
    return layout.words_box.y if layout.has_footer else layout.request.height - metrics.px(BELOW)


def _obstacles(layout: Layout, metrics: Metrics) -> list[Box]:
    """Return what must not be covered, links aside."""
    boxes = [block.bounds.grown(_CLEARANCE) for block in layout.blocks]
    # Words above the bars stand a little over the first row; two classes of one output take more than its unit.
    boxes += [
        part.grown(1.0) for block in layout.blocks for row in block.answers for part in (row.name, row.word) if part
    ]
    if layout.sample is not None:
        boxes.append(layout.sample.bounds)
    if layout.has_footer:
        boxes.append(layout.words_box)
    if layout.lone_answer is not None:
        boxes.append(layout.lone_answer)
    return boxes


def _covered(layout: Layout, box: Box, taken: Sequence[Box]) -> float:
    area = sum(box.shared_area(other) for other in taken)
    return _UNIT_WEIGHT * area + sum(gap.shared_area(box) for gap in layout.gaps)


def _corner(layout: Layout, name: str, size: tuple[float, float], metrics: Metrics) -> Box:
    """Return a box of a size in one corner of the panel's content."""
    width, height = size
    request, inset = layout.request, metrics.px(INSET)
    x = inset if "left" in name else request.width - inset - width
    y = layout.top(metrics) if "upper" in name else _floor(layout, metrics) - height
    return Box(float(x), float(y), width, height)
