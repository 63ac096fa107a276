"""How long loss surfaces take: over all samples, and seen from the side without a graphics processor."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from nnviz.assembly import Assembly, assemble
from nnviz.experiment import decode
from nnviz.landscape import axis, choose_rows, compute_surface, random_plane
from ui.plotting.levels import fit_levels
from ui.plotting.relief import draw_relief
from ui.plotting.side_view import Camera, View

RESOLUTION = 51
ROUNDS = 5
SIDE_POINTS = 81
SIDE_BOX = (0.0, 0.0, 600.0, 360.0)

_TRAINING: dict[str, Any] = {"dtype": "float32", "stop": {}}
SURFACES: dict[str, dict[str, Any]] = {
    "small": {
        "nnviz": 1,
        "data": {"name": "circles", "samples": 625},
        "network": {"hidden": [{"units": 8, "activation": "tanh"}, {"units": 8, "activation": "tanh"}]},
        "training": _TRAINING,
    },
    "digits": {
        "nnviz": 1,
        "data": {"name": "digits"},
        "network": {"hidden": [{"units": 64, "activation": "tanh"}]},
        "training": _TRAINING,
    },
}
"""[2, 8, 8, 1] on 500 training samples, and [64, 64, 10] on 1,437."""


def surface_seconds(document: dict[str, Any], dtype: str, threads: int | None) -> float:
    """Return how long a surface of 51 x 51 points over the whole training share takes, at its quickest of some.

    One thread computes those that follow training, None stands for as many as compute those at rest.
    """
    run: Assembly = assemble("benchmark", decode(document))
    plane = random_plane(run.network, run.initial_theta(), 0)
    x, rows = axis(-1.0, 1.0, RESOLUTION), choose_rows(run)
    return _quickest(lambda: compute_surface(run, plane, x, x, rows, dtype=dtype, threads=threads))


def side_redraws_per_second() -> float:
    """Return how often a surface of 81 x 81 points can be drawn anew from another side, 600 x 360 pixels large."""
    x = np.linspace(-2.0, 2.0, SIDE_POINTS)
    across, up = np.meshgrid(x, x)
    losses = (1.0 - across) ** 2 + 100.0 * (up - across**2) ** 2 + 0.1
    levels, camera = fit_levels(losses, True), Camera()
    view = View(camera, (-2.0, 2.0, -2.0, 2.0), SIDE_BOX, 0.0)
    return 1.0 / _quickest(lambda: draw_relief(x, x, losses, levels, view, 1.0))


def _quickest(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)
