"""The words over the columns: each layer's name, and what its units are, where there is room for it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from ui.numbers import count
from ui.panels.network.box import Box
from ui.panels.network.metrics import INSET, LINE, Metrics
from ui.panels.network.spread import Sized

BETWEEN = 10
SHORTER, NAME_ALONE = 1, 3
"""Levels of a head's detail, after the longest: in short words, and the last."""
WORD_GAP = 5
NUDGE = 0.5
"""How far a name may stand beside the middle of its column, as a share of its width: it still touches the middle."""


class Head(Struct, frozen=True):
    """The words over one column.

    Attributes
    ----------
    layer : int
    name, detail : str
        "Hidden 1" and "8 tanh"; the detail is empty where there is no room for it.
    box : Box
        Of both.
    detail_x : float
        Where the detail begins.
    """

    layer: int
    name: str
    detail: str
    box: Box
    detail_x: float


class HeadPlace(Struct, frozen=True):
    """Where a head belongs: over the middle of its units, or at their left edge where they are a block."""

    sized: Sized
    left: float
    centred: bool

    @property
    def anchor(self) -> float:
        """The middle or the left edge."""
        return self.left + self.sized.fold.total_width / 2.0 if self.centred else self.left


def head_details(sized: Sized) -> tuple[str, ...]:
    """Say what a column's units are, how many of them are shown, and what is done to them: longest first, last nothing.

    "8 tanh, batch norm, dropout 20 %", then "8 tanh, BN, drop 20 %", "8 tanh" and nothing.
    """
    column, fold = sized.column, sized.fold
    detail = column.detail
    if fold.hidden:
        units = f"{count(fold.units)} " if column.place == "output" else ""
        detail = f"{count(fold.shown)} of {units}{detail}"
    return (", ".join((detail, *column.extras)), ", ".join((detail, *column.short_extras)), detail, "")


def place_heads(
    places: Sequence[HeadPlace], width: float, metrics: Metrics, chosen: int | None = None
) -> tuple[Head, ...]:
    """Place the heads so that none touches another: with details where there is room, or as many names as fit.

    Parameters
    ----------
    places : sequence of HeadPlace
    width : float
        Of the panel.
    metrics : Metrics
    chosen : int or None
        The layer whose head is shown before all others.
    """
    gap = metrics.px(BETWEEN)
    places = [place for place in places if 0.0 <= place.anchor <= width]
    detailed = [_head(place, width, metrics, 0) for place in places]
    shorter = [_head(place, width, metrics, SHORTER) for place in places]
    mixed, levels = list(shorter), [SHORTER] * len(shorter)
    for k in range(1, len(mixed)):
        # Details give way where two heads would touch, the left one's first.
        for level, spare in itertools.product(range(SHORTER + 1, NAME_ALONE + 1), (k - 1, k)):
            if mixed[k - 1].box.right + gap > mixed[k].box.x and levels[spare] < level:
                mixed[spare], levels[spare] = _head(places[spare], width, metrics, level), level
    names = [_head(place, width, metrics, NAME_ALONE) for place in places]
    for heads, nudge in ((detailed, 0.0), (shorter, 0.0), (mixed, 0.0), (names, NUDGE)):
        apart = _moved_apart(heads, places, (metrics.px(INSET), width - metrics.px(INSET)), gap, nudge)
        if apart is not None:
            return apart
    kept: list[Head] = []
    # The chosen one, the ends, then as many as fit, from the left.
    order = sorted(names, key=lambda head: (head.layer != chosen, head is not names[0], head is not names[-1]))
    for head in order:
        if all(not head.box.grown(gap / 2).overlaps(other.box.grown(gap / 2)) for other in kept):
            kept.append(head)
    return tuple(sorted(kept, key=lambda head: head.layer))


def _moved_apart(
    heads: Sequence[Head], places: Sequence[HeadPlace], room: tuple[float, float], gap: float, nudge: float
) -> tuple[Head, ...] | None:
    """Move heads as little as it takes that none touches another: along their blocks, or by a nudge to either side.

    None where that is not enough.
    """
    xs: list[float] = []
    least, end = room
    for head, place in zip(heads, places, strict=True):
        beside = nudge * head.box.w
        along = beside if place.centred else max(beside, place.sized.fold.total_width - head.box.w)
        xs.append(max(head.box.x - beside, least))
        if xs[-1] > head.box.x + along:
            return None
        least = xs[-1] + head.box.w + gap
    for k in range(len(heads) - 1, -1, -1):
        wide, wanted = heads[k].box.w, heads[k].box.x
        xs[k] = max(xs[k], min(wanted, end - wide))
        if xs[k] + wide > end + 1e-6:
            return None
        end = xs[k] - gap
    return tuple(
        replace(head, box=head.box.moved(x - head.box.x), detail_x=head.detail_x + x - head.box.x)
        for head, x in zip(heads, xs, strict=True)
    )


def _head(place: HeadPlace, width: float, metrics: Metrics, level: int) -> Head:
    """Return the head with the detail of one level, 0 for the longest."""
    column = place.sized.column
    inset = metrics.px(INSET)
    room = width - 2 * inset
    # Measured in the chosen layer's weight, so that choosing it moves nothing.
    name = metrics.cut(column.name, "value", room)
    name_width = metrics.width(name, "value")
    detail = head_details(place.sized)[level]
    wide = name_width + (metrics.px(WORD_GAP) + metrics.width(detail, "tick") + 1.0 if detail else 1.0)
    left = place.anchor - wide / 2.0 if place.centred else place.anchor
    left = max(inset, min(left, width - inset - wide))
    return Head(
        column.layer,
        name,
        detail,
        Box(left, 0.0, wide, metrics.px(LINE)),
        left + name_width + metrics.px(WORD_GAP),
    )
