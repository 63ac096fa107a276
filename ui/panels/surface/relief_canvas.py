"""How the surface is drawn from the side: lit, over a floor of contours, with the paths lifted onto it."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from ui.panels.surface import words
from ui.panels.surface.canvas import Scene
from ui.panels.surface.fading import pieces
from ui.panels.surface.footer import draw_footer
from ui.panels.surface.plan import Plan
from ui.panels.surface.request import Result
from ui.panels.surface.track import Floats, Track
from ui.plotting.contour_ground import draw_key
from ui.plotting.extent import Extent
from ui.plotting.graphics import graphics
from ui.plotting.kept_picture import KeptPicture, is_raster
from ui.plotting.lifted import BEHIND_MARK
from ui.plotting.relief import Relief
from ui.plotting.relief_axes import draw_relief_axes
from ui.plotting.relief_scene import COARSE, Ground, ReliefScene, view_in
from ui.plotting.side_view import Camera, View
from ui.plotting.ways import draw_dot, draw_now, draw_ring
from ui.theme import current, run_style

VECTOR_RATIO = 2.0


class ReliefCanvas:
    """Draws scenes from the side, as little of them as can be.

    Attributes
    ----------
    scene : ReliefScene
    """

    def __init__(self) -> None:
        self._kept = KeptPicture()
        self._version = 0
        self.scene = ReliefScene()
        self._result: Result | None = None

    def forget(self) -> None:
        """Draw everything anew next time."""
        self._version += 1

    @property
    def relief(self) -> Relief | None:
        """The picture of the surface that is shown."""
        return self.scene.relief

    def view(self, plan: Plan, extent: Extent, camera: Camera) -> View:
        """Return where things are on the screen."""
        below = plan.ticks.height() if plan.ticks is not None else 0
        return view_in(plan.plot, below, extent, camera, plan.ticks is not None)

    def paint(
        self, painter: QPainter, area: QRect, plan: Plan, ratio: float, scene: Scene, camera: Camera, quick: bool
    ) -> None:
        """Draw a scene; `quick` draws the surface coarsely, while it turns, where it is not drawn quickly anyway."""
        theme, result = current(), scene.result
        if self._result is not result:
            self._result, grid = result, result.grid
            ground = Ground(grid.x, grid.y, grid.losses, result.levels, result.extent, result.pixels)
            self.scene.show(ground, result.mesh)
        fast = graphics().usable
        quick = quick and not fast
        runs = tuple(track.run for track in scene.tracks)
        key = (result, runs, scene.lit, scene.progress, camera, quick, fast, plan, theme.name, self._version)
        view = self.view(plan, result.extent, camera)
        scale = painter.deviceTransform().m11() if is_raster(painter) else VECTOR_RATIO
        fine = COARSE * ratio if quick else scale
        draw = partial(self._draw_ground, plan=plan, scene=scene, view=view, ratio=fine)
        self._kept.paint(painter, area, theme.surface, key, draw)
        self._draw_live(painter, scene, view)

    def _draw_ground(self, painter: QPainter, plan: Plan, scene: Scene, view: View, ratio: float) -> None:
        result, theme, box = scene.result, current(), QRectF(*view.box)
        draw_key(painter, plan, result.levels)
        draw_footer(painter, plan, result, {track.run for track in scene.tracks}, scene.progress, graphics().notice)
        self.scene.draw_surface(painter, view, ratio, result.relief)
        if plan.ticks is not None:
            draw_relief_axes(painter, view, result.levels, words.axis_names(result), scene.lit, "loss")
        painter.setClipRect(box)
        for track in result.tracks:
            if any(track.run == one.run for one in scene.tracks):
                self._draw_path(painter, view, result, track)
        starts = np.array([track.whole[0] for track in result.tracks if len(track.whole)]).reshape(-1, 2)
        for x, y in self.pixels(view, starts).tolist():
            if x == x and y == y:
                draw_ring(painter, theme, theme.ink, x, y)
        painter.setClipping(False)

    def _draw_path(self, painter: QPainter, view: View, result: Result, track: Track) -> None:
        """Draw a path on the surface, fainter where it lies off the plane or behind the surface."""
        end, places = result.end(track.run), track.whole
        cut = pieces(end.offs) if end is not None and len(end.offs) == len(places) else [(slice(None), 1.0)]
        for part, strength in cut:
            self.scene.draw_way(painter, view, places[part], run_style(track.run).colour(current()), strength)

    def _draw_live(self, painter: QPainter, scene: Scene, view: View) -> None:
        """Draw what has come since the surface was computed, and where the runs are now."""
        theme = current()
        painter.setClipRect(QRectF(*view.box))
        for track in scene.tracks:
            settled = scene.result.track(track.run)
            if settled is not None and track is not settled:
                new = np.vstack([settled.now, track.places[len(settled.steps) :], track.now])
                self.scene.draw_way(painter, view, new, run_style(track.run).colour(theme), 1.0)
        now = self.scene.lift(view, np.array([track.now for track in scene.tracks]).reshape(-1, 2))
        for track, (x, y), behind in zip(scene.tracks, now.pixels.tolist(), now.hidden.tolist(), strict=True):
            if x == x and y == y:
                painter.setOpacity(BEHIND_MARK if behind else 1.0)
                painter.translate(x, y)
                draw_now(painter, theme, run_style(track.run), track.diverged_at is not None)
                painter.translate(-x, -y)
                painter.setOpacity(1.0)
            if scene.pointed is not None and (pointed := track.place_at(scene.pointed)) is not None:
                [[x, y]] = self.pixels(view, np.array([pointed])).tolist()
                if x == x and y == y:
                    draw_dot(painter, theme, x, y)
        painter.setClipping(False)

    def draw_cursor(self, painter: QPainter, view: View, place: tuple[float, float]) -> tuple[float, float] | None:
        """Mark a place on the surface and on the floor; return its pixel, None beside the surface."""
        return self.scene.draw_cursor(painter, view, place)

    def pixels(self, view: View, places: Floats) -> Floats:
        """Return the pixels of places on the surface, shape (n, 2); NaN beside it."""
        return self.scene.pixels(view, places)
