"""What lies under the pointer."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ui.frame import Selection
from ui.panels.network.box import Box
from ui.panels.network.heads import place_heads
from ui.panels.network.scene import Scene
from ui.panels.network.text import METRICS


class Target(Struct, frozen=True):
    """Something that can be pointed at.

    Attributes
    ----------
    kind : str
        "unit", "link" or "head" with its selection; "previous" or "following", the sample's buttons; "card", and
        "value", its number that can be edited.
    selection : Selection or None
    """

    kind: Literal["unit", "link", "head", "previous", "following", "card", "value"]
    selection: Selection | None = None

    @property
    def can_be_clicked(self) -> bool:
        """Whether a click does something."""
        return self.kind != "card"


def target_at(scene: Scene, x: float, y: float, card: Box | None, value: Box | None) -> Target | None:
    """Return what lies at a point: the card lies over all, units lie over links."""
    if value is not None and value.contains(x, y):
        return Target("value")
    if card is not None and card.contains(x, y):
        return Target("card")
    place = scene.layout.sample
    if place is not None and place.previous.contains(x, y):
        return Target("previous")
    if place is not None and place.following.contains(x, y):
        return Target("following")
    unit = scene.layout.unit_at(x, y)
    if unit is not None:
        return Target("unit", Selection(*unit))
    link = scene.link_at(x, y)
    if link is not None:
        gap, source, target = link
        return Target("link", Selection(gap + 1, target, source))
    for head in place_heads(scene.layout.heads, scene.layout.request.width, METRICS):
        if head.box.grown(3.0).contains(x, y):
            return Target("head", Selection(head.layer))
    return None


def place_of(scene: Scene, selection: Selection) -> Box | None:
    """Return where a selected unit, or the unit that a selected weight leads to, is shown."""
    if selection.unit is None or not 0 <= selection.layer < len(scene.blocks):
        return None
    block = scene.blocks[selection.layer]
    return block.box(selection.unit) if selection.unit < block.fold.shown else None
