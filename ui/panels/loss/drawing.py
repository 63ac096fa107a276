"""How a run's curves are drawn: train solid, test dashed, the gap filled, each batch's loss pale behind."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QRegion

from ui.panels.loss.ink import ink
from ui.plotting.primitives import draw_lines, draw_rectangles, polygon
from ui.plotting.scale import Floats
from ui.plotting.strand import Piece, side_by_side
from ui.plotting.strokes import between, dashes, segments, spans
from ui.theme import current

HELD = 3.0
"""How many pixels of a curve are settled at once."""
NARROW = HELD + 1.0
REACH = 3
"""Pixels around a curve that its width may take."""
TRAIN, TEST = 0, 1


class Band:
    """What is drawn at once of one run's batches.

    Parameters
    ----------
    index : int
        The run's: decides the pen.
    pieces : list of Piece
    """

    def __init__(self, index: int, pieces: list[Piece]) -> None:
        self.index = index
        self.pieces = [piece for piece in pieces if piece]

    def draw(self, painter: QPainter) -> None:
        """Draw it, as fast as can be on a screen."""
        if self.pieces:
            painter.setPen(ink(self.index, current()).batches)
            draw_lines(painter, _through(self.pieces, 0))


class Curves:
    """What is drawn at once of one run's evaluations; worked out once, however often it is drawn.

    Parameters
    ----------
    index : int
        The run's: decides the pens.
    pieces : list of Piece
        From left to right, one for each plot.
    density : float
        Pixels of the screen for each pixel.
    """

    def __init__(self, index: int, pieces: list[Piece], density: float) -> None:
        self.index = index
        self.pieces = [piece for piece in pieces if piece]
        self.density = density

    @property
    def narrow(self) -> bool:
        """Whether all of it is narrower than the marker at the curve's end."""
        return all(piece.width <= NARROW for piece in self.pieces)

    def meets(self, region: QRegion) -> bool:
        """Say whether any of it is in a region."""
        for piece in self.pieces:
            left, width = int(piece.x.item(0)) - REACH, int(piece.width) + 2 * REACH + 1
            if region.intersects(QRect(left, 0, width, region.boundingRect().bottom() + 1)):
                return True
        return False

    @cached_property
    def joined(self) -> Piece:
        """All pieces as one."""
        return side_by_side(self.pieces)

    @cached_property
    def gap(self) -> Floats:
        """The gap between train and test, as rectangles."""
        return between(self.joined, self.density)

    @cached_property
    def spans(self) -> Floats:
        """The extent of the test share, as lines."""
        return spans(self.joined, TEST)

    @cached_property
    def test(self) -> Floats:
        """The test share's dashes."""
        return dashes(self.joined, TEST, *ink(self.index, current()).dash)

    @cached_property
    def train(self) -> Floats:
        """The train share's line, as lines."""
        return _through(self.pieces, TRAIN)


def draw_curves(painter: QPainter, curves: list[Curves]) -> None:
    """Draw curves of several runs as fast as can be on a screen: all gaps below all lines."""
    painter.setPen(Qt.PenStyle.NoPen)
    for own in curves:
        painter.setBrush(ink(own.index, current()).gap)
        draw_rectangles(painter, own.gap)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for own in curves:
        pens = ink(own.index, current())
        painter.setPen(pens.span)
        draw_lines(painter, own.spans)
        painter.setPen(pens.test)
        draw_lines(painter, own.test)
    draw_train(painter, curves)


def draw_train(painter: QPainter, curves: list[Curves]) -> None:
    """Draw the train share's lines alone."""
    for own in curves:
        painter.setPen(ink(own.index, current()).train)
        draw_lines(painter, own.train)


def draw_shapes(painter: QPainter, bands: list[Band], curves: list[Curves]) -> None:
    """Draw batches and curves of several runs as polygons and lines that are whole, for a picture that is scaled."""
    for band in bands:
        painter.setPen(ink(band.index, current()).batches)
        for piece in band.pieces:
            _draw_polyline(painter, piece, 0)
    painter.setPen(Qt.PenStyle.NoPen)
    for own in curves:
        painter.setBrush(ink(own.index, current()).gap)
        for piece in own.pieces:
            known = np.isfinite(piece.middle).all(axis=1)
            there = np.stack((piece.x, piece.middle[:, TRAIN]), axis=1)[known]
            back = np.stack((piece.x, piece.middle[:, TEST]), axis=1)[known]
            painter.drawPolygon(polygon(np.concatenate((there, back[::-1]))))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for own in curves:
        pens = ink(own.index, current())
        painter.setPen(pens.span)
        draw_lines(painter, own.spans)
        painter.setPen(pens.test)
        draw_lines(painter, own.test)
    for own in curves:
        painter.setPen(ink(own.index, current()).train)
        for piece in own.pieces:
            _draw_polyline(painter, piece, TRAIN)


def _through(pieces: list[Piece], share: int) -> Floats:
    """Return the line through all minima and maxima, as lines."""
    return np.concatenate([segments(piece.line(share)) for piece in pieces])


def _draw_polyline(painter: QPainter, piece: Piece, share: int) -> None:
    points = piece.line(share)
    painter.drawPolyline(polygon(points[np.isfinite(points[:, 1])]))
