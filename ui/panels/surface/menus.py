"""What the chips' menus offer: planes, the ends of the line, and how the loss is computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from nnviz.landscape import SHARES, ShareName
from ui import numbers
from ui.frame import Frame
from ui.panels.surface.checkpoints import BEST, NOW, START, Checkpoint, best_of
from ui.panels.surface.options import ALL_ROWS, RESOLUTIONS, ROWS, PlaneChoice

PLANES: dict[PlaneChoice, tuple[str, str]] = {
    "pca": ("PCA", "Where the paths go: their two leading principal components"),
    "best": ("Best", "Through the initial, the best and the present weights"),
    "weights": ("Weights", "Two parameters, picked in the network"),
    "random": ("Random", "Two random directions, each filter as long as the network's own"),
    "line": ("Line", "The straight line between two checkpoints, with train and test loss along it"),
    "sharpness": ("Sharpness", "The steepest curvature over steps, against what the optimizer bears"),
}


class Bookmark(Protocol):
    """A step that the user has named."""

    @property
    def step(self) -> int: ...  # noqa: D102

    @property
    def words(self) -> str: ...  # noqa: D102


def plane_choices() -> list[tuple[str, PlaneChoice]]:
    """Return the planes, each in a line of its own."""
    return [(f"{word}: {meaning[0].lower()}{meaning[1:]}", choice) for choice, (word, meaning) in PLANES.items()]


def checkpoint_choices(frame: Frame, bookmarks: Sequence[Bookmark]) -> list[tuple[str, Checkpoint]]:
    """Return what can be an end of the line."""
    best, run = best_of(frame), frame.run
    found = [("Start", START)]
    if best is not None:
        found.append((f"Best, step {numbers.count(best[1])}", BEST))
    found.append(("The step that is looked at", NOW))
    seen = frame.newest[frame.chosen] if frame.newest else frame.snapshot
    found += [
        (f"{one.words}, step {numbers.count(one.step)}", Checkpoint("step", one.step, one.words))
        for one in bookmarks
        if seen.first_step <= one.step <= seen.step
    ]
    shape = run.assembly.network.shape
    found += [
        (f"End of {other.name}", Checkpoint("end", other.index))
        for other in frame.runs
        if other is not run and other.has_data and other.assembly.network.shape == shape
    ]
    return found


def share_choices(frame: Frame) -> list[tuple[str, ShareName]]:
    """Return the shares that the chosen run's data have."""
    data = frame.run.assembly.data
    return [(f"{share.capitalize()} loss", share) for share in SHARES if len(getattr(data, f"targets_{share}"))]


def row_choices() -> list[tuple[str, int | None]]:
    """Return over how many rows the loss can be computed."""
    some = [(f"A fixed {numbers.count(rows)} samples at most", rows) for rows in ROWS]
    return [("As many samples as there is time for", None), ("All samples, once nothing trains", ALL_ROWS), *some]


def resolution_choices() -> list[tuple[str, int | None]]:
    """Return how fine a grid can be."""
    return [("As fine as can be seen", None), *((f"{points} points across", points) for points in RESOLUTIONS)]
