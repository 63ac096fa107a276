"""The background's part of the line between two checkpoints: the losses along it, and where checkpoints lie."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from nnviz.arrays import Array
from nnviz.landscape import LIVE_POINTS, SHARES, Rows, choose_rows, live_rows, loss_over, losses_on_line, thinned
from ui.panels.surface.checkpoints import Point
from ui.panels.surface.request import Seen
from ui.panels.surface.track import Floats

COARSE, FINE = 41, 201
LIVE_LINES = 15
"""A line at rest may take so many times as long as a surface that follows training."""
Span = tuple[float, float]
WHOLE: Span = (-0.25, 1.25)
"""What is seen at first: 0 is the first checkpoint, 1 the second."""


@dataclass(frozen=True, eq=False)
class LineRequest:
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


@dataclass(frozen=True, eq=False)
class Mark:
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


@dataclass(frozen=True, eq=False)
class LineResult:
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


def compute_line(request: LineRequest, cancelled: Callable[[], bool]) -> LineResult | None:
    """Compute a line. Returns None where it is no longer wanted, or both ends are one point."""
    assembly = request.chosen.assembly
    size, points = assembly.network.size, COARSE if request.live else FINE
    start, end = (one.theta.astype(np.float64) for one in request.ends)
    along = (end - start)[:size]
    length = float(np.linalg.norm(along))
    if not 0.0 < length < np.inf:
        return None
    rows = tuple(
        choose_rows(assembly, share, _most_rows(request, points))
        for share in SHARES
        if len(getattr(assembly.data, f"targets_{share}"))
    )
    shares = _shares(request.span, points)
    curves = losses_on_line(assembly, start, end, shares, rows, lambda: cancelled() or request.unwanted.is_set())
    if curves is None:
        return None
    marks = []
    for point in (*request.ends, *request.others):
        offset = point.theta[:size].astype(np.float64) - start[:size]
        share = float(offset @ along) / length**2
        off = float(np.linalg.norm(offset - share * along)) / length
        if point in request.ends:  # what rounding leaves is no distance
            share, off = float(point is request.ends[1]), 0.0
        marks.append(Mark(point, share, off, np.array([loss_over(assembly, part, point.theta) for part in rows])))
    return LineResult(request, shares, curves, rows, tuple(marks), length, _astray(request, start[:size], along))


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
