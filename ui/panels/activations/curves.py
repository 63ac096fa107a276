"""An activation's f and f' as curves: broken where they jump, so that no line slants across a place without values."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from msgspec import Struct

from nnviz.activations import Activation
from nnviz.arrays import Array
from nnviz.experiment.choice import ActivationChoice
from ui.plotting.axes import nice_step

POINTS = 801
"""Along the whole axis: one or more for each pixel of the largest plot."""

_NEAR = 1e-9
"""From so near its kinks an activation is looked at to see what it does on either side."""
_JUMP = 1e-6
_ROUNDING = 20.0
"""The ends of the axis are multiples of a nice step so much smaller than the whole."""


class Dot(Struct, frozen=True):
    """One end of a curve at a jump: filled where the value is, hollow where it only tends to."""

    z: float
    value: float
    filled: bool


class Curve(Struct, frozen=True, eq=False):
    """One function of z.

    Attributes
    ----------
    pieces : tuple of ndarray, each of shape (n, 2)
        z and value along each unbroken piece.
    dots : tuple of Dot
        The ends at its jumps.
    """

    pieces: tuple[Array, ...]
    dots: tuple[Dot, ...]


class Curves(Struct, frozen=True, eq=False):
    """f and f' from one end of the axis to the other.

    Attributes
    ----------
    function, derivative : Curve
    low, high : float
        The least and the largest value of both; never the same.
    """

    function: Curve
    derivative: Curve
    low: float
    high: float


def is_elementwise(activation: ActivationChoice) -> bool:
    """Say whether f is a function of one z alone; softmax is not."""
    return _entry(activation).derivative is not None


@lru_cache(maxsize=64)
def curves(activation: ActivationChoice, half_width: float) -> Curves:
    """Return f and f' of an elementwise activation from -half_width to half_width."""
    kinks = [kink for kink in _entry(activation).kinks if -half_width < kink < half_width]
    ends = [-half_width, *kinks, half_width]
    parts = []
    for left, right in pairwise(ends):
        z = np.linspace(left, right, max(2, round(POINTS * (right - left) / (2.0 * half_width))))
        if left in kinks:
            z[0] = _beside(left, 1.0)
        if right in kinks:
            z[-1] = _beside(right, -1.0)
        parts.append((z, *_values(activation, z)))
    at_kinks = _values(activation, np.array(kinks)) if kinks else (np.zeros(0), np.zeros(0))
    function = _joined([(z, f) for z, f, _ in parts], at_kinks[0])
    derivative = _joined([(z, slope) for z, _, slope in parts], at_kinks[1])
    everything = np.concatenate([values for _, *both in parts for values in both])
    low, high = float(everything.min()), float(everything.max())
    # Sigmoid ends close to 0 and 1: the axis ends there.
    step = nice_step((high - low) / _ROUNDING) if high > low else 1.0
    low, high = math.floor(low / step + _NEAR) * step, math.ceil(high / step - _NEAR) * step
    return Curves(function, derivative, low, high if high > low else low + step)


@lru_cache(maxsize=256)
def value_and_slope(activation: ActivationChoice, z: float) -> tuple[float, float]:
    """Return f(z) and f'(z) of an elementwise activation; at a kink the left slope, as in training."""
    f, slope = _values(activation, np.array([z]))
    return float(f[0]), float(slope[0])


def _values(activation: ActivationChoice, z: Array) -> tuple[Array, Array]:
    entry, hyperparameters = _entry(activation), activation.values
    assert entry.derivative is not None, "only an elementwise activation has curves"
    f, slope, scratch = np.empty_like(z), np.empty_like(z), np.empty_like(z)
    with np.errstate(all="ignore"):
        entry.function(z, f, scratch, **hyperparameters)
        entry.derivative(z, f, slope, scratch, **hyperparameters)
    return f, slope


def _joined(parts: list[tuple[Array, Array]], at_kinks: Array) -> Curve:
    """Join what goes on without a jump; `at_kinks` are the values between the parts."""
    pieces: list[list[Array]] = []
    dots: list[Dot] = []
    before: float | None = None
    for k, (z, values) in enumerate(parts):
        piece = np.stack([z, values], axis=1)
        first = float(values[0])
        if before is not None and abs(first - before) <= _JUMP * max(1.0, abs(before)):
            pieces[-1].append(piece)
        else:
            pieces.append([piece])
            if before is not None:
                value = float(at_kinks[k - 1])
                # On the left limit, on the right one, or, as of a sign function, on neither.
                ends = sorted({before, first, value})
                dots += [Dot(float(z[0]), end, abs(end - value) <= _JUMP) for end in ends]
        before = float(values[-1])
    return Curve(tuple(np.concatenate(piece) for piece in pieces), tuple(dots))


def _beside(kink: float, direction: float) -> float:
    return kink + direction * _NEAR * max(1.0, abs(kink))


def _entry(activation: Any) -> Activation:
    entry: Activation = activation.registry[activation.name]
    return entry
