"""What stands beside or below a plot: colour key, legend, figures, and the read-out card in the legend's place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from ui.panels.output.text import draw_text, text_width
from ui.theme import Theme, current, draw_run_marker, font, picture, px, run_style
from ui.theme.colour_maps import Pixels

Symbol = Callable[[QPainter, QPointF], None]
"""Draws a legend's symbol, centred."""


def run_symbol(index: int) -> Symbol:
    """Return a run's marker."""

    def draw(painter: QPainter, centre: QPointF) -> None:
        draw_run_marker(painter, run_style(index), current(), centre, px(9))

    return draw


class Key(Struct, frozen=True, eq=False):
    """A colour key.

    Attributes
    ----------
    label : str
        What the colours mean, with its unit.
    colours : callable
        Returns the colours from the low to the high end in a theme, shape (n,).
    ticks : tuple of (float, str)
        Where numbers stand, as a share of the bar, and what they say.
    middle : float or None
        Where the bar is marked, as a share of it: the value of the line in the map.
    """

    label: str
    colours: Callable[[Theme], Pixels]
    ticks: tuple[tuple[float, str], ...]
    middle: float | None = None


class LegendRow(Struct, frozen=True, eq=False):
    """One symbol and what it stands for, and the same in short for where room is scarce."""

    text: str
    symbol: Symbol
    short: str = ""


class Figure(Struct, frozen=True):
    """A figure: what it is (in short where room is scarce), and a line for each share, as (number, word)."""

    label: str
    short: str
    lines: tuple[tuple[str, str], ...]


class CardRow(Struct, frozen=True, eq=False):
    """One row of the read-out card: label left, number right."""

    label: str
    value: str
    symbol: Symbol | None = None
    strong: bool = False


