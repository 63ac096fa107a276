"""The map: contours of the function, and on them the racers' paths, arrows and markers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from ui.lab.canvas.arrows import draw_arrow_key, draw_arrows, racers_with_arrows
from ui.lab.canvas.ground import draw_ground
from ui.lab.canvas.picture import landscape_of
from ui.lab.canvas.trails import Trails, draw_lit, racer_places
from ui.plotting.kept_picture import KeptPicture
from ui.plotting.stamps import Stamps
from ui.plotting.ways import draw_dot, draw_now, marker_box
from ui.theme import current, px, run_style

if TYPE_CHECKING:
    from ui.lab.canvas.view import LandscapeCanvas


class FlatView:
    """Draws the map of a canvas, as little of it as can be.

    Parameters
    ----------
    canvas : LandscapeCanvas
    """

    def __init__(self, canvas: LandscapeCanvas) -> None:
        self._canvas = canvas
        self._ground, self._trails, self._stamps = KeptPicture(), Trails(), Stamps()
        self._version = 0

    def forget(self) -> None:
        """Draw everything anew next time."""
        self._version += 1
        self._stamps.forget()

    def paint(self, painter: QPainter, area: QRect, ratio: float, pointed: int | None) -> None:
        """Draw it.

        Parameters
        ----------
        painter : QPainter
        area : QRect
            All that belongs to it.
        ratio : float
            The screen's pixels for each pixel of the canvas.
        pointed : int or None
            The step at which each path shows a dot.
        """
        canvas, bench, theme = self._canvas, self._canvas.bench, current()
        window, places, shown = canvas.window_now, canvas.places, canvas.shown
        ground_key = (shown, landscape_of(bench.lab)[0], window, places, theme.name, self._version)

        def draw_base(layer: QPainter) -> None:
            draw = partial(draw_ground, places=places, lab=bench.lab, shown=shown, window=window, ratio=ratio)
            self._ground.paint(layer, area, theme.surface, ground_key, draw)

        key = (bench.tracks, *ground_key)
        self._trails.paint(painter, area, window, bench.tracks, bench.step, key, draw_base)
        racers = racers_with_arrows(canvas.arrows, bench.chosen, len(bench.tracks.paths))
        if places.arrows is not None and racers:
            racer = min(bench.chosen, len(bench.tracks.paths) - 1)
            has_velocity = "momentum" in bench.raced_lab.racers[racer].values
            draw_arrow_key(painter, places.arrows, canvas.vectors, racer, has_velocity)
        painter.save()
        painter.setClipRect(window.box)
        lit = bench.lit if bench.lit is not None and bench.lit < len(bench.tracks.paths) else None
        if lit is not None:
            draw_lit(painter, window, bench.tracks, lit, bench.step)
        found = racer_places(window, bench.tracks, bench.step, not canvas.zoomed)
        going = {racer: (x, y) for racer, (x, y, gone) in found.items() if not gone}
        if racers:
            draw_arrows(painter, canvas.vectors, racers, bench.step, going)
        for racer, (x, y, gone) in found.items():
            stamp = partial(draw_now, theme=theme, style=run_style(racer), diverged=gone)
            self._stamps.put(painter, (racer, gone, theme.name, px(1000)), marker_box(theme), x, y, stamp)
        if pointed is not None and pointed <= bench.last_step:
            for racer, (x, y, _) in racer_places(window, bench.tracks, pointed, clamped=False).items():
                if lit is None or racer == lit:
                    draw_dot(painter, theme, x, y)
        painter.restore()
