"""Draws the read-out card, and knows where its values stand."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter

from ui.panels.network.box import Box
from ui.panels.network.metrics import LINE
from ui.panels.network.readout import Card
from ui.panels.network.text import draw_text, rectangle, text_width
from ui.plotting.read_out import draw_card_ground
from ui.theme import Theme, px

ROW = 17
PADDING_X = 10
PADDING_Y = 6
COLUMN_GAP = 14
SMALLEST = 132
WIDEST = 250
EDIT_WIDTH = 200
FIELD = 24
FIELD_WIDTH = 100
FIELD_GAP = 4
WORD_LINES = 2
"""Lines of words below the field."""


def card_size(card: Card, widest: float) -> tuple[float, float]:
    """Return the width and the height of a card that is at most so wide."""
    if card.editing:
        high = px(FIELD) + px(FIELD_GAP) + WORD_LINES * px(LINE) + 2 * px(PADDING_Y)
        return float(min(px(EDIT_WIDTH), widest)), float(high)
    rows = [(card.title, card.value, "value"), *((row.label, row.value, "small") for row in card.rows)]
    gap = px(COLUMN_GAP)
    needed = max(
        text_width(label, role) + (gap + text_width(value, "value") if value else 0.0) for label, value, role in rows
    )
    width = min(max(needed + 2 * px(PADDING_X) + 2.0, px(SMALLEST)), px(WIDEST), widest)
    return float(round(width)), float(len(rows) * px(ROW) + 2 * px(PADDING_Y))


def rows_that_fit(height: float) -> int:
    """Return how many rows below the title a card of this height has room for."""
    return max(0, int((height - 2 * px(PADDING_Y)) // px(ROW)) - 1)


def row_box(box: Box, row: int) -> Box:
    """Return the place of one row, -1 for the title."""
    high = px(ROW)
    return Box(box.x + px(PADDING_X), box.y + px(PADDING_Y) + (row + 1) * high, box.w - 2 * px(PADDING_X), high)


def field_box(box: Box) -> Box:
    """Return the place of the field in a card that is being edited."""
    title = row_box(box, -1)
    wide = min(px(FIELD_WIDTH), title.w * 0.6)
    return Box(title.right - wide, title.y, wide, px(FIELD))


def words_box(box: Box) -> Box:
    """Return the place of the words below the field."""
    title, field = row_box(box, -1), field_box(box)
    return Box(title.x, field.bottom + px(FIELD_GAP), title.w, WORD_LINES * px(LINE))


def value_box(card: Card, box: Box) -> Box | None:
    """Return the place of the value that can be edited."""
    if card.parameter is None or card.editing:
        return None
    row = row_box(box, card.parameter_row)
    text = card.value if card.parameter_row < 0 else card.rows[card.parameter_row].value
    wide = min(text_width(text, "value") + px(6), row.w)
    return Box(row.right - wide, row.y, wide + px(4), row.h)


def draw_card(painter: QPainter, card: Card, box: Box, theme: Theme, *, value_hovered: bool) -> None:
    """Draw a card; the value that can be edited is underlined while the pointer is on it."""
    draw_card_ground(painter, rectangle(box))
    title = row_box(box, -1)
    if card.editing:
        field = field_box(box)
        words = Box(title.x, field.y, field.x - title.x - px(6), field.h)
        draw_text(painter, card.title, words, "value", theme.ink)
        return
    _draw_row(painter, title, card.title, card.value, theme, strong=True)
    for k, row in enumerate(card.rows):
        _draw_row(painter, row_box(box, k), row.label, row.value, theme, strong=False)
    place = value_box(card, box)
    if value_hovered and place is not None:
        left, right = place.x + px(6) - 1.0, place.right - px(4)
        y = place.bottom - 2.0
        painter.fillRect(rectangle(Box(left, y, right - left, 1.0)), QColor(theme.accent))


def _draw_row(painter: QPainter, box: Box, label: str, value: str, theme: Theme, *, strong: bool) -> None:
    wide = min(text_width(value, "value" if strong else "small") + 1.0, box.w)
    words = Box(box.x, box.y, max(0.0, box.w - wide - (px(6) if value else 0.0)), box.h)
    draw_text(painter, label, words, "value" if strong else "small", theme.ink if strong else theme.ink2)
    if value:
        number = Box(box.right - wide, box.y, wide, box.h)
        draw_text(painter, value, number, "value" if strong else "small", theme.ink, "right")
