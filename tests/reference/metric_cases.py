"""Predictions on which metrics are compared with those of scikit-learn. Plain data: it imports neither."""

from __future__ import annotations

import numpy as np

Classification = tuple[int, np.ndarray, np.ndarray]
Regression = tuple[np.ndarray, np.ndarray]


def classifications() -> dict[str, Classification]:
    """Return number of classes, labels and predictions of each case."""
    draw = np.random.default_rng(7)
    by_hand = {
        "all right": (3, [0, 1, 2, 1], [0, 1, 2, 1]),
        "all wrong": (3, [0, 1, 2, 1], [1, 2, 0, 0]),
        "never predicted": (3, [0, 0, 1, 2, 2], [0, 1, 1, 0, 1]),
        "absent, but predicted": (3, [0, 0, 1, 1], [0, 2, 1, 2]),
        "absent and never predicted": (4, [0, 0, 1, 1, 3], [0, 1, 1, 0, 3]),
        "one class only": (2, [0, 0, 0], [0, 0, 0]),
        "one for the other": (2, [0, 0, 0], [1, 1, 1]),
        "always the same": (2, [0, 1, 0, 1, 1], [1, 1, 1, 1, 1]),
        "one row": (5, [3], [3]),
    }
    cases = {name: (classes, np.array(labels), np.array(taken)) for name, (classes, labels, taken) in by_hand.items()}
    for number in range(40):
        classes, rows = int(draw.integers(2, 12)), int(draw.integers(1, 200))
        labels = draw.integers(0, classes, rows)
        taken = np.where(draw.random(rows) < draw.random(), labels, draw.integers(0, classes, rows))
        cases[f"random {number}"] = classes, labels, taken
    return cases


def regressions() -> dict[str, Regression]:
    """Return values and predictions of each case."""
    draw = np.random.default_rng(8)
    cases = {
        "perfect": ([1.0, 2.0, 4.0], [1.0, 2.0, 4.0]),
        "the mean": ([1.0, 2.0, 3.0], [2.0, 2.0, 2.0]),
        "worse than the mean": ([1.0, 2.0, 3.0], [3.0, 2.0, -5.0]),
        "constant and met": ([2.0, 2.0, 2.0], [2.0, 2.0, 2.0]),
        "constant and missed": ([2.0, 2.0, 2.0], [2.0, 2.0, 2.5]),
        "one row": ([2.0], [2.5]),
    }
    arrays = {f"values: {name}": (np.array(values), np.array(taken)) for name, (values, taken) in cases.items()}
    for number in range(20):
        rows = int(draw.integers(2, 500))
        values = draw.normal(draw.normal() * 100.0, 10.0 ** draw.integers(-3, 4), rows)
        arrays[f"values: random {number}"] = values, values + draw.normal(0.0, draw.random() * 20.0, rows)
    return arrays
