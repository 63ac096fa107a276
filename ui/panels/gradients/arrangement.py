"""Arranging a panel of any size: what has room, and where it goes."""

from __future__ import annotations

import math

from msgspec.structs import replace
from PySide6.QtCore import QSize

from ui.panels.gradients.places import (
    MARKER_ROOM,
    NAME_LINE,
    THIN_LINE,
    WORD_MARKER_ROOM,
    Arrangement,
    Lanes,
    Span,
    Widths,
)
from ui.theme import px

INSET = 12
HEAD = 20
"""The height of the heads of the columns."""
TICKS = 19
WORDS = 15
"""The heights of the two lines below the rows: the ticks, and what they measure."""
BOTTOM = 6
LEAST_HEIGHT_WITH_WORDS = 128
HIGHEST_ROW = 60
"""A row grows no higher in a panel of usual height; see `_highest_row`."""
WHOLE = 4
"""Below this height there is no gap between rows."""
BAR = 10
BAR_GAP = 3
GAP = 10
BEFORE_BARS = 8
VERDICT_GAP = 6
RATIO_GAP = 10
UPDATE_GAP = 8
BAND_GAP = 6
"""The gaps before the bars, the ratios and the updates, and those behind verdicts and bands."""
LEAST_BARS = 60
LEAST_STRIP = 46
BARS_SHARE = 0.54
"""The bars' share of what bars and history have together."""
BAND = 26
BAND_SPARE = 60
"""The width of the mark that shows where an update is within its band, and what it must leave to bars and history."""


def arrange(size: QSize, rows: int, runs: int, widths: Widths) -> Arrangement:
    """Return the places of a panel that shows so many layers of so many runs."""
    words = size.height() >= px(LEAST_HEIGHT_WITH_WORDS)
    top = px(HEAD)
    room = size.height() - top - px(TICKS) - (px(WORDS) if words else 0) - px(BOTTOM)
    if rows * px(THIN_LINE) > room:
        # A name in a thin row is higher than its row.
        top, room = top + px(4), room - px(4)
    pitch = max(1.0, room / rows)
    if pitch >= WHOLE:
        pitch = float(min(math.floor(pitch), _highest_row(room, runs)))
    places = Arrangement(
        size=size,
        top=top,
        pitch=pitch,
        rows=rows,
        lanes=_lanes(pitch, max(1, runs), room),
        names=Span(0, 0),
        verdicts=None,
        bars=Span(0, 0),
        ratios=None,
        strips=None,
        updates=None,
        band=None,
        every=_every(pitch),
        words=words,
    )
    return _columns(places, widths)


def _highest_row(room: int, runs: int) -> int:
    """Return how high a row may be: more in a large panel, so that a few layers do not look lost in it."""
    return max(px(HIGHEST_ROW), round(room * 0.2), runs * px(BAR + BAR_GAP) + px(2 * BAR))


def _every(pitch: float) -> int:
    least = px(THIN_LINE)
    return next((k for k in (1, 2, 5, 10, 20) if k * pitch >= least), 50)


def _lanes(pitch: float, runs: int, room: int) -> Lanes:
    if pitch < WHOLE:
        return Lanes(1, math.ceil(pitch), math.ceil(pitch), 0, runs > 1, True)
    height = round(pitch)
    margin = max(1, round(0.2 * height))
    largest = max(px(BAR + BAR_GAP), min(px(2.4 * BAR), round(room * 0.04)))
    below_name = min((height - px(NAME_LINE)) // runs, largest)
    if runs > 1 and below_name >= px(THIN_LINE):
        bar = below_name - px(BAR_GAP - 1)
        top = px(NAME_LINE) + (height - px(NAME_LINE) - runs * below_name + px(BAR_GAP - 1)) // 2
        return Lanes(runs, below_name, bar, top, False, False, headed=True)
    slot = min((height - margin) // runs, largest)
    if runs > 1 and slot < px(THIN_LINE) <= (height - 2) // runs:
        slot = px(THIN_LINE)  # then each run has its words and numbers
    if slot < 2:
        bar = height - margin
        return Lanes(1, bar, bar, (height - bar) // 2, runs > 1, False)
    gap = px(BAR_GAP) if slot >= px(BAR) else 2 if slot >= 7 else 1 if slot >= 3 else 0
    if runs == 1 and slot < px(BAR):
        gap = 0  # a lone bar has the gap that its row leaves
    return Lanes(runs, slot, slot - gap, (height - runs * slot + gap) // 2, False, False)


def _columns(places: Arrangement, widths: Widths) -> Arrangement:
    """Share the width: names and bars always; then, as long as there is room, the others by what they say."""
    left, right = px(INSET), places.size.width() - px(INSET)
    gap = px(GAP)
    names = math.ceil(widths.thin_names if places.thin else widths.names)
    verdicts = math.ceil(widths.verdicts) + (px(WORD_MARKER_ROOM) if places.marked_verdicts else 0)
    under = places.two_lines or places.lanes.headed
    if under:
        names, verdicts = max(names, verdicts), 0
    ratios, updates = math.ceil(max(widths.ratios, widths.ratio_head)), math.ceil(widths.updates)
    least = px(LEAST_BARS)
    before = px(MARKER_ROOM if places.has_markers else BEFORE_BARS)
    free = right - left - names - before
    strips = px(LEAST_STRIP)
    # What each column asks for, with its gap, in the order of what would be missed most.
    taken: dict[str, int] = {}
    for name, wish in (
        ("strips", strips + gap),
        ("verdicts", verdicts + px(VERDICT_GAP) if verdicts else 0),
        ("ratios", ratios + px(RATIO_GAP)),
        ("updates", updates + px(UPDATE_GAP)),
        ("band", px(BAND) + px(BAND_GAP)),
    ):
        spare = px(BAND_SPARE) if name == "band" else 0
        if wish and sum(taken.values()) + wish + least + spare <= free and (name != "band" or "updates" in taken):
            taken[name] = wish
    shared = free - sum(wish for name, wish in taken.items() if name != "strips")
    bars = shared if "strips" not in taken else max(least, round((shared - gap) * BARS_SHARE))
    x = left + names + before
    spans: dict[str, Span] = {"names": Span(left, left + names)}
    if under:
        spans["verdicts"] = spans["names"]
    if "verdicts" in taken:
        start = x - before + px(VERDICT_GAP)
        spans["verdicts"] = Span(start, start + verdicts)
        x += taken["verdicts"]
    spans["bars"] = Span(x, x + bars)
    x += bars
    if "ratios" in taken:
        start = x + px(RATIO_GAP)
        spans["ratios"] = Span(start, start + ratios)
        x += taken["ratios"]
    end = right
    if "updates" in taken:
        spans["updates"] = Span(end - updates, end)
        end -= taken["updates"]
        if "band" in taken:
            stop = end + px(UPDATE_GAP) - px(BAND_GAP)
            spans["band"] = Span(stop - px(BAND), stop)
            end -= taken["band"]
    if "strips" in taken:
        spans["strips"] = Span(x + gap, end)
    return replace(places, **spans)  # type: ignore[arg-type]
