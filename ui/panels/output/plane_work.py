"""The background's part of a map over two inputs: what networks answer on a grid, its colours and its lines.

NumPy and contourpy only: it runs in the evaluator's thread. Grids are in screen order: row 0 is the top. Lines are in
shares of the map's side, from the upper left corner.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import contourpy
import numpy as np
import numpy.typing as npt
from msgspec import Struct

from nnviz.answers import answers, middle, target_range
from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.datasets import Split
from ui.panels.output.response import Response
from ui.plotting.axes import Axis
from ui.theme.colour_maps import Pixels

Floats = npt.NDArray[np.floating[Any]]

COARSEST = 24
_MOST_GRIDS = 12
_BUDGET = 4e8
"""Multiplications that one map may take: some 0.1 s."""
_FLAT = 1e-3
_STRAIGHT = 0.05
"""Cells of the grid by which a line may miss a point."""


class Request(Struct, frozen=True, eq=False):
    """One map to compute: of which run, with which parameters, how fine."""

    index: int
    name: str
    assembly: Assembly
    theta: Array
    resolution: int


class PlaneMap(Struct, frozen=True, eq=False):
    """One network's answers over the plane.

    Attributes
    ----------
    index, name : int, str
        The run.
    assembly : Assembly
    theta : ndarray, shape (P,)
        The parameters that were asked: reading a value anywhere asks them again.
    values : ndarray, shape (resolution, resolution, ...)
        What the colours stand for.
    pixels : uint32 ndarray, shape (resolution, resolution)
    line : tuple of ndarray
        x and y of all lines, with NaN between them.
    blank : float
        The share of the map where the answer is not a number.
    response : Response or None
        The unit whose response is shown in place of the network's answers.
    """

    index: int
    name: str
    assembly: Assembly
    theta: Array
    values: Floats
    pixels: Pixels
    line: tuple[Floats, Floats]
    blank: float
    response: Response | None = None


Work = tuple[Callable[[Assembly, Array], Floats], Callable[[Floats], Pixels], Callable[[Floats], tuple[Floats, Floats]]]
"""What makes a map of a network's answers: values, colours and lines, see `compute_maps`."""


class Grids:
    """Makes the inputs for maps, and keeps them: they are the same for every result.

    Parameters
    ----------
    x, y : Axis
        What the maps cover.
    """

    def __init__(self, x: Axis, y: Axis) -> None:
        self._x, self._y = x, y
        self._kept: dict[tuple[int, int], tuple[Split, Array]] = {}

    def inputs(self, data: Split, resolution: int) -> Array:
        """Return what a network sees on the grid, shape (resolution^2, F), from the upper left corner row by row."""
        key = id(data), resolution
        if key not in self._kept:
            across = np.linspace(self._x.low, self._x.high, resolution)
            down = np.linspace(self._y.high, self._y.low, resolution)
            raw = np.stack([np.tile(across, resolution), np.repeat(down, resolution)], axis=1)
            if len(self._kept) >= _MOST_GRIDS:
                self._kept.clear()
            # The data are kept as well: their identity is the key.
            self._kept[key] = data, data.inputs_at(raw)
        return self._kept[key][1]


def affordable_resolution(wanted: float, parameters: int) -> int:
    """Return a map's resolution: as wanted, or coarser where a large network would take too long."""
    return max(COARSEST, round(min(wanted, (_BUDGET / parameters) ** 0.5)))


def compute_maps(
    requests: Sequence[Request],
    grids: Grids,
    values: Callable[[Assembly, Array], Floats],
    colours: Callable[[Floats], Pixels],
    lines: Callable[[Floats], tuple[Floats, Floats]],
    cancelled: Callable[[], bool],
) -> list[PlaneMap] | None:
    """Compute maps, or return None where they are no longer wanted.

    Parameters
    ----------
    requests : sequence of Request
    grids : Grids
    values : callable
        From a network's answers on a grid, shape (r, r, outputs), to what is drawn, shape (r, r) or (r, r, C).
    colours, lines : callable
        From these values to pixels and to lines.
    cancelled : callable
    """
    maps = []
    for request in requests:
        drawn = drawn_values(request, grids.inputs(request.assembly.data, request.resolution), values, cancelled)
        if drawn is None:
            return None
        missing = np.isnan(drawn if drawn.ndim == 2 else drawn.max(axis=2))
        maps.append(
            PlaneMap(
                request.index,
                request.name,
                request.assembly,
                request.theta,
                drawn,
                colours(drawn),
                lines(drawn),
                float(missing.mean()),
            )
        )
    return maps


