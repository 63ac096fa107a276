"""The lines of an update: words and formulas are drawn once, the numbers with every step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from nnviz.landscape.update_rows import UpdateRow
from ui import numbers
from ui.formula_pictures import draw_formula, typeset
from ui.lab.side.typesetting import Typesetting
from ui.lab.side.view import draw_right
from ui.plotting.kept_picture import KeptPicture
from ui.plotting.text import draw_text, shape_of, text_width
from ui.theme import colour, current, px

ROW = 21
NUMBER = 74
BETWEEN = 6
"""What is free at least between the numbers of both columns."""
GAP = 10
FORMULA = 13.3
"""The pixels of a formula's font at 100 %."""
MOST_SHRUNK = 0.72
"""A formula that is too wide is drawn smaller, to this share at least of its size."""


class _Place:
    """Where a line stands, from the top of the table."""

    def __init__(self, row: UpdateRow, top: float, width: float, is_typeset: bool) -> None:
        self.words, self.latex, self.top = row.words, row.formula, top
        self.is_typeset = is_typeset
        self.size = px(1000) / 1000.0 * FORMULA
        self.height = float(px(ROW))
        self.beside = True
        if is_typeset:
            formula = typeset(row.formula)
            needed = formula.width * self.size + text_width("tick", row.words) + px(GAP)
            self.beside = needed <= width - 2 * px(NUMBER)
            if not self.beside:
                self.size *= max(MOST_SHRUNK, min(1.0, width / (formula.width * self.size)))
            high = round(formula.height * self.size) + px(6)
            self.height = max(px(ROW), high) if self.beside else px(ROW) + high
        self.middle = top + (self.height if self.beside else px(ROW)) / 2.0


def fitting(value: float) -> str:
    """Return a number with three digits, or with as many as its column has room for: ``−5.5e−102``."""
    room = px(NUMBER) - px(BETWEEN)
    words = (numbers.significant(value, digits) for digits in (3, 2, 1))
    return next((word for word in words if text_width("value", shape_of(word)) <= room), numbers.significant(value, 1))


class UpdateTable:
    """Lines with their numbers along x and y.

    Attributes
    ----------
    height : int
        Of all lines, as they were arranged.
    """

    def __init__(self, typesetting: Typesetting) -> None:
        self._typesetting = typesetting
        self._kept = KeptPicture()
        self._key: tuple[object, ...] = ()
        self._places: list[_Place] = []
        self._width = 0.0
        self.height = 0

    def arrange(self, rows: Sequence[UpdateRow], width: float) -> None:
        """Arrange for these lines, unless it is done: their numbers do not matter."""
        ready = tuple(self._typesetting.has(row.formula) for row in rows)
        key = (tuple((row.words, row.formula) for row in rows), ready, width, px(1000))
        if key == self._key:
            return
        self._key, self._width = key, width
        self._places, top = [], float(px(ROW))
        for row, is_typeset in zip(rows, ready, strict=True):
            self._places.append(_Place(row, top, width, is_typeset))
            top += self._places[-1].height
        self.height = round(top)

    def line_at(self, y: float) -> int | None:
        """Return the line at a height below the table's top; None where there is none."""
        found = [index for index, place in enumerate(self._places) if place.top <= y < place.top + place.height]
        return found[0] if found else None

    def draw(self, painter: QPainter, left: int, top: int, rows: Sequence[UpdateRow]) -> None:
        """Draw the lines as they were arranged, at a place."""
        theme = current()
        box = QRect(left, top, round(self._width), self.height)
        key = self._key, theme.name
        self._kept.paint(painter, box, theme.surface, key, lambda layer: self._draw_still(layer, left, top))
        rights = left + self._width - px(NUMBER), left + self._width
        for place, row in zip(self._places, rows, strict=True):
            for value, right in zip(row.value.tolist(), rights, strict=True):
                draw_right(painter, "value", theme.ink, right, top + place.middle, fitting(value))

    def _draw_still(self, painter: QPainter, left: int, top: int) -> None:
        theme = current()
        right = left + self._width
        for name, end in (("x", right - px(NUMBER)), ("y", right)):
            draw_right(painter, "small", theme.ink2, end, top + px(ROW) / 2.0, name)
        for place in self._places:
            y = top + place.top
            painter.fillRect(QRectF(left, y, self._width, 1.0), colour(theme.grid))
            draw_text(painter, "tick", theme.ink2, left, top + place.middle, place.words)
            if not place.is_typeset:
                continue
            formula = typeset(place.latex)
            if place.beside:
                x = right - 2 * px(NUMBER) - formula.width * place.size
                base = top + place.middle + (formula.ascent - formula.descent) * place.size / 2.0
            else:
                x, base = float(left), y + px(ROW) + formula.ascent * place.size
            draw_formula(painter, formula, x, base, place.size, theme.ink2)
