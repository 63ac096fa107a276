"""Arrows at the racers: which way is downhill, and how the next step goes. How long they are, and what says so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from nnviz.arrays import Array
from nnviz.landscape.analytic import AnalyticLandscape
from nnviz.landscape.racing import Tracks
from ui import numbers
from ui.plotting.extent import Extent
from ui.plotting.text import draw_text, text_width
from ui.theme import Theme, colour, current, px, run_style

Shown = Literal["none", "chosen", "all"]

LONGEST = 84.0
"""Pixels of the longest arrow."""
LEAST = 7.0
HEAD = 8.0
GAP = 9.0
"""An arrow begins so far from the middle of the marker."""
THIN = 1.5
GLYPH = 20.0


class Vectors(Struct, frozen=True, eq=False):
    """Gradients and moves of a race.

    Attributes
    ----------
    gradients : ndarray, shape (racers, steps + 1, 2)
        Of the function itself, without noise.
    moves : ndarray, shape (racers, steps + 1, 2)
        From each step to the next; NaN at the last.
    steepest, fastest : float
        The largest gradient and the longest move within the view.
    """

    gradients: Array
    moves: Array
    steepest: float
    fastest: float


def vectors_of(landscape: AnalyticLandscape, tracks: Tracks, extent: Extent) -> Vectors:
    """Return the arrows of a race, measured by those that are within a part of the plane."""
    left, right, bottom, top = extent
    paths = tracks.paths
    with np.errstate(all="ignore"):
        gradients = landscape.gradients(paths)
        moves = np.full_like(paths, np.nan)
        moves[:, :-1] = np.diff(paths, axis=1)
        x, y = paths[..., 0], paths[..., 1]
        inside = (left <= x) & (x <= right) & (bottom <= y) & (y <= top)
    return Vectors(gradients, moves, _longest(gradients[inside]), _longest(moves[inside]))


def racers_with_arrows(shown: Shown, chosen: int, racers: int) -> range:
    """Return the racers that have arrows."""
    if shown == "none":
        return range(0)
    return range(racers) if shown == "all" else range(chosen, chosen + 1)


def draw_arrows(
    painter: QPainter, vectors: Vectors, racers: Sequence[int], step: int, ends: dict[int, tuple[float, float]]
) -> None:
    """Draw the arrows of some racers at a step.

    Parameters
    ----------
    painter : QPainter
    vectors : Vectors
    racers : sequence of int
    step : int
    ends : dict of int to (float, float)
        The pixel of each racer that is in the picture.
    """
    theme = current()
    for racer in racers:
        if racer not in ends:
            continue
        x, y = ends[racer]
        downhill = -vectors.gradients[racer, step]
        move = vectors.moves[racer, step]
        _draw(painter, theme, x, y, downhill, vectors.steepest, theme.ink, thin=True)
        style = run_style(racer)
        _draw(painter, theme, x, y, move, vectors.fastest, style.colour(theme), edge=style.edge(theme))


def draw_arrow_key(painter: QPainter, line: QRect, vectors: Vectors, racer: int, has_velocity: bool) -> None:
    """Say which arrow is which, and how they are scaled, as far as there is room."""
    theme, style = current(), run_style(racer)
    x, y, right = float(line.left()), line.center().y() + 1.0, float(line.left() + line.width())
    steepest, fastest = numbers.ratio(vectors.steepest), numbers.ratio(vectors.fastest)
    velocity = " (velocity)" if has_velocity else ""
    entries = [
        (theme.ink, None, True, f"downhill −∇f, longest {steepest}"),
        (style.colour(theme), style.edge(theme), False, f"next step{velocity}, longest {fastest}"),
    ]
    glyph = px(GLYPH)
    for token, edge, thin, words in entries:
        if x + glyph + px(6) + text_width("tick", words) > right:
            return
        _stroke(painter, theme, x, y, x + glyph, y, token, thin, edge)
        draw_text(painter, "tick", theme.ink2, x + glyph + px(6), y, words)
        x += glyph + px(6) + text_width("tick", words) + px(16)
    words = "lengths by square root"
    if x + text_width("tick", words) <= right:
        draw_text(painter, "tick", theme.ink3, x, y, words)


def _longest(vectors: Array) -> float:
    with np.errstate(all="ignore"):
        sizes = np.hypot(vectors[:, 0], vectors[:, 1])
    sizes = sizes[np.isfinite(sizes)]
    return float(sizes.max()) if len(sizes) else 0.0


def _draw(
    painter: QPainter,
    theme: Theme,
    x: float,
    y: float,
    vector: Array,
    longest: float,
    token: str,
    thin: bool = False,
    edge: str | None = None,
) -> None:
    dx, dy = vector.tolist()
    size = math.hypot(dx, dy)
    if not (size > 0.0 and math.isfinite(size) and longest > 0.0):
        return
    length = px(LONGEST) * math.sqrt(min(size / longest, 1.0))
    if length < px(LEAST):
        return
    dx, dy, gap = dx / size, -dy / size, px(GAP)
    reach = gap + length
    _stroke(painter, theme, x + gap * dx, y + gap * dy, x + reach * dx, y + reach * dy, token, thin, edge)


def _stroke(
    painter: QPainter,
    theme: Theme,
    x: float,
    y: float,
    to_x: float,
    to_y: float,
    token: str,
    thin: bool,
    edge: str | None = None,
) -> None:
    """Draw one arrow on its casing: a thin one with an open head, or a strong one with a filled head."""
    length = math.hypot(to_x - x, to_y - y)
    dx, dy = (to_x - x) / length, (to_y - y) / length
    head = min(px(HEAD) * max(1.0, theme.lines.path / 4.0), length)
    wing = 0.5 * head
    tip, back = QPointF(to_x, to_y), (to_x - head * dx, to_y - head * dy)
    left, right = (
        QPointF(back[0] - wing * dy, back[1] + wing * dx),
        QPointF(back[0] + wing * dy, back[1] - wing * dx),
    )
    width = THIN * theme.lines.path / 2.0 if thin else theme.lines.path
    end = tip if thin else QPointF(*back)
    inks = [(theme.surface, 2.0 * theme.lines.casing), *([(edge, 1.5)] if edge is not None else []), (token, 0.0)]
    for ink, more in inks:
        pen = QPen(colour(ink), width + more)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawLine(QPointF(x, y), end)
        if thin:
            painter.drawPolyline(QPolygonF([left, tip, right]))
        else:
            pen.setWidthF(max(more, 0.5))
            painter.setPen(pen)
            painter.setBrush(colour(ink))
            painter.drawPolygon(QPolygonF([left, tip, right]))
