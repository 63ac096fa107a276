"""Where everything in the panel stands: plain numbers, computed anew only when the size or the network changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from ui.panels.network.answers_place import TWO_ROWS, AnswerRow, answer_widths, place_answers
from ui.panels.network.block import Block, gaps_between
from ui.panels.network.box import Box
from ui.panels.network.columns import Column
from ui.panels.network.curves import Gap
from ui.panels.network.fold import SMALLEST_NODE, largest_node, stack
from ui.panels.network.heads import HeadPlace
from ui.panels.network.hidden_words import fit_words, link_limits, words_for_hidden, words_for_view
from ui.panels.network.metrics import BELOW, BRACKET, HEAD, INSET, LINE, Metrics
from ui.panels.network.picture_place import PictureRoom, plan_picture
from ui.panels.network.request import Ease, Request
from ui.panels.network.sample_place import CAPTION, SamplePlace, place_caption
from ui.panels.network.spread import LABEL_PITCH, LADDER, PAN_GAP, Sized, size_columns

LONE_WIDTH = 100.0
LONE_GAP = 6.0
BESIDE = 8.0
EDGE_GAP = 4.0
COMFORTABLE = 110
"""From this gap between columns on, the outer ones step in from the edges."""
EDGE = 0.09
"""How far, as a share of the width: it frees the corners."""


class Layout(Struct, frozen=True, dict=True):
    """Where everything stands.

    Attributes
    ----------
    request : Request
    blocks : tuple of Block
    gaps : tuple of Gap
        One less than blocks.
    limits : tuple of int
        How many links each gap draws at most.
    heads : tuple of HeadPlace
    sample : SamplePlace or None
        The sample's name, and the buttons for its neighbours.
    words : tuple of str
        Lines: the notice, and what is not drawn.
    words_box : Box
    has_footer : bool
        Whether the words stand along the bottom.
    picture : PictureRoom or None
        What stands below the inputs' picture, where there is room for it.
    content_width : float
        Larger than the panel where the view pans.
    lone_height : float
        Of two lines of small text.
    """

    request: Request
    blocks: tuple[Block, ...]
    gaps: tuple[Gap, ...]
    limits: tuple[int, ...]
    heads: tuple[HeadPlace, ...]
    sample: SamplePlace | None
    words: tuple[str, ...]
    words_box: Box
    has_footer: bool
    picture: PictureRoom | None
    content_width: float
    lone_height: float

    @cached_property
    def lone_answer(self) -> Box | None:
        """Where a single output's answer to a sample stands, below it; None where there is none or no room."""
        output = self.blocks[-1]
        if not self.request.has_sample or output.answers or output.column.units > 1:
            return None
        box, before = output.units_box, self.blocks[-2].units_box
        left = max(before.right + BESIDE, box.cx - LONE_WIDTH)
        right = min(self.request.width - EDGE_GAP, box.cx + LONE_WIDTH)
        floor = self.words_box.y if self.has_footer else self.request.height
        while right - left > 0.0:
            place = Box(left, box.bottom + LONE_GAP, right - left, self.lone_height)
            if place.bottom > floor:
                return None
            if not self.gaps[-1].meets(place):
                return place
            left += BESIDE
        return None

    def top(self, metrics: Metrics) -> float:
        """Return where the columns begin, below their heads."""
        return _top(self.blocks[0].column, metrics)

    @property
    def most_pan(self) -> float:
        """How far the view can be moved."""
        return max(0.0, self.content_width - self.request.width)

    def unit_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return layer and unit at a point."""
        for block in self.blocks:
            unit = block.unit_at(x, y)
            if unit is not None:
                return block.column.layer, unit
        return None


def lay_out(
    columns: Sequence[Column], request: Request, metrics: Metrics, raised: frozenset[str] = frozenset()
) -> Layout:
    """Place the columns of a network, their words and their links in a panel.

    Parameters
    ----------
    columns : sequence of Column
    request : Request
    metrics : Metrics
    raised : set of str
        Of "inputs" and "output", those that begin at the top instead of standing in the middle.
    """
    top = _top(columns[0], metrics)
    bottom = max(top + SMALLEST_NODE, request.height - metrics.px(BELOW))
    inner = request.width - 2 * metrics.px(INSET)
    sized, ease, room = _size(columns, request, top, bottom, metrics)
    words, words_box = ((), Box(0.0, bottom, 0.0, 0.0)) if room is None else (room.words, room.words_box)
    lines = 0
    sentences = words_for_hidden(sized)
    if not words and (sentences or request.notice or _pans(sized, ease, inner)):
        # Words that have no place in a column stand along the bottom.
        lines = len(fit_words(sentences, request.notice, inner, 2 if request.height >= 200 else 1, metrics)) or 1
        high = metrics.px(LINE) * lines
        words_box = Box(metrics.px(INSET), request.height - metrics.px(BELOW) + metrics.px(3) - high, inner, high)
        bottom = max(top + SMALLEST_NODE, bottom - high - metrics.px(4))
        sized, ease, room = _size(columns, request, top, bottom, metrics)
    lefts, content = _stand(sized, ease, request, metrics)
    blocks = [
        _place(one, left, request, ease, top, bottom, room, metrics, raised)
        for one, left in zip(sized, lefts, strict=True)
    ]
    sample = place_caption(blocks, request.width, top, room, metrics) if request.captioned else None
    if sample is not None and room is None and blocks[0].bounds.overlaps(sample.bounds.grown(2.0)):
        below = top + metrics.px(CAPTION)
        sized[0] = _lower(sized[0], request, bottom - below, metrics)
        blocks[0] = _place(sized[0], lefts[0], request, ease, below, bottom, None, metrics, raised)
        sample = place_caption(blocks, request.width, top, None, metrics)
    if lines:
        sentences = words_for_hidden(sized)
        if content > request.width:
            seen = words_for_view(blocks, request.width)
            sentences = (*(f"{seen[0]}. {rest}" for rest in sentences), *seen)
        words = fit_words(sentences, request.notice, inner, lines, metrics)
    heads = tuple(HeadPlace(block.sized, block.x, not _is_wide(block)) for block in blocks)
    limits = tuple(link_limits(sized))
    return Layout(
        request,
        tuple(blocks),
        gaps_between(blocks),
        limits,
        heads,
        sample,
        words,
        words_box,
        bool(lines),
        room if room is not None and room.key is not None else None,
        content,
        2.0 * metrics.px(LINE),
    )


def _size(
    columns: Sequence[Column], request: Request, top: float, bottom: float, metrics: Metrics
) -> tuple[list[Sized], Ease, PictureRoom | None]:
    """Size all columns, and share out the height of the inputs' where they are a picture."""
    area = bottom - top
    sized, ease = size_columns(columns, request, area, area, metrics)
    if columns[0].face != "picture":
        return sized, ease, None
    side = area
    while True:
        room = plan_picture(sized[0].fold, request, top, bottom, words_for_hidden(sized), metrics)
        if sized[0].fold.total_height <= room.side or room.side >= side:
            break
        # A smaller picture is narrower too, so that the words below it may take another line.
        side = room.side
        sized, ease = size_columns(columns, request, area, side, metrics)
    return sized, ease, room


