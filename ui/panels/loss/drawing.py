"""How curves are drawn: train solid, test dashed, validation dash-dotted; the gap between train and test is filled.

Each batch's loss is pale behind them.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QRegion

from ui.panels.loss.ink import Ink
from ui.plotting.primitives import draw_lines, draw_rectangles, polygon
from ui.plotting.scale import Floats
from ui.plotting.strand import Piece, side_by_side
from ui.plotting.strokes import between, dashes, segments, spans

HELD = 3.0
"""How many pixels of a curve are settled at once."""
NARROW = HELD + 1.0
REACH = 3
"""Pixels around a curve that its width may take."""
TRAIN, TEST, VALIDATION = 0, 1, 2


class Band:
    """What is drawn at once of one run's batches.

    Parameters
    ----------
    ink : Ink
        The run's pens.
    pieces : list of Piece
    """

    def __init__(self, ink: Ink, pieces: list[Piece]) -> None:
        self._pen = ink.batches
        self.pieces = [piece for piece in pieces if piece]

    def draw(self, painter: QPainter) -> None:
        """Draw it as fast as can be on a screen."""
        if self.pieces:
            painter.setPen(self._pen)
            draw_lines(painter, _lines(self.pieces, 0))

    def draw_whole(self, painter: QPainter) -> None:
        """Draw it as one line, for a picture that will be scaled."""
        painter.setPen(self._pen)
        for piece in self.pieces:
            _draw_polyline(painter, piece, 0)


class Curves:
    """What is drawn at once of one run's evaluations; worked out once, however often it is drawn.

    Parameters
    ----------
    ink : Ink
        The run's pens.
    pieces : list of Piece
        From left to right, one for each plot.
    density : float
        Pixels of the screen for each pixel.

    Attributes
    ----------
    ink : Ink
    pieces : list of Piece
        Without those that are empty.
    """

    def __init__(self, ink: Ink, pieces: list[Piece], density: float) -> None:
        self.ink, self._density = ink, density
        self.pieces = [piece for piece in pieces if piece]

    @property
    def narrow(self) -> bool:
        """Whether all of it is narrower than the marker at the curve's end."""
        return all(piece.width <= NARROW for piece in self.pieces)

    def meets(self, region: QRegion) -> bool:
        """Say whether any of it is in a region."""
        height = region.boundingRect().bottom() + 1
        areas = (QRect(int(piece.x[0]) - REACH, 0, int(piece.width) + 2 * REACH + 1, height) for piece in self.pieces)
        return any(region.intersects(area) for area in areas)

    @cached_property
    def gap(self) -> Floats:
        """The gap between train and test, as rectangles."""
        return between(self._joined, self._density)

    @cached_property
    def spans(self) -> Floats:
        """The extent of the test share where one column of pixels holds many values."""
        return spans(self._joined, TEST)

    @cached_property
    def test(self) -> Floats:
        """The test share's dashes."""
        return dashes(self._joined, TEST, *self.ink.dash)

    @cached_property
    def validation(self) -> Floats | None:
        """The validation share's dashes; None where there is none."""
        if self._joined.shares <= VALIDATION:
            return None
        return dashes(self._joined, VALIDATION, *self.ink.validation_dash)

    @cached_property
    def train(self) -> Floats:
        """The train share's lines."""
        return _lines(self.pieces, TRAIN)

    @cached_property
    def _joined(self) -> Piece:
        # A multiple of the period of the test share's dashes.
        return side_by_side(self.pieces, sum(self.ink.validation_dash))


def draw_curves(painter: QPainter, curves: list[Curves], *, whole: bool = False) -> None:
    """Draw curves of several runs: all gaps below all lines.

    Parameters
    ----------
    painter : QPainter
    curves : list of Curves
    whole : bool
        Whether the picture will be scaled: then polygons and lines are whole, instead of what is fastest on a screen.
    """
    curves = [own for own in curves if own.pieces]
    if not curves:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    for own in curves:
        painter.setBrush(own.ink.gap)
        if whole:
            _draw_gaps(painter, own.pieces)
        else:
            draw_rectangles(painter, own.gap)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for own in curves:
        painter.setPen(own.ink.span)
        draw_lines(painter, own.spans)
        painter.setPen(own.ink.test)
        draw_lines(painter, own.test)
        if own.validation is not None:
            draw_lines(painter, own.validation)
    draw_train(painter, curves, whole=whole)


def draw_train(painter: QPainter, curves: list[Curves], *, whole: bool = False) -> None:
    """Draw the train share's lines alone."""
    for own in curves:
        if not own.pieces:
            continue
        painter.setPen(own.ink.train)
        if whole:
            for piece in own.pieces:
                _draw_polyline(painter, piece, TRAIN)
        else:
            draw_lines(painter, own.train)


def _lines(pieces: list[Piece], share: int) -> Floats:
    return np.concatenate([segments(piece.line(share)) for piece in pieces])


def _draw_polyline(painter: QPainter, piece: Piece, share: int) -> None:
    points = piece.line(share)
    painter.drawPolyline(polygon(points[np.isfinite(points[:, 1])]))


def _draw_gaps(painter: QPainter, pieces: list[Piece]) -> None:
    for piece in pieces:
        known = np.isfinite(piece.middle).all(axis=1)
        there = np.stack((piece.x, piece.middle[:, TRAIN]), axis=1)[known]
        back = np.stack((piece.x, piece.middle[:, TEST]), axis=1)[known]
        painter.drawPolygon(polygon(np.concatenate((there, back[::-1]))))
