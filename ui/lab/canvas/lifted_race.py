"""The racers' paths on the function that is seen from the side."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QPainter

from nnviz.landscape.racing import Tracks
from ui.lab.bench import Bench
from ui.plotting.lifted import BEHIND_MARK, Lifted, draw_faint, draw_lifted, draw_lit
from ui.plotting.relief import Relief
from ui.plotting.relief_scene import ReliefScene
from ui.plotting.scale import Floats
from ui.plotting.side_view import View
from ui.plotting.ways import draw_dot, draw_now, draw_plus, draw_ring
from ui.theme import current, run_style

AHEAD = 0.4
"""How much is seen of the way that a racer still has before it."""


class LiftedRace:
    """Draws a bench's race on a surface.

    Parameters
    ----------
    bench : Bench
    scene : ReliefScene
    """

    def __init__(self, bench: Bench, scene: ReliefScene) -> None:
        self._bench, self._scene = bench, scene
        self._lifted: tuple[Tracks, Relief | None, list[Lifted]] | None = None

    def ways(self, view: View) -> list[Lifted]:
        """Return every racer's whole path on the surface: lifted once for a race and a picture of it."""
        tracks, relief = self._bench.tracks, self._scene.relief
        if self._lifted is None or self._lifted[:2] != (tracks, relief):
            racers, steps, _ = tracks.paths.shape
            every = self._scene.lift(view, tracks.paths.reshape(-1, 2))
            ways = [every.part(racer * steps, (racer + 1) * steps) for racer in range(racers)]
            self._lifted = tracks, relief, ways
        return self._lifted[2]

    def start(self, view: View) -> tuple[float, float] | None:
        """Return the pixel of where all begin; None where that is not on the surface."""
        return next(iter(self._pixels(view, np.array([self._bench.tracks.start]))), None)

    def draw(self, painter: QPainter, view: View, pointed: int | None) -> None:
        """Draw paths and racers, as on the map: the one that is pointed at on top of all others.

        Parameters
        ----------
        painter : QPainter
        view : View
        pointed : int or None
            The step at which each path shows a dot, or where one is pointed at only that one.
        """
        bench, theme = self._bench, current()
        tracks, step, ways = bench.tracks, bench.step, self.ways(view)
        lit = bench.lit if bench.lit is not None and bench.lit < len(ways) else None
        for racer, way in enumerate(ways):
            style = run_style(racer)
            token = style.colour(theme)
            draw_faint(painter, way.pixels[step:], token, AHEAD)
            draw_lifted(painter, way.part(0, step + 1), token, 1.0, style.edge(theme))
        for x, y in self._pixels(view, np.array(bench.lab.minima).reshape(-1, 2)):
            draw_plus(painter, theme, x, y)
        start = self.start(view)
        if start is not None:
            draw_ring(painter, theme, theme.ink, *start)
        if lit is not None:
            draw_lit(painter, ways[lit].part(0, step + 1), run_style(lit).colour(theme))
        for racer, way in sorted(enumerate(ways), key=lambda one: one[0] == lit):
            lost = tracks.diverged(racer)
            gone = lost is not None and step >= lost
            self._draw_marker(painter, way, (lost or 0) - 1 if gone else step, racer, gone)
            seen = pointed is not None and pointed <= bench.last_step and np.isfinite(way.pixels[pointed]).all()
            if seen and lit in (None, racer):
                draw_dot(painter, theme, *way.pixels[pointed].tolist())

    def _draw_marker(self, painter: QPainter, way: Lifted, at: int, racer: int, gone: bool) -> None:
        x, y = way.pixels[at].tolist()
        if x == x and y == y:
            painter.setOpacity(BEHIND_MARK if way.hidden[at] else 1.0)
            painter.translate(x, y)
            draw_now(painter, current(), run_style(racer), gone)
            painter.translate(-x, -y)
            painter.setOpacity(1.0)

    def _pixels(self, view: View, places: Floats) -> list[tuple[float, float]]:
        """Return the pixels of those places of shape (n, 2) that are on the surface."""
        pixels = self._scene.pixels(view, places)
        return [(x, y) for x, y in pixels.tolist() if x == x and y == y]
