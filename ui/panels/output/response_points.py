"""One unit's response to every point that is drawn, as the points' colours."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec import Struct

from nnviz.arrays import Array, Indices
from nnviz.assembly import Assembly
from ui.frame import Selection
from ui.panels.output.marks import MarkStyle, value_styles
from ui.panels.output.points import SHARES
from ui.panels.output.response import Response
from ui.panels.output.response_work import respond, unit_values
from ui.theme import Theme
from ui.theme.colour_maps import signed_map

_STEPS = 65
"""Colours that responses are rounded to."""

NEUTRAL = len(SHARES) * (_STEPS // 2)
"""The style of a training point of which no response is known; those of the other shares come next."""


class ResponsePoints(Struct, frozen=True, eq=False):
    """A unit's response to each point.

    Attributes
    ----------
    response : Response
    steps : ndarray of int, shape (m,)
        Which colour each point has; neutral where the response is not a number.
    """

    response: Response
    steps: Indices

    def kinds(self, shares: Indices) -> Indices:
        """Return which of `response_styles` each point has, by its share's place in `SHARES`."""
        return len(SHARES) * self.steps + shares


def compute_response_points(
    assembly: Assembly, theta: Array, unit: Selection, inputs: Array, cancelled: Callable[[], bool]
) -> ResponsePoints | None:
    """Compute a unit's response to network inputs of shape (m, F), or return None where it is no longer wanted."""
    response = respond(assembly, theta, unit, inputs, cancelled)
    values = None if response is None else unit_values(assembly, theta, unit, inputs, cancelled)
    if response is None or values is None:
        return None
    width = response.high - response.low
    with np.errstate(all="ignore"):
        shares = (values - response.low) / width if width > 0.0 else np.full(len(values), 0.5)
    shares = np.clip(np.nan_to_num(shares, nan=0.5), 0.0, 1.0)
    return ResponsePoints(response, np.rint(shares * (_STEPS - 1)).astype(np.intp))


def response_styles(theme: Theme) -> list[MarkStyle]:
    """Return how points look that have the colour of a response."""
    return value_styles(theme, signed_map(theme).span(np.linspace(-1.0, 1.0, _STEPS), -1.0, 1.0))
