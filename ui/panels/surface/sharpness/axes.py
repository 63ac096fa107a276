"""The axes of the view of the sharpness: ranges that keep still, ticks, and the names of the thresholds."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.panels.surface.plan import Plan
from ui.panels.surface.sharpness.curve import Curve
from ui.panels.surface.sharpness.words import value
from ui.plotting.ranges import Range, linear_range, log_range
from ui.plotting.scale import Floats, Scale
from ui.plotting.text import draw_text, text_width
from ui.plotting.ticks import linear_ticks, log_ticks
from ui.theme import colour, current, px

MOST_TICKS = 8
NAME_HEIGHT = 15
FAR = {True: 100.0, False: 3.0}
"""A bound that lies so many times above all values, logarithmic or not, is not worth an axis that reaches it."""


def sharpness_range(curves: Sequence[Curve], log: bool) -> Range:
    """Return the ends of the axis that holds all values, and newest bounds that are near; logarithms where `log`."""
    values = np.concatenate([np.empty(0), *(curve.values for curve in curves)])
    values = values[np.isfinite(values) & ((values > 0.0) | (not log))]
    bounds = np.concatenate([np.empty(0), *(curve.bounds[-1:] for curve in curves)])
    bounds = bounds[np.isfinite(bounds)]
    if len(values):
        bounds = bounds[bounds <= FAR[log] * float(values.max())]
    both = np.concatenate([values, bounds])
    if not len(both):
        return (-2.0, 0.0) if log else (0.0, 1.0)
    low, high = float(both.min()), float(both.max())
    if log:
        return log_range(low, high)
    return -linear_range(-1.05 * low)[1] if low < 0.0 else 0.0, linear_range(1.05 * high)[1]


def draw_axes(painter: QPainter, plan: Plan, box: QRectF, across: Scale, up: Scale) -> None:
    """Draw grid, axis, ticks and names."""
    theme = current()
    most = min(MOST_TICKS, max(2, int(box.height() / px(26))))
    ticks = log_ticks(up.low, up.high, most) if up.log else linear_ticks(up.low, up.high, most)
    for tick, label in zip(ticks.values, ticks.labels, strict=True):
        y = up.to_pixel(tick)
        line = QRectF(box.left(), y - 0.5 * theme.lines.grid, box.width(), theme.lines.grid)
        painter.fillRect(line, colour(theme.grid))
        if plan.ticks is not None:
            draw_text(painter, "tick", theme.ink3, box.left() - px(7) - text_width("tick", label), y, label)
    zero = up.to_pixel(0.0) if not up.log and up.low < 0.0 else box.bottom()
    painter.fillRect(QRectF(box.left(), zero, box.width(), theme.lines.axis), colour(theme.axis))
    if plan.head is not None:
        name = "sharpness, logarithmic" if up.log else "sharpness"
        draw_text(painter, "small", theme.ink2, box.left(), plan.head.top() + px(8), name, box.width())
    if plan.ticks is None:
        return
    y, name = box.bottom() + px(12), "step"
    clear = box.right() - text_width("small", name)
    draw_text(painter, "small", theme.ink2, clear, y, name)
    most = min(MOST_TICKS, max(2, int(box.width() / px(70))))
    for label, left in step_labels(across, most, clear - px(8)):
        draw_text(painter, "tick", theme.ink3, left, y, label)


def step_labels(across: Scale, most: int, clear: float) -> list[tuple[str, float]]:
    """Return the numbers of about `most` steps that end before a pixel, each with its left end; two at least."""
    for more in range(3):  # the last may have to leave its place to the unit, and one alone tells no scale
        ticks = linear_ticks(across.low, across.high, most + more, whole=True)
        halves = [text_width("tick", label) / 2.0 for label in ticks.labels]
        placed = zip(ticks.labels, map(across.to_pixel, ticks.values), halves, strict=True)
        labels = [(label, x - half) for label, x, half in placed if x + half < clear]
        if len(labels) > 1:
            break
    return labels


def draw_bound_names(
    painter: QPainter, curves: Sequence[Curve], points: Floats, across: Scale, up: Scale, taken: Sequence[QRectF]
) -> None:
    """Write at each threshold how it is made, where that covers least; once where several are the same.

    Parameters
    ----------
    painter : QPainter
    curves : sequence of Curve
    points : ndarray, shape (n, 2)
        Pixels of all curves.
    across, up : Scale
    taken : sequence of QRectF
        Where nothing else may be written.
    """
    theme, high = current(), float(px(NAME_HEIGHT))
    written: list[QRectF] = []
    for curve in curves:
        bound, since, until = curve.bound_now()
        if not curve.label or math.isnan(bound):
            continue
        y, text = up.to_pixel(bound), f"{curve.label} = {value(bound)}"
        wide = text_width("small", text) + px(4)
        if any(abs(y - each.center().y()) < high for each in written) or not up.end <= y <= up.start:
            continue
        end = across.to_pixel(until)
        # Behind its end, or along it above or below.
        boxes = [QRectF(end + px(6), y - high / 2.0, wide, high)]
        last = end - wide - px(4)
        lefts = np.linspace(last, min(last, max(across.to_pixel(since), across.start) + px(4)), 7).tolist()
        boxes += [QRectF(left, top, wide, high) for top in (y - high - 1.0, y + 2.0) for left in lefts]
        room = QRectF(across.start, up.end - high, across.end - across.start, up.start - up.end + high)
        boxes = [one for one in boxes if room.contains(one) and not any(map(one.intersects, (*taken, *written)))]
        if not boxes:
            continue
        best = min(boxes, key=lambda one: _covered(points, one))
        written.append(best)
        painter.fillRect(best, colour(theme.surface, 0.8))
        draw_text(painter, "small", theme.ink2, best.left() + px(2), best.center().y(), text)


def _covered(points: Floats, box: QRectF) -> int:
    x, y = points.T
    return int(np.sum((x >= box.left()) & (x <= box.right()) & (y >= box.top()) & (y <= box.bottom())))
