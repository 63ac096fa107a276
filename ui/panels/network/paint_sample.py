"""Draws the sample that is looked at: its name, buttons for its neighbours, and what the network answers to it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ui.panels.network.block import Block
from ui.panels.network.box import Box
from ui.panels.network.metrics import LINE
from ui.panels.network.sample_place import SamplePlace
from ui.panels.network.sample_words import Answer
from ui.panels.network.text import draw_text, rectangle, text_width
from ui.theme import Role, Theme, px

ARROW = 16
LEAST_BAR = 1.0


def draw_caption(painter: QPainter, names: tuple[str, ...], place: SamplePlace, theme: Theme) -> None:
    """Draw the first of a sample's names that fits.

    Parameters
    ----------
    painter : QPainter
    names : tuple of str
        In full, and ever shorter.
    place : SamplePlace
    theme : Theme
    """
    name = next((name for name in names if text_width(name, "small") <= place.caption.w), "")
    draw_text(painter, name, place.caption, "small", theme.ink)


def draw_sample_buttons(painter: QPainter, place: SamplePlace, hovered: str | None, theme: Theme) -> None:
    """Draw the buttons for the samples before and after; `hovered` is "previous" or "following", or None."""
    for key, box in (("previous", place.previous), ("following", place.following)):
        if key == hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.hover))
            painter.drawRoundedRect(rectangle(box), 4.0, 4.0)
        reach = px(ARROW) / 4.0 * (-1.0 if key == "previous" else 1.0)
        arrow = QPainterPath(QPointF(box.cx - reach / 2.0, box.cy - abs(reach)))
        arrow.lineTo(box.cx + reach / 2.0, box.cy)
        arrow.lineTo(box.cx - reach / 2.0, box.cy + abs(reach))
        pen = QPen(QColor(theme.ink2), 1.5)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(arrow, pen)


def draw_answers(painter: QPainter, block: Block, answer: Answer | None, theme: Theme) -> None:
    """Draw one row for each class: its name, and for a sample the bar, the per cent and words above the bar."""
    for row, (place, name) in enumerate(zip(block.answers, block.column.rows, strict=False)):
        predicted = answer is not None and row == answer.predicted
        true = answer is not None and row == answer.true
        draw_text(painter, name, place.name, "value" if predicted else "small", theme.ink)
        if answer is None or place.number is None:
            continue
        strong = predicted or true
        role: Role = "value" if predicted else "tick"
        draw_text(painter, answer.numbers[row], place.number, role, theme.ink if strong else theme.ink3, "right")
        if place.bar is None or not answer.shares:
            continue
        ink = theme.axis
        if predicted:
            ink = theme.error if answer.is_wrong else theme.ink
        _draw_bar(painter, place.bar, answer.shares[row], ink, theme)
        if place.word is not None and strong:
            words = "predicted" if predicted else "true class"
            both = f"{words}, right"
            if predicted and true and text_width(both, "value") <= place.word.w:
                words = both
            ink, role = (theme.ink, "value") if predicted else (theme.ink2, "tick")
            draw_text(painter, words, place.word, role, ink)


def _draw_bar(painter: QPainter, box: Box, share: float, ink: str, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.grid))
    painter.drawRoundedRect(rectangle(box), 2.0, 2.0)
    painter.setBrush(QColor(ink))
    wide = max(LEAST_BAR, share * box.w)
    painter.drawRoundedRect(QRectF(box.x, box.y, wide, box.h), min(2.0, wide / 2.0), 2.0)


def draw_lone_answer(painter: QPainter, lines: list[tuple[str, str]], block: Block, room: Box, theme: Theme) -> None:
    """Draw what a single output answers, below it and within a box: pairs of text and colour."""
    line = px(LINE)
    for k, (text, ink) in enumerate(lines):
        role: Role = "value" if k == 0 else "tick"
        wide = text_width(text, role) + 1.0
        left = max(room.x, min(block.units_box.cx - wide / 2.0, room.right - wide))
        draw_text(painter, text, Box(left, room.y + k * line, wide, line), role, ink)
