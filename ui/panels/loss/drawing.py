"""How a run's curves are drawn: train solid, test dashed, the gap filled, each batch's loss pale behind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.plotting.primitives import draw_lines, draw_rectangles, polygon
from ui.plotting.strand import Piece, side_by_side
from ui.plotting.strokes import between, dashes, segments, spans
from ui.theme import colour, current, mix, run_style
from ui.theme.tokens import Dash, Theme

GAP_OPACITY = 0.13
BATCH_STRENGTH = 0.35
SPAN_STRENGTH = 0.5
HELD = 3.0
"""How many pixels of a curve are settled at once."""
NARROW = HELD + 1.0
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
    """What is drawn of one run at once.

    Attributes
    ----------
    index : int
        The run's: decides the pens.
    evaluations : list of Piece
        From left to right, one for each plot.
    batches : list of Piece
        The same where batches are drawn.
    """

    index: int
    evaluations: list[Piece]
    batches: list[Piece]

    def __bool__(self) -> bool:
        """Say whether there is anything to draw."""
        return any(self.evaluations) or any(self.batches)


def draw_parts(
    painter: QPainter,
    parts: list[Part],
    density: float,
    *,
    layer: bool = False,
    hasty: bool = False,
    vector: bool = False,
) -> None:
    """Draw parts of several runs: all batches below all gaps, and these below all curves.

    Parameters
    ----------
    painter : QPainter
    parts : list of Part
    density : float
        Pixels of the screen for each pixel.
    layer : bool
        Whether this is a layer to which parts are added: then batches go below what is there already.
    hasty : bool
        Whether this is the newest end of curves on their way: where it is narrow, the train line is enough for now.
    vector : bool
        Whether the picture will be scaled: then whole polygons are drawn, instead of what is fastest on a screen.
    """
    pens = [ink(part.index, current()) for part in parts]
    if any(part.batches for part in parts):
        if layer:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
        for part, own in zip(parts, pens, strict=True):
            painter.setPen(own.batches)
            _draw_line(painter, part.batches, 0, vector)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    # The newest columns of a dense curve are narrower than the marker on them.
    wide = [
        (side_by_side(pieces, sum(own.dash)), own)
        for pieces, own in zip((part.evaluations for part in parts), pens, strict=True)
        if any(pieces) and not (hasty and all(piece.width <= NARROW for piece in pieces))
    ]
    if wide:
        painter.setPen(Qt.PenStyle.NoPen)
        for piece, own in wide:
            painter.setBrush(own.gap)
            _draw_gap(painter, piece, density, vector)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for piece, own in wide:
            painter.setPen(own.span)
            draw_lines(painter, spans(piece, TEST))
            painter.setPen(own.test)
            draw_lines(painter, dashes(piece, TEST, *own.dash))
    for part, own in zip(parts, pens, strict=True):
        painter.setPen(own.train)
        _draw_line(painter, part.evaluations, TRAIN, vector)


def _draw_gap(painter: QPainter, piece: Piece, density: float, vector: bool) -> None:
    if not vector:
        draw_rectangles(painter, between(piece, density))
        return
    known = np.isfinite(piece.middle).all(axis=1)
    there = np.stack((piece.x, piece.middle[:, TRAIN]), axis=1)[known]
    back = np.stack((piece.x, piece.middle[:, TEST]), axis=1)[known]
    painter.drawPolygon(polygon(np.concatenate((there, back[::-1]))))


def _draw_line(painter: QPainter, pieces: list[Piece], share: int, vector: bool) -> None:
    lines = [piece.line(share) for piece in pieces if piece]
    if vector:
        for points in lines:
            painter.drawPolyline(polygon(points[np.isfinite(points[:, 1])]))
    elif lines:
        draw_lines(painter, np.concatenate([segments(points) for points in lines]))


def _pen(token: str, width: float, cap: Qt.PenCapStyle) -> QPen:
    result = QPen(QColor(token), width)
    result.setCapStyle(cap)
    return result
