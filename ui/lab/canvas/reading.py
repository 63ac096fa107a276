"""What is read under the pointer: the function and its slope there, or the point of a path."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from nnviz.landscape.lab import Lab
from nnviz.landscape.racing import Tracks
from ui import numbers
from ui.lab.side.signs import short_names
from ui.plotting.axes import Axis
from ui.plotting.extent import Projection
from ui.plotting.read_out import ReadOut
from ui.theme import px

REACH = 12


class Reading(Struct, frozen=True):
    """Everything that is read.

    Attributes
    ----------
    card : ReadOut
    value : float
        The function there, for the colour key.
    place : (float, float)
        Where all of it is read: at the pointer, or at the point of a path.
    racer, step : int or None
        The point of a path that the pointer is on.
    """

    card: ReadOut
    value: float
    place: tuple[float, float]
    racer: int | None = None
    step: int | None = None


def read(lab: Lab, tracks: Tracks, window: Projection, x: float, y: float) -> Reading:
    """Read what is at a pixel.

    Parameters
    ----------
    lab : Lab
        That of the tracks.
    tracks : Tracks
    window : Projection
    x, y : float
        The pixel.
    """
    near = nearest(tracks, window, x, y)
    place = np.array(window.place(x, y) if near is None else tracks.paths[near])
    with np.errstate(all="ignore"):
        value = float(lab.landscape.values(place))
        slope = lab.landscape.gradients(place)
        steepness = float(np.hypot(*slope))
    left, right, bottom, top = window.extent
    rows = [
        ("x", Axis(left, right).write(float(place[0]))),
        ("y", Axis(bottom, top).write(float(place[1]))),
        ("∂f/∂x", numbers.weight(float(slope[0]))),
        ("∂f/∂y", numbers.weight(float(slope[1]))),
        ("|∇f|", numbers.weight(steepness)),
    ]
    if near is None:
        return Reading(ReadOut("f(x, y)", numbers.loss(value), tuple(rows)), value, (float(place[0]), float(place[1])))
    racer, step = near
    name = short_names(lab.racers)[racer]
    rows.insert(0, ("f(x, y)", numbers.loss(value)))
    card = ReadOut(name, f"step {numbers.count(step)}", tuple(rows), racer)
    return Reading(card, value, (float(place[0]), float(place[1])), racer, step)


def nearest(tracks: Tracks, window: Projection, x: float, y: float) -> tuple[int, int] | None:
    """Return the racer and the step whose point is nearest to a pixel; None where none is near."""
    steps = tracks.paths.shape[1]
    with np.errstate(all="ignore"):
        pixels = window.to_pixels(np.nan_to_num(tracks.paths.reshape(-1, 2), nan=np.inf))
        away = np.hypot(pixels[:, 0] - x, pixels[:, 1] - y)
    away[np.isnan(away)] = np.inf
    found = int(np.argmin(away))
    return divmod(found, steps) if away[found] <= px(REACH) else None
