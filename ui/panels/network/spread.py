"""How wide the columns are and where they stand: words give way first, then tiles, then the view pans."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from msgspec import Struct

from ui.panels.network.answers_place import answers_width
from ui.panels.network.columns import Column
from ui.panels.network.fold import (
    MOST_IN_ONE_COLUMN,
    SMALLEST_GAP,
    SMALLEST_NODE,
    SMALLEST_TILE,
    Fold,
    fold,
    largest_node,
    largest_tile,
    output_side,
    stack,
    usual_tile,
)
from ui.panels.network.metrics import INSET, LABEL_GAP, Metrics
from ui.panels.network.request import Ease, Request

LABEL_PITCH = 16
"""From one input's name to the next, at least."""
STRIP = 12.0
STRIP_HEIGHT = 48.0
STRIP_PITCH = 68.0
USUAL_WIDTH = 800.0
SPARE = 0.3
"""The share of the panel's width that folds may take for the sake of larger tiles."""
PAN_GAP = 14.0
"""Between the columns of a network that is too deep for the panel."""
LADDER = (
    Ease(3, 0.20, 0.26, 52.0),
    Ease(3, 0.16, 0.20, 40.0),
    Ease(2, 0.15, 0.18, 34.0),
    Ease(1, 0.14, 0.16, 28.0),
    Ease(1, 0.10, 0.14, 22.0),
    Ease(0, 0.0, 0.12, 26.0),
)


class Sized(Struct, frozen=True):
    """A column with its size.

    Attributes
    ----------
    column : Column
    fold : Fold
    before, after : float
        The widths of the words left and right of the units, gaps included.
    """

    column: Column
    fold: Fold
    before: float = 0.0
    after: float = 0.0

    @property
    def width(self) -> float:
        """All of it."""
        return self.before + self.fold.total_width + self.after


def size_columns(
    columns: Sequence[Column], request: Request, area: float, picture: float, metrics: Metrics
) -> tuple[list[Sized], Ease]:
    """Size all columns so that they fit beside each other, if they can.

    Parameters
    ----------
    columns : sequence of Column
    request : Request
    area : float
        The height for units.
    picture : float
        The largest side of the inputs' picture.
    metrics : Metrics
    """
    inner = request.width - 2 * metrics.px(INSET)
    sized: list[Sized] = []
    upright = [
        column.units
        for column in columns
        if column.face != "picture"
        and column.place != "output"
        and not (column.place == "hidden" and folds(column, area))
    ]
    # All columns keep the gap of the fullest one, so that units of different layers stand alike.
    spread = stack(max(upright), area, largest_node(request.height)).gap if upright else None
    folded = sum(column.place == "hidden" and folds(column, area) for column in columns)
    # Words come before larger tiles, and these before words that are shortened.
    for ease, share in itertools.product(LADDER, (SPARE, 0.0) if folded else (0.0,)):
        spare = share * request.width / max(folded, 1)
        sized = []
        for column in columns:
            before = sized[-1].fold if sized else None
            sized.append(_size(column, request, area, picture, spread, ease, metrics, inner, spare, before))
        total = sum(one.width for one in sized) + ease.gap * (len(sized) - 1)
        if total <= inner:
            return sized, ease
    sized = _narrow_folds(sized, area, inner - ease.gap * (len(sized) - 1), request)
    if sum(one.width for one in sized) + ease.gap * (len(sized) - 1) > inner:
        # Very deep: the smallest units, and the view pans.
        sized = [_smallest(one, area) for one in sized]
    return sized, ease


