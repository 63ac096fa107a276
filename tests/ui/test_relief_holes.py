"""Where a function is not defined: nothing hangs from its border, from whichever side and however it is drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnviz.landscape.lab import OWN, Lab
from tests.ui.test_graphics import processor
from ui.lab.canvas.picture import Request, compute
from ui.plotting.graphics import Graphics
from ui.plotting.holes import BORDER, filled_holes, smooth_holes, with_clean_holes
from ui.plotting.levels import Levels
from ui.plotting.mesh import mesh_of
from ui.plotting.relief import Relief, draw_relief
from ui.plotting.relief_scene import Ground, ReliefScene
from ui.plotting.shading import shade
from ui.plotting.side_view import Camera, View

__all__ = ["processor"]

pytestmark = pytest.mark.usefixtures("qapp")

EXTENT = (-3.0, 3.0, -3.0, 3.0)
X = np.linspace(-3.0, 3.0, 61)
ACROSS, UP = np.meshgrid(X, X)
LEVELS = Levels(-2.0, 12.0, 14, False)
BOX = (0.0, 0.0, 400.0, 300.0)
WAYS = ["software", "OpenGL"]
with np.errstate(all="ignore"):
    FALLING = {
        "straight": ACROSS**2 + np.log(UP),
        "slanting": ACROSS**2 + np.log(ACROSS + UP),
        "rising": ACROSS**2 - np.log(UP),
    }


def drawn(way: str, losses: np.ndarray, view: View, processor: Graphics) -> Relief:
    if way == "software":
        return draw_relief(X, X, losses, LEVELS, view, 1.0)
    relief = processor.draw(mesh_of(X, X, losses, LEVELS, EXTENT), view, 1.0)
    assert relief is not None
    return relief


def teeth(relief: Relief) -> int:
    """Return by how many pixels at most the lower edge of the surface leaves a straight way."""
    seen = np.isfinite(relief.depths)
    columns = np.flatnonzero(seen.any(axis=0))
    lowest = np.array([np.flatnonzero(seen[:, column]).max() for column in columns])
    inner = lowest[8:-8]
    return int(np.abs(2 * inner[1:-1] - inner[:-2] - inner[2:]).max())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", FALLING)
def test_no_teeth_hang_from_the_border(processor: Graphics, way: str, name: str) -> None:
    view = View(Camera(), EXTENT, BOX, 0.0)
    assert teeth(drawn(way, FALLING[name], view, processor)) <= 4


@pytest.mark.parametrize("way", WAYS)
def test_what_touches_an_undefined_value_is_left_out(processor: Graphics, way: str) -> None:
    view = View(Camera(0.0, 1.3), EXTENT, BOX, 0.0)
    relief = drawn(way, FALLING["straight"], view, processor)
    found = [relief.place(x, y) for x in range(2, 400, 7) for y in range(2, 300, 7)]
    ups = [place[1] for place in found if place is not None]
    # The grid is infinite at 0 and defined from 0.1 on, which touches it; the border lies between 0.1 and 0.2.
    assert 0.1 < min(ups) < 0.3
    assert max(ups) > 2.8


def test_both_ways_draw_the_same_border(processor: Graphics) -> None:
    view = View(Camera(), EXTENT, BOX, 0.0)
    for losses in FALLING.values():
        slow, fast = (np.isfinite(drawn(way, losses, view, processor).depths) for way in WAYS)
        assert (slow != fast).mean() < 0.006


def test_the_map_ends_there_without_a_fringe_of_other_colours() -> None:
    losses = np.where(UP > 0.05, 1.0, math.nan)
    pixels = shade(X, X, losses, LEVELS, EXTENT, (120, 120), 1.0)
    assert len(np.unique(pixels[pixels != 0])) == 1
    assert (pixels != 0).mean() == pytest.approx(0.5, abs=0.02)
    assert not shade(X, X, np.full_like(losses, math.nan), LEVELS, EXTENT, (20, 20), 1.0).any()


def test_values_go_on_into_a_hole_and_stay_elsewhere() -> None:
    values = UP.copy()
    values[20:30, 10:40] = math.nan
    filled, missing = filled_holes(values)
    assert missing is not None
    assert np.array_equal(filled[~missing], values[~missing])
    assert np.isfinite(filled).all()
    assert filled[20, 20] == pytest.approx(values[19, 20])
    assert filled_holes(UP)[0] is UP
    smooth, share = smooth_holes(values)
    assert share is not None
    assert share[25, 25] == 1.0
    assert share[19, 25] > BORDER  # next to the hole
    assert share[17, 25] < BORDER
    far = np.abs(np.arange(61) - 24.5) > 7
    assert np.array_equal(smooth[far], values[far])
    assert smooth_holes(UP)[1] is None
    assert smooth_holes(np.full((9, 9), math.nan))[0].shape == (9, 9)


def test_what_is_left_between_holes_is_drawn_although_it_touches_them() -> None:
    values = np.full((9, 9), math.nan)
    values[4] = 1.0
    filled, share = smooth_holes(values)
    assert share is not None
    assert filled == pytest.approx(np.ones((9, 9)))


def test_infinite_values_are_none_at_the_border_and_stay_elsewhere() -> None:
    values = np.ones((9, 9))
    values[4, 4] = math.inf
    assert with_clean_holes(values) is values
    values[4, 5] = math.nan
    values[0, 0] = -math.inf
    found = with_clean_holes(values)
    assert math.isnan(found[4, 4])
    assert found[0, 0] == -math.inf


def test_racers_that_ended_at_the_border_stand_on_the_surface_and_its_edge_ends() -> None:
    scene = ReliefScene()
    scene.show(Ground(X, X, FALLING["straight"], LEVELS, EXTENT, np.zeros((2, 2), dtype=np.uint32)))
    view = View(Camera(), EXTENT, BOX, 0.0)
    pixels = scene.pixels(view, np.array([(0.5, 0.12), (0.5, 2.0), (0.5, -0.5)]))
    assert np.isfinite(pixels[:2]).all()
    assert np.isnan(pixels[2]).any()


def test_a_steep_border_does_not_take_the_levels_from_the_rest() -> None:
    lab = Lab.on(OWN, "x^2 + log(y + 1e-9)").with_start(1.0, 1.0)
    size = (300, 300)
    picture = compute(Request(lab, EXTENT, size, 1.0, None), lambda: False)
    lowest = picture.values[np.isfinite(picture.values)].min()
    assert lowest < -15.0
    assert picture.levels.low > -8.0
