"""The cells of a confusion matrix, drawn: colours by count, and the counts where they are legible."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from nnviz.arrays import Indices
from ui.numbers import count
from ui.theme import Role, font, px
from ui.theme.state import STATE


def draw_cells(
    painter: QPainter,
    matrix: Indices,
    colours: Sequence[tuple[int, int, str, str]],
    cell: tuple[int, int],
    box_of: Callable[[int, int], QRectF],
) -> None:
    """Draw all cells that are not empty.

    Parameters
    ----------
    painter : QPainter
    matrix : ndarray of int, shape (C, C)
    colours : sequence
        See `ui.panels.output.matrix_work.cell_colours`.
    cell : (int, int)
        One cell's width and height.
    box_of : callable
        ``box_of(row, column)`` returns a cell's rectangle.
    """
    legible = _set_font(painter, count(int(matrix.max())), cell)
    for row, column, colour, ink in colours:
        box = box_of(row, column)
        painter.fillRect(box.adjusted(1, 1, -1, -1), QColor(colour))
        if legible:
            painter.setPen(QColor(ink))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, count(int(matrix[row, column])))


def _set_font(painter: QPainter, longest: str, cell: tuple[int, int]) -> bool:
    """Set the font of the counts: larger in large cells, smaller in small ones. Returns whether it is legible."""
    wide, high = cell
    # An enlarged matrix is looked at from far away.
    roles: tuple[Role, ...] = ("value", "title", "counter")
    letters = font(roles[(high >= px(36)) + (high >= px(52))])
    metrics = QFontMetricsF(letters)
    shrink = min(1.0, (wide - 3) / metrics.horizontalAdvance(longest), (high - 1) / metrics.capHeight())
    letters.setPointSizeF(letters.pointSizeF() * shrink)
    painter.setFont(letters)
    # At 200 % there is room to shrink; what is smaller than the smallest type at 100 % is left to the pointer.
    return shrink * STATE.scale >= 0.9
