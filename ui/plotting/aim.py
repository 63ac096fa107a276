"""What a camera is aimed at: it comes closer to a point of a surface, or turns about one, and never loses it."""

from __future__ import annotations

import math

import numpy as np
from msgspec.structs import replace

from ui.plotting.relief import Relief
from ui.plotting.scale import Floats
from ui.plotting.side_view import Camera, View

COARSELY = 3
"""Every so many pixels a picture is looked at for what is nearest."""
INSET = 0.12
"""So much of the plot's sides lies between its border and where the point that is kept in sight may come to."""


def seen_near(relief: Relief, x: float, y: float) -> Floats | None:
    """Return the point of a surface that is seen at a pixel, or nearest to it; None where nothing is seen.

    Returns
    -------
    ndarray, shape (3,)
        See `ui.plotting.side_view.Point`.
    """
    view, depth = relief.view, relief.depth(x, y)
    if not math.isfinite(depth):
        seen = np.isfinite(relief.depths[::COARSELY, ::COARSELY])
        rows, columns = np.nonzero(seen)
        if not len(rows):
            return None
        left, top, _, _ = view.box
        across = left + (COARSELY * columns + 0.5) / relief.ratio
        down = top + (COARSELY * rows + 0.5) / relief.ratio
        nearest = int(np.argmin((across - x) ** 2 + (down - y) ** 2))
        x, y = float(across[nearest]), float(down[nearest])
        depth = float(relief.depths[COARSELY * rows[nearest], COARSELY * columns[nearest]])
    camera, (mx, my), k = view.camera, view.middle, view.scale
    c, s = math.cos(camera.azimuth), math.sin(camera.azimuth)
    beside = (x - mx) / k
    height = ((my - y) / k - depth * math.sin(camera.elevation)) / math.cos(camera.elevation)
    return np.array([beside * c - depth * s, beside * s + depth * c, height])


def closer(view: View, factor: float, point: Floats) -> Camera:
    """Return a view's camera so many times as close, with a point where it is on the screen as long as that can be."""
    x, y = _pixel(view, point)
    nearer = replace(view, camera=view.camera.closer(factor))
    across, down = _pixel(nearer, point)
    return _within(_shifted(nearer, x - across, y - down))


def turned(view: View, across: float, up: float, point: Floats) -> Camera:
    """Return a view's camera after a turn, in radians, about a point of a surface that stays in sight."""
    _, _, into = view.camera.directions
    # Aimed as far into the picture as the point lies: else this would be swung aside.
    away = view.camera.away + float((point - view.looked_at) @ into) * into
    camera = replace(view.camera, away=tuple(away.tolist())).turned(across, up)
    return _keeping(replace(view, camera=camera), point)


def pulled(view: View, across: float, down: float, point: Floats) -> Camera:
    """Return a view's camera when everything has been pulled by so many pixels; a point stays in sight."""
    return _keeping(_shifted(view, across, down), point)


def _keeping(view: View, point: Floats) -> Camera:
    """Return a view's camera, moved so far that a point is within the plot and little is seen but the surface."""
    camera = _within(view)
    view = replace(view, camera=camera)
    if camera.zoom <= 1.0:
        return camera
    moves = []
    for at, first, side in zip(_pixel(view, point), view.box[:2], view.box[2:], strict=True):
        low, high = first + INSET * side, first + (1.0 - INSET) * side
        moves.append(min(max(at, low), high) - at)
    return _shifted(view, *moves).camera


def _within(view: View) -> Camera:
    """Return a view's camera, moved so far that nothing is seen but what is seen from further away, too."""
    camera, k = view.camera, view.whole_scale
    right, up, _ = camera.directions
    room = max(1.0 - 1.0 / camera.zoom, 0.0) / (2.0 * k)
    away = np.array(camera.away)
    moves = []
    for direction, side in ((right, view.box[2]), (up, view.box[3])):
        at = float(away @ direction)
        moves.append((min(max(at, -room * side), room * side) - at) * direction)
    away = away + moves[0] + moves[1] if camera.zoom > 1.0 else np.zeros(3)
    return replace(camera, away=tuple(away.tolist()))


def _shifted(view: View, across: float, down: float) -> View:
    """Return a view in which everything lies so many pixels further to the right and below."""
    right, up, _ = view.camera.directions
    away = view.camera.away + (down * up - across * right) / view.scale
    return replace(view, camera=replace(view.camera, away=tuple(away.tolist())))


def _pixel(view: View, point: Floats) -> tuple[float, float]:
    """Return where a point is on the screen."""
    (x, y), k, way = view.centre, view.scale, point - view.looked_at
    right, up, _ = view.camera.directions
    return x + k * float(way @ right), y - k * float(way @ up)
