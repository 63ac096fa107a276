"""The start in the user's hand: dragged over the map, or over the function from the side."""

from __future__ import annotations

import math

from nnviz.errors import InvalidInput
from ui.lab.bench import Bench
from ui.plotting.extent import Extent

START = "start"


def drag_start(bench: Bench, x: float, y: float, extent: Extent) -> None:
    """Let all begin at a place, by one move of a drag over a picture of this part of the plane."""
    # To a tenth of a pixel or so: more digits say nothing.
    digits = max(0, 3 - math.floor(math.log10(extent[1] - extent[0])))
    try:
        lab = bench.lab.with_start(round(x, digits), round(y, digits))
    except InvalidInput:  # so far away there is nothing to be seen
        return
    bench.edit(lab, "start", START, final=False)
