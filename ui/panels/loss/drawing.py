"""How a run's curves are drawn: train solid, test dashed, the gap filled, each batch's loss pale behind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.plotting.primitives import draw_lines, draw_rectangles, polygon
from ui.plotting.strand import Piece
from ui.plotting.strokes import between, dashes, segments, spans
from ui.theme import colour, current, mix, run_style
from ui.theme.tokens import Dash, Theme

GAP_OPACITY = 0.13
BATCH_STRENGTH = 0.35
SPAN_STRENGTH = 0.5
NARROW = 2.0
TRAIN, TEST = 0, 1


@dataclass(frozen=True)
class Ink:
    """The pens of one run in one theme.

    Attributes
    ----------
    train, test : QPen
        Solid both; the dashes of the test share are lines of their own.
    span : QPen
        For the extent of the test share where one column of pixels holds many values.
    batches : QPen
    gap : QColor
    dash : (float, float)
    """

    train: QPen
    test: QPen
    span: QPen
    batches: QPen
    gap: QColor
    dash: Dash


@cache
def ink(index: int, theme: Theme) -> Ink:
    """Return the pens of one run."""
    token, lines = run_style(index).colour(theme), theme.lines
    # Pale pens are mixed, not translucent: strokes that touch would show their overlaps.
    return Ink(
        train=_pen(token, lines.curve, Qt.PenCapStyle.SquareCap),
        test=_pen(token, lines.test_curve, Qt.PenCapStyle.FlatCap),
        span=_pen(mix(token, theme.surface, SPAN_STRENGTH), lines.grid, Qt.PenCapStyle.SquareCap),
        batches=_pen(mix(token, theme.surface, BATCH_STRENGTH), 1.0, Qt.PenCapStyle.SquareCap),
        gap=colour(token, GAP_OPACITY),
        dash=lines.test_dash,
    )


@dataclass(frozen=True)
class Part:
    """What is drawn of one run at once: its evaluations and, where wanted, its batches; with its pens."""

    index: int
    evaluations: Piece
    batches: Piece | None


def draw_parts(
    painter: QPainter, parts: list[Part], density: float, *, layer: bool = False, vector: bool = False
) -> None:
    """Draw parts of several runs: all batches below all gaps, and these below all curves.

    Parameters
    ----------
    painter : QPainter
    parts : list of Part
    density : float
        Pixels of the screen for each pixel.
    layer : bool
        Whether this is a transparent layer to which parts are added: then batches go below what is there already.
    vector : bool
        Whether the picture will be scaled: then whole polygons are drawn, instead of what is fastest on a screen.
    """
    theme = current()
    parts = [part for part in parts if len(part.evaluations) or part.batches]
    if not parts:
        return
    if layer:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
    for part in parts:
        if part.batches:
            painter.setPen(ink(part.index, theme).batches)
            _draw_line(painter, part.batches, 0, vector)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    # The newest column of a dense curve is narrower than the marker on it; its train line is enough.
    wide = [part for part in parts if layer or vector or part.evaluations.width > NARROW]
    painter.setPen(Qt.PenStyle.NoPen)
    for part in wide:
        painter.setBrush(ink(part.index, theme).gap)
        _draw_gap(painter, part.evaluations, density, vector)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for part in wide:
        pens = ink(part.index, theme)
        painter.setPen(pens.span)
        draw_lines(painter, spans(part.evaluations, TEST))
        painter.setPen(pens.test)
        draw_lines(painter, dashes(part.evaluations, TEST, *pens.dash))
    for part in parts:
        painter.setPen(ink(part.index, theme).train)
        _draw_line(painter, part.evaluations, TRAIN, vector)


def _draw_gap(painter: QPainter, piece: Piece, density: float, vector: bool) -> None:
    if not vector:
        draw_rectangles(painter, between(piece, density))
        return
    known = np.isfinite(piece.middle).all(axis=1)
    there = np.stack((piece.x, piece.middle[:, TRAIN]), axis=1)[known]
    back = np.stack((piece.x, piece.middle[:, TEST]), axis=1)[known]
    painter.drawPolygon(polygon(np.concatenate((there, back[::-1]))))


def _draw_line(painter: QPainter, piece: Piece, share: int, vector: bool) -> None:
    x, y = piece.line(share)
    if vector:
        points = np.stack((x, y), axis=1)
        painter.drawPolyline(polygon(points[np.isfinite(y)]))
    else:
        draw_lines(painter, segments(x, y))


def _pen(token: str, width: float, cap: Qt.PenCapStyle) -> QPen:
    result = QPen(QColor(token), width)
    result.setCapStyle(cap)
    return result
