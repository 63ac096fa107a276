"""Paths on a surface that is seen from the side: whole where they are in sight, faint where the surface hides them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen

from ui.plotting import ways
from ui.plotting.primitives import draw_lines
from ui.plotting.scale import Floats
from ui.plotting.strokes import segments
from ui.plotting.ways import FINEST, THICK, draw_line, draw_segments
from ui.theme import colour, current

BEHIND, BEHIND_MARK, BEHIND_LIT = 0.25, 0.5, 0.75
"""How strongly a path, a marker and the path that is pointed at are drawn where the surface hides them."""
Booleans = npt.NDArray[np.bool_]


class Lifted(Struct, frozen=True, eq=False):
    """Places put onto a surface.

    Attributes
    ----------
    pixels : ndarray, shape (n, 2)
        Where they are; NaN beside the surface.
    hidden : bool ndarray, shape (n,)
        Which of them lie behind something nearer.
    """

    pixels: Floats
    hidden: Booleans

    def part(self, first: int, last: int) -> Lifted:
        """Return those from one to before another."""
        return Lifted(self.pixels[first:last], self.hidden[first:last])

    @property
    def thinned(self) -> Lifted:
        """The same without those that lie closer on the way than can be seen."""
        steps = np.diff(self.pixels, axis=0)
        bins = np.floor(np.cumsum(np.nan_to_num(np.hypot(steps[:, 0], steps[:, 1]), nan=FINEST)) / FINEST)
        kept = np.ones(len(self.pixels), dtype=bool)
        kept[1:] = np.diff(bins, prepend=-1.0) > 0.0
        kept[-1:] = True
        return Lifted(self.pixels[kept], self.hidden[kept])

    def along(self, chosen: Booleans) -> Booleans:
        """Return which points belong to the line through those chosen: both ends of a piece that leaves them do."""
        wide = chosen.copy()
        wide[1:] |= chosen[:-1]
        return wide


def draw_lifted(painter: QPainter, lifted: Lifted, token: str, strength: float, edge: str | None = None) -> None:
    """Draw a path, faintly and without a casing where the surface hides it."""
    theme = current()
    lifted = lifted.thinned
    draw_faint(painter, np.where(lifted.along(lifted.hidden)[:, None], lifted.pixels, np.nan), token, strength * BEHIND)
    seen = np.where(lifted.along(~lifted.hidden)[:, None], lifted.pixels, np.nan)
    if theme.lines.path < THICK and strength == 1.0:
        draw_segments(painter, theme, token, seen, edge)
        return
    # Single segments are quick, but their corners are square, and seen twice where something is seen through.
    painter.setOpacity(strength)
    for part in parts(seen):
        draw_line(painter, theme, token, part, edge)
    painter.setOpacity(1.0)


def draw_lit(painter: QPainter, lifted: Lifted, token: str) -> None:
    """Draw the path that is pointed at, on an edge of ink where it is in sight."""
    lifted = lifted.thinned
    behind, seen = lifted.along(lifted.hidden), lifted.along(~lifted.hidden)
    draw_faint(painter, np.where(behind[:, None], lifted.pixels, np.nan), token, BEHIND_LIT)
    ways.draw_lit(painter, current(), token, np.where(seen[:, None], lifted.pixels, np.nan))


def draw_faint(painter: QPainter, pixels: Floats, token: str, opacity: float) -> None:
    """Draw a line through pixels of shape (n, 2) that something is seen through; NaN parts it."""
    if len(pixels) > 1:
        line = QPen(colour(token, opacity), current().lines.path)
        line.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(line)
        draw_lines(painter, segments(pixels))


def parts(points: Floats) -> list[Floats]:
    """Return the parts of a line of shape (n, 2) between what is no number."""
    finite = np.isfinite(points).all(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], finite, [False]]).astype(np.int8)))
    return [points[first:last] for first, last in edges.reshape(-1, 2).tolist() if last - first > 1]