def _size(
    column: Column,
    request: Request,
    area: float,
    picture: float,
    spread: float | None,
    ease: Ease,
    metrics: Metrics,
    inner: float,
    spare: float,
    before: Fold | None,
) -> Sized:
    largest = largest_node(request.height)
    if column.face == "picture" and request.image is not None:
        return Sized(column, picture_fold(request.image, min(picture, ease.picture * request.width)))
    widest = ease.words * request.width
    if column.place == "inputs":
        words = max(metrics.width(label, "small") for label in column.labels) + 1.0
        words = min(words, widest) if widest >= metrics.px(24) else 0.0
        units = stack(column.units, area, largest, metrics.px(LABEL_PITCH) if words else 0.0, spread)
        return Sized(column, units, before=words + metrics.px(LABEL_GAP) if words else 0.0)
    if column.place == "output":
        units = _output_units(column, request, area, largest, metrics, before)
        return Sized(column, units, after=answers_width(column, request, ease, metrics))
    if folds(column, area):
        roomy = (spare, largest_tile(request.height)) if spare else (0.0, 0.0)
        cells = request.image[1] if request.image and column.layer == 1 and column.face == "weights" else 1
        return Sized(column, fold(column.units, area, inner, usual_tile(request.height), cells, roomy))
    return Sized(column, stack(column.units, area, largest, spread=spread))


def _smallest(one: Sized, area: float) -> Sized:
    """Return a column with units of the smallest size, where it stands in one column."""
    if one.column.face == "picture" or one.fold.is_folded or one.column.place == "output":
        return one
    return Sized(one.column, stack(one.column.units, area, SMALLEST_NODE, spread=one.fold.gap), one.before, one.after)


def picture_fold(image: tuple[int, int], side: float) -> Fold:
    """Return the pixels of an image as units, each a whole number of pixels of the screen wide."""
    rows, columns = image
    cell = float(max(1, int(side // max(rows, columns))))
    return Fold(rows * columns, rows * columns, columns, rows, cell, cell, cell, cell)


def folds(column: Column, area: float) -> bool:
    """Say whether a hidden layer is folded: above 16 units, or where one column would make its units too small."""
    if column.units > MOST_IN_ONE_COLUMN:
        return True
    smallest = SMALLEST_TILE if column.face == "weights" else SMALLEST_NODE
    return (area + SMALLEST_GAP) / column.units < smallest + SMALLEST_GAP


def _output_units(
    column: Column, request: Request, area: float, largest: float, metrics: Metrics, before: Fold | None
) -> Fold:
    compact = request.width < 600 or request.height < 260
    if column.face != "weights" or len(column.rows) != column.units or before is None:
        side = output_side(area, largest, compact)
        pitch = metrics.px(17) if column.units > 1 else 0.0
        return stack(column.units, area, side, pitch, crowd=column.units)
    if request.image is not None and column.layer == 1:
        return stack(column.units, area, largest_tile(request.height), metrics.px(17), crowd=column.units)
    shown = stack(column.units, area, STRIP_HEIGHT, metrics.px(17)).shown
    pitch = min(area // shown, max(STRIP_PITCH, request.height // 10))
    high = max(SMALLEST_NODE, min(max(STRIP_HEIGHT, 0.7 * pitch), pitch - 2.0 * SMALLEST_GAP))
    # As the fold before it, and broader in a wide panel.
    stretch = min(max(request.width / USUAL_WIDTH, 1.0), 2.0)
    wide = min(max(STRIP, high * before.columns / before.rows) * stretch, high)
    wide, high = (side // cells * cells or side for side, cells in ((wide, before.columns), (high, before.rows)))
    return Fold(column.units, shown, 1, shown, wide, high, wide, pitch)


def _narrow_folds(sized: list[Sized], area: float, inner: float, request: Request) -> list[Sized]:
    """Give folded layers fewer columns of tiles: the narrow ones keep theirs, the wide ones share the rest."""
    folded = [k for k, one in enumerate(sized) if one.fold.is_folded and one.column.place == "hidden"]
    rest = inner - sum(one.width for k, one in enumerate(sized) if k not in folded)
    result = list(sized)
    for done, k in enumerate(sorted(folded, key=lambda k: sized[k].width)):
        share = max(rest / (len(folded) - done), SMALLEST_TILE)
        one = sized[k]
        if one.width > share:
            cells = request.image[1] if request.image and one.column.layer == 1 else 1
            result[k] = Sized(one.column, fold(one.column.units, area, share, SMALLEST_TILE, cells))
        rest -= result[k].width
    return result
