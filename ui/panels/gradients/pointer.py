"""What the pointer is on: a layer, and in its row a bar, a step of the history, or a number."""

from __future__ import annotations

import math
from typing import Literal

from msgspec import Struct
from PySide6.QtCore import QPointF

from ui.frame import Selection
from ui.panels.gradients.scene import Scene
from ui.panels.gradients.sizes import RunSizes

Kind = Literal["layer", "history", "update"]


class Spot(Struct, frozen=True):
    """A place in the panel.

    Attributes
    ----------
    row : int
    kind : "layer", "history" or "update"
        What is read there: the gradient now, that of a step, or the last update.
    run : RunSizes or None
        Whose numbers are read there; None where it has none.
    step : int or None
        The step of the history that is there.
    """

    row: int
    kind: Kind
    run: RunSizes | None
    step: int | None


def spot_at(scene: Scene, place: QPointF) -> Spot | None:
    """Return what is at a place, or None."""
    places = scene.places
    if places is None or scene.frame is None or not 0.0 <= place.x() < places.size.width():
        return None
    row = places.row_at(place.y())
    if row is None:
        return None
    x = place.x()
    lanes, run = scene.lanes, scene.leader
    in_lanes = places.bars.holds(x) or (places.strips is not None and places.strips.holds(x))
    in_numbers = any(span is not None and span.holds(x) for span in (places.ratios, places.updates, places.band))
    if lanes and (in_lanes or (in_numbers and places.numbers_per_lane)):
        run = lanes[places.lane_at(row, place.y())]
    if run is not None and (not run.known or scene.rows[row].layers[run.run.index] is None):
        run = None
    if any(span is not None and span.holds(x) for span in (places.updates, places.band)):
        return Spot(row, "update", run, None)
    steps = scene.steps
    if places.strips is not None and steps is not None and places.strips.holds(x):
        # The update that leads to a step lies before it.
        step = math.floor(steps.to_data(x)) + 1
        reached = run is not None and step <= run.step
        return Spot(row, "history" if reached else "layer", run, step if reached else None)
    return Spot(row, "layer", run, None)


def selection_of(scene: Scene, row: int) -> Selection | None:
    """Return the chosen run's layer in a row, or None where it has none."""
    if scene.frame is None:
        return None
    layer = scene.rows[row].layers[scene.frame.chosen]
    return None if layer is None else Selection(layer + 1)
