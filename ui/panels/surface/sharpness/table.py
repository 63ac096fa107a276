"""What is known of the sharpness, as a table for a file."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ui.panels.surface.sharpness.known import KnownRun

COLUMNS = ("run", "step", "sharpness", "residual", "bound", "learning_rate")


def table(runs: Sequence[KnownRun]) -> list[list[str]]:
    """Return head and rows: each step at which the sharpness of a run is known; none where that is nowhere.

    The residual says how near an eigenvalue lies; the bound is empty where none is claimed.
    """
    rows = []
    for known in runs:
        for step, found in sorted(known.found.items()):
            bound = known.bound_at(step)
            value, residual = found.sharpness.value, found.sharpness.residual
            limits = (math.nan, math.nan) if bound is None else (bound.value, bound.rate)
            rows.append([known.run.name, str(step), *map(_cell, (value, residual, *limits))])
    return [list(COLUMNS), *rows] if rows else []


def _cell(value: float) -> str:
    return repr(float(value)) if math.isfinite(value) else ""
