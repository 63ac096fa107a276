"""A formula, typeset, on as many lines as it needs."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.formula_pictures import Formula, draw_formula, typeset
from ui.lab.formula_parts import parts_of
from ui.theme import current, follow, painting, px

SIZE = 14.0
GAP = 5.0
LEADING = 6.0
ABOVE = 8


class FormulaView(QWidget):
    """Shows a formula once it is typeset, which is done in the background (`ui.lab.canvas.picture`)."""

    def __init__(self) -> None:
        super().__init__()
        self._formulas: list[Formula] = []
        self._latex = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow(self.restyle)

    def show_formula(self, latex: str) -> None:
        """Show a formula that has been typeset before; an empty one shows nothing."""
        if latex != self._latex:
            self._latex = latex
            self._formulas = [typeset(part) for part in parts_of(latex)] if latex else []
            self.setAccessibleName(latex)
            self._arrange()

    def restyle(self) -> None:
        """Take sizes anew from the appearance in force."""
        self._arrange()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(px(100), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        with painting(self) as painter:
            y = float(px(ABOVE))
            for line in self._lines():
                size = self._size(line)
                y += max(one.ascent for one in line) * size
                x = 0.0
                for one in line:
                    draw_formula(painter, one, x, y, size, current().ink)
                    x += one.width * size + px(GAP)
                y += max(one.descent for one in line) * size + px(LEADING)

    def _lines(self) -> list[list[Formula]]:
        """Return the parts that stand beside each other."""
        lines: list[list[Formula]] = []
        used = 0.0
        for one in self._formulas:
            wide = one.width * px(SIZE) + px(GAP)
            if not lines or used + wide > self.width() + px(GAP):
                lines.append([])
                used = 0.0
            lines[-1].append(one)
            used += wide
        return lines

    def _size(self, line: list[Formula]) -> float:
        """Return the size of the type of a line: smaller where even one part is too wide."""
        wide = sum(one.width for one in line)
        return min(float(px(SIZE)), (self.width() - (len(line) - 1) * px(GAP)) / wide)

    def _arrange(self) -> None:
        high = sum(
            (max(one.ascent for one in line) + max(one.descent for one in line)) * self._size(line) + px(LEADING)
            for line in self._lines()
        )
        self.setFixedHeight(round(high) + px(ABOVE))
        self.update()
