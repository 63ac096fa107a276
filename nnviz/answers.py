"""What a network answers to many rows, and what those answers mean: a class, a probability, a value in its own unit.

For the views: pure functions of theta that can be told to stop, and that stay small in memory whatever the network.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from nnviz.arrays import Array, Indices
from nnviz.assembly import Assembly
from nnviz.network import Network
from nnviz.workspace import Workspace

UNANSWERED = -1
"""In place of a class where the network's answer is not a number."""

_MOST_BENCHES = 8
_CHUNK_VALUES = 2**18
_MOST_ROWS = 2**14
_LEAST_ROWS = 32


def never() -> bool:
    """Say that nobody asked to stop."""
    return False


def answers(assembly: Assembly, theta: Array, inputs: Array, cancelled: Callable[[], bool] = never) -> Array | None:
    """Return the network's answers, chunk by chunk.

    Parameters
    ----------
    assembly : Assembly
    theta : ndarray, shape (P,)
    inputs : ndarray, shape (n, F)
        As the network sees them (`Split.inputs_at` for other points than those of the data).
    cancelled : callable
        Asked before every chunk whether the answers are still wanted.

    Returns
    -------
    ndarray of shape (n, outputs), or None
        None where `cancelled` said so. Numbers that overflow are infinite or NaN, without a warning.
    """
    rows = len(inputs)
    result = np.empty((rows, assembly.network.outputs), theta.dtype)
    chunk = max(_LEAST_ROWS, min(_MOST_ROWS, _CHUNK_VALUES // sum(assembly.network.units)))
    with np.errstate(all="ignore"):
        for start in range(0, rows, chunk):
            if cancelled():
                return None
            part = inputs[start : start + chunk]
            result[start : start + chunk] = _kept.bench(assembly.network, len(part), theta.dtype).answer(theta, part)
    return result


class _Bench:
    """A workspace with parameters and inputs of its own, to be used again and again."""

    def __init__(self, network: Network, rows: int, dtype: np.dtype[np.floating]) -> None:
        self._theta = np.zeros(network.length, dtype)
        self._inputs = np.ones((rows, network.inputs + 1), dtype)
        self._workspace = Workspace(network, self._theta, rows)

    def answer(self, theta: Array, inputs: Array) -> Array:
        self._theta[...] = theta
        self._inputs[:, :-1] = inputs
        return self._workspace.forward(self._inputs)


class _Kept(threading.local):
    """The benches that this thread used last: maps ask the same network for as many rows, ten times a second."""

    def __init__(self) -> None:
        self._benches: dict[tuple[Network, int, np.dtype[np.floating]], _Bench] = {}

    def bench(self, network: Network, rows: int, dtype: np.dtype[np.floating]) -> _Bench:
        key = network, rows, dtype
        bench = self._benches.pop(key, None) or _Bench(network, rows, dtype)
        self._benches[key] = bench
        if len(self._benches) > _MOST_BENCHES:
            del self._benches[next(iter(self._benches))]
        return bench


_kept = _Kept()


def target_range(assembly: Assembly) -> tuple[float, float]:
    """Return what one output answers for class 0 and for class 1: 0 and 1, or -1 and 1 (tanh output, hinge loss)."""
    tanh = assembly.network.layers[-1].activation.name == "tanh"
    signed = assembly.network.outputs == 1 and (tanh or assembly.loss.signed_targets)
    return (-1.0, 1.0) if signed else (0.0, 1.0)


def middle(assembly: Assembly) -> float:
    """Return the answer of one output that lies between its two classes."""
    return sum(target_range(assembly)) / 2.0


def gives_probabilities(assembly: Assembly) -> bool:
    """Say whether the answers are probabilities: a softmax, or one sigmoid for two classes, without a hinge."""
    name = assembly.network.layers[-1].activation.name
    one = assembly.network.outputs == 1 and not assembly.loss.signed_targets
    return name == "softmax" or (name == "sigmoid" and one)


def predicted_classes(assembly: Assembly, outputs: Array) -> Indices:
    """Return the class of each answer, shape (n,): arg max, the first in a tie; two classes: above the middle.

    Parameters
    ----------
    assembly : Assembly
        Of a classification.
    outputs : ndarray, shape (n, outputs)

    Returns
    -------
    ndarray of int, shape (n,)
        `UNANSWERED` where an answer is NaN.
    """
    if outputs.shape[1] == 1:
        classes = (outputs[:, 0] > middle(assembly)).astype(np.int64)
    else:
        classes = np.argmax(outputs, axis=1)
    classes[np.isnan(outputs).any(axis=1)] = UNANSWERED
    return classes


def class_scores(assembly: Assembly, outputs: Array) -> Array:
    """Return one number for each class, shape (n, C), the largest of which is the prediction.

    These are probabilities where the network gives them. One output that is no probability counts by its place between
    the targets of class 0 and class 1; several such outputs count as they are.
    """
    if outputs.shape[1] > 1:
        return outputs
    low, high = target_range(assembly)
    ones = (outputs - low) / (high - low)
    return np.hstack([1.0 - ones, ones])


def values_in_unit(assembly: Assembly, outputs: Array) -> Array:
    """Return a regression's answers in the target's own unit, shape (n,), float64.

    Parameters
    ----------
    assembly : Assembly
        Of a regression.
    outputs : ndarray, shape (n, 1)
    """
    scaler = assembly.data.target_scaler
    values = outputs.astype(np.float64)
    with np.errstate(all="ignore"):
        return values[:, 0] if scaler is None else scaler.inverse(values)[:, 0]
