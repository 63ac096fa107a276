"""Points that a user drew: rows of an experiment file, each with two coordinates and a class."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nnviz.datasets.table import Table
from nnviz.errors import InvalidInput

DrawnPoint = tuple[float, float, int]
"""x1, x2 and the class, counted from 0."""

MOST_POINTS = 20_000
"""So many fit into the 1 MiB of an experiment file, with all their digits and long notes."""
LEAST_POINTS = 4
MOST_CLASSES = 6
LARGEST_COORDINATE = 1e6


def check_points(points: Sequence[DrawnPoint]) -> None:
    """Raise `InvalidInput` for the first point that cannot be, wherever it stands, and where there are too many."""
    if len(points) > MOST_POINTS:
        raise InvalidInput(f"data.points has {len(points):,} points: allowed are at most {MOST_POINTS:,}")
    for index, (across, up, label) in enumerate(points):
        # Not a number compares false to everything.
        if not (abs(across) <= LARGEST_COORDINATE and abs(up) <= LARGEST_COORDINATE):
            value = up if abs(across) <= LARGEST_COORDINATE else across
            raise InvalidInput(f"data.points[{index}] has the coordinate {value:g}: allowed are -1e6 to 1e6")
        if not 0 <= label < MOST_CLASSES:
            raise InvalidInput(
                f"data.points[{index}] is of class {label}: allowed are the classes 0 to {MOST_CLASSES - 1}"
            )


def missing(points: Sequence[DrawnPoint]) -> str:
    """Say what points still lack to be learned from; empty where nothing is missing."""
    if not points:
        return f"there are no points yet: at least {LEAST_POINTS} of two classes are needed"
    if len(points) < LEAST_POINTS:
        have = "there is 1 point" if len(points) == 1 else f"there are only {len(points)} points"
        return f"{have}: at least {LEAST_POINTS} of two classes are needed"
    if len({label for _, _, label in points}) < 2:
        return f"all points are of class {points[0][2]}: points of a second class are needed"
    return ""


def table_of_points(points: Sequence[DrawnPoint]) -> Table:
    """Return the points as data to learn from.

    Raises
    ------
    InvalidInput
        When there are too few, or all of one class.
    """
    lack = missing(points)
    if lack:
        raise InvalidInput(f"data.points: {lack}")
    rows = np.array(points, dtype=np.float64)
    count = int(rows[:, 2].max()) + 1
    return Table(
        inputs=np.ascontiguousarray(rows[:, :2]),
        targets=np.ascontiguousarray(rows[:, 2]),
        task="classification",
        feature_names=("x1", "x2"),
        class_names=tuple(f"class {label}" for label in range(count)),
    )


def tidy(across: float, up: float, span: float) -> tuple[float, float]:
    """Return a place of the plane with no more digits than a pixel of a plot `span` wide can tell apart."""
    digits = max(0, 4 - math.floor(math.log10(span))) if span > 0.0 else 4
    return round(across, digits), round(up, digits)
