"""What became of each racer, in numbers and in one line of words."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.diagnosis.words import true_minus
from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.analytic import AnalyticLandscape
from nnviz.landscape.racing import Tracks
from nnviz.landscape.stability import largest_stable_rate

Point = tuple[float, float]
Box = tuple[float, float, float, float]

ARRIVED = 0.005
"""A racer is there within this share of the view's longer side: less than a marker's width on a screen."""
STANDING = 1e-6
"""A slope below this share of the steepest one on the way counts as none."""
NEAR_THE_BOUND = 0.8
"""A rate above this share of the largest stable one swings more than it comes on."""
FAR_BELOW_THE_BOUND = 0.02
TURNS = 0.5
"""A racer zigzags where it turns back against its last move in more than this share of its steps."""
MOST_CURVATURES = 400
"""Points of a path at which its curvature is looked at."""


class Report(Struct, frozen=True):
    """How one racer did.

    Attributes
    ----------
    distance : float or None
        From where it ended to the nearest of the lowest points; None where the landscape has none that is known.
    arrived : int or None
        After how many steps it was there and stayed.
    diverged : int or None
        The first step that is not finite.
    curvature : float
        The largest curvature on its way, as far as it curves upwards; NaN where it never does.
    bound : float or None
        The largest stable rate for that curvature; None where none is claimed.
    verdict : str
        One line of words.
    """

    distance: float | None
    arrived: int | None
    diverged: int | None
    curvature: float
    bound: float | None
    verdict: str


def report(
    landscape: AnalyticLandscape,
    minima: Sequence[Point],
    box: Box,
    optimizers: Sequence[OptimizerChoice],
    tracks: Tracks,
    *,
    noise: float = 0.0,
) -> list[Report]:
    """Say of every racer what became of it.

    Parameters
    ----------
    landscape : AnalyticLandscape
    minima : sequence of (x, y)
        The lowest points; none where they are not known.
    box : (left, right, bottom, top)
        The view, which says how near is near.
    optimizers : sequence of OptimizerChoice
    tracks : Tracks
    noise : float
        Deviation of the gradient's noise.
    """
    # The landscape is asked once for all racers: each question takes longer than its answer for one of them.
    with np.errstate(all="ignore"):
        slopes = np.linalg.norm(landscape.gradients(tracks.paths), axis=2)
    racers = [
        _Racer(landscape, minima, box, optimizer, path, losses, slope, tracks.diverged(racer), noise)
        for racer, (optimizer, path, losses, slope) in enumerate(
            zip(optimizers, tracks.paths, tracks.losses, slopes, strict=True)
        )
    ]
    places = [racer.places_of_curvature() for racer in racers]
    second = landscape.hessians(np.concatenate(places))
    ends = np.cumsum([len(points) for points in places])[:-1]
    return [racer.report(parts) for racer, parts in zip(racers, np.split(second, ends), strict=True)]


class _Racer:
    """One racer, looked at from all sides; `path`, `losses` and `slopes` end with the last finite step."""

    def __init__(
        self,
        landscape: AnalyticLandscape,
        minima: Sequence[Point],
        box: Box,
        optimizer: OptimizerChoice,
        path: Array,
        losses: Array,
        slopes: Array,
        diverged: int | None,
        noise: float,
    ) -> None:
        self.landscape = landscape
        self.optimizer = optimizer
        self.path, self.losses, self.slopes = path[:diverged], losses[:diverged], slopes[:diverged]
        self.diverged = diverged
        self.noise = noise
        self.minima = np.array(minima, dtype=float).reshape(-1, 2)
        self.box = box
        self._width = max(box[1] - box[0], box[3] - box[2])
        self.near = ARRIVED * self._width

    def places_of_curvature(self) -> Array:
        """Return where the curvature is looked at, shape (n, 2): in the view, as beyond it numbers grow without end."""
        inside = self.path[self._outside(self.path) <= 0.0]
        points = inside if len(inside) else self.path[:1]
        return points[:: max(1, -(-len(points) // MOST_CURVATURES))]

    def report(self, second: Array) -> Report:
        """Return the report, given the Hessians at `places_of_curvature`."""
        if len(self.path) == 0:
            return Report(None, None, self.diverged, math.nan, None, "starts where the landscape has no value")
        distances = np.linalg.norm(self.path[:, None] - self.minima, axis=2)
        distance = float(distances[-1].min()) if len(self.minima) else None
        arrived = self._arrived(distances) if self.diverged is None else None
        curvature = _largest_curvature(second)
        bound = largest_stable_rate(self.optimizer, curvature)
        return Report(distance, arrived, self.diverged, curvature, bound, self._verdict(arrived, bound))

    def _arrived(self, distances: Array) -> int | None:
        """Return after how many steps the racer was near one of the lowest points and stayed near it."""
        if distances.shape[1] == 0:
            return None
        away = distances[:, np.argmin(distances[-1])] > self.near
        if away[-1]:
            return None
        return int(len(away) - np.argmax(away[::-1])) if away.any() else 0

    def _verdict(self, arrived: int | None, bound: float | None) -> str:
        share = None if bound is None else self.optimizer.values["learning_rate"] / bound
        gone = self._outside(self.path[-1:])[0] > 10.0 * self._width
        if (self.diverged is not None or gone) and self.losses[-1] < self.losses[0]:
            return "falls out of the picture, and further and further: there is no lowest point that way"
        if self.diverged is not None or gone:
            when = f"diverged at step {self.diverged:,}" if self.diverged is not None else "runs away"
            return f"{when}{_against_bound(share, bound)}"
        zigzags = self._turns() > TURNS
        if arrived is not None:
            there = f"there after {arrived:,} steps" if arrived else "starts at a lowest point"
            if zigzags and not self.noise:
                return f"{there}, from side to side{_near_bound(share)}"
            return there
        if self.noise and self._wanders():
            return "wanders around the lowest point: a smaller rate wanders less"
        if zigzags:
            return f"swings from side to side{_near_bound(share) or ': a smaller rate calms it'}"
        standing = self._standing()
        if standing:
            return standing
        if share is not None and share < FAR_BELOW_THE_BOUND:
            return f"creeps: its rate is {1.0 / share:,.0f} times smaller than the largest stable one"
        return "still on its way"

    def _outside(self, points: Array) -> Array:
        """Return how far points of shape (n, 2) lie outside the view, shape (n,); not above 0 for those in it."""
        left, right, bottom, top = self.box
        x, y = points.T
        away: Array = np.max([left - x, x - right, bottom - y, y - top], axis=0)
        return away

    def _turns(self) -> float:
        """Return in which share of the racer's steps it turns back against the one before, while it still moves."""
        moves = np.diff(self.path, axis=0)
        lengths = np.linalg.norm(moves, axis=1)
        moving = lengths > 1e-6 * lengths.max(initial=0.0)
        moves = moves[moving]
        if len(moves) < 4:
            return 0.0
        return float(np.mean(np.einsum("ij,ij->i", moves[1:], moves[:-1]) < 0.0))

    def _wanders(self) -> bool:
        """Say whether the racer has stopped coming nearer, on noise alone."""
        if len(self.minima) == 0 or len(self.path) < 20:
            return False
        away = np.linalg.norm(self.path[:, None] - self.minima, axis=2).min(axis=1)
        half = len(away) // 2
        return bool(away[half:].mean() > 0.5 * away[half // 2 : half].mean())

    def _standing(self) -> str:
        """Say where the racer stands, where there is no slope left; else nothing."""
        slopes = self.slopes
        if not slopes[-1] <= STANDING * np.nanmax(slopes):
            moved = float(np.linalg.norm(self.path[-1] - self.path[0]))
            steep = float(np.nanmax(slopes))
            if moved < self.near and len(self.path) > 10:
                return f"hardly moves: the slope here is {true_minus(f'{steep:.1e}')}"
            return ""
        low, high = np.linalg.eigvalsh(self.landscape.hessians(self.path[-1]))
        if low > 0.0:
            lowest = self.landscape.values(self.minima).min() if len(self.minima) else math.nan
            lower = f", where the lowest is {true_minus(f'{lowest:.3g}')}" if math.isfinite(lowest) else ""
            return f"rests in a minimum of {true_minus(f'{self.losses[-1]:.3g}')}{lower}"
        if high > 0.0 > low:
            return "stands on a saddle: no slope is left to follow"
        return "stands where there is no slope"


def _largest_curvature(second: Array) -> float:
    """Return the largest eigenvalue of Hessians of shape (n, 2, 2) that is above 0; NaN where none is."""
    mean = (second[:, 0, 0] + second[:, 1, 1]) / 2.0
    with np.errstate(all="ignore"):
        largest = mean + np.hypot((second[:, 0, 0] - second[:, 1, 1]) / 2.0, second[:, 0, 1])
    upwards = largest[np.isfinite(largest) & (largest > 0.0)]
    return float(upwards.max()) if len(upwards) else math.nan


def _against_bound(share: float | None, bound: float | None) -> str:
    if share is None or bound is None or share <= 1.0:
        return ": the steps are too long"
    return f": its rate is {share:.2g} times the largest stable one, {bound:.3g}"


def _near_bound(share: float | None) -> str:
    if share is None or share < NEAR_THE_BOUND:
        return ""
    if share > 1.0:
        return f": its rate is {share:.2g} times the largest stable one, so it cannot settle"
    per_cent = 100.0 * share
    # Very near to it 100 % would be wrong.
    words = f"{per_cent:.0f}" if per_cent < 99.0 else f"{min(per_cent, 99.9):.1f}" if share < 1.0 else "100"
    return f": its rate is at {words} % of the largest stable one"
