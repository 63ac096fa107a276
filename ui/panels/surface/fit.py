"""Two directions through the parameters, held while a run moves on, so that the picture stands still.

The plane itself always goes through the present point of the run that it is computed for: along the directions nothing
moves, and what lies across them moves unseen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nnviz.arrays import Array
from nnviz.landscape import (
    LIVE_POINTS,
    Plane,
    checkpoint_plane,
    principal_plane,
    project,
    random_plane,
    thinned,
    weights_plane,
)
from nnviz.landscape.plane import RANK_TOLERANCE
from nnviz.network import Network
from nnviz.snapshot import Snapshot
from ui.panels.surface.options import Options, PlaneChoice

TIRED_AFTER = 1.2
"""A plane is fitted anew at the earliest when its runs have come so many times as far as they were."""

TIRED_BELOW = 0.01
"""And only where it holds so much less of the variance than it did."""

MOST_VALUES = 300_000
FEWEST_POINTS = 32
"""Of each path so many numbers are looked at, twice a second, but at least so many points."""

REACH = 20.0
"""A point so many times as far from the beginning as this is from 0 is on its way to infinity: it is not looked at.

The run that the surface belongs to is followed wherever it goes, as long as it is finite; of others that are far away,
and of a run that has diverged, only what is near counts: they do not take the picture with them."""


class Fit(Struct, frozen=True, eq=False, dict=True):
    """A plane as it was made, and for what.

    Attributes
    ----------
    plane : Plane
        Its coordinates are those of the picture.
    choice : PlaneChoice
        What was chosen; a plane of the path is made of random directions as long as there is no path.
    picks : (int, int) or None
        The parameters that are its axes.
    network : Network
    runs : tuple of int
        Whose paths it was fitted to.
    step : int
        Of the run that was ahead, when it was made.
    share : float
        Of the paths' variance, when it was made; NaN where nothing varied.
    """

    plane: Plane
    choice: PlaneChoice
    picks: tuple[int, int] | None
    network: Network
    runs: tuple[int, ...]
    step: int
    share: float

    @property
    def exact(self) -> bool:
        """Whether the model has just these two parameters."""
        return self.plane.exact

    @cached_property
    def _solver(self) -> Array:
        return np.linalg.pinv(self.plane.directions, rcond=RANK_TOLERANCE)

    def places(self, thetas: Array) -> Array:
        """Return what the axes read at points of shape (n, length), by least squares. Shape (n, 2)."""
        with np.errstate(all="ignore"):
            return (thetas[:, : self.network.size] - self.plane.center) @ self._solver + self.plane.origin

    def through(self, theta: Array) -> Plane:
        """Return the plane with these directions through theta; its axes read what those of the picture do."""
        x, y = self.places(theta[None])[0].tolist()
        center, statistics = np.split(theta.astype(np.float64), [self.network.size])
        return replace(self.plane, center=center, statistics=statistics, origin=(x, y))

    def serves(self, options: Options, network: Network, runs: tuple[int, ...]) -> bool:
        """Say whether it is what is wanted, whatever the paths have done since."""
        if self.network.shape != network.shape:
            return False
        if self.exact:
            return True
        if self.choice != options.plane:
            return False
        if self.choice == "weights":
            return options.picks is None or options.picks == self.picks
        # A plane through the present point and two others is another one with every step.
        return self.choice == "random" or (self.choice == "pca" and self.runs == runs)

    def continues(self, other: Fit) -> bool:
        """Say whether its axes read what those of another fit do, as of a plane that turns with its run."""
        both_best = self.choice == other.choice == "best" and not self.exact
        return self is other or (both_best and self.network.shape == other.network.shape)

    def is_tired(self, step: int, share: float) -> bool:
        """Say whether a plane of the path is worth fitting anew at a step at which it holds this share."""
        if self.choice != "pca" or self.exact:
            return False
        if self.plane.kind == "random":
            return step > 0
        return step >= TIRED_AFTER * self.step and not share >= self.share - TIRED_BELOW


def fit_plane(
    options: Options,
    network: Network,
    seed: int,
    snapshots: Sequence[Snapshot],
    theta: Array,
    start: Array,
    chosen: int,
    before: Fit | None = None,
    best: Array | None = None,
) -> Fit:
    """Make a plane.

    Parameters
    ----------
    options : Options
    network : Network
    seed : int
        Of the random directions.
    snapshots : sequence of Snapshot
        The runs whose paths the plane is for; all have this network's shape.
    theta : ndarray, shape (length,)
        What the plane goes through.
    start : ndarray, shape (P,)
        Where that run began.
    chosen : int
        Which run that is.
    before : Fit, optional
        The plane until now: the new one is turned so that the picture does not flip.
    best : ndarray, shape (length,), optional
        The best weights of that run; the present ones where they are not known.
    """
    runs = tuple(snapshot.run for snapshot in snapshots)
    step = max(snapshot.step for snapshot in snapshots)
    picks: tuple[int, int] | None = None
    if network.size == 2:
        picks = (0, 1)
        plane = weights_plane(network, theta, picks)
    elif options.plane == "weights":
        picks = options.picks or most_moved(start, theta[: network.size])
        plane = weights_plane(network, theta, picks)
    elif options.plane == "best":
        now = theta[: network.size]
        plane = checkpoint_plane(start, now if best is None else best[: network.size], now, seed)
        plane = replace(plane, center=start.astype(np.float64))
    elif options.plane == "pca" and any(snapshot.step > 0 for snapshot in snapshots):
        old = before.plane if before is not None and before.plane.kind == "pca" else None
        plane = principal_plane(points_of(snapshots, start, chosen), seed, theta[: network.size], old)
        # The axes read 0 where the path begins: there the picture stands still when the plane is fitted anew.
        plane = replace(plane, center=start.astype(np.float64))
    else:
        plane = random_plane(network, theta, seed)
    return Fit(plane, options.plane, picks, network, runs, step, held_share(plane, snapshots, start, chosen))


def most_moved(start: Array, theta: Array) -> tuple[int, int]:
    """Return the places of the two parameters that have moved most, in the order of theta."""
    way = np.abs(theta - start)
    first, second = sorted(np.argsort(-way, kind="stable")[:2].tolist())
    return first, second


def points_of(snapshots: Sequence[Snapshot], start: Array, chosen: int) -> Array:
    """Return points of all paths, each thinned to what follows training, with the present. Shape (n, P).

    `start`, shape (P,), is without running statistics, and so are they.
    All are moved to begin at one start: what counts is where they go. Runs that begin elsewhere would else make a plane
    of the way between their beginnings, on which each path is a dot.
    """
    parts: list[Array] = []
    most = max(FEWEST_POINTS, min(LIVE_POINTS, MOST_VALUES // len(start)))
    for snapshot in snapshots:
        path = snapshot.path
        points = [path.thetas[k] for k in thinned(np.arange(len(path.thetas)), most)]
        begin = path.thetas[0][: len(start)]
        # The beginning is always there, so there is no path without points.
        limit = math.inf if is_followed(snapshot, chosen) else reach(begin)
        near = within(begin, np.array([*points, snapshot.theta])[:, : len(start)], limit)
        parts.append(near.astype(np.float64) + (start.astype(np.float64) - begin))
    return np.concatenate(parts)


def reach(start: Array) -> float:
    """Return how far from the beginning of a path the picture goes at most."""
    return REACH * max(1.0, float(np.linalg.norm(start.astype(np.float64))))


def is_followed(snapshot: Snapshot, chosen: int) -> bool:
    """Say whether the picture goes wherever a run does."""
    return snapshot.run == chosen and snapshot.divergence is None


def within(start: Array, points: Array, most: float) -> Array:
    """Return those of the points of a path, shape (n, P), that are finite and no further from its beginning."""
    with np.errstate(all="ignore"):
        away = np.linalg.norm(points.astype(np.float64) - start, axis=1)
        near: Array = np.isfinite(away) & (away <= most)
    return points if near.all() else points[near]


def anchor(snapshot: Snapshot) -> tuple[Array, int]:
    """Return the point of a run that its surface goes through, and the step.

    It is the present as long as that is finite; of a run that has diverged, the last point within reach.
    """
    path = snapshot.path
    most = math.inf if snapshot.divergence is None else reach(path.thetas[0])
    for theta, step in zip(
        (snapshot.theta, *reversed(path.thetas)), (snapshot.step, *reversed(path.steps)), strict=True
    ):
        if len(within(path.thetas[0], theta[None], most)):
            return theta, step
    return path.thetas[0], path.steps[0]


def held_share(plane: Plane, snapshots: Sequence[Snapshot], start: Array, chosen: int) -> float:
    """Return which part of the variance of paths a plane holds, seen from one start; NaN where nothing varies."""
    return project(plane, points_of(snapshots, start, chosen)).share
