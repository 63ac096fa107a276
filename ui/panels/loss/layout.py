"""The labels of one plot as they are placed: what stays from frame to frame, and the figures that change."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter

from ui.plotting.text import Figures, draw_text, text_width
from ui.theme import Role, current, draw_run_marker, px, run_style

MARKER = 10
LINE = 16


class Label(NamedTuple):
    """What is said of one run in one plot.

    Attributes
    ----------
    run : int
    name : str
    trouble : str
        Said instead of the values where the run diverged.
    shapes : tuple of str
        For each value a text that is as wide, see `ui.plotting.text.shape_of`.
    values : tuple of str
        One for each share.
    """

    run: int
    name: str
    trouble: str
    shapes: tuple[str, ...]
    values: tuple[str, ...]


class Words(NamedTuple):
    """A text that stays: its role, colour, place, and the width at which it is elided."""

    role: Role
    colour: str
    x: float
    y: float
    text: str
    width: float | None = None


class Figure(NamedTuple):
    """The place of a value: of which label, counted in the order in which they were said, and of which share."""

    label: int
    share: int
    x: float
    y: float
    shape: str


@dataclass(frozen=True, eq=False)
class Layout:
    """Where everything stands.

    Attributes
    ----------
    markers : list of (int, float, float)
        Runs, and the left edge and the middle of their markers.
    words : list of Words
    figures : list of Figure
    """

    markers: list[tuple[int, float, float]] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    @cached_property
    def _values(self) -> Figures:
        return Figures([(figure.x, figure.y, figure.shape) for figure in self.figures])

    def draw_names(self, painter: QPainter) -> None:
        """Draw what stays: markers, names, and the words beside the values."""
        theme, size = current(), px(MARKER)
        for index, x, y in self.markers:
            draw_run_marker(painter, run_style(index), theme, QPointF(x + size / 2.0, y), size)
        for words in self.words:
            draw_text(painter, *words)

    def draw_values(self, painter: QPainter, said: list[Label], *, as_text: bool) -> None:
        """Draw the values, as text that can be searched for or, much faster, as shapes."""
        texts = [said[figure.label].values[figure.share] for figure in self.figures]
        if as_text:
            self._values.draw_as_text(painter, current().ink, texts)
        else:
            self._values.draw(painter, current().ink, texts)

    @cached_property
    def area(self) -> QRect:
        """Where the values are."""
        half = px(LINE) / 2.0
        area = QRectF()
        for _, _, x, y, shape in self.figures:
            area |= QRectF(x, y - half, text_width("value", shape), 2.0 * half)
        return area.toAlignedRect().adjusted(-1, -1, 1, 1)
