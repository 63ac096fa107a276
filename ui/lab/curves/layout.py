"""The scales of the loss curves, and where their parts are."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QRectF, QSize

from nnviz.landscape.racing import Tracks
from ui.plotting.axes import nice_step
from ui.plotting.ranges import log_range
from ui.plotting.scale import Scale
from ui.plotting.text import text_width
from ui.plotting.ticks import Ticks, linear_ticks, log_ticks
from ui.theme import px

INSET = 12
TOP = 30
BELOW = 20
LABEL_GAP = 6
WIDEST_TICK = "10⁻¹⁰"
WIDEST_NAME = 190
LEAST_NAME = 90
SHARE_OF_NAMES = 0.3
GAP = 12
MOST_DECADES = 18.0
"""What lies further below the highest loss is drawn at the lower end."""
ABOVE_START = 30.0
"""A loss so many times as high as that of the start leaves the picture, as of racers that diverge."""


class CurvesLayout(Struct, frozen=True):
    """Where things are.

    Attributes
    ----------
    box : QRectF
        The plot.
    names : QRectF
        Where the racers' names stand.
    steps, losses : Scale
    """

    box: QRectF
    names: QRectF
    steps: Scale
    losses: Scale

    @property
    def step_ticks(self) -> Ticks:
        """The ticks along the bottom."""
        return linear_ticks(0.0, self.steps.high, max(2, int(self.box.width() // px(64))), whole=True)

    @property
    def loss_ticks(self) -> Ticks:
        """The ticks at the left."""
        most = max(2, int(self.box.height() // px(24)))
        ticks = (log_ticks if self.losses.log else linear_ticks)(self.losses.low, self.losses.high, most)
        return ticks

    def step_at(self, x: float) -> int:
        """Return the step at a pixel."""
        return round(self.steps.to_data(min(max(x, self.box.left()), self.box.right())))


def layout(size: QSize, tracks: Tracks, values: tuple[float, float]) -> CurvesLayout:
    """Share the plot out.

    Parameters
    ----------
    size : QSize
    tracks : Tracks
    values : (float, float)
        The function's lowest and highest value in its own view: beyond them a linear axis does not go.
    """
    left = px(INSET) + text_width("tick", WIDEST_TICK) + px(LABEL_GAP)
    names = min(px(WIDEST_NAME), max(px(LEAST_NAME), SHARE_OF_NAMES * size.width()))
    right = size.width() - px(INSET) - names
    top, bottom = float(px(TOP)), max(px(TOP) + 1.0, float(size.height() - px(BELOW)))
    box = QRectF(left, top, max(1.0, right - px(GAP) - left), bottom - top)
    losses = Scale(*_range(tracks, values), box.bottom(), box.top(), _is_log(tracks))
    steps = Scale(0.0, float(tracks.losses.shape[1] - 1), box.left(), box.right())
    return CurvesLayout(box, QRectF(right, top, names, bottom - top), steps, losses)


def _is_log(tracks: Tracks) -> bool:
    """Say whether no loss is negative, and not all of them are zero."""
    losses = tracks.losses[np.isfinite(tracks.losses)]
    return bool(len(losses) and losses.min() >= 0.0 and losses.max() > 0.0)


def _range(tracks: Tracks, values: tuple[float, float]) -> tuple[float, float]:
    losses = tracks.losses[np.isfinite(tracks.losses)]
    if not len(losses):
        return 0.0, 1.0
    start = float(tracks.losses[0, 0])
    if _is_log(tracks):
        high = min(float(losses.max()), ABOVE_START * start) if start > 0.0 else float(losses.max())
        positive = losses[losses > 0.0]
        low = max(float(positive.min()), high * 10.0**-MOST_DECADES)
        return log_range(low, high)
    low, high = max(float(losses.min()), min(values[0], start)), min(float(losses.max()), max(values[1], start))
    step = nice_step(max(high - low, 1e-9 * max(abs(high), 1.0)) / 5.0)
    low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return low, high if high > low else low + step
