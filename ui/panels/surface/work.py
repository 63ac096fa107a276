"""The background's part: the plane, the losses over a grid, their picture, and what lies off the plane.

A surface that takes long is computed in slices, so that other panels' work is done in between.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.landscape import PlaneLoss, ShareName, axis, choose_rows, live_rows, spare_threads
from nnviz.landscape.rows import FEWEST_ROWS
from nnviz.network import Network
from ui.panels.surface.checkpoints import Point
from ui.panels.surface.ends import Lowest, axis_shares, lowest, measure_ends
from ui.panels.surface.extent import automatic_extent, is_far_smaller
from ui.panels.surface.fit import Fit, anchor, fit_plane, held_share
from ui.panels.surface.request import Grid, Request, Result
from ui.panels.surface.track import track_of
from ui.plotting.levels import Levels, fit_levels, grown_levels
from ui.plotting.mesh import mesh_of
from ui.plotting.relief import Relief, draw_relief
from ui.plotting.shading import shade

LIVE_POINTS = 1000
"""Points of a grid that follows training."""
FEWER_POINTS = (4000, 1300, 1000, 600, 300)
"""Where a network is large, as many as leave time for a good part of the rows."""
ENOUGH_ROWS = (400, 20_000)
"""While training, and at rest: then all rows of most data sets come before a finer grid."""
REST_CELL = 3.0
"""Pixels of the screen between two points of a grid at rest."""
MOST_POINTS = 16_000
REST_SURFACES = 30
"""A surface at rest may take so many times as long as one that follows training."""
SLICE_SECONDS = (0.06, 0.15)
"""How long one call may take, while training and at rest."""


class Outcome(Struct, frozen=True, eq=False):
    """What one call comes to.

    Attributes
    ----------
    request : Request
    work : Work
        To go on with where there is no result yet.
    done : float
        Which part of the losses is computed.
    result : Result or None
    """

    request: Request
    work: Work
    done: float
    result: Result | None


def compute(request: Request, unfinished: Work | None, cancelled: Callable[[], bool]) -> Outcome | None:
    """Begin a surface, or go on with one. Returns None where it is no longer wanted."""
    work = unfinished or Work(request)
    if not work.advance(lambda: cancelled() or request.unwanted.is_set()):
        return None
    return Outcome(request, work, work.done, work.result() if work.done == 1.0 else None)


class Work:
    """One surface under way. It belongs to the background.

    Parameters
    ----------
    request : Request
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        chosen = request.chosen
        network, share = chosen.assembly.network, share_of(chosen.assembly, request.options.share)
        rows = len(getattr(chosen.assembly.data, f"targets_{share}"))
        self._theta, self._step = anchor(chosen.snapshot)
        held = None if request.anew else request.held
        self._fit, self._share = self._choose_fit(held.fit if held is not None else None)
        self._held = held if held is not None and self._fit.continues(held.fit) else None
        same = self._held if self._held is not None and self._held.fit is self._fit else None
        self._tracks = tuple(
            track_of(self._fit, seen.snapshot, same.track(seen.index) if same is not None else None)
            for seen in request.seen
        )
        looked_at = self._tracks or (track_of(self._fit, chosen.snapshot),)
        self._plane = self._fit.through(self._theta)
        # An exact surface is always the same one, so it is computed once, and well.
        self._live = request.live and not self._fit.exact
        points, budget = plan_points(network, rows, request, self._live)
        self._rows = choose_rows(chosen.assembly, share, budget)
        dtype, threads = "float32" if self._live else "float64", 1 if request.live else spare_threads()
        self._loss = PlaneLoss(chosen.assembly, self._plane, self._rows, dtype, threads=threads)
        self._core, self._extent = (
            (request.view, request.view)
            if request.view is not None
            else automatic_extent(self._fit, self._plane, looked_at, request, self._held, self._loss)
        )
        self._x, self._y = self._axes(points)
        self._losses: Array = np.empty((len(self._y), len(self._x)))
        self._done = 0
        self._known = self._held.grid if self._held is not None and self._is_known(self._held) else None
        # What the budget allows is done at once: the fewer calls, the less training is disturbed.
        self._pace = len(self._y) if self._live and budget > FEWEST_ROWS else 1
        if self._known is not None:
            self._done = len(self._y)

    @property
    def done(self) -> float:
        """Which part of the grid is computed."""
        return self._done / len(self._y)

    def advance(self, cancelled: Callable[[], bool]) -> bool:
        """Compute for a slice of time. Returns False where it is no longer wanted."""
        end = time.perf_counter() + SLICE_SECONDS[not self._live]
        while self._done < len(self._y):
            start = time.perf_counter()
            part = slice(self._done, self._done + self._pace)
            across, up = np.meshgrid(self._x, self._y[part])
            values = self._loss.at(across.ravel(), up.ravel(), cancelled)
            if values is None:
                return False
            self._losses[part] = values.reshape(across.shape)
            self._done += len(across)
            now = time.perf_counter()
            if now >= end:
                break
            self._pace = max(1, int(len(across) * 0.8 * (end - now) / max(now - start, 1e-6)))
        return True

    def result(self) -> Result:
        """Return the surface, once all of it is computed."""
        request, plane = self.request, self._plane
        x, y = (part + origin for part, origin in zip((self._x, self._y), plane.origin, strict=True))
        grid = self._known or Grid(x, y, self._losses, self._rows)
        levels = self._choose_levels(grid.losses)
        return Result(
            chosen=request.chosen,
            seen=request.seen,
            step=self._step,
            fit=self._fit,
            plane=plane,
            tracks=self._tracks,
            share=self._share,
            axis_shares=axis_shares(self._fit, self._tracks, self._share),
            grid=grid,
            core=self._core,
            extent=self._extent,
            view=request.view,
            levels=levels,
            pixels=shade(grid.x, grid.y, grid.losses, levels, self._extent, request.size, request.ratio),
            ends=measure_ends(request, plane, self._rows),
            lowest=self._lowest(grid) if self._fit.exact else None,
            live=self._live,
            best=request.best,
            best_at=self._best_at(request.best),
            relief=self._relief(grid, levels),
            mesh=mesh_of(grid.x, grid.y, grid.losses, levels, self._extent) if request.meshed else None,
        )

    def _relief(self, grid: Grid, levels: Levels) -> Relief | None:
        request = self.request
        if request.side is None:
            return None
        view = replace(request.side, extent=self._extent)
        return draw_relief(grid.x, grid.y, grid.losses, levels, view, request.ratio)

    def _best_at(self, best: Point | None) -> tuple[float, float] | None:
        if best is None or self._fit.choice != "best" or self._fit.exact:
            return None
        x, y = self._fit.places(best.theta[None].astype(np.float64))[0].tolist()
        return x, y

    def _choose_fit(self, held: Fit | None) -> tuple[Fit, float]:
        """Return the plane and the share that it holds: the one that is held, or a new one."""
        request = self.request
        chosen = request.chosen
        # Where no run is switched on, the plane is that of the one whose surface it is.
        snapshots = [seen.snapshot for seen in request.seen or (chosen,)]
        runs = tuple(snapshot.run for snapshot in snapshots)
        step = max(snapshot.step for snapshot in snapshots)
        network, start = chosen.assembly.network, chosen.snapshot.path.thetas[0][: chosen.assembly.network.size]
        if held is not None and held.serves(request.options, network, runs):
            share = held_share(held.plane, snapshots, start, chosen.index)
            if request.steady or not held.is_tired(step, share):
                return held, share
        seed, best = chosen.assembly.experiment.seed, request.best.theta if request.best is not None else None
        fit = fit_plane(request.options, network, seed, snapshots, self._theta, start, chosen.index, held, best)
        return fit, fit.share

    def _choose_levels(self, losses: Array) -> Levels:
        held, log = self._held, self.request.options.log
        if held is None or self._has_come_closer(held) or self.request.relevel or held.levels.log != log:
            return fit_levels(losses, log)
        return grown_levels(held.levels, losses)

    def _has_come_closer(self, held: Result) -> bool:
        """Say whether the picture shows far less than it did, without the user having chosen a part."""
        request = self.request
        free = not request.steady and held.view is None and request.view is None
        return free and is_far_smaller(self._extent, held.extent)

    def _lowest(self, grid: Grid) -> Lowest | None:
        before = self._held.lowest if self._known is not None and self._held is not None else None
        return lowest(grid, self._tracks, self._losses_at, before)

    def _losses_at(self, places: Array) -> Array:
        """Return the losses, shape (n,), at places of shape (n, 2)."""
        values = self._loss.at(*(places - self._plane.origin).T)
        assert values is not None
        return values

    def _axes(self, points: int) -> tuple[Array, Array]:
        """Return the grid's coordinates in the plane."""
        left, right, bottom, top = self._extent
        x, y = self._plane.origin
        columns = max(3, round((points * self.request.aspect) ** 0.5))
        rows = max(3, round(points / columns))
        return axis(left - x, right - x, columns), axis(bottom - y, top - y, rows)

    def _is_known(self, held: Result) -> bool:
        """Say whether these very losses have been computed before."""
        return (
            self._fit.exact
            and (held.grid.rows.share, len(held.grid.rows.targets)) == (self._rows.share, len(self._rows.targets))
            and held.grid.losses.shape == self._losses.shape
            and held.chosen.assembly is self.request.chosen.assembly
            and held.extent == self._extent
            and held.size == self.request.size
        )


