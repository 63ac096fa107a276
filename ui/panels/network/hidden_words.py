"""The words that say what is not drawn: weak links, and units for which there is no room."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ui.numbers import count
from ui.panels.network.block import Block
from ui.panels.network.metrics import Metrics
from ui.panels.network.spread import Sized
from ui.panels.network.strongest import drawn_links


def link_limits(sized: Sequence[Sized]) -> list[int]:
    """Return how many links each gap draws at most."""
    limits = []
    for a, b in itertools.pairwise(sized):
        folded = a.fold.is_folded or b.fold.is_folded
        limits.append(drawn_links(a.fold.shown * b.fold.shown, len(sized) - 1, folded=folded))
    return limits


def words_for_hidden(sized: Sequence[Sized]) -> tuple[str, ...]:
    """Say how many links and units are drawn of how many: in full, then shorter; nothing where all are."""
    totals = [a.column.units * b.column.units for a, b in itertools.pairwise(sized)]
    thinned = [
        (k, drawn, total)
        for k, (drawn, total) in enumerate(zip(link_limits(sized), totals, strict=True))
        if drawn < total
    ]
    parts, short = [], []
    drawn_in_all, total_in_all = sum(row[1] for row in thinned), sum(row[2] for row in thinned)
    if thinned:
        short.append(f"{count(drawn_in_all)} of {count(total_in_all)} links")
    if 1 <= len(thinned) <= 2:
        words = f"{count(thinned[0][1])} strongest of {count(thinned[0][2])} links drawn"
        if len(thinned) == 2:
            k, drawn, total = thinned[1]
            goal = "to the outputs" if k == len(totals) - 1 else f"to {sized[k + 1].column.name}"
            words += f", {count(drawn)} of {count(total)} {goal}"
        parts.append(words)
    elif thinned:
        parts.append(f"{count(drawn_in_all)} of {count(total_in_all)} links drawn, the strongest of each layer")
    parts += _more(sized)
    hidden = sum(one.fold.hidden for one in sized)
    if hidden:
        short.append(f"{count(hidden)} units hidden")
    return (", ".join(parts), ", ".join(short)) if parts else ()


def _more(sized: Sequence[Sized]) -> list[str]:
    """Say how many inputs, units and outputs there is no room for: "and 7 more inputs", "8 units in Hidden 1", ..."""
    parts: list[str] = []
    named = False
    for one in sized:
        if one.fold.hidden:
            where = "units in" if not named else "in"
            kind = {"inputs": "inputs", "hidden": f"{where} {one.column.name}", "output": "outputs"}[one.column.place]
            named = named or one.column.place == "hidden"
            parts.append(f"{count(one.fold.hidden)} {kind}" if parts else f"and {count(one.fold.hidden)} more {kind}")
    return parts


def words_for_view(blocks: Sequence[Block], width: float) -> tuple[str, ...]:
    """Say which columns of a network that is too deep for the panel are in view: in full, then shorter."""
    seen = [block.column.name for block in blocks if block.units_box.x >= 0.0 and block.units_box.right <= width]
    if not seen:
        return "Drag or scroll to see the layers", "Drag or scroll"
    return (
        f"{seen[0]} to {seen[-1]} in view, drag or scroll for the others",
        f"{seen[0]} to {seen[-1]}, drag for more",
        f"{count(len(seen))} of {count(len(blocks))} layers",
    )


def fit_words(sentences: Sequence[str], notice: str, width: float, lines: int, metrics: Metrics) -> tuple[str, ...]:
    """Break a notice and the first sentence that fits behind it into so many lines.

    Parameters
    ----------
    sentences : sequence of str
        The same in full and shorter; empty where there is nothing to say.
    notice : str
        Comes first, and is never shortened for the sake of the others.
    width : float
    lines : int
        How many there may be.
    metrics : Metrics
    """
    first = metrics.wrap(notice, "tick", width, lines)
    rest = lines - len(first)
    for sentence in sentences:
        broken = metrics.wrap(sentence, "tick", width, rest) if rest else ()
        if broken and not broken[-1].endswith("…"):
            return (*first, *broken)
    return (*first, *metrics.wrap(sentences[-1], "tick", width, rest)) if sentences and rest else first
