"""How the loss curves are drawn: all that stays for a race, and what goes with the step."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from nnviz.landscape.racing import Tracks
from ui import numbers
from ui.lab.curves.layout import INSET, LABEL_GAP, CurvesLayout
from ui.lab.names import NO_START
from ui.plotting.primitives import draw_lines
from ui.plotting.run_names import cut_name
from ui.plotting.scale import Floats
from ui.plotting.spreading import spread
from ui.plotting.strokes import segments
from ui.plotting.text import draw_hint, draw_text, text_width
from ui.theme import Role, colour, current, draw_marker, draw_run_marker, font, px, run_style

MARKER = 9
PITCH = 17
INDENT = 16
EDGE = 1.5
NAME_GAP = 8
NAME_HEIGHT = 12
"""On which the name of the upright axis is centred: above its highest number."""
MOST_POINTS = 1500
REACH = 8
"""How near the pointer comes to a curve that it is at."""


def draw_ground(painter: QPainter, layout: CurvesLayout) -> None:
    """Draw grid, axes and numbers."""
    theme, box = current(), layout.box
    grid, width = colour(theme.grid), theme.lines.grid
    ticks = layout.loss_ticks
    for value, label in zip(ticks.values, ticks.labels, strict=True):
        y = round(layout.losses.to_pixel(value))
        painter.fillRect(QRectF(box.left(), y - width / 2.0, box.width(), width), grid)
        x = box.left() - px(LABEL_GAP) - text_width("tick", label)
        draw_text(painter, "tick", theme.ink3, x, float(y), label)
    painter.fillRect(QRectF(box.left(), box.bottom(), box.width(), theme.lines.axis), colour(theme.axis))
    words = "f(x, y), log scale" if layout.losses.log else "f(x, y)"
    draw_text(painter, "small", theme.ink2, float(px(INSET)), px(NAME_HEIGHT), words)
    name = "step"
    name_left = box.right() - text_width("small", name)
    below = box.bottom() + px(4) + px(7)
    ticks = layout.step_ticks
    for value, label in zip(ticks.values, ticks.labels, strict=True):
        half = text_width("tick", label) / 2.0
        x = layout.steps.to_pixel(value)
        if x + half <= name_left - px(NAME_GAP):
            draw_text(painter, "tick", theme.ink3, x - half, below, label)
    draw_text(painter, "small", theme.ink2, name_left, below, name)


def draw_curves(painter: QPainter, layout: CurvesLayout, tracks: Tracks) -> None:
    """Draw all curves; one that ends before the others has diverged."""
    theme, box = current(), layout.box
    painter.save()
    painter.setClipRect(box.adjusted(-2.0, -2.0, 2.0, 2.0))
    for racer in reversed(range(len(tracks.losses))):
        style, lines = run_style(racer), segments(_points(layout, tracks, racer))
        edge = style.edge(theme)
        for token, width in ((edge, theme.lines.curve + EDGE), (style.colour(theme), theme.lines.curve)):
            if token is not None:
                pen = QPen(colour(token), width)
                pen.setCapStyle(Qt.PenCapStyle.SquareCap)
                painter.setPen(pen)
                draw_lines(painter, lines)
    painter.restore()
    if tracks.diverged(0) == 0:  # and so it is for all: they have one start
        draw_hint(painter, box, NO_START)
    for racer in range(len(tracks.losses)):
        lost = tracks.diverged(racer)
        if lost:
            x = layout.steps.to_pixel(lost - 1)
            y = layout.losses.to_clipped_pixel(float(tracks.losses[racer, lost - 1]))
            style = run_style(racer)
            draw_marker(painter, "cross", QPointF(x, y), px(MARKER), style.colour(theme), outline=style.edge(theme))


def draw_lit(painter: QPainter, layout: CurvesLayout, tracks: Tracks, racer: int) -> None:
    """Draw the curve of the racer that is pointed at on top of all others, on an edge of ink."""
    theme = current()
    lines = segments(_points(layout, tracks, racer))
    painter.save()
    painter.setClipRect(layout.box.adjusted(-2.0, -2.0, 2.0, 2.0))
    for token, width in (
        (theme.ink, theme.lines.curve + 2.0 * EDGE),
        (run_style(racer).colour(theme), theme.lines.curve),
    ):
        pen = QPen(colour(token), width)
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        painter.setPen(pen)
        draw_lines(painter, lines)
    painter.restore()


def curve_at(layout: CurvesLayout, tracks: Tracks, place: QPointF) -> int | None:
    """Return the racer whose curve runs by a pixel; None where none does."""
    step = min(layout.step_at(place.x()), tracks.losses.shape[1] - 1)
    heights = {
        racer: layout.losses.to_clipped_pixel(float(losses[step]))
        for racer, losses in enumerate(tracks.losses)
        if np.isfinite(losses[step])
    }
    racer = min(heights, key=lambda one: abs(heights[one] - place.y()), default=None)
    return racer if racer is not None and abs(heights[racer] - place.y()) <= px(REACH) else None


def draw_names(
    painter: QPainter,
    layout: CurvesLayout,
    tracks: Tracks,
    names: Sequence[str],
    step: int,
    bold: Collection[int | None],
) -> None:
    """Draw names and the losses at a step beside the curves, in their order; some racers' names are bold."""
    theme, box = current(), layout.names
    for racer, y in name_heights(layout, tracks, step).items():
        draw_run_marker(painter, run_style(racer), theme, QPointF(box.left() + px(MARKER) / 2.0, y), px(MARKER))
        lost = tracks.diverged(racer)
        gone = lost is not None and step >= lost
        lost_words = "diverged" if lost else "no value"
        value = lost_words if gone else numbers.loss(float(tracks.losses[racer, step]))
        token = theme.error if gone else theme.ink
        draw_text(painter, "value", token, box.right() - text_width("value", value), y, value)
        role: Role = "value" if racer in bold else "small"
        painter.setFont(font(role))
        metrics = painter.fontMetrics()
        room = box.width() - px(INDENT) - text_width("value", value) - px(NAME_GAP)
        name = cut_name(names[racer], metrics, max(0.0, room))
        draw_text(painter, role, theme.ink if racer in bold else theme.ink2, box.left() + px(INDENT), y, name)


