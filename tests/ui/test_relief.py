"""A surface from the side: what is in sight of it, against a plain search along every line of sight."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ui.plotting.levels import Levels
from ui.plotting.relief import draw_relief, heights
from ui.plotting.side_view import HEIGHT, STEEPEST, Camera, View

LEVELS = Levels(0.0, 2.0, 14, False)
BOX = (10.0, 20.0, 160.0, 120.0)
EXTENT = (-2.0, 3.0, -1.0, 1.5)
X, Y = np.linspace(-2.0, 3.0, 41), np.linspace(-1.0, 1.5, 31)
CAMERAS = [
    *(Camera(), Camera(0.0, 0.5), Camera(2.0, 0.3), Camera(-2.5, 1.2, 1.7), Camera(math.pi / 2.0, 0.7)),
    Camera(-0.7, 0.6, 1.6, (0.3, -0.15, 0.1)),
]


def hills(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.asarray(1.0 + np.sin(2.5 * x) * np.cos(2.0 * y))


def surface() -> np.ndarray:
    return hills(*np.meshgrid(X, Y))


def heights_at(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the heights between the points of the grid, as a plain bilinear interpolation."""
    z = heights(surface(), LEVELS)
    u, w = (x - X[0]) / (X[1] - X[0]), (y - Y[0]) / (Y[1] - Y[0])
    i, j = np.clip(u.astype(int), 0, len(X) - 2), np.clip(w.astype(int), 0, len(Y) - 2)
    u, w = u - i, w - j
    upper = z[j + 1, i] * (1 - u) + z[j + 1, i + 1] * u
    return np.asarray((z[j, i] * (1 - u) + z[j, i + 1] * u) * (1 - w) + upper * w)


def first_hit(view: View, x: float, y: float) -> float | None:
    """Walk along the line of sight of a pixel from the near side, and return d where it first meets the surface."""
    left, right, bottom, top = EXTENT
    [[across, down]] = view.to_pixels(np.array([[(left + right) / 2.0, (bottom + top) / 2.0]]), 0.0)
    s, v = (x - across) / view.scale, (down - y) / view.scale
    d = np.linspace(-1.5, 1.5, 3001)
    across, up = np.array([view.place_of(s, one) for one in (0.0, 1.0)]).T
    px, py = across[0] + d * (across[1] - across[0]), up[0] + d * (up[1] - up[0])
    inside = (left <= px) & (px <= right) & (bottom <= py) & (py <= top)
    line = (v - d * math.sin(view.camera.elevation)) / math.cos(view.camera.elevation)
    above = line >= heights_at(px, py)
    meets = np.flatnonzero(inside[1:] & inside[:-1] & (above[:-1] != above[1:]))
    return float(d[meets[0] + 1]) if len(meets) else None


@pytest.mark.parametrize("camera", CAMERAS)
def test_every_pixel_shows_what_its_line_of_sight_meets_first(camera: Camera) -> None:
    view = View(camera, EXTENT, BOX, 0.0)
    relief = draw_relief(X, Y, surface(), LEVELS, view, 1.0)
    compared = 0
    for row in range(4, 120, 13):
        for column in range(3, 160, 17):
            hit = first_hit(view, column + 0.5 + BOX[0], row + 0.5 + BOX[1])
            shown = float(relief.depths[row, column])
            if hit is None or not math.isfinite(shown):
                # At the very border one of both may just miss it.
                near = relief.depths[max(row - 2, 0) : row + 3, max(column - 2, 0) : column + 3]
                assert (hit is None and not math.isfinite(shown)) or not np.isfinite(near).all()
                continue
            around = relief.depths[row - 1 : row + 2, column - 1 : column + 2]
            assert around.min() - 0.02 <= hit <= around.max() + 0.02
            compared += 1
    assert compared > 20


@pytest.mark.parametrize("camera", CAMERAS)
def test_a_place_is_found_again_under_its_pixel(camera: Camera) -> None:
    view = View(camera, EXTENT, BOX, 0.0)
    relief = draw_relief(X, Y, surface(), LEVELS, view, 1.0)
    places = np.random.default_rng(0).uniform((-1.9, -0.9), (2.9, 1.4), (200, 2))
    pixels = view.to_pixels(places, heights_at(*places.T))
    hidden = relief.hidden(places, pixels)
    found = 0
    for place, (x, y), behind in zip(places.tolist(), pixels.tolist(), hidden.tolist(), strict=True):
        at = relief.place(x, y)
        inside = BOX[0] <= x <= BOX[0] + BOX[2] and BOX[1] <= y <= BOX[1] + BOX[3]
        if behind or at is None or not inside:
            continue
        found += math.dist(at, place) < 0.35
    assert found > 25
    if camera.elevation > 1.0:
        assert hidden.mean() < 0.3


def test_a_plane_seen_from_far_above_hides_nothing_and_has_the_colours_of_the_map() -> None:
    view = View(Camera(0.0, STEEPEST), EXTENT, BOX, 0.0)
    flat = np.full((31, 41), 1.0)
    relief = draw_relief(X, Y, flat, LEVELS, view, 1.0)
    shown = relief.pixels[np.isfinite(relief.depths)]
    assert len(np.unique(shown)) == 1
    assert relief.pixels[0, 0] == 0
    assert len(shown) == pytest.approx(np.prod([2.0 * side * view.scale for side in view.sides]) * 0.985, rel=0.04)


def test_a_hole_is_where_losses_are_no_numbers() -> None:
    losses = surface()
    losses[10:20, 15:25] = math.nan
    view = View(Camera(0.0, 1.2), EXTENT, BOX, 0.0)
    whole = np.isfinite(draw_relief(X, Y, surface(), LEVELS, view, 1.0).depths)
    holed = np.isfinite(draw_relief(X, Y, losses, LEVELS, view, 1.0).depths)
    assert 0.03 < (whole & ~holed).mean() < 0.3
    nothing = draw_relief(X, Y, np.full_like(losses, math.nan), LEVELS, view, 1.0)
    assert not nothing.pixels.any()


def test_the_light_turns_with_nothing_but_the_slope() -> None:
    view = View(Camera(0.0, 0.9), EXTENT, BOX, 0.0)
    across = np.meshgrid(X, Y)[0]
    bright = [
        (
            draw_relief(X, Y, 1.0 + slope * across / 3.0, Levels(-9.0, 11.0, 14, False), view, 1.0).pixels >> 8 & 0xFF
        ).max()
        for slope in (-4.0, 0.0, 4.0)
    ]
    # The light comes from the left, so what rises to the right turns towards it.
    assert bright[2] > bright[0]


def test_all_of_it_is_in_the_picture_and_its_camera_stays_above() -> None:
    for azimuth in np.linspace(-3.0, 3.0, 13).tolist():
        for floor in (0.0, 0.7):
            view = View(Camera(azimuth, 0.6), EXTENT, BOX, floor, (12.0, 8.0, 8.0))
            left, right, bottom, top = EXTENT
            corners = np.array([(left, bottom), (right, bottom), (right, top), (left, top)])
            for height in (-view.floor, HEIGHT):
                x, y = view.to_pixels(corners, height).T
                assert x.min() >= BOX[0] + 12.0 - 1e-6
                assert x.max() <= BOX[0] + BOX[2] - 12.0 + 1e-6
                assert y.min() >= BOX[1] + 8.0 - 1e-6
                assert y.max() <= BOX[1] + BOX[3] - 8.0 + 1e-6
    assert Camera().turned(0.0, 9.0).elevation == STEEPEST
    assert Camera().turned(0.0, -9.0).elevation > 0.0
    assert Camera().closer(1e9).zoom < 10.0
