"""Reconstructions of features that are no picture: a sample's values from feature to feature, and the answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from nnviz.arrays import Array
from ui.panels.output.autoencoder.cards import CardsView
from ui.panels.output.autoencoder.cards_work import Card, CardsResult
from ui.theme import current, px, run_style

_FEW = 24
"""Features up to which each value has a dot."""


class ProfilesView(CardsView):
    """Each sample's features from left to right, each between its least and its largest value in the training share."""

    sides = range(240, 80, -8)

    @property
    def parts(self) -> str:  # type: ignore[override]  # depends on the noise
        """What stands where in a sample, in words."""
        ends = "Features from left to right, each over its own range"
        if self.noisy:
            return f"{ends}. Ink: clean. Thin: as the network sees them. Colour: its answer"
        return f"{ends}. Ink: the inputs. Colour: the network's answer, with the mean squared error"

    def content(self, side: int) -> tuple[float, float]:  # noqa: D102
        return float(side), round(0.5 * side)

    def draw_cards(  # noqa: D102
        self, painter: QPainter, result: CardsResult, placed: Sequence[tuple[int, Card, QRectF]]
    ) -> None:
        theme = current()
        grid = QColor(theme.grid)
        colour = QColor(answer_colour(self.run.index))
        lines = theme.lines
        clean, seen = QPen(QColor(theme.ink), lines.test_curve), QPen(QColor(theme.ink3), 1.0)
        back = QPen(colour, lines.curve)
        for _, card, box in placed:
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), 1.0), grid)
            painter.fillRect(QRectF(box.left(), box.bottom() - 1.0, box.width(), 1.0), grid)
            if self.noisy:
                self._draw(painter, card.seen, box, seen, 0.0)
            self._draw(painter, card.clean, box, clean, 2.0)
            self._draw(painter, card.answer, box, back, 2.5)

    def _draw(self, painter: QPainter, own: Array, box: QRectF, pen: QPen, dot: float) -> None:
        heights = self.face.shares(own[np.newaxis])[0]
        count = len(heights)
        across = (np.arange(count) + 0.5) / count * box.width() + box.left()
        inset = px(3)
        down = box.bottom() - inset - heights * (box.height() - 2 * inset)
        points = [QPointF(x, y) for x, y in zip(across.tolist(), down.tolist(), strict=True) if y == y]
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))
        if dot and count <= _FEW:
            radius = dot * pen.widthF() / 1.5
            painter.setBrush(pen.color())
            for point in points:
                painter.drawEllipse(point, radius, radius)


def answer_colour(index: int) -> str:
    """Return the colour of answers beside values in ink: the run's own, but for the first one, which is ink too."""
    theme = current()
    return theme.positive if index == 0 else run_style(index).colour(theme)
