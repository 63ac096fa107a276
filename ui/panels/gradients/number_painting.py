"""Drawing each layer's ratio to the output, and its last update: a few times a second, as fast as one can read."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from ui import numbers
from ui.panels.gradients.places import Arrangement, Span
from ui.panels.gradients.scene import Scene
from ui.panels.gradients.update_band import band_mark, is_healthy
from ui.plotting.kept_picture import KeptPicture
from ui.plotting.primitives import draw_rectangles
from ui.plotting.text import draw_text, text_width
from ui.theme import Role, current, px

TRANSPARENT = "#00000000"
REACH = 8
"""How far a number may reach beyond its column and rows: a long one, or one in a thin row."""


class NumberPainting:
    """Draws the numbers of a scene.

    Parameters
    ----------
    scene : Scene
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._ratios = KeptPicture()
        self._updates = KeptPicture()

    def draw(self, painter: QPainter, places: Arrangement) -> None:
        """Draw both columns, as far as there is room for them."""
        scene = self._scene
        key = scene.numbers_version, places, [run.run.index for run in scene.numbered], current().name, px(1000)
        if places.ratios is not None:
            self._ratios.paint(painter, _box(places, places.ratios), TRANSPARENT, key, self._draw_ratios)
        if places.updates is not None:
            span = places.updates if places.band is None else Span(places.band.left, places.updates.right)
            self._updates.paint(painter, _box(places, span), TRANSPARENT, key, self._draw_updates)

    def _draw_ratios(self, painter: QPainter) -> None:
        places = self._scene.places
        assert places is not None
        assert places.ratios is not None
        for run, layer, y in self._scene.number_places():
            _draw_right(painter, "tick", current().ink2, places.ratios.right, y, numbers.ratio(run.ratio(layer)))

    def _draw_updates(self, painter: QPainter) -> None:
        """Draw the updates' ratios; semibold where they are beyond their band."""
        theme, places = current(), self._scene.places
        assert places is not None
        assert places.updates is not None
        marks = []
        for run, layer, y in self._scene.number_places():
            ratio = run.update_ratio(layer)
            usual = is_healthy(ratio) or math.isnan(ratio)
            role: Role = "tick" if usual else "value"
            ink = theme.ink2 if usual else theme.ink
            _draw_right(painter, role, ink, places.updates.right, y, numbers.ratio(ratio))
            if places.band is not None and not math.isnan(ratio):
                marks.append(band_mark(places.band, ratio, y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.ink))
        draw_rectangles(painter, np.array(marks).reshape(-1, 4))


def _box(places: Arrangement, span: Span) -> QRect:
    reach = px(REACH)
    return QRect(span.left - reach, places.top - reach, span.width + reach, places.bottom - places.top + 2 * reach)


def _draw_right(painter: QPainter, role: Role, ink: str, right: float, y: float, text: str) -> None:
    draw_text(painter, role, ink, right - text_width(role, text), y, text)
