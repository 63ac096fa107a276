"""How the confusion matrix and its samples share a panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize

from ui.panels.output.plan import BELOW, INSET, TOP
from ui.panels.output.score_table import APART, COLUMN, LEAST_CELL, MEANS, NAMES
from ui.panels.output.text import text_width
from ui.theme import px

WORD = 16
"""Pixels for the words "true class", at 100 %."""
_LEAST_CELL = (20, 16)
"""The smallest cell, at 100 %, for the sake of which samples are left out."""
_TINIEST = 3
_MOST_CELL = (112, 64)
_MOST_SHARE = 0.2
"""The largest cell: so many pixels at 100 %, or this share of the panel where that is more."""
_FLATTEST = 0.78
"""The least height of a cell, as a share of its width, as long as nothing else asks for more."""
_GAP = 20
_LONGEST_NAME = 92


class MatrixPlan(Struct, frozen=True):
    """Where things go.

    Attributes
    ----------
    cells : QRectF
        All cells together.
    cell : (int, int)
        One cell's width and height.
    names_width, heads_height : int
        The rows' names at the left, the columns' names on top.
    upright : bool
        Whether the columns' names read upwards.
    samples : QRectF or None
        The samples' block, with its title; None where there is no room.
    beside : bool
        Whether that is beside the matrix; else it is below, under a line.
    scores : QRectF or None
        The scores of the classes, beside the cells; None where there is no room.
    """

    cells: QRectF
    cell: tuple[int, int]
    names_width: int
    heads_height: int
    upright: bool
    samples: QRectF | None
    beside: bool
    scores: QRectF | None


def plan_matrix(size: QSize, classes: Sequence[str], sample_sizes: tuple[int, int] | None) -> MatrixPlan:
    """Share a panel out.

    Parameters
    ----------
    size : QSize
        Of the panel.
    classes : sequence of str
        Their names.
    sample_sizes : (int, int) or None
        The least width and height of the samples' block; None where there are no pictures.
    """
    plain = _shared(size, classes, sample_sizes, 0)
    scored = _shared(size, classes, sample_sizes, len(NAMES) * px(COLUMN) + px(APART))
    # Neither the samples nor the counts give way to the scores.
    roomy = scored.cell[0] >= px(LEAST_CELL[0]) and scored.cell[1] >= px(LEAST_CELL[1])
    return scored if roomy and (scored.samples is None) == (plain.samples is None) else plain


def _shared(size: QSize, classes: Sequence[str], sample_sizes: tuple[int, int] | None, scores: int) -> MatrixPlan:
    """Share a panel out, with so many pixels for the width of the scores."""
    inset, top, below, gap = px(INSET), px(TOP), px(BELOW), px(_GAP)
    across, down = size.width() - 2 * inset, size.height() - top - below
    if sample_sizes is None:
        return _matrix(size, classes, across, down, None, scores)
    wide, high = sample_sizes
    cell_width, cell_height = (px(length) for length in _LEAST_CELL)
    least_width = _names_width(classes, 0.0) + cell_width * len(classes) + scores
    least_height = px(20) + cell_height * len(classes) + (px(MEANS) if scores else 0)
    fits_beside = across - gap - wide >= least_width and down >= high
    fits_below = down - gap - high >= least_height and across >= wide
    if fits_below and not (fits_beside and across > 1.1 * down):
        return _matrix(size, classes, across, down - gap - high, "below", scores)
    if fits_beside:
        # What does not make another column of samples belongs to the matrix, as long as its cells are not far too wide.
        columns = min(max(int((across - round(across * 0.6) - gap) // wide), 1), 3)
        flat = least_width - cell_width * len(classes) + round((down - px(20)) / _FLATTEST)
        most = max(round(across * 0.6), across - gap - 3 * wide, min(across - gap - columns * wide, flat))
        return _matrix(size, classes, most, down, "beside", scores, wide + gap)
    return _matrix(size, classes, across, down, None, scores)


def _matrix(
    size: QSize,
    classes: Sequence[str],
    across: float,
    down: float,
    samples: Literal["below", "beside"] | None,
    scores: int,
    kept: float = 0.0,
) -> MatrixPlan:
    inset, top, gap = px(INSET), px(TOP), px(_GAP)
    across = min(across, size.width() - 2 * inset - kept) if kept else across
    across -= scores
    down -= px(MEANS) if scores else 0
    longest = _longest(classes)
    names = _names_width(classes, across)
    cell_width = int((across - names) // len(classes))
    # Names that do not fit over their columns read upwards, unless a shortened one still says enough.
    upright = longest > cell_width - px(2) and cell_width < px(38)
    heads = px(4) + round(min(longest, px(_LONGEST_NAME), max(px(24), 0.3 * down))) if upright else px(20)
    most_width = max(px(_MOST_CELL[0]), round(_MOST_SHARE * size.width()))
    most_height = max(px(_MOST_CELL[1]), round(_MOST_SHARE * size.height()))
    cell_width = min(max(cell_width, _TINIEST), most_width)
    # Flatter than wide, as in print; with anything beside there is height to spare.
    ratio = 1.0 if samples == "beside" or scores else _FLATTEST
    cell_height = int(min((down - heads) // len(classes), max(ratio * cell_width, px(24)), most_height))
    cell_height = max(cell_height, _TINIEST)
    cells = QRectF(inset + names, top + heads, cell_width * len(classes), cell_height * len(classes))
    table = QRectF(cells.right(), cells.top(), scores, cells.height()).adjusted(px(APART), 0, 0, 0) if scores else None
    end = cells if table is None else table
    block = None
    if samples == "below":
        y = cells.bottom() + (px(10) if table is None else px(MEANS) + px(4))
        block = QRectF(inset, y, size.width() - 2 * inset, size.height() - y - px(BELOW))
    elif samples == "beside":
        x = end.right() + gap
        block = QRectF(x, top, size.width() - inset - x, size.height() - top - px(BELOW))
    return MatrixPlan(cells, (cell_width, cell_height), names, heads, upright, block, samples == "beside", table)


def _longest(classes: Sequence[str]) -> float:
    return max(text_width(name, "label") for name in classes)


def _names_width(classes: Sequence[str], across: float) -> int:
    """Return the width of the rows' names with the word beside them; long ones get at most 30 % of the panel."""
    return px(WORD) + round(min(_longest(classes), px(_LONGEST_NAME), max(px(24), 0.3 * across))) + px(8)
