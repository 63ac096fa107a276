"""The labels of one plot as they are placed: what stays from frame to frame, and the figures that change."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter

from ui.plotting.text import Figures, draw_text, text_width
from ui.theme import Role, current, draw_run_marker, px, run_style

MARKER = 10
LINE = 16
WORD_GAP = 4


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
    is_name: bool = False


class Figure(NamedTuple):
    """The place of a value: of which label, counted in the order in which they were said, of which share, and where.

    `word` stands behind it where there is one, and `width` is what both may take.
    """

    label: int
    share: int
    x: float
    y: float
    word: str
    width: float


class Layout:
    """Where everything stands.

    Attributes
    ----------
    markers : list of (int, float, float)
        Runs, and the left edge and the middle of their markers.
    words : list of Words
    figures : list of Figure
    """

    def __init__(self) -> None:
        self.markers: list[tuple[int, float, float]] = []
        self.words: list[Words] = []
        self.figures: list[Figure] = []
        self._shapes: list[str] | None = None

    @cached_property
    def area(self) -> QRect:
        """Where the values are, with the words behind them."""
        area = QRectF()
        for figure in self.figures:
            area |= QRectF(figure.x, figure.y - px(LINE) / 2.0, figure.width, px(LINE))
        return area.toAlignedRect().adjusted(-1, -1, 1, 1)

    def draw_names(self, painter: QPainter) -> None:
        """Draw what stays: markers, names, and what else does not depend on the values."""
        theme, size = current(), px(MARKER)
        for run, x, y in self.markers:
            draw_run_marker(painter, run_style(run), theme, QPointF(x + size / 2.0, y), size)
        for words in self.words:
            draw_text(painter, *words)

    def draw_values(self, painter: QPainter, said: list[Label], *, as_text: bool) -> None:
        """Draw the values and the words behind them: as text that can be searched for or, much faster, as outlines."""
        shapes = [said[figure.label].shapes[figure.share] for figure in self.figures]
        if shapes != self._shapes:
            self._shapes = shapes
            self._shape()
        theme = current()
        values = [said[figure.label].values[figure.share] for figure in self.figures]
        words = [figure.word for figure in self.figures if figure.word]
        if as_text:
            self._values.draw_as_text(painter, theme.ink, values)
            self._behind.draw_as_text(painter, theme.ink3, words)
        else:
            self._values.draw(painter, theme.ink, values)
            self._behind.draw(painter, theme.ink3, words)

    def _shape(self) -> None:
        values, words = [], []
        for figure, shape in zip(self.figures, self._shapes or (), strict=True):
            values.append((figure.x, figure.y, shape))
            if figure.word:
                words.append((figure.x + text_width("value", shape) + px(WORD_GAP), figure.y, figure.word))
        self._values, self._behind = Figures("value", values), Figures("tick", words)