class Side(Struct, frozen=True, eq=False):
    """What stands beside a plot, from top to bottom.

    Attributes
    ----------
    key : Key or None
    legend : tuple of LegendRow
    note : str
        One or two lines in words below the legend.
    figures : int
        How many figures follow, of how many lines each.
    figure_lines : int
    card_rows : int
        How many rows the read-out card has at most: room for it is kept.
    columns : int
        In how many columns the legend stands.
    """

    key: Key | None
    legend: tuple[LegendRow, ...]
    note: str = ""
    figures: int = 0
    figure_lines: int = 2
    card_rows: int = 0
    columns: int = 1

    def with_key(self, key: Key, card_rows: int) -> Side:
        """Return the same with another key, in as much room: where there was none, the legend stands closer for it.

        Parameters
        ----------
        key : Key
        card_rows : int
            How many rows the read-out card is to have; there are fewer where it would reach out of the room.
        """
        if self.key is not None:
            return replace(self, key=key, card_rows=card_rows)
        other = replace(self, key=key, columns=2, card_rows=card_rows)
        return other if other.note_top <= self.note_top else replace(other, card_rows=card_rows - 1)

    @property
    def legend_top(self) -> int:
        """Pixels from the top to the legend."""
        return px(54) if self.key is not None else 0

    @property
    def figures_top(self) -> int:
        """Pixels from the top to the first figure."""
        return self.note_top + (px(34) if self.note else 0)

    @property
    def note_top(self) -> int:
        """Pixels from the top to the note."""
        return self.legend_top + max(px(20) * -(-len(self.legend) // self.columns), card_height(self.card_rows))

    @property
    def height(self) -> int:
        """Pixels that everything takes."""
        return self.figures_top + self.figures * self.figure_height

    @property
    def figure_height(self) -> int:
        """Pixels that one figure takes."""
        return px(22) + px(18) * self.figure_lines


def card_height(rows: int) -> int:
    """Return the height of a read-out card."""
    return px(17) * rows + px(12) if rows else 0


def draw_side(painter: QPainter, side: Side, box: QRectF) -> None:
    """Draw key, legend and note."""
    theme = current()
    if side.key is not None:
        _draw_key(painter, side.key, box)
    pitch, wide = px(20), box.width() / side.columns
    for place, row in enumerate(side.legend):
        left = box.left() + place % side.columns * wide
        top = box.top() + side.legend_top + place // side.columns * pitch
        row.symbol(painter, QPointF(left + px(6), top + pitch / 2))
        words = QRectF(left + px(17), top, wide - px(17), pitch)
        fits = not row.short or text_width(row.text, "small") <= words.width()
        draw_text(painter, row.text if fits else row.short, words, "small", theme.ink2, is_name=True)
    if side.note:
        painter.setFont(font("tick"))
        painter.setPen(QColor(theme.ink3))
        note = QRectF(box.left(), box.top() + side.note_top + px(2), box.width(), px(32))
        painter.drawText(note, Qt.TextFlag.TextWordWrap, side.note)


def draw_figures(painter: QPainter, side: Side, box: QRectF, figures: Sequence[Figure]) -> None:
    """Draw figures below the legend."""
    theme = current()
    top = box.top() + side.figures_top
    for figure in figures:
        label = figure.label if text_width(figure.label, "tick") <= box.width() else figure.short
        draw_text(painter, label, QRectF(box.left(), top + px(4), box.width(), px(16)), "tick", theme.ink3)
        top += px(20)
        for number, word in figure.lines:
            painter.setFont(font("title"))
            wide = QFontMetricsF(painter.font()).horizontalAdvance(number)
            draw_text(painter, number, QRectF(box.left(), top, box.width(), px(18)), "title", theme.ink)
            rest = QRectF(box.left() + wide + px(5), top, box.width() - wide - px(5), px(18))
            draw_text(painter, word, rest, "tick", theme.ink3)
            top += px(18)
        top += px(2)


def draw_probe(painter: QPainter, side: Side, box: QRectF, share: float) -> None:
    """Mark on the colour key what stands under the pointer."""
    if side.key is None or not np.isfinite(share):
        return
    x = box.left() + min(max(share, 0.0), 1.0) * box.width()
    wide = px(2)
    painter.fillRect(QRectF(x - wide / 2, box.top() + px(15), wide, px(14)), QColor(current().accent))


def draw_card(painter: QPainter, side: Side, box: QRectF, rows: Sequence[CardRow]) -> None:
    """Draw the read-out card in the legend's place."""
    theme = current()
    covered = side.note_top - side.legend_top
    card = QRectF(box.left(), box.top() + side.legend_top, box.width(), max(card_height(len(rows)), covered))
    painter.setPen(QPen(QColor(theme.border), 1.0))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    top = card.top() + px(6)
    for row in rows:
        left = card.left() + px(8)
        right = card.right() - px(8)
        if row.symbol is not None:
            row.symbol(painter, QPointF(left + px(4), top + px(17) / 2))
            left += px(14)
        painter.setFont(font("value" if row.strong else "small"))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(row.value)
        number = QRectF(max(left, right - wide - 1), top, min(wide + 1, right - left), px(17))
        label = QRectF(left, top, max(0.0, number.left() - left - px(4)), px(17))
        draw_text(painter, row.label, label, "small", theme.ink2, is_name=row.symbol is not None)
        draw_text(painter, row.value, number, "value" if row.strong else "small", theme.ink, right=True)
        top += px(17)


def _draw_key(painter: QPainter, key: Key, box: QRectF) -> None:
    theme = current()
    draw_text(painter, key.label, QRectF(box.left(), box.top(), box.width(), px(16)), "small", theme.ink2)
    bar = QRectF(box.left(), box.top() + px(18), box.width(), px(8))
    painter.drawImage(bar, picture(key.colours(theme).reshape(1, -1)))
    if key.middle is not None:
        x = bar.left() + key.middle * bar.width()
        painter.fillRect(QRectF(x - 1, bar.top() - px(2), 2, bar.height() + 2 * px(2)), QColor(theme.ink2))
    painter.setFont(font("tick"))
    painter.setPen(QColor(theme.ink3))
    metrics = QFontMetricsF(painter.font())
    for share, text in key.ticks:
        wide = metrics.horizontalAdvance(text)
        x = min(max(bar.left() + share * bar.width() - wide / 2, bar.left()), bar.right() - wide)
        painter.drawText(QRectF(x, bar.bottom() + px(3), wide + 1, px(16)), Qt.AlignmentFlag.AlignLeft, text)
