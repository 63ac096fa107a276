"""How the sharpness is drawn: a curve for each run, and the stair of what its optimizer bears as a threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen

from ui.panels.surface.plan import Plan
from ui.panels.surface.sharpness.axes import draw_axes, draw_bound_names, sharpness_range
from ui.panels.surface.sharpness.curve import Curve, densely, finite_parts
from ui.panels.surface.sharpness.words import value
from ui.plotting.kept_picture import KeptPicture
from ui.plotting.primitives import polygon
from ui.plotting.ranges import growing_end
from ui.plotting.scale import Scale
from ui.plotting.spreading import spread
from ui.plotting.text import draw_text, text_width
from ui.plotting.ways import draw_now, marker_size
from ui.theme import colour, current, draw_run_marker, pen, px, run_style

LABELS_FROM = 300
"""Pixels of the plot from which on names stand beside the ends."""
WIDEST_NAME = 0.3
GAP = 8
NEAR = 3
SMALL_MARKER = 8
LINE = 15
LEAST_STEPS = 10.0
VEIL = 0.7
"""How much of the surface covers what comes after the step that is looked back at, as in the loss curves."""
KEPT = 0.5
"""An axis keeps its range as long as the values fill so much of it."""


class SharpnessCanvas:
    """Draws all curves; anew only where they, the size or the appearance are others."""

    def __init__(self) -> None:
        self._ground = KeptPicture()
        self._version = 0
        self._held: dict[bool, tuple[float, float]] = {}

    def forget(self) -> None:
        """Draw everything anew next time, over a range of its own."""
        self._version += 1
        self._held = {}

    def paint(
        self,
        painter: QPainter,
        size: QSize,
        plan: Plan,
        curves: Sequence[Curve],
        log: bool,
        looked_back: int | None,
        key: object,
    ) -> None:
        """Draw axes, thresholds and curves, all that comes after the step that is looked back at as faint.

        `key` is anything that changes when the curves or that step do.
        """
        whole = QRect(QPoint(), size)
        full = (key, size.width(), size.height(), plan, log, current().name, px(1000), self._version)
        self._ground.paint(
            painter, whole, current().surface, full, lambda layer: self._draw(layer, plan, curves, log, looked_back)
        )

    def scales(self, plan: Plan, curves: Sequence[Curve], log: bool) -> tuple[Scale, Scale]:
        """Return the axes of steps and of sharpness. The second keeps its range where values lie well within it."""
        box = QRectF(plan.plot)
        box.setRight(box.right() - _beside(box.width(), curves))
        end = growing_end(max((float(curve.last) for curve in curves), default=0.0), LEAST_STEPS)
        low, high = sharpness_range(curves, log)
        held = self._held.get(log)
        if held is not None and held[0] <= low and high <= held[1] and high - low > KEPT * (held[1] - held[0]):
            low, high = held
        self._held[log] = low, high
        return Scale(0.0, end, box.left(), box.right()), Scale(low, high, box.bottom(), box.top(), log)

    def _draw(self, painter: QPainter, plan: Plan, curves: Sequence[Curve], log: bool, looked_back: int | None) -> None:
        theme, (across, up) = current(), self.scales(plan, curves, log)
        box = QRectF(across.start, up.end, across.end - across.start, up.start - up.end)
        draw_axes(painter, plan, box, across, up)
        painter.setClipRect(box.adjusted(0.0, -2.0, 0.0, 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for curve in reversed(curves):
            token = run_style(curve.index).colour(theme)
            painter.setPen(pen(token, theme.lines.threshold, theme.lines.threshold_dash))
            for part in finite_parts(curve.stair(across, up)):
                painter.drawPolyline(polygon(part))
        lines = [curve.line(across, up) for curve in curves]
        for curve, line in reversed(list(zip(curves, lines, strict=True))):
            painter.setPen(_solid(run_style(curve.index).colour(theme), theme.lines.curve))
            for part in finite_parts(line):
                painter.drawPolyline(polygon(part))
        painter.setClipping(False)
        if looked_back is not None:
            x = max(across.to_pixel(looked_back), box.left())
            veil = QRectF(x, box.top() - 2.0, plan.plot.right() - x, box.height() + 2.0)
            painter.fillRect(veil, colour(theme.surface, VEIL))
        taken = _draw_names(painter, QRectF(plan.plot).right(), curves, across, up)
        draw_bound_names(painter, curves, np.vstack([densely(line) for line in lines]), across, up, taken)


def _beside(width: float, curves: Sequence[Curve]) -> float:
    """Return the room at the right of the plot for names and values; for half a marker where it is narrow."""
    marker = marker_size(current()) / 2.0
    if width < px(LABELS_FROM) or not curves:
        return marker
    wide = max(max(text_width("small", curve.known.run.name), text_width("value", _end(curve))) for curve in curves)
    return min(wide, WIDEST_NAME * width) + px(GAP) + marker


def draw_ends(painter: QPainter, curves: Sequence[Curve], across: Scale, up: Scale) -> None:
    """Draw a marker at each curve's end; a cross where the run has diverged."""
    for x, y, curve in reversed(_ends(curves, across, up)):
        painter.translate(x, y)
        draw_now(painter, current(), run_style(curve.index), curve.diverged)
        painter.translate(-x, -y)


