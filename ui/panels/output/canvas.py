"""Points while they are drawn: strokes that add or take away, kept until they can be learned from. Free of widgets."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.assembly import Assembly
from nnviz.datasets.points import LARGEST_COORDINATE, MOST_CLASSES, MOST_POINTS, DrawnPoint, missing, tidy
from nnviz.datasets.sources import POINTS

Floats = npt.NDArray[np.floating[Any]]
Points = tuple[DrawnPoint, ...]


def can_be_drawn_on(assembly: Assembly) -> bool:
    """Say whether a run's data are points of a few classes on a plane."""
    data = assembly.data
    return data.task == "classification" and data.raw_train.shape[1] == 2 and len(data.classes) <= MOST_CLASSES


def points_in(assembly: Assembly) -> Points:
    """Return a run's data as drawn points: as they were drawn, else all rows with as many digits as can be seen."""
    if assembly.experiment.data.name.name == POINTS:
        return assembly.experiment.data.points
    data = assembly.data
    raw = np.concatenate([data.raw_train, data.raw_test, data.raw_validation])[:MOST_POINTS]
    labels = np.concatenate([data.labels_train, data.labels_test, data.labels_validation])[:MOST_POINTS]
    span = float(np.ptp(raw, axis=0).max())
    return tuple((*tidy(x, y, span), label) for (x, y), label in zip(raw.tolist(), labels.tolist(), strict=True))


class Canvas:
    """All points, with the stroke at hand, and the way back through strokes that nothing was learned of yet.

    Parameters
    ----------
    points : tuple
        What is there to begin with.
    """

    def __init__(self, points: Points) -> None:
        self.points = points
        self._kept: list[Points] = []
        self._undone: list[Points] = []
        self._before: Points | None = None

    @property
    def missing(self) -> str:
        """What the points still lack to be learned from; empty where nothing is missing."""
        return missing(self.points)

    @property
    def is_full(self) -> bool:
        """Whether there is no room for another point."""
        return len(self.points) >= MOST_POINTS

    @property
    def stroking(self) -> bool:
        """Whether a stroke is at hand."""
        return self._before is not None

    @property
    def waits(self) -> bool:
        """Whether there are strokes that nothing was learned of yet."""
        return bool(self._kept)

    def begin(self) -> None:
        """Begin a stroke."""
        self._before = self.points

    def add(self, across: float, up: float, label: int, span: float) -> None:
        """Add a point, with as many digits as tell apart what can be seen on a plane `span` wide."""
        across, up = tidy(across, up, span)
        if not self.is_full and max(abs(across), abs(up)) <= LARGEST_COORDINATE:
            self.points = (*self.points, (across, up, label))

    def erase(self, across: float, up: float, radius: tuple[float, float]) -> None:
        """Take away what lies around a place: within an ellipse, because a plane's axes may differ."""
        if not self.points:
            return
        places = np.array(self.points, dtype=np.float64)[:, :2]
        inside = np.square((places - (across, up)) / radius).sum(axis=1) <= 1.0
        if inside.any():
            self.points = tuple(point for point, gone in zip(self.points, inside.tolist(), strict=True) if not gone)

    def clear(self) -> None:
        """Take all points away, as one stroke."""
        self.begin()
        self.points = ()

    def end(self) -> bool:
        """End the stroke. Returns whether the points are others now, and can be learned from."""
        before, self._before = self._before, None
        if before is None or before == self.points:
            return False
        self._kept.append(before)
        self._undone.clear()
        return not self.missing

    def undo(self) -> bool:
        """Go back before the last stroke that nothing was learned of. Returns whether there was one."""
        if not self._kept:
            return False
        self._undone.append(self.points)
        self.points = self._kept.pop()
        return True

    def redo(self) -> bool:
        """Go on to the stroke that was undone last. Returns whether there was one."""
        if not self._undone:
            return False
        self._kept.append(self.points)
        self.points = self._undone.pop()
        return True

    def drawn(self) -> tuple[Floats, npt.NDArray[np.intp]]:
        """Return the places, shape (n, 2), and the classes, shape (n,)."""
        rows = np.array(self.points, dtype=np.float64).reshape(-1, 3)
        return rows[:, :2], rows[:, 2].astype(np.intp)
