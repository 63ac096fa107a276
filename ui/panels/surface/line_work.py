"""The background's part of the line between two checkpoints: the losses along it, and where checkpoints lie.

A line that takes long is computed in slices, as surfaces are.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np
from msgspec import Struct, field

from nnviz.arrays import Array
from nnviz.landscape import (
    LIVE_POINTS,
    SHARES,
    LineLoss,
    Rows,
    choose_rows,
    live_rows,
    loss_over,
    spare_threads,
    thinned,
)
from ui.panels.surface.checkpoints import Point
from ui.panels.surface.request import Seen
from ui.panels.surface.track import Floats
from ui.panels.surface.work import SLICE_SECONDS

COARSE, FINE = 41, 201
LIVE_LINES = 15
"""A line at rest may take so many times as long as a surface that follows training."""
Span = tuple[float, float]
WHOLE: Span = (-0.25, 1.25)
"""What is seen at first: 0 is the first checkpoint, 1 the second."""


class LineRequest(Struct, frozen=True, eq=False):
    """One line to compute.

    Attributes
    ----------
    chosen : Seen
        The run whose network and data give the loss.
    ends : (Point, Point)
    others : tuple of Point
        Checkpoints that lie somewhere beside the line.
    most_rows : int or None
        As in `Options.rows`.
    span : (float, float)
        The part of the line.
    live : bool
        Whether another one is wanted soon: then it is coarse and quick.
    unwanted : threading.Event
        Set when something else is wanted.
    """

    chosen: Seen
    ends: tuple[Point, Point]
    others: tuple[Point, ...]
    most_rows: int | None
    span: Span
    live: bool
    unwanted: threading.Event = field(default_factory=threading.Event)


class Mark(Struct, frozen=True, eq=False):
    """A checkpoint beside the line, or at one of its ends.

    Attributes
    ----------
    point : Point
    share : float
        Where on the line the nearest point is: 0 and 1 are its ends.
    off : float
        How far it lies off the line, against the line's length.
    losses : ndarray, shape (curves,)
        The true ones at the checkpoint.
    """

    point: Point
    share: float
    off: float
    losses: Floats


class LineResult(Struct, frozen=True, eq=False):
    """The losses along a line.

    Attributes
    ----------
    request : LineRequest
    shares : ndarray, shape (n,)
        Where on the line each point lies.
    curves : ndarray, shape (curves, n)
    rows : tuple of Rows
        What each curve is a mean over: the training share first.
    marks : tuple of Mark
        The two ends first.
    length : float
        Between the ends, in the parameters' own unit.
    astray : float
        How far the way of the run between the two steps lies off the line at most, against its length; NaN where the
        ends are of different runs.
    """

    request: LineRequest
    shares: Floats
    curves: Floats
    rows: tuple[Rows, ...]
    marks: tuple[Mark, ...]
    length: float
    astray: float

    def at(self, share: float) -> Floats:
        """Return what the curves say at a place of the line, shape (curves,)."""
        return np.array([np.interp(share, self.shares, curve) for curve in self.curves])


class LineOutcome(Struct, frozen=True, eq=False):
    """What one call comes to.

    Attributes
    ----------
    request : LineRequest
    work : LineWork
        To go on with where there is no result yet.
    done : float
        Which part of the losses is computed.
    result : LineResult or None
    """

    request: LineRequest
    work: LineWork
    done: float
    result: LineResult | None


def compute_line(
    request: LineRequest, unfinished: LineWork | None, cancelled: Callable[[], bool]
) -> LineOutcome | None:
    """Begin a line, or go on with one. Returns None where it is no longer wanted, or both ends are one point."""
    work = unfinished or LineWork(request)
    if not work.has_length or not work.advance(lambda: cancelled() or request.unwanted.is_set()):
        return None
    return LineOutcome(request, work, work.done, work.result() if work.done == 1.0 else None)


class LineWork:
    """One line under way. It belongs to the background.

    Parameters
    ----------
    request : LineRequest

    Attributes
    ----------
    has_length : bool
        Whether there is a line at all.
    """

    def __init__(self, request: LineRequest) -> None:
        self.request = request
        assembly, points = request.chosen.assembly, COARSE if request.live else FINE
        size = assembly.network.size
        start, end = (one.theta.astype(np.float64) for one in request.ends)
        self._start, self._along = start[:size], (end - start)[:size]
        self._length = float(np.linalg.norm(self._along))
        self.has_length = 0.0 < self._length < np.inf
        if not self.has_length:
            return
        self._rows = tuple(
            choose_rows(assembly, share, _most_rows(request, points))
            for share in SHARES
            if len(getattr(assembly.data, f"targets_{share}"))
        )
        threads = 1 if request.live else spare_threads()
        self._losses = [LineLoss(assembly, start, end, rows, threads=threads) for rows in self._rows]
        self._points = (*request.ends, *request.others)
        self._shares = _shares(request.span, points)
        # Behind the losses along the line those of the checkpoints, which are as many points more.
        self._values = np.empty((len(self._rows), len(self._shares) + len(self._points)))
        self._done, self._pace = 0, self._values.size if request.live else 1

    @property
    def done(self) -> float:
        """Which part of the losses is computed."""
        return self._done / self._values.size

    def advance(self, cancelled: Callable[[], bool]) -> bool:
        """Compute for a slice of time. Returns False where it is no longer wanted."""
        end = time.perf_counter() + SLICE_SECONDS[not self.request.live]
        while self._done < self._values.size:
            begun = time.perf_counter()
            curve, first = divmod(self._done, self._values.shape[1])
            if first < len(self._shares):
                part = self._shares[first : first + self._pace]
                values = self._losses[curve].at(part, cancelled)
                if values is None:
                    return False
            elif cancelled():
                return False
            else:
                theta = self._points[first - len(self._shares)].theta
                values = np.array([loss_over(self.request.chosen.assembly, self._rows[curve], theta)])
            self._values[curve, first : first + len(values)] = values
            self._done += len(values)
            now = time.perf_counter()
            if now >= end:
                break
            self._pace = max(1, int(len(values) * 0.8 * (end - now) / max(now - begun, 1e-6)))
        return True

    def result(self) -> LineResult:
        """Return the line, once all of it is computed."""
        request, start, along = self.request, self._start, self._along
        curves, true = np.split(self._values, [len(self._shares)], axis=1)
        marks = []
        for losses, point in zip(true.T, self._points, strict=True):
            offset = point.theta[: len(start)].astype(np.float64) - start
            share = float(offset @ along) / self._length**2
            off = float(np.linalg.norm(offset - share * along)) / self._length
            if point in request.ends:  # what rounding leaves is no distance
                share, off = float(point is request.ends[1]), 0.0
            marks.append(Mark(point, share, off, losses))
        astray = _astray(request, start, along)
        return LineResult(request, self._shares, curves, self._rows, tuple(marks), self._length, astray)


def _shares(span: Span, points: int) -> Array:
    """Return evenly spaced places, and both ends where they are seen: there the curve meets the checkpoint's loss."""
    ends = [share for share in (0.0, 1.0) if span[0] <= share <= span[1]]
    return np.unique(np.concatenate([np.linspace(*span, points), ends]))


def _most_rows(request: LineRequest, points: int) -> int | None:
    in_time = live_rows(request.chosen.assembly.network, points)
    if request.live:
        return min(in_time, request.most_rows or in_time)
    return in_time * LIVE_LINES if request.most_rows is None else request.most_rows or None


def _astray(request: LineRequest, start: Array, along: Array) -> float:
    """Return how far the run's way between both ends lies off the line, against the line's length."""
    first, second = request.ends
    if first.run != second.run or first.run != request.chosen.index:
        return float("nan")
    path, steps = request.chosen.snapshot.path, sorted((first.step, second.step))
    between = [k for k, step in enumerate(path.steps) if steps[0] <= step <= steps[1]]
    if not between:
        return float("nan")
    kept = thinned(np.array(between), LIVE_POINTS)
    offsets = np.array([path.thetas[k][: len(start)] for k in kept]).astype(np.float64) - start
    squared = float(along @ along)
    offsets -= np.outer(offsets @ along / squared, along)
    return float(np.linalg.norm(offsets, axis=1).max() / np.sqrt(squared))
