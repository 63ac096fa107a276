"""Draws over an autoencoder's columns what they are: a bracket each for encoder, latent layer and decoder."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from ui.panels.network.box import Box
from ui.panels.network.layout import Layout
from ui.panels.network.metrics import HEAD, INSET, LINE
from ui.panels.network.text import draw_text, rectangle, text_width
from ui.theme import Role, Theme, pen, px

_TOOTH = 4
_AROUND = 6.0


def draw_brackets(painter: QPainter, layout: Layout, theme: Theme) -> None:
    """Draw the brackets, and a ground behind the latent layer; nothing where the network is no autoencoder."""
    for role, group in itertools.groupby(layout.blocks, key=lambda block: block.column.role):
        if not role:
            return
        boxes = [block.units_box for block in group]
        left, right = boxes[0].x, boxes[-1].right
        is_latent = role == "latent"
        letters: Role = "value" if is_latent else "tick"
        wide = text_width(role, letters) + 1.0
        if is_latent:
            ground = rectangle(boxes[0].grown(_AROUND))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.grid))
            painter.drawRoundedRect(ground, 4.0, 4.0)
            # A narrow layer's bracket is as wide as its word.
            middle, half = (left + right) / 2.0, max(right - left, wide) / 2.0
            left, right = middle - half, middle + half
        top = float(px(HEAD)) - 2.0
        x = (left + right - wide) / 2.0
        x = max(px(INSET), min(x, layout.request.width - px(INSET) - wide))
        draw_text(painter, role, Box(x, top, wide, px(LINE)), letters, theme.ink if is_latent else theme.ink2)
        line, tooth = top + px(LINE) + 1.0, px(_TOOTH)
        ends = (left, line + tooth), (left, line), (right, line), (right, line + tooth)
        painter.setPen(pen(theme.ink if is_latent else theme.axis, theme.lines.axis))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([QPointF(round(x) + 0.5, round(y) + 0.5) for x, y in ends]))
