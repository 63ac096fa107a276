"""What is drawn of one run: its sharpness, and what its optimizer bears."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from ui.panels.surface.sharpness.known import KnownRun
from ui.panels.surface.sharpness.words import bound_name
from ui.plotting.scale import Floats, Scale

SPACING = 4.0


class Curve(Struct, frozen=True, eq=False):
    """One run's curve and threshold.

    Attributes
    ----------
    known : KnownRun
    steps, values : ndarray, shape (n,)
    ends, end_values : ndarray, shape (k,)
        Steps and values up to where the run is looked at.
    bound_steps, bounds : ndarray, shape (m,)
        From which step on which bound holds.
    seen, last : int
        The step that is looked at, and the newest one.
    diverged : bool
        Whether it has, at the step that is looked at.
    label : str
        How the bound there is made; empty for none.
    """

    known: KnownRun
    steps: Floats
    values: Floats
    ends: Floats
    end_values: Floats
    bound_steps: Floats
    bounds: Floats
    seen: int
    last: int
    diverged: bool
    label: str

    @property
    def index(self) -> int:
        """Which run of the experiment."""
        return self.known.run.index

    def end(self, log: bool) -> tuple[float, float]:
        """Return the last step known up to the one looked at, and the value there; NaN where there is none.

        Only what a logarithmic axis can show where `log`.
        """
        finite = np.flatnonzero(np.isfinite(self.end_values) & ((self.end_values > 0.0) | (not log)))
        if not len(finite):
            return math.nan, math.nan
        return float(self.ends[finite[-1]]), float(self.end_values[finite[-1]])

    def bound_now(self) -> tuple[float, float, float]:
        """Return the last bound that is known where it is looked at, and from where to where it holds; NaN for none."""
        known = np.flatnonzero(np.isfinite(self.bounds) & (self.bound_steps <= self.seen))
        if not len(known):
            return math.nan, math.nan, math.nan
        at = int(known[-1])
        end = float(self.bound_steps[at + 1]) if at + 1 < len(self.bound_steps) else math.inf
        return float(self.bounds[at]), float(self.bound_steps[at]), min(end, float(self.last))

    def line(self, across: Scale, up: Scale) -> Floats:
        """Return the pixels of the curve, shape (n, 2); NaN where there is none."""
        values = np.where(self.values > 0.0, self.values, np.nan) if up.log else self.values
        return np.column_stack([across.to_pixels(self.steps), up.to_pixels(values)])

    def stair(self, across: Scale, up: Scale) -> Floats:
        """Return the corners of the threshold in pixels, up to the newest step, shape (n, 2)."""
        if not len(self.bounds):
            return np.empty((0, 2))
        steps = np.append(self.bound_steps, max(float(self.last), self.bound_steps[-1] + 1.0))
        x = np.repeat(across.to_pixels(np.maximum(steps, 0.0)), 2)[1:-1]
        return np.column_stack([x, np.repeat(up.to_pixels(self.bounds), 2)])


def curve_of(known: KnownRun, seen: int, last: int, since: int, diverged: bool) -> Curve:
    """Return what is drawn of a run, up to its newest step `last`.

    Parameters
    ----------
    known : KnownRun
    seen, last : int
        The step that is looked at, and the newest one.
    since : int
        From which step on no other run's curve covers it.
    diverged : bool
        Whether it has, at the step that is looked at.
    """
    steps, values = known.curve()
    bound_steps, bounds = known.bounds()
    bound = known.bound_at(seen)
    if not len(bounds) and bound is not None:  # before the first update
        bound_steps, bounds = np.zeros(1), np.array([bound.value])
    kept = steps >= since
    ends = known.until(seen) if seen < last else (steps[kept], values[kept])
    label = "" if bound is None else bound_name(bound)
    return Curve(known, steps[kept], values[kept], *ends, bound_steps, bounds, seen, last, diverged, label)


def finite_parts(points: Floats) -> list[Floats]:
    """Return the parts of a line, shape (n, 2), between what is no number; far away is still drawn."""
    cuts = np.flatnonzero(~np.isfinite(points).all(axis=1))
    parts = np.split(np.clip(points, -1e5, 1e5), cuts)
    kept = (part[np.isfinite(part).all(axis=1)] for part in parts)
    return [part for part in kept if len(part)]


def densely(points: Floats) -> Floats:
    """Return points along a line, shape (n, 2), so near to each other that no label fits between two."""
    known = points[np.isfinite(points).all(axis=1)]
    if not len(known):
        return known
    x = np.arange(known[0, 0], known[-1, 0] + SPACING, SPACING)
    between = np.column_stack([x, np.interp(x, known[:, 0], known[:, 1])])
    return np.concatenate([known, between])
