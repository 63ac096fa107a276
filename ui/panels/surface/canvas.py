"""What is painted: a picture of all that stays between two surfaces, and on it what moves with every frame."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from ui.panels.surface import words
from ui.panels.surface.fading import pieces, strength_of
from ui.panels.surface.footer import draw_footer
from ui.panels.surface.labels import Label, Wanted, draw_label, place_labels
from ui.panels.surface.plan import Plan, has_beads
from ui.panels.surface.request import Result
from ui.panels.surface.track import Floats, Track, bead_distance
from ui.plotting.contour_ground import draw_axes, draw_key
from ui.plotting.extent import Extent, Window
from ui.plotting.kept_picture import KeptPicture, is_raster
from ui.plotting.shading import shade
from ui.plotting.stamps import Stamps
from ui.plotting.ways import (
    draw_beads,
    draw_dot,
    draw_heads,
    draw_line,
    draw_now,
    draw_plus,
    draw_ring,
    filled_way,
    length_of,
    marker_box,
    thinned_way,
)
from ui.theme import colour, current, picture, px, run_style

VECTOR_RATIO = 3.0
"""Pixels of the surface for each pixel of a picture that is saved as vectors."""
SAME_START = 3.0
LABEL_STEP = 3
"""Labels are placed by every so many points of a path."""
MARK_POINTS = 20
"""What a mark counts against so many points of a path, where labels are placed."""
NARROW = 420
"""Pixels: in a narrower panel a label that would cover a path or a marker is left out; the loss panel has the names."""
_START, _BEST = "start", "best"


class Scene(Struct, frozen=True, eq=False):
    """What is to be seen at this moment.

    Attributes
    ----------
    result : Result
    tracks : tuple of Track
        The runs that are switched on, as far as they have come.
    extent : Extent
        What the axes read at the ends.
    zoomed : bool
        Whether the user has chosen that part: else a run that has left it is shown at its border.
    chosen : int
        The run whose label is placed first.
    lit : tuple of int
        The axes whose parameter is selected.
    progress : str
        What is being computed.
    pointed : int or None
        The step at which each path shows a dot.
    """

    result: Result
    tracks: tuple[Track, ...]
    extent: Extent
    zoomed: bool
    chosen: int
    lit: tuple[int, ...]
    progress: str
    pointed: int | None


class Canvas:
    """Draws scenes, as little of them as can be."""

    def __init__(self) -> None:
        self._ground = KeptPicture()
        self._axes = KeptPicture()
        self._stamps = Stamps()
        self._version = 0
        self._labels: dict[str, Label] = {}

    def forget(self) -> None:
        """Draw everything anew next time."""
        self._version += 1
        self._stamps.forget()

    def paint(self, painter: QPainter, area: QRect, plan: Plan, ratio: float, scene: Scene) -> None:
        """Draw a scene.

        Parameters
        ----------
        painter : QPainter
        area : QRect
            All that belongs to it.
        plan : Plan
        ratio : float
            The screen's pixels for each pixel of the panel.
        scene : Scene
        """
        theme = current()
        runs = tuple(track.run for track in scene.tracks)
        key = (scene.result, scene.extent, scene.lit, scene.progress, runs, plan, theme.name, self._version)
        self._ground.paint(
            painter, area, theme.surface, key, lambda layer: self._draw_ground(layer, area, plan, scene, ratio)
        )
        self._draw_live(painter, plan, scene)

    def _draw_ground(self, painter: QPainter, whole: QRect, plan: Plan, scene: Scene, ratio: float) -> None:
        """Draw everything that stays until the next surface."""
        theme, result = current(), scene.result
        names = words.axis_names(result)
        key = (plan, scene.extent, names, scene.lit, result.levels, theme.name, self._version)
        self._axes.paint(painter, whole, theme.surface, key, partial(_draw_axes, plan=plan, scene=scene))
        draw_footer(painter, plan, result, {track.run for track in scene.tracks}, scene.progress)
        box = QRectF(plan.plot)
        window = Window(box, scene.extent)
        painter.setClipRect(box)
        painter.fillRect(box, colour(theme.grid))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scene.extent != result.extent)
        painter.drawImage(window.rectangle(result.extent), self._image(painter, plan, result, ratio))
        shown = [track for track in result.tracks if track.run in {one.run for one in scene.tracks}]
        ways = {track.run: thinned_way(window.to_pixels(track.whole)) for track in shown}
        self._labels = self._place_labels(window, scene, ways, whole.width() < px(NARROW))
        every = bead_distance(result.tracks) if has_beads(plan) else 0
        for track in sorted(shown, key=lambda track: -length_of(ways[track.run])):
            style, way = run_style(track.run), ways[track.run]
            self._draw_way(painter, window, result, track, style.colour(theme))
            if every:
                draw_beads(painter, theme, style, window.to_pixels(track.places[::every]))
            draw_heads(painter, theme, style.colour(theme), way)
        painter.setOpacity(1.0)
        starts = {run: way[0] for run, way in ways.items() if len(way) and box.contains(QPointF(*way[0].tolist()))}
        if starts:
            self._draw_starts(painter, window, starts)
        self._draw_best(painter, window, result)
        if result.lowest is not None:
            draw_plus(painter, theme, *window.pixel(*result.lowest[:2]))
        painter.setClipping(False)

    def _draw_way(self, painter: QPainter, window: Window, result: Result, track: Track, token: str) -> None:
        """Draw a path, fainter where it lies far off the plane."""
        end, points = result.end(track.run), window.to_pixels(track.whole)
        cut = pieces(end.offs) if end is not None and len(end.offs) == len(points) else [(slice(None), 1.0)]
        for part, strength in cut:
            painter.setOpacity(strength)
            draw_line(painter, current(), token, thinned_way(points[part]))
        painter.setOpacity(max(strength for _, strength in cut))

    def _image(self, painter: QPainter, plan: Plan, result: Result, ratio: float) -> QImage:
        """Return the surface as it was computed or, for a picture at another scale, computed anew."""
        scale = painter.deviceTransform().m11() if is_raster(painter) else VECTOR_RATIO
        if abs(scale - ratio) < 1e-6:
            return picture(result.pixels)
        grid, size = result.grid, (round(plan.plot.width() * scale), round(plan.plot.height() * scale))
        return picture(shade(grid.x, grid.y, grid.losses, result.levels, result.extent, size, scale))

    def _draw_starts(self, painter: QPainter, window: Window, starts: dict[int, Floats]) -> None:
        theme = current()
        places = np.array(list(starts.values()))
        if np.ptp(places, axis=0).max() <= SAME_START:
            draw_ring(painter, theme, theme.ink, *places[0].tolist())
        else:
            for run, place in starts.items():
                draw_ring(painter, theme, run_style(run).colour(theme), *place.tolist())
        label = self._labels.get(_START)
        if label is not None:
            x, y = places[0].tolist()
            draw_label(painter, label, label.box(x, y, window.box), theme.ink)

    def _draw_best(self, painter: QPainter, window: Window, result: Result) -> None:
        """Mark the best weights that the plane goes through."""
        if result.best_at is None:
            return
        x, y = window.pixel(*result.best_at)
        draw_dot(painter, current(), x, y)
        label = self._labels.get(_BEST)
        if label is not None:
            draw_label(painter, label, label.box(x, y, window.box), current().ink)

    def _draw_live(self, painter: QPainter, plan: Plan, scene: Scene) -> None:
        """Draw what has come since the surface was computed, and where the runs are now."""
        theme, box = current(), QRectF(plan.plot)
        window = Window(box, scene.extent)
        painter.setClipRect(box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for track in scene.tracks:
            settled = scene.result.track(track.run)
            if settled is not None and track is not settled:
                end = scene.result.end(track.run)
                painter.setOpacity(strength_of(end.off_share) if end is not None else 1.0)
                new = np.vstack([settled.now, track.places[len(settled.steps) :], track.now])
                draw_line(painter, theme, run_style(track.run).colour(theme), thinned_way(window.to_pixels(new)))
        painter.setOpacity(1.0)
        places = _ends(window, scene)
        for track in scene.tracks:
            if track.run in places:
                self._put_marker(painter, track, *places[track.run])
        for track in scene.tracks:
            if scene.pointed is not None and (place := track.place_at(scene.pointed)) is not None:
                draw_dot(painter, theme, *window.pixel(*place))
            label = self._labels.get(str(track.run))
            if label is not None and track.run in places:
                token = theme.ink if track.diverged_at is None else theme.error
                self._put_label(painter, label, label.box(*places[track.run], box), token)
        painter.setClipping(False)

    def _put_marker(self, painter: QPainter, track: Track, x: float, y: float) -> None:
        theme, diverged = current(), track.diverged_at is not None
        draw = partial(draw_now, theme=theme, style=run_style(track.run), diverged=diverged)
        self._stamps.put(painter, (track.run, diverged, theme.name, px(1000)), marker_box(theme), x, y, draw)

    def _put_label(self, painter: QPainter, label: Label, box: QRectF, token: str) -> None:
        own = QRectF(QPointF(), box.size())
        draw = partial(draw_label, label=label, box=own, token=token)
        self._stamps.put(painter, (label.text, token, current().name, px(1000)), own, box.left(), box.top(), draw)

    def _place_labels(self, window: Window, scene: Scene, ways: dict[int, Floats], narrow: bool) -> dict[str, Label]:
        wanted, places = [], _ends(window, scene)
        for track in sorted(scene.tracks, key=lambda track: track.run != scene.chosen):
            if track.run not in places:
                continue
            text = next(seen.name for seen in scene.result.seen if seen.index == track.run)
            if track.diverged_at is not None:
                text = words.diverged(track.diverged_at)
            elif len(scene.tracks) == 1 or _has_not_left(ways.get(track.run)):
                continue
            wanted.append(Wanted(str(track.run), text, *places[track.run]))
        filled = [way[::LABEL_STEP] for way in ways.values() if len(way) > 1]
        if filled and window.box.contains(QPointF(*filled[0][0].tolist())):
            wanted.append(Wanted(_START, _START, *filled[0][0].tolist()))
        if scene.result.best is not None and scene.result.best_at is not None:
            x, y = window.pixel(*scene.result.best_at)
            if window.box.contains(QPointF(x, y)):
                wanted.append(Wanted(_BEST, scene.result.best.words, x, y))
        lowest = scene.result.lowest
        marks = [np.array([window.pixel(*lowest[:2])] * MARK_POINTS)] if lowest is not None else []
        if narrow:
            marks.append(np.array([*places.values(), *(way[0] for way in filled)]).reshape(-1, 2))
            filled = [filled_way(way) for way in ways.values()]
        points = np.concatenate([*filled, *marks, np.empty((0, 2))])
        return place_labels(wanted, points, window.box, self._labels, narrow)


def _draw_axes(painter: QPainter, plan: Plan, scene: Scene) -> None:
    result = scene.result
    draw_axes(painter, plan, scene.extent, words.axis_names(result), scene.lit)
    draw_key(painter, plan, result.levels)


def paths_in(window: Window, tracks: Sequence[Track]) -> Floats:
    """Return the pixels of all paths, shape (n, 2)."""
    return np.concatenate([*(window.to_pixels(track.whole) for track in tracks), np.empty((0, 2))])


def _has_not_left(way: Floats | None) -> bool:
    """Say whether the marker of a run still covers the ring where it began."""
    return way is not None and len(way) > 0 and float(np.abs(way[-1] - way[0]).max()) < px(8)


def _ends(window: Window, scene: Scene) -> dict[int, tuple[float, float]]:
    """Return the pixels of the runs' present points; a run that has left the picture by itself is at its border."""
    box, edge, ends = window.box, px(6), {}
    for track in scene.tracks:
        x, y = (value if value == value else 0.0 for value in window.pixel(*track.now))
        if not scene.zoomed:
            x, y = (
                min(max(x, box.left() + edge), box.right() - edge),
                min(max(y, box.top() + edge), box.bottom() - edge),
            )
        if box.contains(QPointF(x, y)):
            ends[track.run] = x, y
    return ends
