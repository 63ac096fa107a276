"""How the surface is drawn from the side: lit, over a floor of contours, with the paths lifted onto it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPolygonF, QTransform

from ui.panels.surface import words
from ui.panels.surface.canvas import Scene
from ui.panels.surface.fading import pieces
from ui.panels.surface.footer import draw_footer
from ui.panels.surface.plan import Plan
from ui.panels.surface.request import Result
from ui.panels.surface.track import Floats, Track
from ui.plotting.contour_ground import draw_key
from ui.plotting.extent import Extent
from ui.plotting.kept_picture import KeptPicture, is_raster
from ui.plotting.primitives import polygon
from ui.plotting.relief import Relief, draw_relief, heights
from ui.plotting.side_view import HEIGHT, Camera, View
from ui.plotting.text import draw_text, text_width
from ui.plotting.ticks import linear_ticks
from ui.plotting.ways import draw_dot, draw_line, draw_now, draw_ring, thinned_way
from ui.theme import colour, current, pen, picture, px, run_style

FLOOR = 0.7
LEAST_FOR_FLOOR = 300
"""Pixels of height from which on there is room for a floor below the surface."""
MARGIN = (46, 14)
BEHIND, BEHIND_MARK = 0.25, 0.5
"""How strongly a path and a marker are drawn where the surface hides them."""
MOST_LIFTED = 1500
VECTOR_RATIO = 2.0
NEARLY = 1e-6


@dataclass(frozen=True, eq=False)
class Lifted:
    """The heights of a surface, for what is put onto it."""

    result: Result
    heights: Floats

    def at(self, places: Floats) -> Floats:
        """Return how high the surface stands at places of shape (n, 2); NaN beside what is shown."""
        grid, extent = self.result.grid, self.result.extent
        u = (places[:, 0] - grid.x[0]) / (grid.x[1] - grid.x[0])
        w = (places[:, 1] - grid.y[0]) / (grid.y[1] - grid.y[0])
        rows, columns = self.heights.shape
        inside = (places[:, 0] >= extent[0]) & (places[:, 0] <= extent[1])
        inside &= (places[:, 1] >= extent[2]) & (places[:, 1] <= extent[3])
        u, w = (np.clip(np.nan_to_num(part), 0.0, last - 1.001) for part, last in ((u, columns), (w, rows)))
        i, j = u.astype(np.intp), w.astype(np.intp)
        u, w = u - i, w - j
        z = self.heights
        found = (z[j, i] * (1.0 - u) + z[j, i + 1] * u) * (1.0 - w)
        found += (z[j + 1, i] * (1.0 - u) + z[j + 1, i + 1] * u) * w
        return np.where(inside, found, np.nan)


class ReliefCanvas:
    """Draws scenes from the side, as little of them as can be."""

    def __init__(self) -> None:
        self._ground = KeptPicture()
        self._version = 0
        self.relief: Relief | None = None
        self._lifted: Lifted | None = None

    def forget(self) -> None:
        """Draw everything anew next time."""
        self._version += 1
        self.relief = None

    def view(self, plan: Plan, extent: Extent, camera: Camera) -> View:
        """Return where things are on the screen."""
        box = plan.plot
        floor = FLOOR if box.height() >= px(LEAST_FOR_FLOOR) else 0.0
        margin = (float(px(MARGIN[0])), float(px(MARGIN[1]))) if plan.ticks is not None else (0.0, 0.0)
        return View(camera, extent, (box.left(), box.top(), box.width(), box.height() + _below(plan)), floor, margin)

    def paint(
        self, painter: QPainter, size: QSize, plan: Plan, ratio: float, scene: Scene, camera: Camera, quick: bool
    ) -> None:
        """Draw a scene; `quick` draws the surface coarsely, while it turns."""
        theme, whole, result = current(), QRect(QPoint(), size), scene.result
        if self._lifted is None or self._lifted.result is not result:
            self._lifted = Lifted(result, heights(result.grid.losses, result.levels))
        runs = tuple(track.run for track in scene.tracks)
        key = (result, runs, scene.lit, scene.progress, camera, quick, plan, theme.name, self._version)
        view = self.view(plan, result.extent, camera)
        fine = (painter.deviceTransform().m11() if is_raster(painter) else VECTOR_RATIO) if not quick else 0.5 * ratio
        draw = partial(self._draw_ground, plan=plan, scene=scene, view=view, ratio=fine)
        self._ground.paint(painter, whole, theme.surface, key, draw)
        self._draw_live(painter, plan, scene, view)

    def _draw_ground(self, painter: QPainter, plan: Plan, scene: Scene, view: View, ratio: float) -> None:
        result, theme = scene.result, current()
        grid = result.grid
        relief = result.relief
        if relief is None or relief.view != view or abs(relief.ratio - ratio) > NEARLY:
            relief = draw_relief(grid.x, grid.y, grid.losses, result.levels, view, ratio)
        self.relief = relief
        draw_key(painter, plan, result.levels)
        draw_footer(painter, plan, result, {track.run for track in scene.tracks}, scene.progress)
        box = QRectF(*view.box)
        painter.setClipRect(box)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        _draw_base(painter, view, result)
        painter.drawImage(box, picture(relief.pixels))
        self._draw_rim(painter, view, relief, result)
        painter.setClipping(False)
        _draw_axes(painter, plan, view, scene)
        painter.setClipRect(box)
        for track in result.tracks:
            if any(track.run == one.run for one in scene.tracks):
                self._draw_path(painter, view, result, track)
        painter.setOpacity(1.0)
        starts = np.array([track.whole[0] for track in result.tracks if len(track.whole)]).reshape(-1, 2)
        for x, y in self.pixels(view, starts).tolist():
            if x == x and y == y:
                draw_ring(painter, theme, theme.ink, x, y)
        painter.setClipping(False)

    def _draw_rim(self, painter: QPainter, view: View, relief: Relief, result: Result) -> None:
        """Draw the edge of the surface, which is smooth where pixels are not, and its drop to the floor's corners."""
        left, right, bottom, top = result.extent
        t = np.linspace(0.0, 1.0, 97)[:, None]
        corners = np.array([(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)])
        painter.setPen(pen(current().axis, 1.0))
        for first, last in pairwise(corners):
            places = first + t * (last - first)
            pixels = self.pixels(view, places)
            pixels[relief.hidden(places, np.nan_to_num(pixels))] = np.nan
            for part in _parts(pixels):
                painter.drawPolyline(polygon(part))

    def _draw_path(self, painter: QPainter, view: View, result: Result, track: Track) -> None:
        """Draw a path on the surface, fainter where it lies off the plane or behind the surface."""
        end, places = result.end(track.run), track.whole
        cut = pieces(end.offs) if end is not None and len(end.offs) == len(places) else [(slice(None), 1.0)]
        for part, strength in cut:
            self._draw_way(painter, view, places[part], track.run, strength)

    def _draw_way(self, painter: QPainter, view: View, places: Floats, run: int, strength: float) -> None:
        if len(places) < 2 or self.relief is None:
            return
        theme = current()
        places = places[:: max(1, len(places) // MOST_LIFTED)]
        pixels = self.pixels(view, places)
        hidden = self.relief.hidden(places, np.nan_to_num(pixels))
        for seen, opacity in ((hidden, BEHIND), (~hidden, 1.0)):
            # Both ends of a piece that comes out from behind belong to it.
            wide = seen.copy()
            wide[1:] |= seen[:-1]
            painter.setOpacity(strength * opacity)
            for part in _parts(np.where(wide[:, None], pixels, np.nan)):
                draw_line(painter, theme, run_style(run).colour(theme), thinned_way(part))

    def _draw_live(self, painter: QPainter, plan: Plan, scene: Scene, view: View) -> None:
        """Draw what has come since the surface was computed, and where the runs are now."""
        theme = current()
        painter.setClipRect(QRectF(*view.box))
        for track in scene.tracks:
            settled = scene.result.track(track.run)
            if settled is not None and track is not settled:
                new = np.vstack([settled.now, track.places[len(settled.steps) :], track.now])
                self._draw_way(painter, view, new, track.run, 1.0)
        painter.setOpacity(1.0)
        for track in scene.tracks:
            place = np.array([track.now])
            [[x, y]] = self.pixels(view, place).tolist()
            if x == x and y == y:
                painter.setOpacity(BEHIND_MARK if self._is_behind(place, x, y) else 1.0)
                painter.translate(x, y)
                draw_now(painter, theme, run_style(track.run), track.diverged_at is not None)
                painter.translate(-x, -y)
                painter.setOpacity(1.0)
            if scene.pointed is not None and (pointed := track.place_at(scene.pointed)) is not None:
                [[x, y]] = self.pixels(view, np.array([pointed])).tolist()
                if x == x and y == y:
                    draw_dot(painter, theme, x, y)
        painter.setClipping(False)

    def _is_behind(self, place: Floats, x: float, y: float) -> bool:
        return self.relief is not None and bool(self.relief.hidden(place, np.array([[x, y]]))[0])

    def draw_cursor(
        self, painter: QPainter, plan: Plan, result: Result, camera: Camera, place: tuple[float, float]
    ) -> None:
        """Mark a place on the surface and, straight below it, on the floor."""
        view, theme, places = self.view(plan, result.extent, camera), current(), np.array([place])
        [[x, y]] = self.pixels(view, places).tolist()
        [[fx, fy]] = view.to_pixels(places, -view.floor).tolist()
        if x == x and y == y:
            painter.setPen(pen(theme.ink, theme.lines.cursor))
            painter.drawLine(QPointF(x, y), QPointF(fx, fy))
            draw_dot(painter, theme, x, y)
            if view.floor:
                draw_dot(painter, theme, fx, fy)

    def pixels(self, view: View, places: Floats) -> Floats:
        """Return the pixels of places on the surface, shape (n, 2); NaN beside it."""
        assert self._lifted is not None
        return view.to_pixels(places, self._lifted.at(places))


def _below(plan: Plan) -> int:
    """Return the height of the line for numbers below a map, which the axes of a relief need not."""
    return plan.ticks.height() if plan.ticks is not None else 0


def _corners(result: Result) -> Floats:
    left, right, bottom, top = result.extent
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])


