"""The levels of the contours: flat bands between round losses, which keep their range while training."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from ui.plotting.axes import nice_step
from ui.plotting.scale import Floats
from ui.plotting.ticks import Ticks, linear_ticks, log_ticks

BANDS = (14, 15)
GRAINS = (0.5, 0.2, 0.1, 0.05, 0.02, 0.01)
"""In decades: the ends of logarithmic levels are multiples of one of these."""
FEWEST_GRAINS = 12.0
"""How many of these make up a range at least."""
ROOM = 0.15
"""How much further levels go than a surface that has left them, so that they seldom grow."""
MOST_DECADES = 8.0
"""What lies further below the highest loss is drawn in the lowest band."""
TOP_SHARE = 0.96
"""So much of a surface is at or below the highest of linear levels; the rest takes the highest band."""


class Levels(Struct, frozen=True):
    """Evenly spaced levels of the loss or of its decimal logarithm.

    Attributes
    ----------
    low, high : float
        The ends: losses, or their logarithms where `log`.
    bands : int
    log : bool
    """

    low: float
    high: float
    bands: int
    log: bool

    def scale(self, losses: Floats) -> Floats:
        """Return losses in bands above the lowest level; NaN where a loss is none."""
        with np.errstate(all="ignore"):
            values = np.log10(np.maximum(losses, 1e-300)) if self.log else np.asarray(losses)
            return (values - self.low) * (self.bands / (self.high - self.low))

    def share(self, loss: float) -> float:
        """Return where on the colour key a loss stands, 0 to 1; NaN for none."""
        if math.isnan(loss):
            return math.nan
        value = math.log10(max(loss, 1e-300)) if self.log else loss
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)

    def ticks(self, most: int) -> Ticks:
        """Return the numbers beside the colour key, up to about `most`."""
        return (log_ticks if self.log else linear_ticks)(self.low, self.high, most)


def fit_levels(losses: Floats, log: bool) -> Levels:
    """Return levels for a surface; what is not finite is left out."""
    values = losses[np.isfinite(losses)]
    if log:
        values = np.log10(values[values > 0.0])
    if not len(values):
        return _between(-1.0, 0.0, log) if log else _between(0.0, 1.0, log)
    low, high = float(values.min()), float(values.max() if log else np.quantile(values, TOP_SHARE))
    if log:
        return _log_levels(max(low, high - MOST_DECADES), high)
    step = nice_step(max(high - low, 1e-6 * abs(high), 1e-12) / 10.0)
    return _between(math.floor(low / step + 1e-9) * step, (math.floor(high / step + 1e-9) + 1) * step, False)


def grown_levels(levels: Levels, losses: Floats) -> Levels:
    """Return the same levels where a surface lies within them, else levels for both."""
    wanted = fit_levels(losses, levels.log)
    if wanted.low >= levels.low and wanted.high <= levels.high:
        return levels
    room = ROOM * (max(wanted.high, levels.high) - min(wanted.low, levels.low))
    low = wanted.low - room if wanted.low < levels.low else levels.low
    high = wanted.high + room if wanted.high > levels.high else levels.high
    if levels.log:
        return _log_levels(max(low, high - MOST_DECADES), high)
    step = nice_step((high - low) / 10.0)
    return _between(math.floor(low / step) * step, math.ceil(high / step) * step, False)


def _log_levels(low: float, high: float) -> Levels:
    grain = next((grain for grain in GRAINS if high - low >= FEWEST_GRAINS * grain), GRAINS[-1])
    low, high = math.floor(low / grain + 1e-6) * grain, math.ceil(high / grain - 1e-6) * grain
    return _between(low, high if high > low else low + grain, True)


def _between(low: float, high: float, log: bool) -> Levels:
    """Return 14 or 15 bands: so many that as many powers of ten as can be are levels themselves."""
    bands = BANDS[-1]
    if log:
        decades = high - low
        bands = min(BANDS, key=lambda count: abs(count / decades - round(count / decades)))
    return Levels(low, high, bands, log)