def _top(inputs: Column, metrics: Metrics) -> float:
    """Return where columns begin: below the heads, and in an autoencoder below its brackets."""
    return float(metrics.px(HEAD) + (metrics.px(BRACKET) if inputs.role else 0))


def _pans(sized: Sequence[Sized], ease: Ease, inner: float) -> bool:
    """Say whether a network is too deep for the panel's width."""
    return ease is LADDER[-1] and sum(one.width for one in sized) + PAN_GAP * (len(sized) - 1) > inner


def _is_wide(block: Block) -> bool:
    return block.is_one_object or bool(block.answers)


def _lower(inputs: Sized, request: Request, area: float, metrics: Metrics) -> Sized:
    """Give the inputs a smaller height; their right edge stays where it is."""
    pitch = metrics.px(LABEL_PITCH) if inputs.before else 0.0
    units = stack(inputs.column.units, area, largest_node(request.height), pitch, inputs.fold.gap)
    narrower = inputs.fold.width - units.width if inputs.before else 0.0
    return Sized(inputs.column, units, inputs.before + narrower, inputs.after)


def _stand(sized: Sequence[Sized], ease: Ease, request: Request, metrics: Metrics) -> tuple[list[float], float]:
    """Return the left edge of each column, with even gaps between them, and the width of the whole."""
    inset = metrics.px(INSET)
    total = sum(one.width for one in sized)
    inner = request.width - 2 * inset
    gaps = max(len(sized) - 1, 1)
    gap = (inner - total) / gaps
    start = float(inset)
    content = request.width
    if ease is LADDER[-1] and gap < PAN_GAP:
        gap = PAN_GAP
        content = total + gap * (len(sized) - 1) + 2 * inset
        start -= min(max(request.pan, 0.0), content - request.width)
    elif len(sized) > 1 and gap > COMFORTABLE:
        spare = (gap - COMFORTABLE) * gaps
        first = sized[0]
        is_short = first.column.face != "picture" and first.fold.total_height < request.height / 2.0
        before = min(EDGE * request.width, spare / 2.0) if is_short else 0.0
        after = min(EDGE * request.width, spare / 2.0) if not sized[-1].after else 0.0
        start += before
        gap = (inner - total - before - after) / gaps
    lefts = []
    for one in sized:
        lefts.append(start)
        start += one.width + gap
    return lefts, content


def _place(
    one: Sized,
    left: float,
    request: Request,
    ease: Ease,
    top: float,
    bottom: float,
    room: PictureRoom | None,
    metrics: Metrics,
    raised: frozenset[str],
) -> Block:
    x = round(left + one.before)
    if room is not None and one.column.face == "picture":
        return Block(one, x, room.top)
    y = round(top) if one.column.place in raised else round((top + bottom - one.fold.total_height) / 2.0)
    block = Block(one, x, max(y, round(top)))
    if one.column.place != "output":
        return block
    return Block(one, block.x, block.y, _answers(block, request, ease, metrics))


def _answers(block: Block, request: Request, ease: Ease, metrics: Metrics) -> tuple[AnswerRow, ...]:
    column, fold = block.column, block.fold
    widths = answer_widths(column, request, ease, metrics)
    if len(column.rows) == column.units:
        heights = [block.box(unit).cy for unit in range(fold.shown)]
        return place_answers(block.units_box.right, heights, fold.pitch_y, widths, metrics)
    pitch = metrics.px(TWO_ROWS)
    middle = block.units_box.cy
    heights = [middle + (k - (len(column.rows) - 1) / 2.0) * pitch for k in range(len(column.rows))]
    return place_answers(block.units_box.right, heights, pitch, widths, metrics)
