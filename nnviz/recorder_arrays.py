"""What a script hands to the recorder, made into arrays of NumPy and numbers; no framework is imported for it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from nnviz.activations import ACTIVATIONS
from nnviz.arrays import Array
from nnviz.errors import InvalidInput
from nnviz.experiment.choice import ActivationChoice
from nnviz.saturation import slopes
from nnviz.store.recording_form import BINS, STATISTICS

_GRID = np.linspace(-50.0, 50.0, 2001)


def as_number(value: object, what: str) -> float:
    """Return a number; NaN for None. `what` is its name in the sentence of an `InvalidInput`."""
    if value is None:
        return float("nan")
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise InvalidInput(f"{what} is {type(value).__name__}: it must be a number") from None


def as_array(value: Any, what: str) -> Array:
    """Return float32 or float64 of anything that can be made an array, tensors that carry gradients included."""
    for method in ("detach", "cpu"):
        value = getattr(value, method, lambda value=value: value)()
    try:
        array = np.asarray(value)
    except TypeError:  # a type of numbers that NumPy does not have, such as bfloat16
        array = np.asarray(value.float()) if hasattr(value, "float") else np.asarray(None)
    except (ValueError, RuntimeError):
        array = np.asarray(None)
    if array.dtype.kind not in "fiub":
        raise InvalidInput(f"{what} cannot be made an array of numbers")
    return array.astype(np.float32 if array.dtype in (np.float16, np.float32) else np.float64, copy=False)


def pair(value: Any) -> tuple[Any, Any]:
    """Return what was given for W and for b: a tuple of both or of W, or W alone."""
    if isinstance(value, tuple) and 1 <= len(value) <= 2:
        return value if len(value) == 2 else (value[0], None)
    return value, None


def size_of_gradient(value: Any, what: str) -> float:
    """Return the root mean square of dL/dW: of an array, of the first of a tuple of two, or a number as it is."""
    gradient, _ = pair(value)
    if gradient is None:
        return float("nan")
    array = as_array(gradient, what)
    if array.ndim == 0:
        return float(array)
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.mean(np.square(array, dtype=np.float64)))) if array.size else float("nan")


def statistics_of(value: Any, activation: str | None, what: str) -> Array:
    """Return `STATISTICS` and the histogram of a layer's answers, shape (6 + 32,); NaN for None.

    Parameters
    ----------
    value : array of shape (rows, units...) or None
    activation : str or None
        Which one it is, by the name that nnviz gives it.
    what : str
        What it is called in a sentence.
    """
    row = np.full(len(STATISTICS) + BINS, np.nan)
    if value is None:
        return row
    array = as_array(value, what)
    if array.ndim == 0 or not array.size:
        raise InvalidInput(f"{what} has shape {array.shape}: it must have rows and units")
    answers = array.reshape(len(array), -1).astype(np.float64)
    finite = answers[np.isfinite(answers)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (np.nan, np.nan)
    with np.errstate(all="ignore"):
        row[: len(STATISTICS)] = (answers.mean(), answers.std(), *_shares(answers, activation), low, high)
    row[len(STATISTICS) :] = _histogram(finite, low, high)
    return row


def _histogram(finite: Array, low: float, high: float) -> Array:
    """Count values in bins of equal width from `low` to `high`; all in the middle one where both are the same."""
    half = high / 2 - low / 2  # the difference itself may be larger than any float
    places = np.full(len(finite), BINS // 2)
    if half > 0:
        places = np.minimum(((finite / 2 - low / 2) / half * BINS).astype(np.int64), BINS - 1)
    return np.bincount(places, minlength=BINS)


def _shares(answers: Array, activation: str | None) -> tuple[float, float]:
    """Return the shares of dead units and of saturated answers; NaN where they are not known."""
    zones = _zones(activation)
    if zones is None:
        return float("nan"), float("nan")
    saturated = np.zeros(answers.shape, dtype=bool)
    blocked = np.zeros(answers.shape, dtype=bool)
    for low, high, hard in zones:
        inside = (answers >= low) & (answers <= high)
        saturated |= inside
        if hard:
            blocked |= inside
    return float(blocked.all(axis=0).mean()), float(saturated.mean())


@lru_cache(maxsize=64)
def _zones(activation: str | None) -> tuple[tuple[float, float, bool], ...] | None:
    """Return the ranges of answers that tell a saturated unit, and whether no gradient at all passes there.

    None where the answer does not tell it: for an unknown activation, and one that does not rise throughout.
    """
    if activation is None or activation not in ACTIVATIONS:
        return None
    choice = ActivationChoice(activation)
    found = slopes(choice)

    def answer(z: Array) -> Array:
        out = np.empty_like(z)
        with np.errstate(all="ignore"):
            choice.entry.function(z, out, np.empty_like(z), **choice.values)  # type: ignore[attr-defined]
        return out

    if found is None or (np.diff(answer(_GRID)) < 0).any():
        return None
    zones = []
    for zone in found.zones:
        low, high = answer(np.array([zone.low, zone.high])).tolist()
        bounds = (-np.inf if np.isinf(zone.low) else low, np.inf if np.isinf(zone.high) else high)
        zones.append((*bounds, zone.hard and found.kills))
    return tuple(zones)