def name_heights(layout: CurvesLayout, tracks: Tracks, step: int) -> dict[int, float]:
    """Return how high each racer's name stands, from the top down."""
    heights = [_height(layout, tracks, racer, step) for racer in range(len(tracks.losses))]
    order = sorted(range(len(heights)), key=lambda racer: (heights[racer], racer))
    half, box = px(PITCH) / 2.0, layout.names
    places = spread([heights[racer] for racer in order], px(PITCH), box.top() + half, box.bottom() - half)
    return dict(zip(order, places, strict=True))


def draw_cursor(painter: QPainter, layout: CurvesLayout, tracks: Tracks, step: int, token: str) -> None:
    """Draw a line at a step, with a dot on each curve."""
    theme, box = current(), layout.box
    x, width = layout.steps.to_pixel(step), theme.lines.cursor
    painter.fillRect(QRectF(x - width / 2.0, box.top(), width, box.height()), colour(token))
    for racer in range(len(tracks.losses)):
        value = float(tracks.losses[racer, step])
        if value == value:
            y = layout.losses.to_clipped_pixel(value)
            draw_run_marker(painter, run_style(racer), theme, QPointF(x, y), px(MARKER))


def _points(layout: CurvesLayout, tracks: Tracks, racer: int) -> Floats:
    lost = tracks.diverged(racer)
    losses = tracks.losses[racer, :lost]
    steps = np.arange(len(losses))
    stride = max(1, len(losses) // MOST_POINTS)
    # Far beyond the ends of the axis Qt counts no further.
    y = np.clip(layout.losses.to_pixels(losses[::stride]), -1e4, 1e4)
    return np.column_stack([layout.steps.to_pixels(steps[::stride]), y])


def _height(layout: CurvesLayout, tracks: Tracks, racer: int, step: int) -> float:
    """Return the height at which a racer's name wants to stand."""
    lost = tracks.diverged(racer)
    at = step if lost is None else min(step, lost - 1)
    return layout.box.top() if at < 0 else layout.losses.to_clipped_pixel(float(tracks.losses[racer, at]))
