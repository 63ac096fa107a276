"""Points that are coloured by what their labels say, whether or not the labels are learned."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from nnviz.arrays import Indices
from nnviz.datasets import Split
from ui.panels.output.marks import Marks, MarkStyle, share_styles
from ui.panels.output.points import SHARES, Points
from ui.panels.output.side import LegendRow, Symbol
from ui.theme import Theme, class_colours, class_shape, px, run_style

MOST_NAMES = 12
"""Labels up to which a legend names them all."""
_ONE_COLUMN = 4


def legend_columns(rows: int) -> int:
    """Return in how many columns a legend stands best."""
    return 1 if rows <= _ONE_COLUMN + 2 else 2


class LabelMarks:
    """The marks of points by label and share: filled for training, hollow for what is held out.

    Parameters
    ----------
    data : Split
    index : int
        The run, whose colour points without labels have.
    """

    def __init__(self, data: Split, index: int) -> None:
        self._data = data
        self._index = index
        self.names = data.label_names if len(data.labels_train) else ()
        self.marks = Marks(self._styles)

    def renew(self) -> None:
        """Take the styles anew from the theme in force."""
        self.marks = Marks(self._styles)

    def labels(self, points: Points) -> Indices:
        """Return each point's label; 0 where there are none."""
        if not self.names:
            return np.zeros(len(points.rows), dtype=np.int64)
        labels: Indices = points.pick_of(self._data, "labels").astype(np.int64)
        return labels

    def kinds(self, points: Points) -> Indices:
        """Return the style of each point."""
        kinds: Indices = len(SHARES) * self.labels(points) + points.shares
        return kinds

    def legend(self, points: Points, *, with_names: bool = True) -> list[LegendRow]:
        """Return a row for each label as far as there are few, and one for each share."""
        rows = []
        if with_names and 0 < len(self.names) <= MOST_NAMES:
            rows = [LegendRow(name, self._symbol(len(SHARES) * k)) for k, name in enumerate(self.names)]
        shares = [("filled: train", self._symbol(0))]
        shares += [(words, self._symbol(place)) for place, words in points.held_out]
        return [*rows, *(LegendRow(words, symbol, words.rpartition(" ")[2]) for words, symbol in shares)]

    def _styles(self, theme: Theme) -> list[MarkStyle]:
        if not self.names:
            return share_styles("circle", run_style(self._index).colour(theme), theme.surface)
        colours = class_colours(theme, len(self.names))
        return [
            style
            for place, colour in enumerate(colours)
            for style in share_styles(class_shape(place), colour, theme.surface)
        ]

    def _symbol(self, kind: int) -> Symbol:
        def draw(painter: QPainter, centre: QPointF) -> None:
            self.marks.styles()[kind].draw(painter, centre, px(8))

        return draw
