"""A run's path as the picture shows it, which grows between two surfaces."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from nnviz.snapshot import Snapshot
from ui.panels.surface.fit import Fit

Floats = npt.NDArray[np.floating[Any]]

MOST_NEW = 24
"""Points that one frame may add to a path; the next surface brings all of them."""

LARGEST_IN_FRAME = 200_000
"""Parameters of a network up to which points are projected while a frame is drawn: a fraction of a millisecond."""


MOST_BEADS = 40
BEADS_EVERY = (1, 2, 5, 10, 20, 50)


class Track(Struct, frozen=True, eq=False):
    """One path on the plane.

    Attributes
    ----------
    run : int
    steps : ndarray of int, shape (n,)
    places : ndarray, shape (n, 2)
        What the axes read at these steps.
    now : (float, float)
        What they read at the present step.
    step : int
        The present step.
    diverged_at : int or None
        The first step that was not finite.
    """

    run: int
    steps: npt.NDArray[np.int64]
    places: Floats
    now: tuple[float, float]
    step: int
    diverged_at: int | None = None

    @property
    def whole(self) -> Floats:
        """All places, the present one last. Shape (n + 1, 2)."""
        return np.vstack([self.places, self.now])

    @property
    def noted_every_step(self) -> bool:
        """Whether every step of it is known, as in the beginning."""
        return len(self.steps) == self.step + 1

    def place_at(self, step: int) -> tuple[float, float] | None:
        """Return where the run was at the noted step nearest to this one; None where it has not come so far."""
        if step > self.step or not len(self.steps):
            return None
        after = int(np.searchsorted(self.steps, step))
        known = [(abs(int(self.steps[k]) - step), k) for k in (after - 1, after) if 0 <= k < len(self.steps)]
        distance, nearest = min(known)
        if self.step - step < distance:
            return self.now
        x, y = self.places[nearest].tolist()
        return x, y


def bead_distance(tracks: Sequence[Track]) -> int:
    """Return how many steps apart beads on paths are; 0 where they are too long for that."""
    if not tracks or not all(track.noted_every_step for track in tracks):
        return 0
    longest = max(track.step for track in tracks)
    return next((every for every in BEADS_EVERY if longest <= every * MOST_BEADS), 0)


def joined(parts: Sequence[Floats]) -> Floats:
    """Return places of all parts, each of shape (n, 2), one after the other."""
    return np.concatenate([*parts, np.empty((0, 2))])


def track_of(fit: Fit, snapshot: Snapshot, before: Track | None = None) -> Track:
    """Return a run's path on a plane.

    Parameters
    ----------
    fit : Fit
    snapshot : Snapshot
    before : Track, optional
        The same path on the same plane a while ago: only what is new is projected.
    """
    path = snapshot.path
    steps = np.array(path.steps, dtype=np.int64)
    divergence = snapshot.divergence.step if snapshot.divergence else None
    known = 0
    places = np.empty((len(steps), 2))
    if before is not None:
        kept = np.isin(before.steps, steps, assume_unique=True)
        known = int(np.count_nonzero(kept))
        if known and int(before.steps[kept][-1]) == path.steps[known - 1]:
            places[:known] = before.places[kept]
        else:
            known = 0
    new = fit.places(np.array([*path.thetas[known:], snapshot.theta]))
    places[known:] = new[:-1]
    x, y = new[-1].tolist()
    return Track(snapshot.run, steps, places, (x, y), snapshot.step, divergence)


def extended(track: Track, fit: Fit, snapshot: Snapshot) -> Track:
    """Return a track with what a frame adds to it: cheap enough to be done while the frame is drawn."""
    if snapshot.step == track.step or snapshot.theta.size > LARGEST_IN_FRAME:
        return track
    path = snapshot.path
    start = bisect_right(path.steps, int(track.steps[-1]) if len(track.steps) else -1)
    stride = 1 + (len(path.steps) - start) // MOST_NEW
    new = range(start, len(path.steps), stride)
    places = fit.places(np.array([*(path.thetas[k] for k in new), snapshot.theta]))
    x, y = places[-1].tolist()
    divergence = snapshot.divergence.step if snapshot.divergence else None
    track = replace(track, now=(x, y), step=snapshot.step, diverged_at=divergence)
    if not new:
        return track
    steps = np.array([path.steps[k] for k in new], dtype=np.int64)
    return replace(
        track, steps=np.concatenate([track.steps, steps]), places=np.concatenate([track.places, places[:-1]])
    )
