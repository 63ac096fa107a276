"""Where the output's answers stand, right of its units: class, probability bar, per cent, and a word above the bar."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ui import numbers
from ui.panels.network.box import Box
from ui.panels.network.columns import Column
from ui.panels.network.metrics import LINE, Metrics
from ui.panels.network.request import Ease, Request

BAR = 62
BAR_HEIGHT = 12
THIN_BAR = 8
UNIT_GAP = 12
NUMBER_GAP = 8
WIDEST_PERCENTS = tuple(numbers.probability(value) for value in (1.0, 0.9999, 0.0001))
"""Certainty, and what is written of nearly that and of nearly nothing."""
WIDEST_VALUES = tuple(numbers.weight(value) for value in (-1.82e-4, -1.23e-10))
TWO_ROWS = 44
"""Between the two classes of a single output."""


class AnswerRow(Struct, frozen=True):
    """One row of answers.

    Attributes
    ----------
    name : Box
    bar, number, word : Box or None
        None where there is no room, or no sample to answer to.
    """

    name: Box
    bar: Box | None
    number: Box | None
    word: Box | None

    def moved(self, dx: float) -> AnswerRow:
        """Return the same row elsewhere."""
        bar, number, word = (part.moved(dx) if part else None for part in (self.bar, self.number, self.word))
        return AnswerRow(self.name.moved(dx), bar, number, word)


class AnswerWidths(Struct, frozen=True):
    """The widths of a row's parts; 0 for what is left out."""

    name: float
    bar: float
    number: float

    @property
    def total(self) -> float:
        """All of them, with the gaps before each."""
        if not self.name:
            return 0.0
        return sum(width + gap for width, gap in zip((self.name, self.bar, self.number), _gaps(), strict=True) if width)


def _gaps() -> tuple[float, float, float]:
    return UNIT_GAP, UNIT_GAP, NUMBER_GAP


def answer_widths(column: Column, request: Request, ease: Ease, metrics: Metrics) -> AnswerWidths:
    """Return how wide the parts of an answer are."""
    if not column.rows or ease.answers == 0:
        return AnswerWidths(0.0, 0.0, 0.0)
    names = max(metrics.width(name, "value") for name in column.rows) + 1.0
    name = min(names, max(ease.words * request.width, metrics.px(24)))
    if not request.has_sample or ease.answers < 2:
        return AnswerWidths(name, 0.0, 0.0)
    # In the predicted class's weight, so that nothing moves when another one is predicted.
    widest = WIDEST_PERCENTS if request.percent else WIDEST_VALUES
    number = max(metrics.width(text, "value") for text in widest) + 1.0
    bar = metrics.px(BAR) if ease.answers >= 3 and request.percent else 0.0
    return AnswerWidths(name, bar, number)


def answers_width(column: Column, request: Request, ease: Ease, metrics: Metrics) -> float:
    """Return the width of what stands right of the output's units."""
    return answer_widths(column, request, ease, metrics).total


def place_answers(
    x: float, heights: Sequence[float], pitch: float, widths: AnswerWidths, metrics: Metrics
) -> tuple[AnswerRow, ...]:
    """Place one row at each height.

    Parameters
    ----------
    x : float
        The right edge of the units.
    heights : sequence of float
        The middle of each row.
    pitch : float
        From row to row: a word stands above the bar where it fits.
    widths : AnswerWidths
    metrics : Metrics
    """
    if not widths.name:
        return ()
    line, thick = metrics.px(LINE), metrics.px(BAR_HEIGHT)
    # Over a thin bar a word is as wide as the bar, because the number beside it stands higher.
    is_tight = pitch < 2.0 * line
    if is_tight:
        thick = metrics.px(THIN_BAR)
    has_words = pitch >= (thick + 3.0 * line) / 2.0
    name_x = x + UNIT_GAP
    bar_x = name_x + widths.name + UNIT_GAP
    number_x = (bar_x + widths.bar if widths.bar else name_x + widths.name) + NUMBER_GAP
    rows = []
    for middle in heights:
        name = Box(name_x, middle - line / 2, widths.name, line)
        bar = Box(bar_x, middle - thick / 2, widths.bar, thick) if widths.bar else None
        number = Box(number_x, middle - line / 2, widths.number, line) if widths.number else None
        word = None
        if bar is not None and has_words:
            wide = widths.bar if is_tight else widths.bar + NUMBER_GAP + widths.number
            word = Box(bar_x, (bar.y if is_tight else name.y) - line, wide, line)
        rows.append(AnswerRow(name, bar, number, word))
    return tuple(rows)
