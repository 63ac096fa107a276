"""The mark that shows where an update is: a small logarithmic scale with its healthy part."""

from __future__ import annotations

import math

from nnviz.diagnosis.thresholds import UPDATE_TOO_LARGE, UPDATE_TOO_SMALL
from ui.panels.gradients.places import Span
from ui.theme import px

BAND_HEIGHT = 4
BEYOND = 2.0
"""How many decades the scale reaches beyond the healthy part, on either side."""
MARK_WIDTH, MARK_HEIGHT = 2, 10

_LOW, _HIGH = math.log10(UPDATE_TOO_SMALL.value), math.log10(UPDATE_TOO_LARGE.value)


def is_healthy(ratio: float) -> bool:
    """Say whether an update is neither too small nor too large; False for NaN."""
    return UPDATE_TOO_SMALL.value <= ratio <= UPDATE_TOO_LARGE.value


def healthy_band(span: Span) -> tuple[int, int]:
    """Return from where to where a scale in this column is healthy."""
    return round(_place(span, _LOW)), round(_place(span, _HIGH))


def band_mark(span: Span, ratio: float, y: float) -> tuple[float, float, float, float]:
    """Return the rectangle that marks a ratio on the scale at a height; at its end where it lies beyond."""
    width, height = px(MARK_WIDTH), px(MARK_HEIGHT)
    logarithm = math.log10(ratio) if 0.0 < ratio < math.inf else math.copysign(math.inf, ratio - 1.0)
    x = min(max(_place(span, logarithm), span.left), span.right)
    return round(x - width / 2.0), round(y - height / 2.0), width, height


def _place(span: Span, logarithm: float) -> float:
    return span.left + (logarithm - _LOW + BEYOND) / (_HIGH - _LOW + 2.0 * BEYOND) * span.width
