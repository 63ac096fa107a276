"""The places in a panel: columns side by side, a row for each layer, bars and numbers within the rows."""

from __future__ import annotations

import math
from bisect import bisect_right
from functools import cached_property

from msgspec import Struct
from PySide6.QtCore import QSize

from ui.theme import px

TWO_LINES = 31
ONE_LINE = 15
THIN_LINE = 12
"""The least heights of a row whose verdict stands under its name, beside it, and of one in small letters."""


WIDE = 480
"""The width from which each run's verdict has a column of its own although one verdict would fit under the name."""
NAME_LINE = 16
"""The height of a name above the bars of several runs."""
MARKER_ROOM = 14
"""The width of a run's marker with its gaps before bars."""
WORD_MARKER, WORD_MARKER_ROOM = 6, 10
"""The size of a run's marker before a word, and its width with its gap."""


class Span(Struct, frozen=True):
    """From where to where a column reaches, in pixels."""

    left: int
    right: int

    @property
    def width(self) -> int:
        """The distance between both ends."""
        return self.right - self.left

    def holds(self, x: float) -> bool:
        """Say whether a place is in it."""
        return self.left <= x < self.right


class Widths(Struct, frozen=True):
    """What the texts of the columns need, in pixels.

    Attributes
    ----------
    names, thin_names : float
        Names in rows with room for two lines or one, and in thinner ones.
    verdicts : float
    ratios, updates : float
        Numbers.
    ratio_head : float
        The head above the ratios.
    """

    names: float
    thin_names: float
    verdicts: float
    ratios: float
    updates: float
    ratio_head: float


class Lanes(Struct, frozen=True):
    """How the runs share a row.

    Attributes
    ----------
    count : int
        How many bars stand below each other.
    pitch, bar : int
        From one to the next, and the thickness of each.
    top : int
        From the row's upper edge to the first.
    overlaid : bool
        Whether there is no room for all: then only the chosen run has a bar, on which the others are marks.
    whole : bool
        Whether a bar is as high as its row, whatever that is.
    headed : bool
        Whether the row's name stands above the bars, so that each run's verdict has room before its bar.
    """

    count: int
    pitch: int
    bar: int
    top: int
    overlaid: bool
    whole: bool
    headed: bool = False


class Arrangement(Struct, frozen=True, dict=True):
    """A panel's places.

    Attributes
    ----------
    size : QSize
    top, rows : int
        Where the first row begins, and how many there are.
    pitch : float
        The height of a row; a whole number unless rows are very thin.
    lanes : Lanes
    names : Span
    verdicts : Span or None
        None where there is no room. Where verdicts stand under the names, both columns are the same.
    bars : Span
    ratios, strips, updates : Span or None
        None where there is no room.
    band : Span or None
        The mark beside each update.
    every : int
        Each so many rows have their names; 1 for all.
    words : bool
        Whether there is a line for what the axes measure.
    """

    size: QSize
    top: int
    pitch: float
    rows: int
    lanes: Lanes
    names: Span
    verdicts: Span | None
    bars: Span
    ratios: Span | None
    strips: Span | None
    updates: Span | None
    band: Span | None
    every: int
    words: bool

    @property
    def bottom(self) -> int:
        """Where the last row ends."""
        return self.edges[-1]

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """Where each row begins, and where the last one ends."""
        return tuple(self.top + round(row * self.pitch) for row in range(self.rows + 1))

    @property
    def two_lines(self) -> bool:
        """Whether one verdict stands under each name."""
        beside = self.has_markers and self.size.width() >= px(WIDE)
        return self.pitch >= px(TWO_LINES) and not self.lanes.headed and not beside

    @property
    def verdict_per_lane(self) -> bool:
        """Whether each of several runs has its verdict, in line with its bar; else there is that of the chosen run."""
        return self.has_markers and not self.two_lines

    @property
    def marked_verdicts(self) -> bool:
        """Whether a marker before each verdict says whose it is."""
        return (self.lanes.count > 1 or self.lanes.overlaid) and not self.verdict_per_lane

    @property
    def thin(self) -> bool:
        """Whether rows have small letters only."""
        return self.pitch < px(ONE_LINE)

    @property
    def has_markers(self) -> bool:
        """Whether there is room for each run's marker before its bars."""
        return self.lanes.count > 1 and self.numbers_per_lane

    @property
    def numbers_per_lane(self) -> bool:
        """Whether each run has numbers of its own; else there are those of the chosen run alone."""
        return not self.lanes.overlaid and (self.lanes.count == 1 or self.lanes.pitch >= px(THIN_LINE))

    def row_top(self, row: int) -> int:
        """Return where a row begins."""
        return self.edges[row]

    def height(self, row: int) -> int:
        """Return how high a row is."""
        return self.edges[row + 1] - self.edges[row]

    def middle(self, row: int) -> float:
        """Return the height of a row's middle."""
        return (self.edges[row] + self.edges[row + 1]) / 2.0

    def row_at(self, y: float) -> int | None:
        """Return the row at a height."""
        row = bisect_right(self.edges, y) - 1
        return row if 0 <= row < self.rows else None

    def lane_top(self, lane: int) -> int:
        """Return where a lane begins below its row's upper edge."""
        return self.lanes.top + lane * self.lanes.pitch

    def bar_height(self, row: int) -> int:
        """Return how high a bar is in a row."""
        return self.height(row) if self.lanes.whole else self.lanes.bar

    def lane_middle(self, row: int, lane: int) -> float:
        """Return the height of a bar's middle."""
        return self.edges[row] + self.lane_top(lane) + self.bar_height(row) / 2.0

    def lane_at(self, row: int, y: float) -> int:
        """Return the lane of a row that is nearest to a height."""
        within = y - self.edges[row] - self.lanes.top
        return min(max(math.floor(within / self.lanes.pitch), 0), self.lanes.count - 1)

    def number_middle(self, row: int, lane: int) -> float:
        """Return the height of a run's numbers in a row: beside its bar, or amid the row."""
        return self.lane_middle(row, lane) if self.numbers_per_lane else self.middle(row)

    @property
    def numbered_rows(self) -> list[int]:
        """The rows that have numbers."""
        return self.named_rows(None)

    def named_rows(self, chosen: int | None) -> list[int]:
        """Return the rows that have names: every so many, the last one, and the selected one before others."""
        if self.every == 1:
            return list(range(self.rows))
        last = self.rows - 1
        kept = [last] if chosen is None else [chosen]
        for row in (last, 0, *range(self.every - 1, last, self.every)):
            if all(abs(row - other) * self.pitch >= px(THIN_LINE) for other in kept):
                kept.append(row)
        return sorted(kept)