def _ends(curves: Sequence[Curve], across: Scale, up: Scale) -> list[tuple[float, float, Curve]]:
    """Return the pixels of the curves' ends, where they are looked at; of those that have one."""
    known = [(*curve.end(up.log), curve) for curve in curves]
    return [
        (across.to_pixel(step), up.to_clipped_pixel(found), curve)
        for step, found, curve in known
        if math.isfinite(step)
    ]


def _draw_names(painter: QPainter, right: float, curves: Sequence[Curve], across: Scale, up: Scale) -> list[QRectF]:
    """Draw name and value beside each curve's end, in the order of the curves. Returns what is taken now."""
    theme, ends = current(), _ends(curves, across, up)
    size = marker_size(theme)
    taken = [QRectF(x - size, y - size, 2.0 * size, 2.0 * size) for x, y, _ in ends]
    room = right - across.end - size / 2.0 - px(GAP)
    if room < px(GAP) or not ends:
        return taken
    ends.sort(key=lambda end: end[1])
    pitch, top, bottom = 2.0 * px(LINE) + 2.0, min(up.start, up.end), max(up.start, up.end)
    named = pitch * len(ends) <= bottom - top + px(LINE)
    low, high = top + px(LINE) / 2.0, max(top + px(LINE) / 2.0, bottom - px(LINE))
    places = spread([y for _, y, _ in ends], pitch if named else float(px(LINE)), low, high)
    # Whatever step is looked at, they stand behind the curves.
    left = max(*(x for x, _, _ in ends), *(_newest(curve, across) for curve in curves)) + size / 2.0 + px(GAP)
    for place, (x, _, curve) in zip(places, ends, strict=True):
        above = place - px(LINE) / 2.0 if named else place
        if x < left - size - px(GAP):  # its marker stands in the past, and nothing else says whose name it is
            marker = QPointF(left - size / 2.0 - px(NEAR), above)
            draw_run_marker(painter, run_style(curve.index), theme, marker, px(SMALL_MARKER))
        if named:
            name = curve.known.run.name
            draw_text(painter, "small", theme.ink2, left, above, name, room, is_name=True)
        draw_text(painter, "value", theme.ink, left, place + (px(LINE) / 2.0 if named else 0.0), _end(curve), room)
        taken.append(QRectF(left, place - pitch / 2.0, room, pitch))
    return taken


def _newest(curve: Curve, across: Scale) -> float:
    return across.to_pixel(float(curve.steps[-1])) if len(curve.steps) else across.start


def _end(curve: Curve) -> str:
    return "diverged" if curve.diverged else value(curve.end(log=False)[1])


@lru_cache(maxsize=32)
def _solid(token: str, width: float) -> QPen:
    line = QPen(colour(token), width)
    line.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    line.setCapStyle(Qt.PenCapStyle.RoundCap)
    return line