def share_of(assembly: Assembly, share: ShareName) -> ShareName:
    """Return the share that is looked at: the one chosen if a run has it, else what it trains on."""
    return share if len(getattr(assembly.data, f"targets_{share}")) else "train"


def plan_points(network: Network, rows: int, request: Request, live: bool) -> tuple[int, int]:
    """Return how many points a grid has and over how many rows the losses are.

    Parameters
    ----------
    network : Network
    rows : int
        That there are.
    request : Request
        Its size, and what the user has chosen.
    live : bool
    """
    size, chosen = request.size, request.options
    if chosen.rows:
        rows = min(rows, chosen.rows)
    points, budget = _suitable_points(network, rows, size, live)
    if chosen.resolution is not None and not live:
        points = max(9, round(chosen.resolution**2 / request.aspect))
    if chosen.rows is not None and not live:
        budget = rows
    return points, min(budget, rows)


def _suitable_points(network: Network, rows: int, size: tuple[int, int], live: bool) -> tuple[int, int]:
    """Return how many points can be seen in a picture, and over how many rows there is time for them."""
    wanted = LIVE_POINTS if live else min(max(round(size[0] * size[1] / REST_CELL**2), LIVE_POINTS), MOST_POINTS)
    surfaces = 1 if live else REST_SURFACES
    points = budget = 0
    for points in (wanted, *(fewer for fewer in FEWER_POINTS if fewer < wanted)):
        budget = live_rows(network, max(1, points // surfaces))
        if budget >= min(rows, ENOUGH_ROWS[not live]):
            break
    return points, budget