def drawn_values(
    request: Request, inputs: Array, values: Callable[[Assembly, Array], Floats], cancelled: Callable[[], bool]
) -> Floats | None:
    """Return what is drawn of a network's answers, None where that is no longer wanted.

    Single precision is far finer than colours and pixels, and takes less than half the time. The network is asked again
    in its own where numbers are too large for it, and where the plane is so flat that lines would follow rounding.
    """
    side, assembly, theta = request.resolution, request.assembly, request.theta
    for dtype in (np.dtype(np.float32), theta.dtype):
        with np.errstate(over="ignore"):
            cast = theta.astype(dtype, copy=False)
        outputs = answers(assembly, cast, inputs, cancelled)
        if outputs is None:
            return None
        drawn = values(assembly, outputs.reshape(side, side, -1))
        if dtype == theta.dtype or _has_relief(drawn):
            break
    return drawn


def _has_relief(values: Floats) -> bool:
    """Say whether all values are finite and, of one class at least, differ by more than a thousandth of the largest."""
    with np.errstate(all="ignore"):
        highest, lowest = values.max(axis=(0, 1)), values.min(axis=(0, 1))
        relief = np.max(highest - lowest) / max(np.max(highest), -np.min(lowest))
    return bool(np.isfinite(highest).all() and np.isfinite(lowest).all() and relief > _FLAT)


def class_margins(assembly: Assembly, outputs: Array) -> Floats:
    """Return what decision regions are drawn from.

    Two classes: how much more class 1 gets than class 0, from -0.5 to 0.5, shape (r, r): p(class 1) - 0.5 where the
    network gives probabilities. More classes: each one's score, shape (r, r, C).
    """
    if outputs.shape[2] > 2:
        return outputs
    with np.errstate(all="ignore"):
        if outputs.shape[2] == 2:
            return (outputs[:, :, 1] - outputs[:, :, 0]) / 2.0
        low, high = target_range(assembly)
        return (outputs[:, :, 0] - middle(assembly)) / (high - low)


def boundary_lines(values: Floats) -> tuple[Floats, Floats]:
    """Return the lines between the regions of `class_margins`: where two classes get the same."""
    if values.ndim == 2:
        return level_lines(values, [0.0])
    planes = np.ascontiguousarray(np.moveaxis(values, 2, 0))
    top, second = planes[0], np.full_like(planes[0], -np.inf)
    parts = []
    with np.errstate(all="ignore"):
        for own in planes[1:]:
            second = np.maximum(second, np.minimum(top, own))
            top = np.maximum(top, own)
        for own in planes:
            wins = own == top
            if wins.any() and not wins.all():
                # Positive where the class wins, by how much; negative elsewhere, by how much it is beaten.
                parts.append(level_lines(np.where(wins, top - second, own - top), [0.0]))
    return _joined(parts)


def level_lines(values: Floats, levels: Sequence[float]) -> tuple[Floats, Floats]:
    """Return the lines on which values of shape (r, r) equal one of the levels."""
    x, y = _unit_grid(len(values))
    # The class itself: the function around it prepares all its arguments anew, which takes longer than the lines.
    generator = contourpy.SerialContourGenerator(
        x,
        y,
        values.astype(np.float64, copy=False),
        ~np.isfinite(values),
        corner_mask=True,
        line_type=contourpy.LineType.ChunkCombinedNan,
        fill_type=contourpy.FillType.OuterOffset,
        quad_as_tri=False,
        z_interp=contourpy.ZInterp.Linear,
    )
    parts = []
    for level in levels:
        points = generator.lines(level)[0][0]
        if points is not None:
            parts.append((points[:, 0], points[:, 1]))
    return _thinned(*_joined(parts), _STRAIGHT / len(values))


def _thinned(x: Floats, y: Floats, tolerance: float) -> tuple[Floats, Floats]:
    """Leave out points that lie within a tolerance of the line between their neighbours: fewer are drawn faster."""
    for _ in range(2):
        across, down = x[2:] - x[:-2], y[2:] - y[:-2]
        area = across * (y[1:-1] - y[:-2]) - down * (x[1:-1] - x[:-2])
        kept = np.ones(len(x), bool)
        # Every second one at most, so that each is measured between points that stay; beside a gap there is no line.
        kept[1:-1:2] = ~(np.square(area) < tolerance**2 * (np.square(across) + np.square(down)))[::2]
        x, y = x[kept], y[kept]
    return x, y


@lru_cache(maxsize=16)
def _unit_grid(resolution: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    share = np.linspace(0.0, 1.0, resolution)
    x, y = np.meshgrid(share, share)
    return x, y


def _joined(parts: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    if not parts:
        return np.empty(0), np.empty(0)
    gap = np.array([np.nan])
    pieces_x = [piece for x, _ in parts for piece in (x, gap)][:-1]
    pieces_y = [piece for _, y in parts for piece in (y, gap)][:-1]
    return np.concatenate(pieces_x), np.concatenate(pieces_y)
