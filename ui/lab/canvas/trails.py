"""The paths: drawn once for a race and a view, and grown by a few strokes while it is played."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from nnviz.landscape.racing import Tracks
from ui.plotting import ways
from ui.plotting.extent import Window
from ui.plotting.kept_picture import is_raster
from ui.plotting.primitives import polygon
from ui.plotting.scale import Floats
from ui.plotting.ways import draw_heads, draw_ring, draw_segments, length_of, thinned_way
from ui.theme import colour, current, painting, run_style

AHEAD = 0.5
"""How much is seen of the way that a racer still has before it."""

Base = Callable[[QPainter], None]


class Trails:
    """Draws what lies under the paths, and the paths up to a step on it; keeps both as pixels."""

    def __init__(self) -> None:
        self._pixels = QPixmap()
        self._key: Hashable = None
        self._step = 0
        self._faint = False

    def forget(self) -> None:
        """Draw everything anew next time."""
        self._key = None

    def paint(
        self, painter: QPainter, box: QRect, window: Window, tracks: Tracks, step: int, key: Hashable, base: Base
    ) -> None:
        """Draw on a painter.

        Parameters
        ----------
        painter : QPainter
        box : QRect
            All that `base` covers.
        window : Window
        tracks : Tracks
        step : int
            Up to here the paths are drawn in full strength.
        key : hashable
            Everything else that the drawing depends on.
        base : callable
            Draws what lies under the paths.
        """
        last = tracks.losses.shape[1] - 1
        if not is_raster(painter):
            base(painter)
            self._draw_all(painter, window, tracks, step, last)
            return
        scale = painter.deviceTransform().m11()
        # Where all is in full strength there is nothing faint behind it: going back from there draws all anew.
        whole_key = key, box, window, scale
        if whole_key != self._key or step < self._step:
            self._pixels = QPixmap(max(1, round(box.width() * scale)), max(1, round(box.height() * scale)))
            self._pixels.setDevicePixelRatio(scale)
            with painting(self._pixels) as layer:
                layer.translate(-box.topLeft())
                base(layer)
                self._draw_all(layer, window, tracks, step, last)
        elif step > self._step:
            with painting(self._pixels) as layer:
                layer.translate(-box.topLeft())
                layer.setClipRect(window.box)
                self._draw_parts(layer, window, tracks, self._step, step)
                draw_start(layer, window, tracks.start)
        self._key, self._step = whole_key, step
        painter.drawPixmap(box.topLeft(), self._pixels)

    def _draw_all(self, painter: QPainter, window: Window, tracks: Tracks, step: int, last: int) -> None:
        painter.save()
        painter.setClipRect(window.box)
        if step < last:
            self._draw_ahead(painter, window, tracks, step, last)
        self._draw_parts(painter, window, tracks, 0, step, heads=step == last)
        draw_start(painter, window, tracks.start)
        painter.restore()

    def _draw_ahead(self, painter: QPainter, window: Window, tracks: Tracks, first: int, last: int) -> None:
        """Draw faintly, without casings, where the racers will go."""
        theme = current()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for racer in range(len(tracks.paths)):
            way = way_of(window, tracks, racer, first, last)
            if len(way) > 1:
                painter.setPen(QPen(colour(run_style(racer).colour(theme), AHEAD), theme.lines.path))
                painter.drawPolyline(polygon(way))

    def _draw_parts(
        self, painter: QPainter, window: Window, tracks: Tracks, first: int, last: int, *, heads: bool = False
    ) -> None:
        """Draw the paths from a step to another, the shorter ones on top."""
        theme = current()
        found = {racer: way_of(window, tracks, racer, first, last) for racer in range(len(tracks.paths))}
        for racer, way in sorted(found.items(), key=lambda item: -length_of(item[1])):
            style = run_style(racer)
            draw_segments(painter, theme, style.colour(theme), way, style.edge(theme))
            if heads:
                draw_heads(painter, theme, style.colour(theme), way)


def draw_lit(painter: QPainter, window: Window, tracks: Tracks, racer: int, step: int) -> None:
    """Draw the way of the racer that is pointed at, up to a step, on top of all others and on an edge of ink."""
    theme, box = current(), window.box
    way = way_of(window, tracks, racer, 0, step)
    x, y = way.T
    seen = np.flatnonzero((box.left() <= x) & (x <= box.right()) & (box.top() <= y) & (y <= box.bottom()))
    # One that has left for good would cross the picture again and again, and hide it.
    ways.draw_lit(painter, theme, run_style(racer).colour(theme), way[: seen[-1] + 2] if len(seen) else way[:1])


def draw_start(painter: QPainter, window: Window, start: tuple[float, float]) -> None:
    """Draw the ring where all begin, also where the function has no value and nobody can go."""
    draw_ring(painter, current(), current().ink, *window.pixel(*start))


def way_of(window: Window, tracks: Tracks, racer: int, first: int, last: int) -> Floats:
    """Return the pixels of a path from a step to another, as far as it is finite; shape (n, 2)."""
    return thinned_way(window.to_pixels(tracks.paths[racer, first : last + 1]))


def racer_places(window: Window, tracks: Tracks, step: int, clamped: bool) -> dict[int, tuple[float, float, bool]]:
    """Return the pixel of each racer at a step, and whether it has diverged; those out of sight are left out.

    Parameters
    ----------
    window : Window
    tracks : Tracks
    step : int
    clamped : bool
        Whether those that have left the picture stand at its border.
    """
    box, found = window.box, {}
    edge = QRectF(box).adjusted(6.0, 6.0, -6.0, -6.0)
    for racer, path in enumerate(tracks.paths):
        lost = tracks.diverged(racer)
        gone = lost is not None and step >= lost
        at = (lost or 0) - 1 if gone else step
        if at < 0 or not np.isfinite(path[at]).all():
            continue
        x, y = window.pixel(*path[at].tolist())
        if clamped:
            x, y = min(max(x, edge.left()), edge.right()), min(max(y, edge.top()), edge.bottom())
        if box.contains(x, y):
            found[racer] = x, y, gone
    return found
