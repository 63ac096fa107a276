"""What stands in a plot besides curves: cursor, markers at the curves' ends, what is read."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from ui.panels.loss.reading import Reading
from ui.panels.loss.view import View
from ui.theme import colour, current, draw_marker, draw_run_marker, painting, px, run_style

MARKER = 9
MARKER_PER_LINE = 1.5
"""How much larger a marker is for each pixel that curves are wider than 2."""
CASING = 1.5
DOT = 5
VEIL = 0.7
"""How much of the surface covers what lies behind the step that is looked at."""


class End(NamedTuple):
    """Where a run's train curve ends in a plot, and whether the run diverged there."""

    run: int
    x: float
    y: float
    diverged: bool


def draw_cursor(painter: QPainter, view: View, x: int) -> None:
    """Draw the line at the present step, from this pixel on."""
    theme, box = current(), view.box
    painter.fillRect(QRectF(x, box.top(), theme.lines.cursor, box.height()), QColor(theme.ink))


def draw_veil(painter: QPainter, view: View, cursor: int | None) -> None:
    """Draw what comes after the step that is looked at as faint as what is not yet."""
    box = QRectF(view.box)
    painter.fillRect(
        box.adjusted(0.0 if cursor is None else cursor - box.left(), 0.0, 1.0, 0.0), _veil(current().surface)
    )


@lru_cache(maxsize=4)
def _veil(surface: str) -> QColor:
    """Return the surface's colour, so thin that curves show through."""
    return colour(surface, VEIL)


def draw_pointed(painter: QPainter, view: View, x: int) -> None:
    """Draw a thin line at the step that the pointer is at in another panel, one pixel wide from this one on."""
    painter.fillRect(QRectF(x, view.box.top(), 1.0, view.box.height()), QColor(current().axis))


def marker_reach() -> int:
    """Return how many pixels an end's marker may reach from its middle."""
    return math.ceil(_marker_size() + 3)


def draw_ends(painter: QPainter, ends: list[End], ratio: float | None) -> None:
    """Draw each run's marker at its train curve's end, or an x where it diverged.

    Parameters
    ----------
    painter : QPainter
    ends : list of End
    ratio : float or None
        The screen's pixels for each pixel, where pictures of the markers may be drawn; None draws shapes.
    """
    size = _marker_size()
    if ratio is None:
        for run, x, y, diverged in ends:
            _draw_end(painter, QPointF(x, y), run, diverged, size)
        return
    name, reach = current().name, math.ceil(marker_reach() * ratio)
    for run, x, y, diverged in ends:
        # A picture stands on whole pixels of the screen, and the marker at one of four places on its middle pixel.
        column, right = divmod(round(4.0 * x * ratio), 4)
        row, down = divmod(round(4.0 * y * ratio), 4)
        picture = _picture_of_end(run, diverged, name, size, ratio, reach, right, down)
        painter.drawPixmap(QPointF((column - reach) / ratio, (row - reach) / ratio), picture)


@lru_cache(maxsize=512)
def _picture_of_end(
    run: int, diverged: bool, theme: str, size: float, ratio: float, reach: int, right: int, down: int
) -> QPixmap:
    """Return a marker on the middle pixel of the screen, or by so many quarters of a pixel further right and down.

    It is drawn in the theme in force; its name tells the pictures apart.
    """
    result = QPixmap(2 * reach + 1, 2 * reach + 1)
    result.setDevicePixelRatio(ratio)
    result.fill(Qt.GlobalColor.transparent)
    with painting(result) as painter:
        centre = QPointF((reach + right / 4.0) / ratio, (reach + down / 4.0) / ratio)
        _draw_end(painter, centre, run, diverged, size)
    return result


def _draw_end(painter: QPainter, centre: QPointF, run: int, diverged: bool, size: float) -> None:
    theme, style = current(), run_style(run)
    surface = theme.surface
    if diverged:
        draw_marker(painter, "cross", centre, size + 3, surface, outline=surface, outline_width=3.0)
        draw_marker(painter, "cross", centre, size + 3, style.colour(theme), outline=style.outline(theme))
    else:
        draw_marker(painter, style.marker, centre, size, surface, outline=surface, outline_width=2.0 * CASING)
        draw_run_marker(painter, style, theme, centre, size)


def _marker_size() -> float:
    return px(MARKER) + MARKER_PER_LINE * (current().lines.curve - 2.0)


def draw_reading(painter: QPainter, view: View, reading: Reading) -> None:
    """Draw the line at the place that is read, and a dot on every curve there."""
    theme, box = current(), view.box
    x = round(float(view.x.to_pixels(reading.place)))
    if not box.left() <= x <= box.left() + box.width():
        return
    painter.fillRect(QRectF(x, box.top(), 1.0, box.height()), QColor(theme.axis))
    painter.setPen(QPen(QColor(theme.surface), 1.0))
    radius = px(DOT) / 2.0 + 0.5
    for row in reading.rows:
        painter.setBrush(QColor(run_style(row.index).colour(theme)))
        x = round(float(view.x.to_pixels(row.place)))
        for y in view.y.to_clipped_pixels(row.values):
            if np.isfinite(y):
                painter.drawEllipse(QPointF(x + 0.5, float(y)), radius, radius)
