"""Draws what is written: heads over the columns, names beside units, what is not drawn, and the colour key."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from ui import numbers
from ui.panels.network.block import Block
from ui.panels.network.box import Box
from ui.panels.network.heads import Head, place_heads
from ui.panels.network.layout import Layout
from ui.panels.network.metrics import LINE
from ui.panels.network.text import METRICS, Align, draw_text, rectangle, text_width
from ui.theme import Theme, picture, px
from ui.theme.colour_maps import signed_map

RAMP_WIDTH = 112
RAMP = 8
FLAT_RAMP = 5
SWATCH = 16


def draw_heads(painter: QPainter, layout: Layout, chosen: int | None, theme: Theme) -> None:
    """Draw the layers' names; the chosen one's is semibold."""
    for head in place_heads(layout.heads, layout.request.width, METRICS, chosen):
        _draw_head(painter, head, theme, strong=head.layer == chosen)


def draw_strong_head(painter: QPainter, layout: Layout, layer: int, chosen: int | None, theme: Theme) -> None:
    """Draw one layer's name once more, semibold, if it is among those for which there is room."""
    for head in place_heads(layout.heads, layout.request.width, METRICS, chosen):
        if head.layer == layer:
            painter.fillRect(rectangle(head.box.grown(1.0)), QColor(theme.surface))
            _draw_head(painter, head, theme, strong=True)


def _draw_head(painter: QPainter, head: Head, theme: Theme, *, strong: bool) -> None:
    box = Box(head.box.x, head.box.y, head.detail_x - head.box.x, head.box.h)
    draw_text(painter, head.name, box, "value" if strong else "small", theme.ink)
    if head.detail:
        rest = Box(head.detail_x, head.box.y, head.box.right - head.detail_x + 1.0, head.box.h)
        draw_text(painter, head.detail, rest, "tick", theme.ink3)


def draw_labels(painter: QPainter, block: Block, theme: Theme) -> None:
    """Draw the names of inputs, left of them."""
    if not block.sized.before:
        return
    for unit in range(block.fold.shown):
        draw_text(painter, block.column.labels[unit], block.label_box(unit, METRICS), "small", theme.ink2, "right")


def draw_hidden_words(painter: QPainter, layout: Layout, theme: Theme) -> None:
    """Draw the notice, and the lines that say what is not drawn."""
    line = px(LINE)
    box = layout.words_box
    notice = METRICS.wrap(layout.request.notice, "tick", box.w, len(layout.words))
    for k, words in enumerate(layout.words):
        ink = theme.error if k < len(notice) else theme.ink3
        draw_text(painter, words, Box(box.x, box.y + k * line, box.w, line), "tick", ink)


class Key(Struct, frozen=True, dict=True):
    """What the colours of units mean.

    Attributes
    ----------
    quantity : str
        "output", "weight" or "p(class 1)".
    layer : str
        The name of the layer whose colours they are: other layers have other scales.
    low, high : float
        The values at the ends.
    ramp : bool
        Whether there are colours to explain; curves have none.
    """

    quantity: str
    layer: str
    low: float
    high: float
    ramp: bool = True

    def title(self, width: float) -> str:
        """Return quantity and layer in a width; where that is scarce, the quantity is cut, never the layer."""
        layer = f", {self.layer}"
        return METRICS.cut(self.quantity, "tick", width - METRICS.width(layer, "tick")) + layer

    @cached_property
    def words(self) -> tuple[str | bool, ...]:
        """All that is drawn: the numbers themselves change with every result, but what is written of them seldom."""
        return self.quantity, self.layer, *self.ends, self.ramp

    @property
    def ends(self) -> tuple[str, str, str]:
        """What stands below the ramp: left, middle, right."""
        low, middle, high = (_short(value) for value in (self.low, (self.low + self.high) / 2.0, self.high))
        return low, middle, f"+{high}" if self.low < 0.0 < self.high else high


