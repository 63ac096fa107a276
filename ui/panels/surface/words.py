"""What the panel says in words."""

from __future__ import annotations

import math

import numpy as np

from nnviz.landscape import Rows
from ui import numbers
from ui.panels.surface.checkpoints import Checkpoint
from ui.panels.surface.options import Options
from ui.panels.surface.request import End, Result

AXES = ("x", "y")
MANY = 2.0
"""From so many times its way on, a distance is no share of it any more."""
HELD_WELL = 0.6
"""A plane that holds less of the paths' variance shows a shadow of them."""
LEAST_SHARE = 0.001
ROUNDING = 1e-6
HALF = 0.5
"""So does one off which an end lies by more than this part of its way."""


def axis_names(result: Result) -> tuple[str, str]:
    """Return the names of the two axes."""
    plane = result.fit.plane
    if result.fit.exact:
        return "w", "b"
    if result.axis_shares is None:
        return plane.labels
    first, second = (
        f"{label} ({per_cent(share)})" if label.startswith("PC") else label
        for label, share in zip(plane.labels, result.axis_shares, strict=True)
    )
    return first, second


def sentence(result: Result | None, options: Options, armed: int | None, zoomed: bool) -> str:
    """Return the title bar's line.

    Parameters
    ----------
    result : Result or None
    options : Options
    armed : int or None
        The axis that waits for a parameter.
    zoomed : bool
        Whether the user has chosen what is seen.
    """
    if armed is not None:
        return f"Select a weight or a unit in the network: it becomes the {AXES[armed]} axis"
    if result is None:
        return "The loss around the paths"
    before = "Zoomed, double click to see all. " if zoomed else ""
    taken = result.grid.rows
    rows = rows_taken(taken)
    if result.fit.exact:
        return f"{before}Exact: the model has just these two parameters. {share_name(taken)} loss, {rows}"
    around = f"around {result.chosen.name}"
    if options.plane == "best" and result.best is not None:
        around = f"through start, best (step {numbers.count(result.best.step)}) and now of {result.chosen.name}"
    if divergence := result.chosen.snapshot.divergence:
        around = f"{around}, which {diverged(divergence.step)}, {divergence.layer_name}"
    words = f"{before}{share_name(taken)} loss at step {numbers.count(result.step)}, {around}; {rows}"
    if divergence:
        return words
    if options.plane == "pca" and result.fit.plane.kind == "random":
        return f"{words}; random directions until there is a path"
    return words


def end_name(checkpoint: Checkpoint) -> str:
    """Return what an end of the line is, in a word or two."""
    if checkpoint.kind == "end":
        return "another run"
    return checkpoint.name or checkpoint.kind


def share_name(rows: Rows) -> str:
    """Say over which share a loss is."""
    return rows.share.capitalize()


def rows_taken(rows: Rows) -> str:
    """Say over how many rows of it, always the same ones."""
    if rows.whole:
        return f"all {numbers.count(rows.of)} samples"
    return f"a fixed {numbers.count(len(rows.targets))} of {numbers.count(rows.of)} samples"


def held(result: Result) -> str:
    """Say how much of the paths the plane holds."""
    if result.fit.exact:
        found = result.lowest
        return f"lowest loss here {numbers.loss(found[2])} (+)" if found else "nothing lies off this plane"
    blank = _blank(result)
    if math.isnan(result.share):
        if result.chosen.snapshot.divergence is not None:
            return f"diverged before there was a path to follow{blank}"
        return (result.plane.note or "no path yet") + blank
    if result.share < HELD_WELL:
        only = "only " if result.share >= LEAST_SHARE else ""
        return f"this plane holds {only}{_share(result.share)} of the {_paths(result)}: a shadow{blank}"
    if any(end.off_share > HALF for end in result.ends):
        return f"an end lies far off this plane{blank}"
    return plane_holds(result)


def plane_holds(result: Result) -> str:
    """Say which part of the paths' variance the plane holds."""
    return f"plane holds {_share(result.share)} of the {_paths(result)}{_blank(result)}"


def losses_at(result: Result) -> str:
    """Say of which moment the runs' losses are: that of the surface."""
    steps = {seen.snapshot.step for seen in result.seen}
    return f"loss at step {numbers.count(steps.pop())}" if len(steps) == 1 else "loss of each run"


def off(end: End) -> str:
    """Say how far a run's end lies off the plane."""
    return numbers.ratio(end.off) if end.off else "0"


def off_in_full(end: End) -> str:
    """Say the same against the way that the run has come."""
    if not end.off:
        return "0, on it"
    share = per_cent(end.off_share) + " of" if end.off_share < MANY else f"{numbers.ratio(end.off_share)} times"
    return f"{off(end)} ({share} its way)"


def losses_at_end(end: End) -> str:
    """Say the true loss beside the one that the surface shows."""
    words = f"true loss {numbers.loss(end.true)}, on the plane {numbers.loss(end.shown)}"
    farthest = float(np.nanmax(end.offs, initial=0.0))
    if not farthest > max(end.off_share, ROUNDING):
        return words
    return f"{words}; on its way up to {per_cent(farthest)} of that way off the plane"


def beads(every: int) -> str:
    """Say what the small markers on the paths are."""
    return f"a mark every {numbers.count(every)} steps" if every > 1 else "a mark at each step"


def diverged(step: int) -> str:
    """Say that a run is no longer finite."""
    return f"diverged at step {numbers.count(step)}"


def age(step: int, now: int) -> str:
    """Say when a surface was computed."""
    steps = now - step
    if steps <= 0:
        return f"step {numbers.count(step)}, now"
    return f"step {numbers.count(step)}, {numbers.count(steps)} step{'s' if steps > 1 else ''} ago"


def _paths(result: Result) -> str:
    return "paths" if len(result.tracks) > 1 else "path"


def _blank(result: Result) -> str:
    return "; blank where the loss is not a number" if np.isnan(result.grid.losses).any() else ""


def _share(share: float) -> str:
    return numbers.percent(share) if share >= LEAST_SHARE else f"under 0.1{numbers.THIN_SPACE}%"


def per_cent(share: float) -> str:
    """Return a share in whole per cent."""
    if math.isnan(share):
        return numbers.UNKNOWN
    if 0.0 < share < 0.005:
        return f"<{numbers.THIN_SPACE}1{numbers.THIN_SPACE}%"
    return f"{round(100.0 * share)}{numbers.THIN_SPACE}%"