def _draw_base(painter: QPainter, view: View, result: Result) -> None:
    """Draw the floor with its contours, or where there is no room for one the outline of the plane."""
    theme = current()
    base = polygon(view.to_pixels(_corners(result), -view.floor))
    if view.floor:
        high, wide = result.pixels.shape
        image = QPolygonF([QPointF(0, 0), QPointF(wide, 0), QPointF(wide, high), QPointF(0, high)])
        transform = QTransform.quadToQuad(image, base)
        painter.save()
        if isinstance(transform, QTransform):
            painter.setTransform(transform, True)
            painter.drawImage(0, 0, picture(result.pixels))
        painter.restore()
    painter.setPen(pen(theme.axis, theme.lines.axis))
    painter.setBrush(colour(theme.surface, 0.0))
    painter.drawPolygon(base)


def _draw_axes(painter: QPainter, plan: Plan, view: View, scene: Scene) -> None:
    """Draw numbers and names along the two edges of the floor that are nearer, and the loss at the left corner."""
    if plan.ticks is None:
        return
    result, theme = scene.result, current()
    left, right, bottom, top = result.extent
    corners = _corners(result)
    nearness = view.sideways(corners)[:, 1]
    y_near = top if nearness[0] + nearness[1] < nearness[2] + nearness[3] else bottom
    x_near = left if nearness[0] + nearness[3] < nearness[1] + nearness[2] else right
    [middle] = view.to_pixels(np.array([((left + right) / 2.0, (bottom + top) / 2.0)]), -view.floor)
    names = words.axis_names(result)
    for axis, (low, high) in enumerate(((left, right), (bottom, top))):
        ends = np.array([(low, y_near), (high, y_near)] if axis == 0 else [(x_near, low), (x_near, high)])
        pixels = view.to_pixels(ends, -view.floor)
        length = float(np.hypot(*(pixels[1] - pixels[0])))
        out = (pixels[0] + pixels[1]) / 2.0 - middle
        out /= max(float(np.hypot(*out)), 1e-9)
        wide, high_line = text_width("small", names[axis]), px(16)
        at = (pixels[0] + pixels[1]) / 2.0 + out * px(26)
        x = min(max(at[0] - wide / 2.0 + out[0] * wide / 3.0, view.box[0]), view.box[0] + view.box[2] - wide)
        y = min(at[1], view.box[1] + view.box[3] - px(7))
        draw_text(painter, "value" if axis in scene.lit else "small", theme.ink2, x, y, names[axis])
        name = QRectF(x - px(4), y - high_line / 2.0, wide + px(8), high_line)
        ticks = linear_ticks(low, high, min(7, max(2, int(length / px(56)))))
        for value, label in zip(ticks.values, ticks.labels, strict=True):
            x, y = pixels[0] + (value - low) / (high - low) * (pixels[1] - pixels[0])
            half = text_width("tick", label) / 2.0
            tx, ty = x + out[0] * (px(8) + half), y + out[1] * px(11)
            painter.setPen(pen(theme.axis, theme.lines.axis))
            painter.drawLine(QPointF(x, y), QPointF(x + out[0] * px(4), y + out[1] * px(4)))
            if not name.intersects(QRectF(tx - half, ty - high_line / 2.0, 2.0 * half, high_line)):
                draw_text(painter, "tick", theme.ink3, tx - half, ty, label)
    _draw_upright(painter, view, result, corners)


