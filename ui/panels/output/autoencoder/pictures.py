"""Reconstructions of pictures: the input, what the network saw of it, and its answer, side by side in grey."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from ui.frame import RunView
from ui.panels.output.autoencoder.cards import CardsView
from ui.panels.output.autoencoder.cards_work import Card, CardsResult
from ui.theme import current, picture, px

_BETWEEN = 4


class PicturesView(CardsView):
    """Small pictures of samples and of what comes back."""

    sides = range(104, 28, -4)

    def __init__(self, run: RunView, runs: Sequence[RunView]) -> None:
        super().__init__(run, runs)
        self._atlas: QImage | None = None

    @property
    def parts(self) -> str:  # type: ignore[override]  # depends on the noise
        """What stands where in a sample, in words."""
        if self.noisy:
            return "Left: clean. Middle: as the network sees it. Right: its answer, with the mean squared error"
        return "Left: the input. Right: the network's answer, with the mean squared error"

    def content(self, side: int) -> tuple[float, float]:  # noqa: D102
        count = 3 if self.noisy else 2
        return count * side + (count - 1) * px(_BETWEEN), round(side * self.face.ratio)

    def show(self, result: CardsResult) -> QRect:  # noqa: D102
        if result.pictures is not None:
            cards, count, high, wide = result.pictures.shape
            rows = result.pictures.transpose(0, 2, 1, 3).reshape(cards * high, count * wide)
            self._atlas = picture(np.ascontiguousarray(rows))
        return super().show(result)

    def draw_cards(  # noqa: D102
        self, painter: QPainter, result: CardsResult, placed: Sequence[tuple[int, Card, QRectF]]
    ) -> None:
        if self._atlas is None:
            return
        high, wide = self.face.shape
        side, pitch = self.plan.side, self.plan.side + px(_BETWEEN)
        frames = []
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for number, _, box in placed:
            for place in range(3 if self.noisy else 2):
                frame = QRectF(box.left() + place * pitch, box.top(), side, box.height())
                part = QRectF(place * wide, number * high, wide, high)
                painter.drawImage(frame, self._atlas, part)
                frames.append(frame.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(QPen(QColor(current().line), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRects(frames)
