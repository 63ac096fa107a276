"""Drawing the bars, and the limits beyond which a layer vanishes or explodes."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QPainter

from ui.panels.gradients import words
from ui.panels.gradients.bars import Bars, dashes, make_marks
from ui.panels.gradients.ground import HEAD_MIDDLE
from ui.panels.gradients.places import MARKER_ROOM, THIN_LINE, Arrangement
from ui.panels.gradients.scene import Scene
from ui.plotting.primitives import draw_rectangles
from ui.plotting.scale import Floats
from ui.plotting.text import draw_text, text_width
from ui.theme import colour, current, draw_run_marker, px, run_style

PALE = 0.3
"""How strong a bar is from its end to the largest of the recent batches."""
MARK = 3.0
MARKER = 8
ABOVE = 3


class BarPainting:
    """Draws the bars of a scene.

    Parameters
    ----------
    scene : Scene
    """

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._made_for: object = None
        self._bars: list[Bars] = []
        self._dashes: dict[str, Floats] = {}

    def draw(self, painter: QPainter, places: Arrangement) -> None:
        """Draw bars, what stands beside them, and the limits."""
        scene, lanes = self._scene, self._scene.lanes
        made_for = places, scene.rows, [run.run.index for run in lanes]
        if made_for != self._made_for:
            self._made_for = made_for
            self._dashes = {}
            self._bars = [Bars(run.run.index, lane, scene.rows, places) for lane, run in enumerate(lanes)]
        theme, sizes = current(), scene.sizes
        painter.setPen(Qt.PenStyle.NoPen)
        for run, bars in zip(lanes, self._bars, strict=True):
            bars.show(run, sizes)
            token = run_style(run.run.index).colour(theme)
            painter.setBrush(_brush(token))
            draw_rectangles(painter, bars.now)
            painter.setBrush(_brush(token, PALE))
            draw_rectangles(painter, bars.most)
        if places.lanes.overlaid:
            for run in scene.visible:
                if run is not scene.leader:
                    painter.setBrush(_brush(run_style(run.run.index).colour(theme)))
                    draw_rectangles(painter, make_marks(run, scene.rows, places, sizes, MARK))
        vanishing = self._draw_limits(painter, places)
        self._draw_remarks(painter, places, vanishing)

    def _draw_remarks(self, painter: QPainter, places: Arrangement, vanishing: float) -> None:
        """Draw what bars cannot say, beside the line at `vanishing` where that would go through it."""
        ink = current().ink2
        for lane, bars in enumerate(self._bars):
            below = -1
            for remark in bars.remarks:
                # In thin rows a remark stands for the rows just below it too.
                if remark.row >= below:
                    below = remark.row + (places.every if places.pitch < px(THIN_LINE) else 1)
                    struck = -px(10) < remark.x - vanishing < px(3)
                    x = vanishing + px(3) if struck else remark.x
                    draw_text(painter, "value", ink, x, places.lane_middle(remark.row, lane), remark.text)

    def _draw_limits(self, painter: QPainter, places: Arrangement) -> float:
        """Draw the lines and their names. Returns where the first one is."""
        leader, theme, scale = self._scene.leader, current(), self._scene.sizes
        if leader is None or not leader.any_gradient:
            return float(places.bars.left)
        if theme.name not in self._dashes:
            self._dashes[theme.name] = dashes(places, px(ABOVE), theme.lines.threshold, theme.lines.threshold_dash)
        lines = self._dashes[theme.name]
        low, high = scale.to_clipped_pixels(leader.limits).tolist()
        painter.setBrush(_brush(theme.ink))
        for x, known in ((low, leader.limits[0] > 0.0), (high, True)):
            if known:
                lines[:, 0] = x - theme.lines.threshold / 2.0
                draw_rectangles(painter, lines)
        first = self._draw_names(painter, places, low if leader.limits[0] > 0.0 else math.nan, high)
        if len(self._scene.visible) > 1:
            # The limits follow from this run's gradients, and say nothing of the others' bars.
            centre = QPointF(first - px(MARKER) / 2.0 - px(4), px(HEAD_MIDDLE))
            draw_run_marker(painter, run_style(leader.run.index), theme, centre, px(MARKER))
        return float(low)

    def _draw_names(self, painter: QPainter, places: Arrangement, low: float, high: float) -> float:
        """Name the lines at `low`, if there is one, and at `high`. Returns where the first name begins.

        A name stands at its line or not at all: where there is no room for two, the bars grow towards `high`, which
        the pointer names.
        """
        exploding, vanishing = text_width("small", words.EXPLODING), text_width("small", words.VANISHING)
        second = min(high + exploding / 2.0, places.bars.right) - exploding
        first, ink = second, current().ink2
        if not math.isnan(low):
            first = max(min(low - vanishing / 2.0, second - px(6) - vanishing), places.names.left + px(MARKER_ROOM))
            if not (both := first + vanishing >= low and second >= first + vanishing + px(6)):
                first = max(low - vanishing, places.names.left + px(MARKER_ROOM))
            draw_text(painter, "small", ink, first, px(HEAD_MIDDLE), words.VANISHING)
            if not both:
                return first
        draw_text(painter, "small", ink, second, px(HEAD_MIDDLE), words.EXPLODING)
        return first


@lru_cache(maxsize=64)
def _brush(token: str, opacity: float = 1.0) -> QBrush:
    return QBrush(colour(token, opacity))
