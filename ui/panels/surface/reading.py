"""What is under the pointer: the loss there, and the nearest point of a path."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array
from nnviz.assembly import Assembly
from nnviz.landscape import choose_rows, loss_over, project
from nnviz.snapshot import Snapshot
from ui import numbers
from ui.panels.surface import words
from ui.panels.surface.request import Result
from ui.panels.surface.track import Track
from ui.plotting.axes import Axis
from ui.plotting.extent import Projection
from ui.plotting.read_out import ReadOut
from ui.plotting.shading import interpolated
from ui.theme import px

REACH = 26
"""How near to a path, in pixels, its point is read."""
AT_POINTER = "at the pointer"
INTERPOLATED = ", about"
"""Where the network is large, what is read is what the picture shows: interpolated between the points of its grid."""
CHEAP = 2_000_000
"""Products of rows and parameters up to which a loss is computed while the pointer moves: less than a millisecond."""


class Nearest(Struct, frozen=True):
    """The point of a path that is nearest to the pointer."""

    run: int
    step: int
    x: float
    y: float


class Reading(Struct, frozen=True):
    """Everything that is read at the pointer.

    Attributes
    ----------
    card : ReadOut
    loss : float
        For the colour key.
    nearest : Nearest or None
    """

    card: ReadOut
    loss: float
    nearest: Nearest | None


def nearest_point(tracks: Sequence[Track], window: Projection, x: float, y: float) -> Nearest | None:
    """Return the point of all paths that is nearest to a pixel; None where none is near."""
    found, least = None, float(px(REACH))
    for track in tracks:
        points = window.to_pixels(track.whole)
        with np.errstate(invalid="ignore"):
            away = np.hypot(points[:, 0] - x, points[:, 1] - y)
        if not np.isfinite(away).any():
            continue
        index = int(np.nanargmin(away))
        if away[index] < least:
            least = float(away[index])
            step = track.step if index == len(track.steps) else int(track.steps[index])
            found = Nearest(track.run, step, *points[index].tolist())
    return found


def read(
    result: Result,
    tracks: Sequence[Track],
    snapshots: Sequence[Snapshot],
    window: Projection,
    x: float,
    y: float,
    now: int,
) -> Reading:
    """Read what is at a pixel of the plot.

    Parameters
    ----------
    result : Result
    tracks : sequence of Track
        As they are now.
    snapshots : sequence of Snapshot
        Of the same runs.
    window : Projection
    x, y : float
        The pixel.
    now : int
        The present step of the run that the surface belongs to.
    """
    place = window.place(x, y)
    assembly, plane = result.chosen.assembly, result.plane
    cheap = _is_cheap(assembly, result)
    if cheap:
        offset = np.array(place) - plane.origin
        [theta] = plane.points(offset[:1], offset[1:])
        loss = loss_over(assembly, result.grid.rows, theta)
    else:
        grid = result.grid
        loss = interpolated(grid.x, grid.y, grid.losses, result.levels, place)
    about, here = "" if cheap else INTERPOLATED, numbers.loss(loss)
    extent = window.extent
    spans = Axis(extent[0], extent[1]), Axis(extent[2], extent[3])
    rows = [
        (f"{name}, {label}" if result.fit.exact else label, axis.write(value))
        for name, label, axis, value in zip(words.axis_names(result), plane.labels, spans, place, strict=True)
    ]
    if not result.fit.exact:
        rows.append(("surface of", words.age(result.step, now)))
    near = nearest_point(tracks, window, x, y)
    if near is None:
        return Reading(ReadOut(f"loss here{about}", here, tuple(rows)), loss, None)
    seen = next(seen for seen in result.seen if seen.index == near.run)
    snapshot = next(one for one in snapshots if one.run == near.run)
    true = _true_loss(seen.assembly, result, _theta_at(snapshot, near.step))
    # Two places are read: what is said of the pointer's follows its own heading.
    beside = (AT_POINTER, ""), (f"loss{about}", here)
    card = ReadOut(seen.name, f"step {numbers.count(near.step)}", (*true, *beside, *rows), near.run)
    return Reading(card, loss, near)


def _true_loss(assembly: Assembly, result: Result, theta: Array | None) -> list[tuple[str, str]]:
    """Return the true loss at a point of a path beside that at the nearest point of the plane, and how far that is.

    Only where it is known, and computed in no time.
    """
    if theta is None or not _is_cheap(assembly, result):
        return []
    share, plane = result.grid.rows.share, result.plane
    if not len(getattr(assembly.data, f"targets_{share}")):
        return []
    loss = loss_over(assembly, choose_rows(assembly, share, len(result.grid.rows.targets)), theta)
    rows = [("true loss", numbers.loss(loss))]
    if not result.fit.exact:
        found = project(plane, theta[None])
        [nearest] = plane.points(*found.coordinates.T)
        shown = loss_over(result.chosen.assembly, result.grid.rows, nearest)
        rows += [("on the plane", numbers.loss(shown)), ("off the plane", numbers.ratio(float(found.distances[0])))]
    return rows


def _theta_at(snapshot: Snapshot, step: int) -> Array | None:
    if step == snapshot.step:
        return snapshot.theta
    path = snapshot.path
    return path.thetas[path.steps.index(step)] if step in path.steps else None


def _is_cheap(assembly: Assembly, result: Result) -> bool:
    return assembly.network.size * len(result.grid.rows.targets) <= CHEAP
