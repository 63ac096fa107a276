"""The two axes of a histogram: that of z grows and hardly ever shrinks, that of the shares follows by clear steps."""

from __future__ import annotations

import math

from nnviz.arrays import Indices
from ui.plotting.axes import nice_step

BINS = 48
"""Of the axis that is shown. As many again are counted beyond its ends, to know how much lies there."""

BEYOND = 0.05
"""The axis of z grows when more than this share of the values lies beyond it."""

OTHER_RUNS = 2.0
"""The axis of shares grows for other runs to at most so many times the highest bin of the one that is shown, which a
run whose values are all alike must not press flat. Outlines that go on above are cut, with their marker at the end."""

FAR_TOO_WIDE = 50.0
"""An axis of z so many times wider than all values, as once a weight set by hand has been set back, begins anew."""

_FAR = 1000.0
_TOPS = (0.02, 0.04, 0.06, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0)
_LOW = 0.4


def grown(half_width: float, counts: Indices, natural: float) -> float:
    """Return half the width that an axis of z should have, given what was counted: 5, 10, 20, 50, ...

    Parameters
    ----------
    half_width : float
        What it has.
    counts : ndarray of int, shape (2 * BINS,)
        The values from -2 half_width to 2 half_width, those farther out in the end bins.
    natural : float
        Half the width that would show nearly all values.
    """
    if FAR_TOO_WIDE * natural < half_width:
        return natural
    beyond = int(counts[: BINS // 2].sum()) + int(counts[-BINS // 2 :].sum())
    total = int(counts.sum())
    if beyond <= BEYOND * total:
        return half_width
    wider = nice_step(half_width * 1.01)
    if int(counts[0]) + int(counts[-1]) > BEYOND * total and wider <= 2.0 * half_width:
        # So much lies beyond even twice the axis that the next step would not do.
        wider = nice_step(wider * 1.01)
    return max(wider, nice_step(natural / _FAR)) if math.isfinite(natural) else wider


def share_top(peak: float, before: float) -> float:
    """Return where the axis of shares ends: above the highest bin, and where it was unless that is far below.

    Parameters
    ----------
    peak : float
        The largest share that is shown.
    before : float
        Where the axis ended so far; 0 at the beginning.
    """
    if before > 0.0 and _LOW * before <= peak <= before:
        return before
    return next((top for top in _TOPS if peak <= top), _TOPS[-1])
