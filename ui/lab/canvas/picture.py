"""The contours of a function: a grid of values, levels that suit them, and the colour of every pixel.

All of it is done in the background: a picture takes some 10 ms, and more on fine screens.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.arrays import Array
from nnviz.landscape.lab import Box, Lab
from ui.formula_pictures import typeset
from ui.lab.formula_parts import parts_of
from ui.plotting.extent import Extent
from ui.plotting.holes import away_from_holes
from ui.plotting.levels import Levels, fit_levels
from ui.plotting.mesh import Mesh, mesh_of
from ui.plotting.relief import Relief, draw_relief
from ui.plotting.scale import Floats
from ui.plotting.shading import shade
from ui.plotting.side_view import View
from ui.theme.colour_maps import Pixels

CELL = 4.0
"""Pixels between two points of the grid: cubics between them are smooth."""
FEWEST, MOST = 41, 201
HOME_POINTS = 61
STEEP = 1.1
"""Decades between the middle nine tenths of the values, from which on logarithmic levels show more."""
TAIL = 0.05
LOWEST_SHARE = 0.003
"""So small a part of the picture lies below the lowest of logarithmic levels: at a minimum they would have no end."""
ROUNDING = 1e-9

Landscape = tuple[str, tuple[tuple[str, float], ...], str]


def landscape_of(lab: Lab) -> Landscape:
    """Return everything that decides a lab's function."""
    return lab.function, lab.values, lab.formula if lab.entry is None else ""


class Request(Struct, frozen=True):
    """What is wanted.

    Attributes
    ----------
    lab : Lab
    extent : Extent
    size : (int, int)
        In pixels of the screen.
    ratio : float
        The screen's pixels for each pixel of the type tables.
    log : bool or None
        What the user wants; None takes what suits the function.
    held : Levels or None
        Levels that are kept, as while the picture is moved.
    side : View or None
        From where it is seen, whatever its extent, where it is drawn from the side without a graphics processor.
    meshed : bool
        Whether triangles are wanted, for the graphics processor.
    """

    lab: Lab
    extent: Extent
    size: tuple[int, int]
    ratio: float
    log: bool | None
    held: Levels | None = None
    side: View | None = None
    meshed: bool = False


class ContourPicture(Struct, frozen=True, eq=False):
    """What comes of it.

    Attributes
    ----------
    request : Request
    x, y : ndarray, shape (X,) and (Y,)
    values : ndarray, shape (Y, X)
        The function less its lowest value where `shift` is not 0.
    shift : float
        That value.
    can_be_log : bool
        Whether logarithms of it can be taken.
    levels : Levels
    pixels : uint32 ndarray
    home_range : (float, float)
        The lowest and the highest value in the function's own view.
    relief : Relief or None
    mesh : Mesh or None
    """

    request: Request
    x: Array
    y: Array
    values: Array
    shift: float
    can_be_log: bool
    levels: Levels
    pixels: Pixels
    home_range: tuple[float, float]
    relief: Relief | None = None
    mesh: Mesh | None = None

    def shaded(self, size: tuple[int, int], ratio: float) -> Pixels:
        """Return the same picture at another size."""
        return shade(self.x, self.y, self.values, self.levels, self.request.extent, size, ratio)


def compute(request: Request, cancelled: Callable[[], bool]) -> ContourPicture:
    """Compute a picture, and typeset the function's formula with it."""
    lab = request.lab
    if lab.entry is not None:
        for part in parts_of(f"f = {lab.entry.formula}"):
            typeset(part)
    home = _values(lab, *_grid(lab.box, (HOME_POINTS, HOME_POINTS)))
    shift, can_be_log = _shift(lab, home)
    shifted = home - shift
    log = can_be_log and (_is_steep(shifted) if request.log is None else request.log)
    counts = [min(max(round(side / request.ratio / CELL), FEWEST), MOST) for side in request.size]
    x, y = _grid(request.extent, (counts[0], counts[1]))
    values = _values(lab, x, y) - (shift if log else 0.0)
    held = request.held
    levels = held if held is not None and held.log == log else _levels(values, log)
    finite = home[np.isfinite(home)]
    return ContourPicture(
        request,
        x,
        y,
        values,
        shift if log else 0.0,
        can_be_log,
        levels,
        shade(x, y, values, levels, request.extent, request.size, request.ratio),
        (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0),
        _relief(request, x, y, values, levels),
        mesh_of(x, y, values, levels, request.extent) if request.meshed else None,
    )


def _relief(request: Request, x: Array, y: Array, values: Array, levels: Levels) -> Relief | None:
    if request.side is None:
        return None
    return draw_relief(x, y, values, levels, replace(request.side, extent=request.extent), request.ratio)


def _grid(box: Box, counts: tuple[int, int]) -> tuple[Array, Array]:
    left, right, bottom, top = box
    return np.linspace(left, right, counts[0]), np.linspace(bottom, top, counts[1])


def _values(lab: Lab, x: Array, y: Array) -> Array:
    with np.errstate(all="ignore"):
        return lab.landscape.values(np.stack(np.meshgrid(x, y), axis=-1))


def _shift(lab: Lab, home: Array) -> tuple[float, bool]:
    """Return what is taken off the values before logarithms of them are taken, and whether they can be."""
    finite = home[np.isfinite(home)]
    if not len(finite):
        return 0.0, False
    size = float(np.abs(finite).max())
    if len(lab.minima):
        lowest = float(lab.landscape.values(np.array(lab.minima)).min())
        # The user's own function may be lower where it has no minimum.
        if lab.entry is not None or finite.min() >= lowest - ROUNDING * size:
            return (0.0 if abs(lowest) < ROUNDING * max(size, 1.0) else lowest), True
    return 0.0, bool(lab.entry is None and finite.min() >= 0.0 and size > 0.0)


def _is_steep(values: Array) -> bool:
    positive = values[np.isfinite(values) & (values > 0.0)]
    if not len(positive):
        return False
    low, high = np.quantile(positive, (TAIL, 1.0 - TAIL)).tolist()
    return math.log10(high / low) >= STEEP


def _levels(values: Floats, log: bool) -> Levels:
    finite = away_from_holes(values)
    if log:
        finite = finite[finite > 0.0]
        if len(finite):
            finite = np.maximum(finite, np.quantile(finite, LOWEST_SHARE))
    return fit_levels(finite, log)