def _short(value: float) -> str:
    """Write an end of a scale: whole numbers and halves as they are, others with two digits."""
    return numbers.tick(value, 0.5) if value * 2.0 == round(value * 2.0) else numbers.significant(value, 2)


def draw_key(painter: QPainter, key: Key, box: Box, theme: Theme) -> None:
    """Draw the key in a corner: title, ramp with three numbers, and what the colours of links mean."""
    line = px(LINE)
    low, middle, high = key.ends
    y = box.y
    if key.ramp:
        draw_text(painter, key.title(box.w), Box(box.x, y, box.w, line), "tick", theme.ink3)
        ramp = Box(box.x, y + line + 3.0, box.w, px(RAMP))
        _draw_ramp(painter, ramp, theme)
        y = ramp.bottom + 1.0
        ends: tuple[tuple[str, Align], ...] = (low, "left"), (middle, "centre"), (high, "right")
        for text, align in ends:
            draw_text(painter, text, Box(box.x, y, box.w, line), "tick", theme.ink3, align)
    else:
        y = box.bottom - 3.0 * line - px(4)
        draw_text(painter, key.title(box.w), Box(box.x, y, box.w, line), "tick", theme.ink3)
        draw_text(painter, f"{low} to {high}", Box(box.x, y + line, box.w, line), "tick", theme.ink3)
    y = box.bottom - line
    half = box.w / 2.0
    for x, ink, words in ((box.x, theme.negative, "w < 0"), (box.x + half, theme.positive, "w > 0")):
        painter.fillRect(QRectF(x, y + line / 2.0 - 1.5, px(SWATCH), 3.0), QColor(ink))
        label = Box(x + px(SWATCH) + px(4), y, half - px(SWATCH) - px(4), line)
        draw_text(painter, words, label, "tick", theme.ink3)


def draw_wide_key(painter: QPainter, key: Key, box: Box, theme: Theme) -> None:
    """Draw the key below a picture: title, then the ramp with its range beside it."""
    line = px(LINE)
    draw_text(painter, key.title(box.w), Box(box.x, box.y, box.w, line), "tick", theme.ink3)
    low, _, high = key.ends
    words = f"{low} to {high}"
    wide = text_width(words, "tick") + 1.0
    across = min(px(RAMP_WIDTH), box.w - wide - px(6))
    y = box.y + line
    if across >= px(24):
        _draw_ramp(painter, Box(box.x, y + (line - px(RAMP)) / 2.0, across, px(RAMP)), theme)
        draw_text(painter, words, Box(box.x + across + px(6), y, wide, line), "tick", theme.ink3)
        return
    # Too narrow for both on one line: the ramp between the lines, and its ends below.
    _draw_ramp(painter, Box(box.x, y, box.w, px(FLAT_RAMP)), theme)
    ends = Box(box.x, box.bottom - line, box.w, line)
    draw_text(painter, low, ends, "tick", theme.ink3)
    draw_text(painter, high, ends, "tick", theme.ink3, "right")


def draw_slim_key(painter: QPainter, key: Key, box: Box, theme: Theme) -> None:
    """Draw the key below a small picture: quantity, layer, ramp and its ends, each on a line of its own."""
    line = px(LINE)
    low, _, high = key.ends
    for k, words in enumerate((f"{key.quantity},", key.layer)):
        draw_text(painter, words, Box(box.x, box.y + k * line, box.w, line), "tick", theme.ink3)
    _draw_ramp(painter, Box(box.x, box.y + 2.0 * line + 3.0, box.w, px(RAMP)), theme)
    ends = Box(box.x, box.bottom - line, box.w, line)
    draw_text(painter, low, ends, "tick", theme.ink3)
    draw_text(painter, high, ends, "tick", theme.ink3, "right")


def _draw_ramp(painter: QPainter, box: Box, theme: Theme) -> None:
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
    painter.drawImage(rectangle(box), picture(signed_map(theme).table[None, :]))
    painter.setPen(Qt.PenStyle.NoPen)