def _draw_upright(painter: QPainter, view: View, result: Result, corners: Floats) -> None:
    """Draw the axis of the loss above the corner that is farthest to the left."""
    theme = current()
    corner = corners[[int(np.argmin(view.sideways(corners)[:, 0]))]]
    [[x, low]] = view.to_pixels(corner, 0.0).tolist()
    [[_, high]] = view.to_pixels(corner, HEIGHT).tolist()
    painter.setPen(pen(theme.axis, theme.lines.axis))
    painter.drawLine(QPointF(x, low), QPointF(x, high))
    ticks = result.levels.ticks(min(6, max(2, int((low - high) / px(22)))))
    for value, label in zip(ticks.values, ticks.labels, strict=True):
        y = low - result.levels.share(value) * (low - high)
        painter.drawLine(QPointF(x - px(4), y), QPointF(x, y))
        draw_text(painter, "tick", theme.ink3, x - px(7) - text_width("tick", label), y, label)
        painter.setPen(pen(theme.axis, theme.lines.axis))


def _parts(points: Floats) -> list[Floats]:
    """Return the parts of a line of shape (n, 2) between what is no number."""
    finite = np.isfinite(points).all(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], finite, [False]]).astype(np.int8)))
    return [points[first:last] for first, last in edges.reshape(-1, 2).tolist() if last - first > 1]
