"""Where an activation passes almost no gradient.

An activation *saturates* to one side where its derivative tends to 0 there: softly, as sigmoid and tanh do, or hard,
where it is exactly 0, as that of ReLU is below zero (Gulcehre, Moczulski, Denil and Bengio 2016, "Noisy Activation
Functions", section 2). In this program the zone begins where the derivative has fallen to `SATURATED_SLOPE` of its
largest size. All is found by looking at the function itself, so a new entry of the registry needs no word here.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from msgspec import Struct

from nnviz.activations import ACTIVATIONS
from nnviz.arrays import Array
from nnviz.experiment.choice import ActivationChoice

SATURATED_SLOPE = 0.05
"""A value is saturated where the derivative is at most this share of the activation's largest one."""

_FAR = 50.0
_GRID = np.arange(-10_000, 10_001) * (_FAR / 10_000)  # with an exact 0 in the middle
_VANISHED = 1e-6
_HALVINGS = 60


class Zone(Struct, frozen=True):
    """A part of the z axis, to one side, in which an activation passes almost no gradient.

    Attributes
    ----------
    low, high : float
        From where to where, both inclusive; one of them is infinite.
    hard : bool
        Whether the derivative is exactly 0 there, as that of ReLU below zero.
    """

    low: float
    high: float
    hard: bool


class Slopes(Struct, frozen=True):
    """What can be said of an activation's derivative.

    Attributes
    ----------
    largest : float
        The largest abs(f').
    zones : tuple of Zone
        Where it saturates, left before right; one zone from end to end where f' is 0 everywhere.
    """

    largest: float
    zones: tuple[Zone, ...]

    @property
    def flat(self) -> bool:
        """Whether the derivative is 0 everywhere, so that no gradient ever passes."""
        return self.largest == 0.0

    @property
    def kills(self) -> bool:
        """Whether a unit can be dead: some, but not all of the axis passes exactly nothing."""
        return not self.flat and any(zone.hard for zone in self.zones)


@lru_cache(maxsize=64)
def slopes(activation: ActivationChoice) -> Slopes | None:
    """Look at an activation's derivative; None where it is not elementwise (softmax)."""
    entry = ACTIVATIONS[activation.name]
    function, derivative = entry.function, entry.derivative
    if derivative is None:
        return None

    def sizes(z: Array) -> Array:
        a, out, scratch = np.empty_like(z), np.empty_like(z), np.empty_like(z)
        with np.errstate(all="ignore"):
            function(z, a, scratch, **activation.values)
            derivative(z, a, out, scratch, **activation.values)
        return np.abs(out)

    grid = sizes(_GRID)
    largest = float(grid.max())
    if largest == 0.0:
        return Slopes(0.0, (Zone(-math.inf, math.inf, True),))
    limit = SATURATED_SLOPE * largest
    steep = np.flatnonzero(grid > limit)
    zones = []
    for end, first, inwards in ((0, steep[0], -1), (-1, steep[-1], 1)):
        if grid[end] > _VANISHED * largest:
            continue
        inside, outside = float(_GRID[first + inwards]), float(_GRID[first])
        for _ in range(_HALVINGS):
            middle = 0.5 * (inside + outside)
            if sizes(np.array([middle]))[0] <= limit:
                inside = middle
            else:
                outside = middle
        hard = bool(sizes(np.array([inside]))[0] == 0.0)
        zones.append(Zone(-math.inf, inside, hard) if end == 0 else Zone(inside, math.inf, hard))
    return Slopes(largest, tuple(zones))
