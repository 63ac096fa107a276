"""What is looked at: a race, one of its racers, one of its steps; and what follows from them."""

from __future__ import annotations

import math
from functools import cached_property, lru_cache

from msgspec import Struct

from nnviz.experiment.choice import OptimizerChoice
from nnviz.landscape.lab import Lab
from nnviz.landscape.race_report import Report
from nnviz.landscape.racing import Terms, Tracks
from nnviz.landscape.stability import PointCurvature, bends_alike, curvature_at
from ui import numbers
from ui.lab.names import NO_START


class Looked(Struct, frozen=True, eq=False, dict=True):
    """A moment of a race.

    Attributes
    ----------
    lab : Lab
    tracks : Tracks
    reports : tuple of Report
    chosen : int
        Which racer.
    step : int
    """

    lab: Lab
    tracks: Tracks
    reports: tuple[Report, ...]
    chosen: int
    step: int

    @property
    def optimizer(self) -> OptimizerChoice:
        """The chosen racer's."""
        return self.lab.racers[self.chosen]

    @property
    def label(self) -> str:
        """The chosen racer's optimizer in words."""
        return self.optimizer.entry.label

    @property
    def last(self) -> int:
        """The last step of the race."""
        return int(self.tracks.losses.shape[1]) - 1

    @property
    def lost(self) -> int | None:
        """The first step at which the chosen racer is not finite, where that is not after the one looked at."""
        diverged = self.reports[self.chosen].diverged
        return diverged if diverged is not None and diverged <= self.step else None

    @property
    def no_update(self) -> str:
        """Why the chosen racer has no update at the step looked at, in one sentence; empty where it has one."""
        if self.lost is None:
            return ""
        if self.lost == 0:
            return NO_START
        return f"There is no update any more: it diverged at step {numbers.count(self.lost)}."

    @cached_property
    def terms(self) -> Terms:
        """What the chosen racer's next update is made of."""
        return self.tracks.terms(self.chosen, self.step)

    @cached_property
    def curvature(self) -> PointCurvature | None:
        """How the landscape bends where the chosen racer is (`bend_step`); None where that has no value."""
        return curvature_at(self.lab.landscape.hessians(self.tracks.paths[self.chosen, self.bend_step]))

    @property
    def bend_step(self) -> int:
        """The step at which the curvature is taken: the one looked at, or the start where the racer is lost by then."""
        return self.step if self.lost is None else 0

    @property
    def bend_words(self) -> str:
        """Where the curvature is taken."""
        return f"at step {numbers.count(self.bend_step)}" if self.lost is None else "at the start"

    @property
    def is_quadratic(self) -> bool:
        """Whether the landscape bends alike everywhere."""
        return _is_quadratic(self.lab.function, self.lab.values, self.lab.formula)

    def loss(self, racer: int) -> float:
        """Return a racer's loss."""
        return float(self.tracks.losses[racer, self.step])

    def distance(self, racer: int) -> float:
        """Return how far a racer is from the nearest of the lowest points; NaN where none is known."""
        x, y = self.tracks.paths[racer, self.step].tolist()
        # For a few points plain numbers are faster than arrays.
        return min((math.hypot(x - left, y - up) for left, up in self.lab.minima), default=math.nan)


@lru_cache(maxsize=16)
def _is_quadratic(function: str, values: tuple[tuple[str, float], ...], formula: str) -> bool:
    lab = Lab.on(function, formula)
    for name, value in values:
        lab = lab.with_value(name, value)
    return bends_alike(lab.landscape, lab.box)
