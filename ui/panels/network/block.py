"""One column in its place."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from msgspec import Struct, field

from ui.panels.network.answers_place import AnswerRow
from ui.panels.network.box import Box
from ui.panels.network.columns import Column
from ui.panels.network.curves import Floats, Gap
from ui.panels.network.fold import Fold
from ui.panels.network.metrics import LABEL_GAP, LINE, Metrics
from ui.panels.network.spread import Sized

NODE_CLEARANCE = 1.0
"""Between a unit and its links."""
BLOCK_CLEARANCE = 5.0


class Block(Struct, frozen=True):
    """One column in its place.

    Attributes
    ----------
    sized : Sized
    x, y : float
        The upper left corner of its first unit.
    answers : tuple of AnswerRow
        Right of the output's units.
    """

    sized: Sized
    x: float
    y: float
    answers: tuple[AnswerRow, ...] = field(default=())

    @property
    def column(self) -> Column:
        """What it shows."""
        return self.sized.column

    @property
    def fold(self) -> Fold:
        """How its units stand."""
        return self.sized.fold

    @property
    def units_box(self) -> Box:
        """Around all units."""
        return Box(self.x, self.y, self.fold.total_width, self.fold.total_height)

    @property
    def bounds(self) -> Box:
        """Around everything, words included."""
        box = self.units_box
        return Box(box.x - self.sized.before, box.y, self.sized.width, box.h)

    @property
    def answers_box(self) -> Box | None:
        """Around the answers right of the units, None where there are none."""
        parts = [part for row in self.answers for part in (row.name, row.bar, row.number, row.word) if part]
        if not parts:
            return None
        x, y = min(part.x for part in parts), min(part.y for part in parts)
        return Box(x, y, max(part.right for part in parts) - x, max(part.bottom for part in parts) - y)

    @property
    def is_one_object(self) -> bool:
        """Whether links meet the block as a whole: a fold, or a picture."""
        return self.fold.is_folded

    def box(self, unit: int) -> Box:
        """Return the square of one unit that is shown."""
        row, column = divmod(unit, self.fold.columns)
        fold = self.fold
        return Box(self.x + column * fold.pitch_x, self.y + row * fold.pitch_y, fold.width, fold.height)

    def boxes(self) -> list[Box]:
        """Return the squares of all units that are shown."""
        return [self.box(unit) for unit in range(self.fold.shown)]

    def unit_at(self, x: float, y: float) -> int | None:
        """Return the unit at a point; half of the gap between two units belongs to each."""
        fold = self.fold
        reach = min(fold.gap, 6.0) / 2.0
        column = int((x - self.x + min(fold.pitch_x - fold.width, 6.0) / 2.0) // fold.pitch_x)
        row = int((y - self.y + reach) // fold.pitch_y)
        unit = row * fold.columns + column
        if not (0 <= column < fold.columns and row >= 0 and unit < fold.shown):
            return None
        return unit if self.box(unit).grown(max(reach, 1.0)).contains(x, y) else None

    def label_box(self, unit: int, metrics: Metrics) -> Box:
        """Return where a unit's name stands, left of it."""
        box, line = self.box(unit), metrics.px(LINE)
        wide = self.sized.before - metrics.px(LABEL_GAP)
        return Box(box.x - self.sized.before, box.cy - line / 2.0, wide, line)

    def link_heights(self) -> Floats:
        """Return the height at which each unit's links meet the column, shape (shown,)."""
        rows = np.arange(self.fold.shown) // self.fold.columns
        return self.y + rows * self.fold.pitch_y + self.fold.height / 2.0

    def moved(self, dx: float) -> Block:
        """Return the same block elsewhere."""
        answers = tuple(row.moved(dx) for row in self.answers)
        return Block(self.sized, self.x + dx, self.y, answers)


def gaps_between(blocks: Sequence[Block]) -> tuple[Gap, ...]:
    """Return the spaces between neighbouring columns."""
    gaps = []
    for a, b in itertools.pairwise(blocks):
        start = a.units_box.right + (BLOCK_CLEARANCE if a.is_one_object else NODE_CLEARANCE)
        end = b.x - b.sized.before - (BLOCK_CLEARANCE if b.is_one_object else NODE_CLEARANCE)
        gaps.append(Gap(start, max(end, start + 1.0), a.link_heights(), b.link_heights()))
    return tuple(gaps)
